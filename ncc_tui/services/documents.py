"""Making a document: the reports asked for, with what their renderings need beside them."""

from __future__ import annotations

from datetime import date

from ncc_tui.domain.document import Document
from ncc_tui.domain.report import Report, Trend
from ncc_tui.services import reports
from ncc_tui.services.disclosure import withhold
from ncc_tui.services.session import Session


def document(
    session: Session,
    service: str | None,
    at: date,
    *,
    as_revised: bool = False,
    disclose: bool = False,
    trends: bool = True,
) -> Document:
    """The report of one service (by code or name), or of every service, to be given away.

    Small counts are withheld unless an admin says `disclose` (NotPermitted for others).
    """
    if disclose:
        session.require_admin()
    # One transaction, so that the reports and their trends show the same state.
    with session.store.reading():
        if service is None:
            chosen = reports.overview(session, at, as_revised=as_revised).reports
        else:
            chosen = (reports.report(session, service, at, as_revised=as_revised),)
        settings = reports.settings(session)
        made = Document(
            organisation=settings.get("organisation") or reports.DEFAULT_ORGANISATION,
            reports=chosen,
            at=at,
            as_revised=as_revised,
            made_at=session.clock.now().astimezone(),
            notice=settings.get("notice", ""),
            trends=_trends(session, chosen, wanted=trends),
            names={login: o.name for login, o in reports.officers(session).items()},
        )
    return made if disclose else withhold(made)


def _trends(session: Session, chosen: tuple[Report, ...], *, wanted: bool) -> dict[str, Trend]:
    """The trends by measure; where none are wanted, those that tell which figures are withheld."""
    found: dict[str, Trend] = {}
    for report in chosen:
        if wanted or any(row.measure.suppress_below is not None for row in report.rows):
            found |= reports.trends(
                session, report.service.code, report.at, as_revised=report.as_revised
            )
    return found
