"""Drafts: what an officer has typed but not saved, as it was typed; no report ever shows one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.model import Measure, Revision
from ncc_tui.domain.periods import Period
from ncc_tui.services.disclosure import Sight, Veil
from ncc_tui.services.reports import find_measure
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store import drafts as store
from ncc_tui.store.connection import Transaction

_NAMED = 3


class Draft(NamedTuple):
    """A form's fields by name, raw text each, and when they were last kept."""

    measure: Measure
    period: Period
    content: Mapping[str, str]
    saved_at: datetime


def keep(session: Session, code: str, period: Period, content: Mapping[str, str]) -> None:
    """Keep what is typed, in place of what was kept before; nothing of it is checked.

    Raises NotPermitted where the officer may not enter results for the measure.
    """
    with session.store.writing(told=False) as db:
        measure = find_measure(db, code)
        session.require_service(db, measure.service)
        author = session.author
        draft = store.StoredDraft(author.login, measure.code, _key(period), content, author.at)
        store.keep_draft(db, draft)


def find(session: Session, measure: str, period: Period) -> Draft | None:
    """The officer's own draft for a measure and period."""
    with session.store.reading() as db:
        every = find_drafts(db, session, find_measure(db, measure))
    return next((draft for draft in every if draft.period.start == period.start), None)


def find_drafts(db: Transaction, session: Session, measure: Measure) -> tuple[Draft, ...]:
    """The officer's own drafts for a measure within a transaction, newest first."""
    stored = store.drafts(db, session.officer.login, measure.code)
    sight = Sight.of(db, session)
    return tuple(_opened(draft, measure, sight) for draft in stored)


def mine(session: Session) -> tuple[Draft, ...]:
    """The officer's drafts, newest first."""
    with session.store.reading() as db:
        return read_mine(db, session)


def read_mine(db: Transaction, session: Session) -> tuple[Draft, ...]:
    """The same within a transaction."""
    stored = store.drafts(db, session.officer.login)
    if not stored:
        return ()
    measures = {measure.code: measure for measure in catalogue.measures(db)}
    sight = Sight.of(db, session)
    return tuple(_opened(draft, measures[draft.measure], sight) for draft in stored)


def drop(session: Session, measure: str, period: Period) -> None:
    """Forget the officer's draft for a measure and period."""
    with session.store.writing(told=False) as db:
        store.drop_draft(db, session.officer.login, measure, _key(period))


def leave_rest(db: Transaction, session: Session, measure: Measure, saved: Revision) -> None:
    """Forget what a grid has saved of the officer's draft.

    The new actions and the forecast of a form, for which a grid has no room, stay: a draft that
    goes on from what was saved.
    """
    login, key, entry = session.officer.login, _key(saved.period), saved.entry
    drafts = store.drafts(db, login, measure.code)
    content = next((draft.content for draft in drafts if draft.period == key), {})
    rest = {name: text for name, text in content.items() if name.startswith("action") and text}
    expected = content.get("forecast", "")
    if expected and expected != format_figure(entry.forecast):
        rest["forecast"] = expected
    if not rest:
        store.drop_draft(db, login, measure.code, key)
        return
    stands = {
        "value": format_figure(entry.value),
        "missing": str(entry.missing or ""),
        "provisional": "yes" if entry.provisional else "",
        "comments": entry.comments,
        "forecast": format_figure(entry.forecast),
        "override": str(entry.override or ""),
        "override_reason": entry.override_reason,
        "seen": str(saved.number),
    }
    draft = store.StoredDraft(login, measure.code, key, {**stands, **rest}, session.author.at)
    store.keep_draft(db, draft)


def _key(period: Period) -> str:
    return period.start.isoformat()


def _opened(draft: store.StoredDraft, measure: Measure, sight: Sight) -> Draft:
    """A draft, without small counts for an officer who may no longer see them."""
    start = date.fromisoformat(draft.period)
    content = {field: sight.see(measure, Veil.text, text) for field, text in draft.content.items()}
    return Draft(measure, Period(start, measure.cycle), content, draft.saved_at)
