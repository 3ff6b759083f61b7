"""The lines at the top and bottom: where one is, as whom, and which keys there are."""

from __future__ import annotations

from typing import NamedTuple

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from ncc_tui.domain.text import one_line


class Whereabouts(NamedTuple):
    """What the top line says: the tab shown, how much is due, and who is at work."""

    tab: str
    due: int | None
    officer: str
    role: str
    note: str = ""


class TopBar(Widget):
    """The top line: the tabs on the left, the officer on the right; a tab can be clicked."""

    TABS = (("Reports", "show_reports"), ("Due", "show_due"), ("Admin", "show_admin"))

    def __init__(self) -> None:
        super().__init__()
        self._whereabouts = Whereabouts("Reports", None, "", "")

    def show(self, whereabouts: Whereabouts) -> None:
        """Say something else."""
        if whereabouts != self._whereabouts:
            self._whereabouts = whereabouts
            self.refresh()

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> RenderResult:
        """Draw the line, the right side first to go where there is no room."""
        now = self._whereabouts
        left = Content.assemble(("NCC Performance", "bold $accent"), " │ ")
        if self.size.width < 90:
            left = Content.assemble(("NCC", "bold $accent"), " │ ")
        for name, action in self.TABS:
            due = f" ({now.due})" if name == "Due" and now.due is not None else ""
            tab = f" {self._key(action)}{name}{due} "
            style = "bold reverse" if name == now.tab else ""
            left = left.append(Content(tab).stylize(style).stylize(f"@click=app.{action}"))
        note = one_line(now.note)
        who = " · ".join(filter(None, (note, one_line(now.officer), now.role)))
        room = self.size.width - left.cell_length - 2
        right = Content(who).truncate(max(0, room), ellipsis=True)
        gap = max(1, self.size.width - left.cell_length - right.cell_length - 1)
        return Content.assemble(left, " " * gap, right.stylize("$quiet"))

    def _key(self, action: str) -> str:
        """The key of a tab as it is bound now, and a space; nothing where it would be typed."""
        focused = self.screen.focused
        for key, active in self.screen.active_bindings.items():
            if active.binding.action == action:
                typed = focused is not None and focused.check_consume_key(key, key)
                return "" if typed else f"{self.app.get_key_display(active.binding)} "
        return ""


class KeyBar(Widget):
    """The bottom line: the keys of this screen, as they are bound now; each can be clicked."""

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> RenderResult:
        """Draw as many keys as fit, help always among them."""
        parts = self._parts()
        last = parts.pop("help", Content(""))
        line, room = Content(""), self.size.width - last.cell_length
        for part in parts.values():
            if line.cell_length + part.cell_length > room:
                break
            line = line.append(part)
        return line.append(last)

    def _parts(self) -> dict[str, Content]:
        """The keys shown, by action."""
        parts: dict[str, Content] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.action not in parts:
                key = self.app.get_key_display(binding)
                part = Content.assemble((f" {key}", "bold $accent"), f" {binding.description} ")
                click = f"@click=app.simulate_key('{binding.key}')"
                parts[binding.action] = part.stylize(click)
        return parts


class TitleLine(Widget):
    """A screen's title on the left, and what sums it up on the right."""

    def __init__(self) -> None:
        super().__init__()
        self._title = self._sum = self._short = Content("")

    def show(self, title: Content, summed: Content, short: Content | None = None) -> None:
        """Say something else; `short` is the sum for where both have no room."""
        self._title, self._sum, self._short = title, summed, short or summed
        self.refresh()

    def render(self) -> RenderResult:
        """Draw both; the title is cut where there is no room."""
        width, summed = self.content_size.width, self._sum
        if self._title.cell_length + summed.cell_length >= width:
            summed = self._short
        title = self._title.truncate(max(0, width - summed.cell_length - 1), ellipsis=True)
        gap = max(1, width - title.cell_length - summed.cell_length)
        return Content.assemble(title, " " * gap, summed)
