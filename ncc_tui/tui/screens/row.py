"""What may be done about a row of a report, by the same keys wherever the row is shown."""

from __future__ import annotations

from abc import abstractmethod

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.periods import Period
from ncc_tui.domain.report import Row
from ncc_tui.domain.trend import Trend
from ncc_tui.services.pages.report import ReportPage, report_page
from ncc_tui.tui.screens.waiting import DraftsScreen


class RowScreen(DraftsScreen[ReportPage]):
    """A screen of a service's report on which one row is chosen."""

    RESTRICTED = frozenset({"enter", "bulk"})

    def __init__(self, service: str, page: ReportPage | None = None) -> None:
        """`page` is a page already read, to begin with."""
        super().__init__()
        self.service = service
        self._first = page

    def on_mount(self) -> None:
        """Show the page handed in, if there is one."""
        if self._first is not None:
            self.take(self._first.report.as_at, self._first)

    @property
    @abstractmethod
    def row(self) -> Row | None:
        """The row chosen."""

    def read(self, as_at: AsAt) -> ReportPage:
        """Read the service's report and trends."""
        return report_page(self.desk.session, self.service, as_at)

    def trend_of(self, row: Row) -> Trend:
        """The trend of a row's measure."""
        none = Trend((), ())
        return self._page.trends.get(row.measure.code, none) if self._page else none

    def action_enter(self) -> None:
        """Enter or correct a result of the row."""
        from ncc_tui.tui.form.screen import ResultForm

        if self.row is not None:
            self.app.push_screen(ResultForm(self.row.measure.code))

    def action_why(self) -> None:
        """Show how each cell of the row came about."""
        from ncc_tui.tui.screens.why import WhyScreen

        if self.row is not None:
            self.app.push_screen(WhyScreen(self.row.measure.code))

    def action_history(self) -> None:
        """Show every revision of the row's result."""
        from ncc_tui.tui.screens.history import HistoryScreen

        if (row := self.row) is not None:
            self.app.push_screen(HistoryScreen(row.measure.code, _period(row)))

    def action_actions(self) -> None:
        """Show the row's actions, to add to them or change them."""
        from ncc_tui.tui.screens.actions import ActionsScreen

        if (row := self.row) is not None:
            self.app.push_screen(ActionsScreen(row.measure.code, _period(row)))


def _period(row: Row) -> Period | None:
    return row.current.period if row.current else None
