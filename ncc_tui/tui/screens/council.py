"""The council: every service with the ratings of its report."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import DataTable, Static

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.ratings import WORST_FIRST
from ncc_tui.domain.report import Report
from ncc_tui.domain.text import one_line
from ncc_tui.services.pages.council import CouncilPage, council_page
from ncc_tui.tui.base.page import COUNCIL
from ncc_tui.tui.commands import COUNCIL_COMMANDS, bindings
from ncc_tui.tui.screens.waiting import DraftsScreen
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine, TopBar
from ncc_tui.tui.widgets.ratings import summary_line
from ncc_tui.tui.widgets.table import CellText, Column, Line, LineTable

_COLUMNS = (
    Column("code", "Code", 6),
    Column("service", "Service", share=2),
    *(Column(rating, str(rating), 7, right=True) for rating in WORST_FIRST[:3]),
    Column("na", "N/A", 7, from_width=76, right=True),
    Column("overdue", "Overdue", 7, right=True),
    Column("gap", "", 2, from_width=100),
    Column("ratings", "Ratings", share=1, from_width=100),
)

_EMPTY = (
    "No service has a measure yet. An admin imports them: press 3, or see ncc-tui import --help."
)
_BEGINS = (
    "No service has a measure yet. Press g for the first steps, which lead to the first report in "
    "a few minutes; or 3 to import files."
)


class CouncilScreen(DraftsScreen[CouncilPage]):
    """Every service at the date looked at; Enter opens one."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*COUNCIL_COMMANDS)]
    HELP_TEXT = "Every service with how many of its measures are red, amber, green and overdue."

    def __init__(self, page: CouncilPage | None = None, *, leads: bool = False) -> None:
        """`leads` has an admin shown the first steps where there is nothing to report yet."""
        super().__init__()
        self._first = page
        self._leads = leads
        self._worst_first = False

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TopBar()
        yield TitleLine()
        yield LineTable(_COLUMNS)
        yield Static(id="notice")
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin on the service that was left, with the page handed in."""
        self.remember_place(self.query_one(LineTable), COUNCIL)
        if self._first is not None:
            self.take(self.desk.as_at, self._first)

    def read(self, as_at: AsAt) -> CouncilPage:
        """Read every service's report."""
        return council_page(self.desk.session, as_at)

    def show_page(self, page: CouncilPage) -> None:
        """Show every service."""
        overview, look = page.overview, self.desk.look
        day = format_date(overview.as_at.day)
        title = Content.assemble(
            (
                f"{one_line(overview.organisation)} Performance at {day}",
                "bold",
            ),
            " as revised" if overview.as_at.revised else "",
        )
        self.query_one(TitleLine).show(
            title,
            summary_line(overview.summary, look),
            summary_line(overview.summary, look, words=False),
        )
        reports = list(overview.reports)
        if self._worst_first:
            reports.sort(key=lambda report: report.summary.worst_first)
        lines = [self._line(report) for report in reports]
        self.query_one(LineTable).show(lines, ascii_only=look.ascii_only)
        self.show_notice(page.notice if reports else _BEGINS if page.begins else _EMPTY)
        self.refresh_bindings()
        if self._leads and page.begins:
            self.call_after_refresh(self.action_first_steps)
        self._leads = False

    def _line(self, report: Report) -> Line:
        look, counts = self.desk.look, report.summary
        cells: list[CellText] = [
            (one_line(report.service.code), look.quiet),
            (one_line(report.service.name), Style(bold=True)),
        ]
        for rating in WORST_FIRST:
            count = counts.of(rating)
            counted = (f" {look.shape(rating)} {count} ", look.style(rating))
            cells.append(counted if count else ("· ", look.quiet))
        late = counts.overdue
        cells.append((f"! {late}", Style(bold=True)) if late else ("·", look.quiet))
        bar = Text(no_wrap=True, end="")
        for rating in WORST_FIRST:
            bar.append(look.shape(rating) * counts.of(rating), look.style(rating))
        return Line(report.service.code, [*cells, ("", Style()), bar])

    @on(DataTable.RowSelected)
    def _open(self, event: DataTable.RowSelected) -> None:
        if event.row_key.value is not None:
            self.desk.open_report(event.row_key.value)

    def action_open(self) -> None:
        """Open the report of the service under the cursor."""
        if (code := self.query_one(LineTable).key) is not None:
            self.desk.open_report(code)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the first steps as long as there are any."""
        if action == "first_steps":
            return self._page is not None and self._page.begins
        return super().check_action(action, parameters)

    def action_first_steps(self) -> None:
        """Go from the council's name to its first result."""
        from ncc_tui.tui.admin.first_run import FirstRunScreen

        self.app.push_screen(FirstRunScreen())

    def action_worst(self) -> None:
        """Put the services with most red first, or back in their order."""
        self._worst_first = not self._worst_first
        if self._page is not None:
            self.show_page(self._page)

    def action_print(self) -> None:
        """Ask for a file to write every service to, or the one under the cursor."""
        from ncc_tui.tui.screens.printing import PrintDialog

        code = self.query_one(LineTable).key
        reports = self._page.overview.reports if self._page else ()
        names = {report.service.code: report.service.name for report in reports}
        service = (code, names[code]) if code in names else None
        self.app.push_screen(PrintDialog(self.desk.as_at, service, every=True))
