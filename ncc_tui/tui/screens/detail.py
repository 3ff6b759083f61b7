"""A row's detail on the full screen, for terminals with no room beside the grid."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.report import Row
from ncc_tui.printing.cells import cells
from ncc_tui.services.pages.report import ReportPage
from ncc_tui.tui.commands import DETAIL_COMMANDS, bindings
from ncc_tui.tui.screens.row import RowScreen
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine, TopBar
from ncc_tui.tui.widgets.chart import TrendChart
from ncc_tui.tui.widgets.detail import detail_text
from ncc_tui.tui.widgets.ratings import rating_text


class DetailScreen(RowScreen):
    """Commentary, actions, comparators, definition and trend of one row."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*DETAIL_COMMANDS)]
    HELP_TEXT = "All that the report says of one measure. The arrow keys scroll."

    def __init__(self, code: str, service: str, page: ReportPage | None = None) -> None:
        """`code` is the measure's; `page` is its service's, if that is already read."""
        super().__init__(service, page)
        self._code = code

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TopBar()
        yield TitleLine()
        with VerticalScroll():
            yield Static(id="words")
            yield TrendChart()
        yield KeyBar()

    @property
    def row(self) -> Row | None:
        """The measure's row; None where it is not reported at the date."""
        rows = self._page.report.rows if self._page else ()
        return next((row for row in rows if row.measure.code == self._code), None)

    def show_page(self, page: ReportPage) -> None:
        """Show the row."""
        row, look, chart = self.row, self.desk.look, self.query_one(TrendChart)
        title, words = self.query_one(TitleLine), self.query_one("#words", Static)
        chart.display = row is not None
        if row is None:
            title.show(Content.styled(self._code, "bold"), Content(""))
            words.update(Text(f"It is not reported at {format_date(page.report.at)}."))
            return
        said = cells(row)
        figures = f"{said.current or 'no result'} against a target of {said.target or 'none'}"
        rated = Content.from_rich_text(rating_text(row.performance, look))
        title.show(Content.styled(figures, "bold"), rated)
        words.update(detail_text(row, page.report.at, look, page.names, full=True))
        chart.draw(self.trend_of(row), row.performance, look, row.measure, decimals=row.decimals)

    def action_trend(self) -> None:
        """Show the trend on the full screen."""
        from ncc_tui.tui.screens.trend import TrendScreen

        if self.row is not None and self._page is not None:
            self.app.push_screen(TrendScreen((self.row,), self._page.trends, self.row))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()
