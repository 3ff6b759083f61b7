"""The report: a row per measure, and below it the detail and trend of the row under the cursor."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Input, Rule, Static

from ncc_tui.domain.filters import Arrangement, Containing, Overdue, Rated, RowFilter, SortColumn
from ncc_tui.domain.model import Service
from ncc_tui.domain.ratings import WORST_FIRST, Rating
from ncc_tui.domain.report import Row
from ncc_tui.domain.text import one_line
from ncc_tui.domain.trend import Trend
from ncc_tui.printing.cells import row_line
from ncc_tui.services import reports
from ncc_tui.services.pages.report import ReportPage
from ncc_tui.tui.base.page import COUNCIL
from ncc_tui.tui.commands import REPORT_COMMANDS, bindings
from ncc_tui.tui.prompts.options import ListQuestion
from ncc_tui.tui.screens.row import RowScreen
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine, TopBar
from ncc_tui.tui.widgets.chart import TrendChart
from ncc_tui.tui.widgets.detail import detail_text
from ncc_tui.tui.widgets.grid import ReportGrid
from ncc_tui.tui.widgets.panel import Panel
from ncc_tui.tui.widgets.ratings import summary_line

_FILTERS: dict[str, tuple[str, RowFilter]] = {
    "all": ("Every row", RowFilter()),
    **{rating.letter: (f"Only {rating}", Rated(rating)) for rating in WORST_FIRST},
    "overdue": ("Only overdue", Overdue()),
}


class ReportScreen(RowScreen):
    """One service's report at the date looked at."""

    CSS_PATH = "report.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*REPORT_COMMANDS)]
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (100, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (26, "-tall")]
    HELP_TEXT = (
        "The report of one service. The cursor's row is told in full below the grid; where there "
        "is no room for that, Enter opens it. Tab moves between the grid, the commentary and the "
        "search box. Moved: the figure's way since the period before (of a cumulative measure, "
        "since a year before), and whether that is better. After a title, r marks a row that has "
        "been revised since, o a previous-year figure older than its heading."
    )

    @dataclass
    class ServicesRead(Message):
        """Which services there are was read."""

        services: Sequence[Service]

    def __init__(self, service: str, page: ReportPage | None = None) -> None:
        super().__init__(service, page)
        self._arrangement = Arrangement()
        self._filter = RowFilter()
        self._told = ""
        self._laid_out_for = Size(0, 0)
        self._painted = False

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TopBar()
        yield TitleLine()
        with Vertical(id="body"):
            yield ReportGrid()
            with Horizontal(id="lower"):
                yield Panel(id="detail")
                yield Rule(orientation="vertical")
                yield TrendChart(tallest=12)
        yield Input(placeholder="words to find; Enter keeps, Esc clears", id="search")
        yield Static(id="notice")
        yield KeyBar()

    def on_mount(self) -> None:
        """Follow the cursor, which begins where it was left."""
        grid = self.query_one(ReportGrid)
        self.query_one("#detail").border_title = "Commentary"
        self.query_one(TrendChart).border_title = "Trend"
        self.watch(grid, "chosen", self._show_detail, init=False)
        self.remember_place(grid, self.service)
        self.query_one("#search").display = False
        grid.focus()

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.query_one(ReportGrid).row

    def show_page(self, page: ReportPage) -> None:
        """Show a report."""
        self.service = self.desk.places[COUNCIL] = page.report.service.code
        self.show_notice(page.notice)
        self.show_rows()
        if self._painted:
            self._draw_ahead(page)
        else:
            self.call_after_refresh(self._draw_trend)

    @work(group="charts", exclusive=True)
    async def _draw_ahead(self, page: ReportPage) -> None:
        """Draw the other rows' trends while nobody waits for them."""
        chart = self.query_one(TrendChart)
        for row in page.report.rows:
            await asyncio.sleep(0.05)
            trend, look = self.trend_of(row), self.desk.look
            chart.draw_ahead(trend, row.performance, look, row.measure, decimals=row.decimals)

    def show_rows(self) -> None:
        """Show the rows the filter leaves, in their order, and what they add up to."""
        if self._page is None:
            return
        report, look = self._page.report, self.desk.look
        self._laid_out_for = self.size
        by = self._arrangement
        arrangement = Arrangement(self._filter & self._search, by.column, by.descending)
        rows = arrangement.apply(report.rows)
        past = " as revised" if report.as_at.revised else ""
        name = one_line(report.service.name)
        title = Content.assemble(
            (f"{one_line(report.title)}{past}", "bold"),
            f" · {name}",
        )
        if self.size.width < 100:
            title = Content.assemble((name, "bold"), past)
        if words := arrangement.filter.words:
            said = f" · {len(rows)} of {len(report.rows)}, {one_line(words)}"
            title = title.append(Content.styled(said, "italic"))
        self.query_one(TitleLine).show(
            title,
            summary_line(report.summary, look),
            summary_line(report.summary, look, words=False),
        )
        self.query_one(ReportGrid).show(
            rows, look, report.previous_year_label, (by.column, by.descending)
        )
        self._show_detail()

    @property
    def _search(self) -> RowFilter:
        return Containing(self.query_one("#search", Input).value)

    def _show_detail(self) -> None:
        """Tell of the row under the cursor, in the same frame in which the cursor moves."""
        words, chart = self.query_one("#detail", Panel), self.query_one(TrendChart)
        row = self.row
        if row is None or self._page is None:
            words.show(Text("No row to show." if self._page else ""))
            chart.draw(Trend((), ()), Rating.NOT_APPLICABLE, self.desk.look)
            return
        look = self.desk.look
        same = row.measure.code == self._told
        self._told = row.measure.code
        brief = self.has_class("-short") or self.has_class("-narrow")
        text = detail_text(row, self._page.report.at, look, self._page.names, brief=brief)
        words.show(text, keep_place=same)
        if self._painted:
            trend, rating = self.trend_of(row), row.performance
            chart.draw(trend, rating, look, row.measure, decimals=row.decimals)

    def _draw_trend(self) -> None:
        """Draw the first trend once the grid is on screen: plotext takes longer to load."""
        self._painted = True
        if self._page is not None:
            self._show_detail()
            self._draw_ahead(self._page)

    @on(ReportGrid.Sorted)
    def _sort_by(self, event: ReportGrid.Sorted) -> None:
        self._arrangement = self._arrangement.by(event.column)
        self.show_rows()

    @on(Input.Changed, "#search")
    def _searched(self) -> None:
        self.show_rows()

    @on(Input.Submitted, "#search")
    def leave_search(self) -> None:
        """Go from the search box to the rows found."""
        box = self.query_one("#search", Input)
        if box.has_focus:
            box.display = bool(box.value)
            self.query_one(ReportGrid).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where words are typed, the key of the search is one of them."""
        typing = action == "search" and isinstance(self.focused, Input)
        return False if typing else super().check_action(action, parameters)

    @on(ReportGrid.RowSelected)
    def _open_detail(self) -> None:
        self.action_detail()

    def on_resize(self) -> None:
        """Choose the title and the detail that fit."""
        if self.is_mounted and self._page is not None and self._laid_out_for != self.size:
            self._laid_out_for = self.size
            self.call_after_refresh(self.show_rows)

    def action_search(self) -> None:
        """Ask for words to find."""
        box = self.query_one("#search", Input)
        box.display = True
        box.focus()

    def action_back(self) -> None:
        """Clear the search, then the filter and order, then go to the overview."""
        box = self.query_one("#search", Input)
        if box.has_focus or box.value:
            box.value = ""
            box.display = False
            self.query_one(ReportGrid).focus()
        elif self._filter.words or self._arrangement != Arrangement():
            self._filter, self._arrangement = RowFilter(), Arrangement()
            self.show_rows()
        else:
            self.desk.open_council()

    def action_filter(self) -> None:
        """Ask which rating or status to show."""

        def take(key: str | None) -> None:
            if key is not None:
                self._filter = _FILTERS[key][1]
                self.show_rows()

        options = [(key, words) for key, (words, _) in _FILTERS.items()]
        self.app.push_screen(ListQuestion("Show", options), take)

    def action_sort(self) -> None:
        """Ask for a column to sort by."""

        def take(key: str | None) -> None:
            if key is not None:
                self._arrangement = self._arrangement.by(SortColumn(key))
                self.show_rows()

        heading = {
            SortColumn.PREVIOUS: "Previous year",
            SortColumn.DIRECTION: "Direction of travel",
            SortColumn.PERFORMANCE: "Performance",
            SortColumn.NUMBER: "Number",
        }
        options = [(str(column), heading.get(column, str(column))) for column in SortColumn]
        chosen = str(self._arrangement.column)
        title = "Sort by (again turns it round)"
        self.app.push_screen(ListQuestion(title, options, chosen), take)

    @work(thread=True, exit_on_error=False, group="services", exclusive=True)
    def action_service(self) -> None:
        """Ask for another service, once it is read which there are."""
        self.post_message(self.ServicesRead(reports.services(self.desk.session)))

    @on(ServicesRead)
    def _ask_for_service(self, event: ServicesRead) -> None:
        def take(code: str | None) -> None:
            if code is not None:
                self.desk.open_report(code)

        options = [(s.code, f"{one_line(s.name)}  {s.code}") for s in event.services]
        self.app.push_screen(ListQuestion("Service", options, self.service), take)

    def action_detail(self) -> None:
        """Show the row's commentary on the full screen."""
        from ncc_tui.tui.screens.detail import DetailScreen

        if self.row is not None and self._page is not None:
            code = self.row.measure.code
            self.app.push_screen(DetailScreen(code, self.service, self._page))

    def action_trend(self) -> None:
        """Show the row's trend on the full screen."""
        from ncc_tui.tui.screens.trend import TrendScreen

        if self.row is None or self._page is None:
            return
        rows = self._arrangement.apply(self._page.report.rows)
        grid = self.query_one(ReportGrid)

        def keep(code: str | None) -> None:
            if code is not None:
                grid.choose(code)

        self.app.push_screen(TrendScreen(rows, self._page.trends, self.row), keep)

    def action_bulk(self) -> None:
        """Open the grid to enter all that is due for the service."""
        from ncc_tui.tui.bulk.screen import BulkScreen

        self.app.push_screen(BulkScreen(self.service))

    def action_print(self) -> None:
        """Ask for a file to write the report to."""
        from ncc_tui.tui.screens.printing import PrintDialog

        if self._page is not None:
            service = self._page.report.service
            self.app.push_screen(PrintDialog(self.desk.as_at, (service.code, service.name)))

    def action_copy(self) -> None:
        """Send the row to the terminal's clipboard, cells parted by tabs."""
        if self.row is not None:
            self.app.copy_to_clipboard(row_line(self.row))
            self.notify(
                "Row sent to the terminal's clipboard (OSC 52). If nothing arrives, your terminal "
                "does not take it: write a file with p instead."
            )
