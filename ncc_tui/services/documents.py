"""Making a document: the reports asked for, with what their renderings need beside them."""

from __future__ import annotations

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.document import Document
from ncc_tui.services.disclosure import Sight, withhold
from ncc_tui.services.reports import (
    organisation,
    read_overview,
    read_report,
    report_name,
    service_named,
)
from ncc_tui.services.session import Session
from ncc_tui.services.trends import laid_out
from ncc_tui.store import catalogue
from ncc_tui.store.trends import trend_inputs


def document(
    session: Session,
    service: str | None,
    as_at: AsAt,
    *,
    disclose: bool = False,
    trends: bool = True,
) -> Document:
    """The report of one service (by code or name), or of every service, to be given away.

    Small counts are withheld, whoever asks, unless an admin says `disclose` (NotPermitted for
    others).
    """
    # One transaction, so that the reports and their trends show the same state.
    with session.store.reading() as db:
        if disclose:
            session.require_admin(db)
        chosen = service_named(db, service) if service is not None else None
        code = chosen.code if chosen else None
        inputs = trend_inputs(db, as_at, service=code) if trends else None
        sight = Sight.whole(db, session)
        if chosen is None:
            reports = read_overview(db, as_at, sight, inputs).reports
        else:
            reports = (read_report(db, chosen, as_at, sight, inputs),)
        settings = catalogue.settings(db)
        whole = Document(
            organisation=organisation(db),
            reports=reports,
            as_at=as_at,
            made_at=session.clock.now().astimezone(),
            notice=settings.get("notice", ""),
            trends=laid_out(inputs, as_at, sight) if inputs else {},
            name=report_name(db),
            names={officer.login: officer.name for officer in catalogue.officers(db)},
        )
        return whole if disclose else withhold(whole, Sight.public(db, session).veil)
