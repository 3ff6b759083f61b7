"""The report's grid: a row per measure, one line high, ratings as shape, word and colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widgets import DataTable

from ncc_tui.domain.filters import SortColumn
from ncc_tui.domain.report import Row
from ncc_tui.printing.cells import OVERRIDE_MARK, Cells, cells
from ncc_tui.tui.themes import Look
from ncc_tui.tui.widgets.keyed_table import GAP, KeyedTable, fitted
from ncc_tui.tui.widgets.panel import merged


class ReportColumn(NamedTuple):
    """A column of the grid: its width in characters, and the screen width from which it shows.

    `wide` is its width where the screen has room for more.
    """

    sort: SortColumn
    width: int
    from_width: int = 0
    right: bool = False
    wide: int = 0

    def width_on(self, screen: int) -> int:
        """The column's width on a screen of a width; 0 takes the room left."""
        return self.wide if self.wide and screen >= _WIDE else self.width


_WIDE = 140


_COLUMNS = (
    ReportColumn(SortColumn.NUMBER, 3, right=True),
    ReportColumn(SortColumn.MEASURE, 0),
    ReportColumn(SortColumn.UNIT, 12, 110, wide=18),
    ReportColumn(SortColumn.PREVIOUS, 7, 92, right=True),
    ReportColumn(SortColumn.TARGET, 7, 60, right=True),
    ReportColumn(SortColumn.CURRENT, 7, right=True),
    ReportColumn(SortColumn.LAST, 8, 76),
    ReportColumn(SortColumn.FREQUENCY, 11, _WIDE),
    ReportColumn(SortColumn.DIRECTION, 3, 76),
    ReportColumn(SortColumn.MOVED, 8, 118),
    ReportColumn(SortColumn.PERFORMANCE, 8),
    ReportColumn(SortColumn.STATUS, 10, 60),
)
_NARROWEST_MEASURE = 14


class ReportGrid(KeyedTable):
    """Shows rows; posts Sorted when a heading is clicked."""

    @dataclass
    class Sorted(Message):
        """A column was asked to be sorted by."""

        column: SortColumn

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Row] = ()
        self._look: Look | None = None
        self._previous_year = ""
        self._sorted = (SortColumn.NUMBER, False)
        self._laid_out_for = 0

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self.cursor_row] if 0 <= self.cursor_row < len(self._rows) else None

    def show(
        self,
        rows: Sequence[Row],
        look: Look,
        previous_year: str,
        by: tuple[SortColumn, bool] = (SortColumn.NUMBER, False),
    ) -> None:
        """Show rows in place of those shown; the cursor stays on its measure if it is there."""
        self._rows, self._look, self._previous_year, self._sorted = rows, look, previous_year, by
        self._fill()

    def _fill(self) -> None:
        look = self._look
        if look is None:
            return
        width = self.size.width or self.app.size.width
        self._laid_out_for = width
        visible = [c for c in _COLUMNS if width >= c.from_width]
        taken = sum(c.width_on(width) + GAP for c in visible) + self.scrollbar_size_vertical
        measure = max(_NARROWEST_MEASURE, width - taken)
        with self.refilled([row.measure.code for row in self._rows]):
            for column in visible:
                room = column.width_on(width) or measure
                title = self._title(column, room, look)
                self.add_column(title, width=room + GAP, key=column.sort)
            for row in self._rows:
                said = cells(row)
                line = []
                for column in visible:
                    words, style = _cell(said, column.sort, look)
                    room = column.width_on(width) or measure
                    # A measure's marks stand at the end of its title, however that is cut.
                    marks = f" {said.marks}" if column.sort is SortColumn.MEASURE else ""
                    marks = marks.rstrip()
                    cell = fitted(
                        words,
                        room - len(marks),
                        right=column.right,
                        ascii_only=look.ascii_only,
                        style=style,
                    )
                    line.append(cell.append(marks, look.quiet))
                self.add_row(*line, key=row.measure.code, height=1)

    def _title(self, column: ReportColumn, room: int, look: Look) -> Text:
        """A column's heading; the arrow of the one sorted by may stand in the gap beside it."""
        ascii_only = look.ascii_only
        title = self._previous_year if column.sort is SortColumn.PREVIOUS else str(column.sort)
        by, descending = self._sorted
        if column.sort is not by or (by is SortColumn.NUMBER and not descending):
            return fitted(title, room, right=column.right, ascii_only=ascii_only)
        up, down = ("^", "v") if ascii_only else ("↑", "↓")
        arrow = down if descending else up
        room = max(room, cell_len(title) + 1)
        return fitted(title + arrow, room, right=column.right, ascii_only=ascii_only)

    def on_resize(self, event: events.Resize) -> None:
        """Give the measures the room there is; the cursor stays where it was."""
        if self._look is not None and event.size.width != self._laid_out_for:
            self._fill()

    def render_line(self, y: int) -> Strip:
        """Give a line in as few pieces as its colours need: over SSH each piece costs."""
        line = super().render_line(y)
        return line if y < self.header_height else merged(line)

    def on_data_table_header_selected(self, event: DataTable.HeaderSelected) -> None:
        """Sort by the heading clicked."""
        event.stop()
        self.post_message(self.Sorted(SortColumn(str(event.column_key.value))))


def _cell(said: Cells, column: SortColumn, look: Look) -> tuple[str, Style]:
    """What a cell says, and how it looks."""
    plain = Style()
    match column:
        case SortColumn.NUMBER:
            return said.number, plain
        case SortColumn.MEASURE:
            return said.measure, plain
        case SortColumn.UNIT:
            return said.unit, plain
        case SortColumn.PREVIOUS:
            return said.previous, plain
        case SortColumn.TARGET:
            return said.target, plain
        case SortColumn.CURRENT:
            return said.current, Style(bold=True)
        case SortColumn.LAST:
            return said.last, plain
        case SortColumn.FREQUENCY:
            return said.frequency, plain
        case SortColumn.DIRECTION:
            return f" {look.shape(said.direction)}", look.shape_style(said.direction)
        case SortColumn.MOVED:
            return said.moved, plain
        case SortColumn.PERFORMANCE:
            mark = OVERRIDE_MARK if said.override else ""
            return f"{look.words(said.performance)}{mark}", look.style(said.performance)
        case SortColumn.STATUS:
            return (f"! {said.status}", Style(bold=True)) if said.overdue else (said.status, plain)
