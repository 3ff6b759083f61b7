"""A measure's actions with all that their screen shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from ncc_tui.domain.model import Measure
from ncc_tui.domain.periods import Period
from ncc_tui.services.actions import Standing, read_standing
from ncc_tui.services.disclosure import Sight
from ncc_tui.services.due import count_due
from ncc_tui.services.forms import read_ledger
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue


class ActionsPage(NamedTuple):
    """A measure's actions at a day: those that stand, then those done; officers' names by login.

    `period` is the one a new action is raised in; `refusal` says why the officer may change none.
    """

    measure: Measure
    period: Period
    at: date
    actions: tuple[Standing, ...]
    names: Mapping[str, str]
    refusal: str
    due: int | None


def actions_page(
    session: Session, measure: str, at: date, period: Period | None = None
) -> ActionsPage:
    """A measure's actions at a date or today, whichever is later: what is raised today shows."""
    day = max(at, session.clock.today())
    with session.store.reading() as db:
        sight = Sight.of(db, session)
        ledger = read_ledger(db, measure, day, sight)
        standing = read_standing(db, sight, ledger.measure, day, done=True)
        return ActionsPage(
            measure=ledger.measure,
            period=period or ledger.next_period(),
            at=day,
            actions=tuple(sorted(standing, key=lambda s: s.action.done_on is not None)),
            names={officer.login: officer.name for officer in catalogue.officers(db)},
            refusal=session.refusal(db, ledger.measure.service),
            due=count_due(db, session, at),
        )
