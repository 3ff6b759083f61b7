"""A service's report with all that its screen shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.report import Report
from ncc_tui.domain.trend import Trend
from ncc_tui.services.disclosure import Sight
from ncc_tui.services.drafts import Draft, read_mine
from ncc_tui.services.due import count_due
from ncc_tui.services.reports import (
    read_report,
    service_named,
)
from ncc_tui.services.session import Session
from ncc_tui.services.trends import laid_out
from ncc_tui.store import catalogue
from ncc_tui.store.trends import trend_inputs


class ReportPage(NamedTuple):
    """A service's report, the trend of each measure by code, and officers' names by login.

    Here and below, `due` is how many results are due or overdue in the officer's own scope, and
    `drafts` is what the officer has typed and not saved, of any service, newest first. `refusal`
    says why the officer may enter no result there.
    """

    report: Report
    trends: Mapping[str, Trend]
    names: Mapping[str, str]
    due: int | None
    notice: str = ""
    drafts: tuple[Draft, ...] = ()
    refusal: str = ""


def report_page(session: Session, service: str, as_at: AsAt) -> ReportPage:
    """A service's report at a date with all that its screen shows."""
    with session.store.reading() as db:
        found = service_named(db, service)
        inputs = trend_inputs(db, as_at, service=found.code)
        sight = Sight.of(db, session)
        return ReportPage(
            report=read_report(db, found, as_at, sight, inputs),
            trends=laid_out(inputs, as_at, sight),
            names={officer.login: officer.name for officer in catalogue.officers(db)},
            due=count_due(db, session, as_at.day),
            notice=catalogue.settings(db).get("notice", ""),
            drafts=read_mine(db, session),
            refusal=session.refusal(db, found.code),
        )
