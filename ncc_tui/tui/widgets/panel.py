"""A panel of styled lines that repaints only the lines that changed.

A cursor key changes the commentary and the trend: over SSH every byte of that counts, and laying
out the screen again for a longer text costs more time than all the rest.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

INDENT = 1
# As many texts as a long report has rows: to wrap one takes a quarter of a cursor key's time.
_KEPT_TEXTS = 64


class Panel(Widget):
    """Shows a text wrapped to its width; a focused panel scrolls with the arrow keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_by(-1)", "Up", show=False, id="panel.up", tooltip="A line up"),
        Binding(
            "down,j", "scroll_by(1)", "Down", show=False, id="panel.down", tooltip="A line down"
        ),
        Binding("pageup", "page(-1)", "Page up", show=False, id="panel.page_up"),
        Binding("pagedown,space", "page(1)", "Page down", show=False, id="panel.page_down"),
    ]

    def __init__(self, *, id: str | None = None, can_focus: bool = True) -> None:
        super().__init__(id=id)
        self.can_focus = self._focusable = can_focus
        self._text = Text()
        self._lines: list[Strip] = []
        self._drawn: list[Strip] = []
        self._top = 0
        self._lines_for: tuple[int, Style] | None = None
        self._wraps: LRUCache[Hashable, list[Strip]] = LRUCache(_KEPT_TEXTS)

    def show(self, text: Text, *, keep_place: bool = False) -> None:
        """Show a text in place of the last, from its top unless the place is to be kept."""
        self._text = text
        if not keep_place:
            self._top = 0
        self.changed()

    def changed(self) -> None:
        """Draw the text anew."""
        self._lines_for = None
        self._repaint()

    def text_for(self, size: Size) -> Text:
        """The text for the room there is; a subclass may draw it anew for each size."""
        return self._text

    def tells(self) -> Hashable:
        """What tells the text from every other, so that it is wrapped once; None: wrap it anew."""
        return self._text.plain, tuple(self._text.spans)

    def _repaint(self) -> None:
        """Have the lines that are no longer what they were painted again."""
        if not self.is_mounted or not self.content_size:
            return
        before = self._drawn
        after = self._draw()
        if len(before) != len(after):
            self.refresh()
            return
        changed = [
            Region(0, y, _unlike(old, new), 1)
            for y, (old, new) in enumerate(zip(before, after, strict=True))
            if old != new
        ]
        if changed:
            self.refresh(*changed)

    def _draw(self) -> list[Strip]:
        """The lines in view."""
        width, height = self.content_size
        style = self.rich_style
        if self._lines_for != (width, style):
            self._lines = self._wrapped(width, style)
            self._lines_for = (width, style)
        self._top = max(0, min(self._top, len(self._lines) - height))
        shown = self._lines[self._top : self._top + height]
        if len(self._lines) > self._top + height and self.can_focus and height > 1:
            shown[-1] = self._more(width, style)
        blank = Strip([Segment(" " * width, style)], width)
        self._drawn = shown + [blank] * (height - len(shown))
        return self._drawn

    def _wrapped(self, width: int, style: Style) -> list[Strip]:
        if (told := self.tells()) is None:
            return self._wrap(width, style)
        key = told, self.content_size, style
        strips = self._wraps.get(key)
        if strips is None:
            strips = self._wraps[key] = self._wrap(width, style)
        return strips

    def _wrap(self, width: int, style: Style) -> list[Strip]:
        strips = []
        room = Size(max(1, width - 2 * INDENT), self.content_size.height)
        for line in self.text_for(room).wrap(self.app.console, room.width):
            line.pad_left(INDENT)
            strip = Strip(line.render(self.app.console, end=""))
            strips.append(merged(strip.adjust_cell_length(width).apply_style(style)))
        return strips

    def _more(self, width: int, style: Style) -> Strip:
        left = len(self._lines) - self._top - self.content_size.height + 1
        words = f" {left} more lines: Tab, then the arrow keys"
        return Strip(
            [Segment(words[:width].ljust(width), style + Style(dim=True, italic=True))], width
        )

    def render_line(self, y: int) -> Strip:
        """Give one line of what is in view."""
        # The style is not asked for, which takes long: `notify_style_update` says when it is new.
        if self._lines_for is None or len(self._drawn) != self.content_size.height:
            self._draw()
        return self._drawn[y] if y < len(self._drawn) else Strip.blank(self.content_size.width)

    def notify_style_update(self) -> None:
        """Draw anew in another theme's colours."""
        self._lines_for = None
        super().notify_style_update()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew; without a line to show there is nothing to go to."""
        self._lines_for = None
        self.can_focus = self._focusable and self.content_size.height > 0

    def action_scroll_by(self, lines: int) -> None:
        """Scroll some lines down, or up where negative."""
        self._top += lines
        self._repaint()

    def action_page(self, pages: int) -> None:
        """Scroll a page down or up."""
        self.action_scroll_by(pages * max(1, self.content_size.height - 2))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.action_scroll_by(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.action_scroll_by(-3)


def merged(strip: Strip) -> Strip:
    """A strip in which a blank takes its neighbour's style, so that fewer styles are sent.

    A blank looks the same in any colour as long as its background is the same. What a piece
    says to the mouse goes by the first of those joined.
    """
    kept: list[Segment] = []
    for segment in strip:
        style = segment.style or Style()
        if kept:
            text, last = kept[-1].text, kept[-1].style or Style()
            alike = _blank_alike(" ", kept[-1], segment)
            if _looks(style) == _looks(last) or (alike and segment.text.isspace()):
                kept[-1] = Segment(text + segment.text, last)
                continue
            if alike and text.isspace():
                kept[-1] = Segment(text + segment.text, style)
                continue
        kept.append(Segment(segment.text, style))
    return Strip(kept, strip.cell_length)


def _looks(style: Style) -> tuple[object, ...]:
    """All of a style that is seen, so without what it says to the mouse."""
    return (
        style.color,
        style.bgcolor,
        style.bold,
        style.dim,
        style.italic,
        style.underline,
        style.strike,
        style.reverse,
    )


def _unlike(old: Strip, new: Strip) -> int:
    """The width up to which two lines of equal width differ, going by their last pieces."""
    before, after = list(old)[-1], list(new)[-1]
    alike = 0
    for one, other in zip(reversed(before.text), reversed(after.text), strict=False):
        if one != other or not (before.style == after.style or _blank_alike(one, before, after)):
            break
        alike += cell_len(one)
    return max(1, new.cell_length - alike)


def _blank_alike(character: str, one: Segment, other: Segment) -> bool:
    """Whether a character is a blank that looks the same in the styles of two segments."""
    before, after = one.style or Style(), other.style or Style()
    plain = not (before.underline or after.underline or before.reverse or after.reverse)
    return character == " " and plain and before.bgcolor == after.bgcolor
