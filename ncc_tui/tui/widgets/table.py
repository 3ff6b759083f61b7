"""A table of lines one row high whose columns share the width there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.style import Style
from rich.text import Text
from textual import events

from ncc_tui.tui.widgets.keyed_table import GAP, KeyedTable, fitted

_NARROWEST = 8


class Column(NamedTuple):
    """A column: its width in characters, or a share of the room left; shown from a screen width."""

    key: str
    title: str
    width: int = 0
    share: int = 0
    from_width: int = 0
    right: bool = False


CellText = tuple[str, Style] | Text


class Line(NamedTuple):
    """A row: its key, and what each column says, with its style or in styled pieces."""

    key: str
    cells: Sequence[CellText]


class LineTable(KeyedTable):
    """Shows lines; the cursor stays on its line's key, and the view where it was scrolled to."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self._all = tuple(columns)
        self._widths: dict[str, int] = {}
        self._lines: list[Line] = []
        self._ascii_only = False
        self._laid_out_for = 0

    def show(self, lines: Sequence[Line], *, ascii_only: bool) -> None:
        """Show lines in place of those shown; where these are the same, only what differs."""
        keys = [line.key for line in lines]
        same = bool(keys) and keys == [line.key for line in self._lines]
        if same and ascii_only == self._ascii_only and self.size.width == self._laid_out_for:
            for line, old in zip(lines, list(self._lines), strict=True):
                if line != old:
                    self.change(line)
            return
        self._lines, self._ascii_only = list(lines), ascii_only
        self._fill()

    def lay_out(self, columns: Sequence[Column]) -> None:
        """Have other columns; what is shown next is shown in them."""
        if tuple(columns) != self._all:
            self._all, self._lines = tuple(columns), []

    def change(self, line: Line) -> None:
        """Show other words in the line with the same key."""
        place = [old.key for old in self._lines].index(line.key)
        before, self._lines[place] = self._visible(self._lines[place]), line
        for (column, cell), (_, old) in zip(self._visible(line), before, strict=True):
            if cell != old:
                fitted = self._fitted(cell, self._widths[column.key], column.right)
                self.update_cell(line.key, column.key, fitted)

    def span(self, key: str) -> tuple[int, int]:
        """Where a column begins, and how wide it is; a width of 0 if it is not shown."""
        at = 0
        for column, width in self._widths.items():
            if column == key:
                return at, width
            at += width + GAP
        return at, 0

    def _fill(self) -> None:
        width = self.size.width or self.app.size.width
        self._laid_out_for = width
        visible = [c for c in self._all if width >= c.from_width]
        taken = sum(c.width + GAP for c in visible) + self.styles.scrollbar_size_vertical
        shares = sum(c.share for c in visible) or 1
        room = max(width - taken, _NARROWEST * sum(c.share > 0 for c in visible))
        self._widths = {c.key: c.width or room * c.share // shares for c in visible}
        with self.refilled([line.key for line in self._lines]):
            for column in visible:
                fit = self._widths[column.key]
                title = self._fitted((column.title, Style()), fit, column.right)
                self.add_column(title, width=fit + GAP, key=column.key)
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
        if isinstance(cell, Text):
            if cell.cell_len > width:
                ellipsis = "..." if self._ascii_only else "…"
                cell = cell.copy()
                cell.truncate(max(0, width - len(ellipsis)), overflow="crop")
                cell.append(ellipsis)
            return cell
        words, style = cell
        return fitted(words, width, right=right, ascii_only=self._ascii_only, style=style)

    def on_resize(self, event: events.Resize) -> None:
        """Share out the width there is; the cursor stays where it was."""
        if self._widths and event.size.width != self._laid_out_for:
            self._fill()
