"""A measure's trend on the full screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from ncc_tui.domain.report import Row
from ncc_tui.domain.text import one_line
from ncc_tui.domain.trend import TREND_YEARS, Trend
from ncc_tui.tui.base.screen import DeskScreen
from ncc_tui.tui.commands import TREND_COMMANDS, bindings
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine
from ncc_tui.tui.widgets.chart import TrendChart
from ncc_tui.tui.widgets.ratings import rating_text


class TrendScreen(DeskScreen[str]):
    """The trend of one row after another; gives the code of the last one shown."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*TREND_COMMANDS)]
    HELP_TEXT = (
        "Results as a line with gaps where they are missing, the target stepped, comparators as "
        "letters. The last three years are shown; a shows all."
    )

    def __init__(self, rows: Sequence[Row], trends: Mapping[str, Trend], row: Row) -> None:
        super().__init__()
        self._rows, self._trends = rows, trends
        self._place = [r.measure.code for r in rows].index(row.measure.code)
        self._comparators = True
        self._all_years = False

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TitleLine()
        yield TrendChart()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the row that was chosen."""
        self.repaint()

    def repaint(self) -> None:
        """Show the row chosen."""
        look = self.desk.look
        row = self._rows[self._place]
        trend = self._trends.get(row.measure.code, Trend((), ()))
        if not self._comparators:
            trend = replace(trend, comparators=())
        title = Content.styled(f"{row.measure.number}  {one_line(row.measure.title)}", "bold")
        years = None if self._all_years else TREND_YEARS
        self.query_one(TitleLine).show(
            title, Content.from_rich_text(rating_text(row.performance, look))
        )
        self.query_one(TrendChart).draw(
            trend, row.performance, look, row.measure, decimals=row.decimals, years=years
        )

    def action_measure(self, by: int) -> None:
        """Show the next or previous measure's trend."""
        self._place = (self._place + by) % len(self._rows)
        self.repaint()

    def action_comparators(self) -> None:
        """Show or hide the comparators, which can squeeze the scale."""
        self._comparators = not self._comparators
        self.repaint()

    def action_years(self) -> None:
        """Show all years, or the last three again."""
        self._all_years = not self._all_years
        self.repaint()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(self._rows[self._place].measure.code)
