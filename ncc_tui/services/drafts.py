"""Drafts: what an officer has typed but not saved, as it was typed; no report ever shows one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.model import Measure
from ncc_tui.domain.periods import Period
from ncc_tui.services.reports import find_measure
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store import drafts as store
from ncc_tui.store.connection import Transaction

_NAMED = 3


@dataclass(frozen=True)
class Draft:
    """A form's fields by name, raw text each, and when they were last kept."""

    measure: Measure
    period: Period
    content: Mapping[str, str]
    saved_at: datetime


def keep(session: Session, measure: str, period: Period, content: Mapping[str, str]) -> None:
    """Keep what is typed, in place of what was kept before; nothing of it is checked.

    Raises NotPermitted where the officer may not enter results for the measure.
    """
    with session.store.writing(told=False) as db:
        found = find_measure(db, measure)
        session.require_service(db, found.service)
        author = session.author
        kept = store.Draft(author.login, found.code, _key(period), content, author.at)
        store.keep_draft(db, kept)


def find(session: Session, measure: str, period: Period) -> Draft | None:
    """The officer's own draft for a measure and period."""
    with session.store.reading() as db:
        return find_draft(db, session, find_measure(db, measure), period)


def find_draft(db: Transaction, session: Session, measure: Measure, period: Period) -> Draft | None:
    """The same within a transaction."""
    every = find_drafts(db, session, measure)
    return next((draft for draft in every if draft.period.start == period.start), None)


def find_drafts(db: Transaction, session: Session, measure: Measure) -> tuple[Draft, ...]:
    """The officer's own drafts for a measure within a transaction, newest first."""
    kept = store.drafts(db, session.officer.login, measure.code)
    return tuple(_opened(draft, measure) for draft in kept)


def mine(session: Session) -> tuple[Draft, ...]:
    """The officer's drafts, newest first."""
    with session.store.reading() as db:
        return read_mine(db, session)


def read_mine(db: Transaction, session: Session) -> tuple[Draft, ...]:
    """The same within a transaction."""
    kept = store.drafts(db, session.officer.login)
    if not kept:
        return ()
    measures = {measure.code: measure for measure in catalogue.measures(db)}
    return tuple(_opened(draft, measures[draft.measure]) for draft in kept)


def waiting(drafts: Sequence[Draft]) -> str:
    """What to tell the officer of drafts that wait, newest first; empty where there is none.

    `A draft of yours waits: CSC04 Apr 2024, kept 17 May 2024 10:42`.
    """
    named = [f"{draft.measure.code} {draft.period.label}" for draft in drafts]
    if not named:
        return ""
    at = drafts[0].saved_at.astimezone()
    kept = f"{named[0]}, kept {format_date(at.date())} {at:%H:%M}"
    if len(named) == 1:
        return f"A draft of yours waits: {kept}"
    others = [*named[1:_NAMED], *(["…"] if len(named) > _NAMED else [])]
    return f"{len(named)} drafts of yours wait: {'; '.join((kept, *others))}"


def drop(session: Session, measure: str, period: Period) -> None:
    """Forget the officer's draft for a measure and period."""
    with session.store.writing(told=False) as db:
        store.drop_draft(db, session.officer.login, measure, _key(period))


def _key(period: Period) -> str:
    return period.start.isoformat()


def _opened(draft: store.Draft, measure: Measure) -> Draft:
    start = date.fromisoformat(draft.period)
    return Draft(measure, Period(start, measure.cycle), draft.content, draft.saved_at)
