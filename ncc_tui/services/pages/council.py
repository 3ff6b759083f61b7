"""The council's overview with all that its screen shows."""

from __future__ import annotations

from typing import NamedTuple

from ncc_tui.domain.as_at import AsAt
from ncc_tui.services.disclosure import Sight
from ncc_tui.services.drafts import Draft, read_mine
from ncc_tui.services.due import count_due
from ncc_tui.services.reports import (
    Overview,
    read_overview,
)
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue


class CouncilPage(NamedTuple):
    """Every service's report; `begins` where there is none yet and the officer is an admin."""

    overview: Overview
    due: int | None
    notice: str = ""
    drafts: tuple[Draft, ...] = ()
    begins: bool = False


def council_page(session: Session, as_at: AsAt) -> CouncilPage:
    """The council's overview at a date with all that its screen shows."""
    with session.store.reading() as db:
        overview = read_overview(db, as_at, Sight.of(db, session))
        empty = not overview.reports and not catalogue.measure_codes(db)
        return CouncilPage(
            overview=overview,
            due=count_due(db, session, as_at.day),
            notice=catalogue.settings(db).get("notice", ""),
            drafts=read_mine(db, session),
            begins=empty and not session.admin_refusal(db),
        )
