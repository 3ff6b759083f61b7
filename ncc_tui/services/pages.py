"""What one screen shows, read at once: a report with its trends, or the council's overview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ncc_tui.domain.report import Report, Trend
from ncc_tui.services import reports
from ncc_tui.services.reports import Overview
from ncc_tui.services.session import Session


@dataclass(frozen=True)
class ReportPage:
    """A service's report, the trend of each measure by code, and officers' names by login."""

    report: Report
    trends: Mapping[str, Trend]
    names: Mapping[str, str]
    due: int | None
    notice: str = ""


@dataclass(frozen=True)
class CouncilPage:
    """Every service's report."""

    overview: Overview
    due: int | None
    notice: str = ""


def report_page(session: Session, service: str, at: date, *, as_revised: bool) -> ReportPage:
    """A service's report at a date with all that its screen shows."""
    found = reports.report(session, service, at, as_revised=as_revised)
    return ReportPage(
        report=found,
        trends=reports.trends(session, found.service.code, at, as_revised=as_revised),
        names={login: officer.name for login, officer in reports.officers(session).items()},
        due=None,
        notice=reports.settings(session).get("notice", ""),
    )


def council_page(session: Session, at: date, *, as_revised: bool) -> CouncilPage:
    """The council's overview at a date with all that its screen shows."""
    return CouncilPage(
        overview=reports.overview(session, at, as_revised=as_revised),
        due=None,
        notice=reports.settings(session).get("notice", ""),
    )
