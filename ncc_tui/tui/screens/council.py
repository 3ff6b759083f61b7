"""The council: every service with the ratings of its report."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import DataTable, Static

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.report import Report
from ncc_tui.domain.text import one_line
from ncc_tui.services.pages import CouncilPage, council_page
from ncc_tui.tui.commands import COUNCIL_COMMANDS, bindings
from ncc_tui.tui.screens.base import ViewScreen
from ncc_tui.tui.screens.report import summary_line
from ncc_tui.tui.view import View
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine, TopBar

_COUNTED = (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.NOT_APPLICABLE)
_BAR_WIDTH = 24


class CouncilScreen(ViewScreen[CouncilPage]):
    """Every service at the date looked at; Enter opens one."""

    CSS_PATH = "council.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*COUNCIL_COMMANDS)]
    HELP_TEXT = "Every service with how many of its measures are red, amber, green and overdue."

    def __init__(self) -> None:
        super().__init__()
        self._page: CouncilPage | None = None
        self._worst_first = False

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TopBar()
        yield TitleLine()
        yield DataTable[Text](
            cursor_type="row",
            cursor_foreground_priority="renderable",
            cursor_background_priority="renderable",
        )
        yield Static(id="notice")
        yield KeyBar()

    @property
    def due_count(self) -> int | None:
        """How many results are due, as last read."""
        return self._page.due if self._page else None

    def read(self, view: View) -> CouncilPage:
        """Read every service's report."""
        return council_page(self.ncc.session, view.at, as_revised=view.as_revised)

    def show_page(self, page: CouncilPage) -> None:
        """Show every service."""
        self._page = page
        overview, look = page.overview, self.ncc.look
        title = Content.assemble(
            (
                f"{one_line(overview.organisation)} Performance at {format_date(overview.at)}",
                "bold",
            ),
            " as revised" if overview.as_revised else "",
        )
        self.query_one(TitleLine).show(title, summary_line(overview.summary, look))
        self.query_one("#notice", Static).update(Text(one_line(page.notice), look.quiet))
        table = self.query_one(DataTable)
        kept = self._chosen()
        table.clear(columns=True)
        wide = self.size.width >= 100
        heads = ["Code", "Service", *(str(r) for r in _COUNTED), "Overdue"]
        for head in heads:
            table.add_column(Text(head, justify="left" if head in heads[:2] else "right"))
        if wide:
            table.add_column(Text("Ratings"))
        reports = list(overview.reports)
        if self._worst_first:
            reports.sort(key=lambda r: (-r.summary.red, -r.summary.amber, -r.summary.overdue))
        for report in reports:
            table.add_row(*self._line(report, wide), key=report.service.code)
        codes = [report.service.code for report in reports]
        table.move_cursor(row=codes.index(kept) if kept in codes else 0, animate=False)
        if not reports:
            self.query_one("#notice", Static).update(
                Text(
                    "No service has a measure yet. An admin imports them: press 3, or see "
                    "ncc-tui import --help."
                )
            )

    def _line(self, report: Report, wide: bool) -> list[Text]:
        look, counts = self.ncc.look, report.summary
        cells = [
            Text(one_line(report.service.code), look.quiet),
            Text(one_line(report.service.name), "bold", no_wrap=True, overflow="ellipsis"),
        ]
        for rating in _COUNTED:
            count = counts.of(rating)
            shown = f" {look.shape(rating)} {count} " if count else "· "
            cells.append(Text(shown, look.style(rating) if count else look.quiet, justify="right"))
        late = Text(f"! {counts.overdue}", "bold", justify="right")
        cells.append(late if counts.overdue else Text("·", look.quiet, justify="right"))
        if wide:
            bar = Text()
            for rating in _COUNTED:
                bar.append(look.shape(rating) * counts.of(rating), look.style(rating))
            bar.truncate(_BAR_WIDTH, overflow="ellipsis")
            cells.append(bar)
        return cells

    def _chosen(self) -> str | None:
        table = self.query_one(DataTable)
        if not table.row_count:
            return None
        return table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value

    @on(DataTable.RowSelected)
    def _open(self, event: DataTable.RowSelected) -> None:
        if event.row_key.value is not None:
            self.ncc.open_report(event.row_key.value)

    def action_open(self) -> None:
        """Open the report of the service under the cursor."""
        if (code := self._chosen()) is not None:
            self.ncc.open_report(code)

    def action_worst(self) -> None:
        """Put the services with most red first, or back in their order."""
        self._worst_first = not self._worst_first
        if self._page is not None:
            self.show_page(self._page)
