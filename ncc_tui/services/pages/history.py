"""A measure's history with all that its screen shows."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ncc_tui.services.due import count_due
from ncc_tui.services.history import History, read_history
from ncc_tui.services.session import Session


class HistoryPage(NamedTuple):
    """Every revision of a measure; `refusal` says why the officer may change none of them."""

    history: History
    refusal: str
    due: int | None


def history_page(session: Session, measure: str, at: date) -> HistoryPage:
    """Every revision of a measure's results."""
    with session.store.reading() as db:
        found = read_history(db, session, measure)
        refused = session.refusal(db, found.measure.service)
        return HistoryPage(found, refused, count_due(db, session, at))
