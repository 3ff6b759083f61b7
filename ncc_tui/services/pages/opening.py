"""Where an officer begins."""

from __future__ import annotations

from ncc_tui.domain.as_at import AsAt
from ncc_tui.services.pages.council import CouncilPage, council_page
from ncc_tui.services.pages.report import ReportPage, report_page
from ncc_tui.services.session import Session


def opening_page(session: Session, as_at: AsAt) -> ReportPage | CouncilPage:
    """Where an officer begins: on the report of their one service, else on the council."""
    match session.officer.services:
        case (service,):
            page = report_page(session, service, as_at)
            if page.report.rows:
                return page
    return council_page(session, as_at)
