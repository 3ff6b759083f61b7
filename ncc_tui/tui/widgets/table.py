"""A table of lines one row high whose columns share the width there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual import events
from textual.widgets import DataTable

_GAP = 1
_NARROWEST = 8


@dataclass(frozen=True)
class Column:
    """A column: its width in characters, or a share of the room left; shown from a screen width."""

    key: str
    title: str
    width: int = 0
    share: int = 0
    from_width: int = 0
    right: bool = False


CellText = tuple[str, Style] | Text


@dataclass(frozen=True)
class Line:
    """A row: its key, and what each column says, with its style or in styled pieces."""

    key: str
    cells: Sequence[CellText]


class LineTable(DataTable[Text]):
    """Shows lines; the cursor stays on its line's key, and the view where it was scrolled to."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(
            cursor_type="row",
            cursor_foreground_priority="renderable",
            cursor_background_priority="renderable",
            cell_padding=0,
        )
        self._all = tuple(columns)
        self._widths: dict[str, int] = {}
        self._lines: list[Line] = []
        self._ascii_only = False
        self._laid_out_for = 0

    @property
    def key(self) -> str | None:
        """The key of the line under the cursor."""
        if 0 <= self.cursor_row < len(self._lines):
            return self._lines[self.cursor_row].key
        return None

    def show(self, lines: Sequence[Line], *, ascii_only: bool) -> None:
        """Show lines in place of those shown; where these are the same, only what differs."""
        keys = [line.key for line in lines]
        same = bool(keys) and keys == [line.key for line in self._lines]
        if same and ascii_only == self._ascii_only and self.size.width == self._laid_out_for:
            for line, old in zip(lines, list(self._lines), strict=True):
                if line != old:
                    self.change(line)
            return
        kept, at, top = self.key, self.cursor_row, self.scroll_y
        self._lines, self._ascii_only = list(lines), ascii_only
        self._fill()
        row = keys.index(kept) if kept in keys else min(at, max(0, len(keys) - 1))
        self.scroll_to(y=top, animate=False)
        self.move_cursor(row=row, animate=False)

    def change(self, line: Line) -> None:
        """Show other words in the line with the same key."""
        place = [old.key for old in self._lines].index(line.key)
        before, self._lines[place] = self._visible(self._lines[place]), line
        for (column, cell), (_, old) in zip(self._visible(line), before, strict=True):
            if cell != old:
                fitted = self._fitted(cell, self._widths[column.key], column.right)
                self.update_cell(line.key, column.key, fitted)

    def choose(self, key: str) -> None:
        """Put the cursor on a line, if it is shown."""
        keys = [line.key for line in self._lines]
        if key in keys:
            self.move_cursor(row=keys.index(key), animate=False)

    def span(self, key: str) -> tuple[int, int]:
        """Where a column begins, and how wide it is; a width of 0 if it is not shown."""
        at = 0
        for column, width in self._widths.items():
            if column == key:
                return at, width
            at += width + _GAP
        return at, 0

    def _fill(self) -> None:
        width = self.size.width or self.app.size.width
        self._laid_out_for = width
        visible = [c for c in self._all if width >= c.from_width]
        taken = sum(c.width + _GAP for c in visible) + self.styles.scrollbar_size_vertical
        shares = sum(c.share for c in visible) or 1
        room = max(width - taken, _NARROWEST * sum(c.share > 0 for c in visible))
        self._widths = {c.key: c.width or room * c.share // shares for c in visible}
        with self.app.batch_update():
            self.clear(columns=True)
            for column in visible:
                fit = self._widths[column.key]
                title = self._fitted((column.title, Style()), fit, column.right)
                self.add_column(title, width=fit + _GAP, key=column.key)
            for line in self._lines:
                self.add_row(
                    *(
                        self._fitted(cell, self._widths[column.key], column.right)
                        for column, cell in self._visible(line)
                    ),
                    key=line.key,
                    height=1,
                )

    def _visible(self, line: Line) -> list[tuple[Column, CellText]]:
        pairs = zip(self._all, line.cells, strict=True)
        return [(column, cell) for column, cell in pairs if column.key in self._widths]

    def _fitted(self, cell: CellText, width: int, right: bool) -> Text:
        ellipsis = "..." if self._ascii_only else "…"
        if isinstance(cell, Text):
            if cell.cell_len > width:
                cell = cell.copy()
                cell.truncate(max(0, width - len(ellipsis)), overflow="crop")
                cell.append(ellipsis)
            return cell
        words, style = cell
        if cell_len(words) > width:
            words = set_cell_size(words, max(0, width - len(ellipsis))) + ellipsis
        space = " " * (width - cell_len(words))
        return Text(space + words if right else words + space, style, no_wrap=True, end="")

    def on_resize(self, event: events.Resize) -> None:
        """Share out the width there is; the cursor stays where it was."""
        if self._widths and event.size.width != self._laid_out_for:
            at = self.cursor_row
            self._fill()
            self.move_cursor(row=at, animate=False)

    def action_scroll_home(self) -> None:
        """Go to the first row: a row has no cells to go along."""
        self.move_cursor(row=0)

    def action_scroll_end(self) -> None:
        """Go to the last row."""
        self.move_cursor(row=self.row_count - 1)
