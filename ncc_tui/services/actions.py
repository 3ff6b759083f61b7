"""Actions: what is to be done about a measure, by whom and by when, until it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ncc_tui.domain.actions import check_days
from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.entries import unlikely_due
from ncc_tui.domain.errors import Conflict, InvalidEntry, NeedsConfirmation
from ncc_tui.domain.model import Action, Measure
from ncc_tui.domain.periods import Period
from ncc_tui.domain.text import check_length, tidy
from ncc_tui.services.disclosure import Sight, Veil
from ncc_tui.services.reports import find_measure
from ncc_tui.services.session import Session
from ncc_tui.store import actions as store
from ncc_tui.store.connection import Transaction


@dataclass(frozen=True)
class NewAction:
    """An action as it is typed: what to do, who does it (a login or any name), and until when."""

    text: str
    owner: str | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Standing:
    """An action in a list at a date, and whether it should have been done by then."""

    action: Action
    overdue: bool


def standing(
    session: Session, measure: str, at: date | None = None, *, done: bool = False
) -> tuple[Standing, ...]:
    """A measure's actions that stand at a date (today unless given), oldest first.

    With `done`, also those done before it.
    """
    day = at or session.clock.today()
    with session.store.reading() as db:
        sight = Sight.of(db, session)
        return read_standing(db, sight, find_measure(db, measure), day, done=done)


def read_standing(
    db: Transaction, sight: Sight, measure: Measure, at: date, *, done: bool = False
) -> tuple[Standing, ...]:
    """The same within a transaction."""
    as_at = AsAt(at)
    last = (as_at.last(history) for history in store.action_revisions(db, measure))
    return tuple(
        Standing(sight.see(measure, Veil.action, action), action.overdue_at(at))
        for action in last
        if action is not None and (action.open_at(at) or (done and action.raised_on <= at))
    )


def add(
    session: Session, code: str, period: Period, new: NewAction, *, confirmed: bool = False
) -> Action:
    """Add an action to a measure, raised today.

    Raises InvalidEntry where it says nothing or stands there already, and NeedsConfirmation,
    unless `confirmed`, where it should have been done before today.
    """
    with session.store.writing() as db:
        measure = find_measure(db, code)
        session.require_service(db, measure.service)
        _ask(session, new.due_on, confirmed)
        added = add_missing(db, session, measure, period, [new])
    if not added:
        raise InvalidEntry(f"{measure.code} {period.label} has that action already.")
    return added[0]


def edit(
    session: Session,
    seen: Action,
    *,
    text: str,
    owner: str | None,
    due_on: date | None,
    confirmed: bool = False,
) -> Action:
    """Change what an action says, whose it is and until when.

    `seen` is the action as the officer saw it: raises Conflict where somebody changed it since,
    and NeedsConfirmation, unless `confirmed`, where it is given a day that is past.
    """
    changed = replace(seen, text=check_text(text), owner=_owner(owner), due_on=due_on)
    return _change(session, seen, changed, confirmed=confirmed)


def mark_done(session: Session, seen: Action, on: date | None = None) -> Action:
    """Say that an action is done, today unless another day is given; none in the future."""
    today = session.clock.today()
    check_days(today, done_on=on)
    return _change(session, seen, replace(seen, done_on=on or today))


def reopen(session: Session, seen: Action) -> Action:
    """Say that an action is not done after all."""
    return _change(session, seen, replace(seen, done_on=None))


def add_missing(
    db: Transaction, session: Session, measure: Measure, period: Period, new: Iterable[NewAction]
) -> tuple[Action, ...]:
    """Add actions within a transaction, but for those that stand there with the same text."""
    stamp, today = session.author.stamp(), session.clock.today()
    there = {a.text for a in store.actions(db, measure, AsAt(today)) if a.period == period}
    added = []
    for typed in new:
        text = check_text(typed.text)
        if text in there:
            continue
        there.add(text)
        owner = _owner(typed.owner)
        action = Action(0, measure.code, period, text, owner, typed.due_on, None, today)
        added.append(replace(action, id=store.add_action(db, action, stamp)))
    return tuple(added)


def check_text(typed: str) -> str:
    """An action's text as it is kept; raises InvalidEntry where it is empty or too long."""
    text = tidy(typed)
    if not text:
        raise InvalidEntry("Expected what is to be done, found an action without text.")
    check_length("action", text)
    return text


def _owner(typed: str | None) -> str | None:
    """Who does an action, as it is kept: any name, for not everybody has a login."""
    return " ".join(tidy(typed or "").split()) or None


def owner_of(typed: str, names: Mapping[str, str]) -> str | None:
    """Whose an action is: the login where what is typed is one, or the name of just one officer.

    A word of the name will do; whoever else is named does the action without a login.
    """
    text = _owner(typed)
    words = (text or "").casefold()
    for login, name in names.items():
        if words in (login.casefold(), name.casefold()):
            return login
    named = [login for login, name in names.items() if words in name.casefold().split()]
    return named[0] if len(named) == 1 else text


def _ask(session: Session, due_on: date | None, confirmed: bool) -> None:
    doubts = " ".join(unlikely_due(due_on, session.clock.today()))
    if doubts and not confirmed:
        raise NeedsConfirmation(doubts)


def _change(session: Session, seen: Action, changed: Action, *, confirmed: bool = False) -> Action:
    """Add a revision of an action that counts from today; one that says the same adds none."""
    with session.store.writing() as db:
        measure = find_measure(db, seen.measure)
        session.require_service(db, measure.service)
        stored = next((a for a in store.actions(db, measure) if a.id == seen.id), None)
        if stored is None or stored.number != seen.number:
            raise Conflict(
                f"That action of {measure.code} was changed by somebody else since you opened it."
            )
        if changed == seen:
            return seen
        if changed.due_on != seen.due_on:
            _ask(session, changed.due_on, confirmed)
        today = session.clock.today()
        counts_from = max(today, seen.counts_from or seen.raised_on)
        revision = replace(changed, number=seen.number + 1, counts_from=counts_from)
        store.revise_action(db, revision, session.author.stamp())
    return revision
