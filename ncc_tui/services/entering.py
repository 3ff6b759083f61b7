"""Entering and correcting results: one, several at once, and back to the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ncc_tui.domain.backdating import correction_reason
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.entries import check_entry, doubts, reporting_day, same, tidied, unlikely_due
from ncc_tui.domain.errors import Conflict, InvalidEntry, NccError, NeedsConfirmation
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.ledger import UNDONE, Ledger, stood_before
from ncc_tui.domain.model import Action, Entry, Measure, MissingReason, Revision, Role
from ncc_tui.domain.periods import Period
from ncc_tui.domain.ratings import Rating
from ncc_tui.services.actions import NewAction, add_missing
from ncc_tui.services.disclosure import Sight
from ncc_tui.services.drafts import leave_rest
from ncc_tui.services.forms import read_ledger
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.connection import Transaction
from ncc_tui.store.drafts import drop_draft
from ncc_tui.store.ledgers import append_result


class Unlikely(NeedsConfirmation):
    """A value that is saved only when confirmed; `doubts` says why, a sentence each."""

    def __init__(self, doubts: tuple[str, ...]) -> None:
        super().__init__(" ".join(doubts))
        self.doubts = doubts


class SaveConflict(Conflict):
    """Somebody saved the same result first.

    `base` is the revision the officer began from (None where there was none), `theirs` the newest
    one now, and `mine` what was not saved.
    """

    def __init__(self, sentence: str, base: Revision | None, theirs: Revision, mine: Entry) -> None:
        super().__init__(sentence)
        self.base = base
        self.theirs = theirs
        self.mine = mine


@dataclass(frozen=True)
class Submission:
    """What an officer asks to be saved: `seen` is the revision it corrects, 0 for the first."""

    measure: str
    period: Period
    entry: Entry
    seen: int
    reported_on: date | None = None
    actions: tuple[NewAction, ...] = ()


@dataclass(frozen=True)
class Saved:
    """What was saved, and the ratings it has; `corrected` is False where only actions were."""

    measure: Measure
    revision: Revision
    computed: Rating
    direction: Rating
    actions: tuple[Action, ...] = ()
    corrected: bool = True

    @property
    def performance(self) -> Rating:
        """The rating shown: the one set by hand, else the computed one."""
        return self.revision.entry.override or self.computed

    @property
    def words(self) -> str:
        """What to tell the officer: `Saved CSC04 Jan 2024: 75, ▲ Red (revision 1)`."""
        revision = self.revision
        entry = revision.entry
        if entry.withdrawn:
            return f"Withdrew {self.measure.code} {revision.period.label}: it has no result now"
        figure = format_figure(entry.value) or str(entry.missing)
        by_hand = " set by hand" if entry.override else ""
        rating = f"{self.performance.shape} {self.performance}{by_hand}"
        count = len(self.actions)
        noted = f", {count} action{'' if count == 1 else 's'} added" if count else ""
        return (
            f"Saved {self.measure.code} {revision.period.label}: {figure}, {rating} "
            f"(revision {revision.number}{noted})"
        )


@dataclass(frozen=True)
class RowRefusal:
    """Why one of several submissions, known by its place, was not saved."""

    index: int
    submission: Submission
    error: NccError


class RowsRefused(NccError):
    """Several submissions of which none was saved, for those in `rows`."""

    def __init__(self, rows: tuple[RowRefusal, ...]) -> None:
        super().__init__(f"Nothing was saved. {_listed(rows)}")
        self.rows = rows


class RowsUnlikely(NeedsConfirmation):
    """Several submissions that are saved only when those in `rows` are confirmed."""

    def __init__(self, rows: tuple[RowRefusal, ...]) -> None:
        super().__init__(_listed(rows))
        self.rows = rows


def save_result(
    session: Session,
    submission: Submission,
    *,
    confirmed: bool = False,
    reason_needed: bool = True,
) -> Saved:
    """Save a result as the revision after the one it corrects, and forget the officer's draft.

    All of it is saved, its new actions too, or nothing. Raises NotPermitted, InvalidEntry,
    SaveConflict where somebody saved since, and Unlikely unless `confirmed`. A changed figure or
    rating asks for a reason unless `reason_needed` is False.
    """
    with session.store.writing() as db:
        saved = _save(db, session, submission, confirmed, reason_needed)
        _drop_draft(db, session, saved)
    return saved


def save_many(
    session: Session, submissions: Sequence[Submission], *, confirmed: bool = False
) -> tuple[Saved, ...]:
    """Save several results in one transaction: all of them or none.

    Raises RowsRefused, which names each row that is wrong or in conflict, or RowsUnlikely where
    some only need confirming.
    """
    saved: list[Saved] = []
    refusals: list[RowRefusal] = []
    with session.store.writing() as db:
        for index, submission in enumerate(submissions):
            try:
                saved.append(_save(db, session, submission, confirmed, reason_needed=True))
                leave_rest(db, session, saved[-1].measure, saved[-1].revision)
            except NccError as error:
                refusals.append(RowRefusal(index, submission, error))
        if refusals:
            unlikely = all(isinstance(row.error, NeedsConfirmation) for row in refusals)
            raise (RowsUnlikely if unlikely else RowsRefused)(tuple(refusals))
    return tuple(saved)


def undo(
    session: Session, measure: str, period: Period, *, seen: int, reason: str | None = None
) -> Saved:
    """Bring back what stood before the newest revision, `seen`, as a new one.

    Undone again, it goes further back: an undoing and what it undid are passed over. Raises
    InvalidEntry where nothing came before, SaveConflict where `seen` is not the newest.
    """
    with session.store.writing() as db:
        ledger = read_ledger(db, measure, session.clock.today(), Sight.of(db, session))
        revisions = [ledger.revision(period, number) for number in range(1, seen + 1)]
        before = stood_before([r for r in revisions if r is not None])
        if before is None:
            raise InvalidEntry(
                f"{ledger.measure.code} {period.label} has nothing earlier to go back to."
            )
        why = reason or f"{UNDONE}{before.number}."
        entry = replace(before.entry, reason=why)
        submission = Submission(measure, period, entry, seen)
        return _save(db, session, submission, confirmed=True, reason_needed=False)


def withdraw(session: Session, measure: str, period: Period, *, seen: int, reason: str) -> Saved:
    """Take a period's result back, for it was entered by mistake: it counts as having none.

    Raises as `save_result` does, and InvalidEntry without a reason or a result.
    """
    entry = Entry(None, MissingReason.WITHDRAWN, reason=reason)
    return save_result(session, Submission(measure, period, entry, seen))


def _save(
    db: Transaction,
    session: Session,
    submission: Submission,
    confirmed: bool,
    reason_needed: bool,
) -> Saved:
    """Check and write one submission within a transaction; its draft stays."""
    today = session.clock.today()
    ledger = read_ledger(db, submission.measure, today, Sight.of(db, session))
    measure = ledger.measure
    session.require_service(db, measure.service)
    period = measure.cycle.starting(submission.period.start)
    newest = ledger.newest(period)
    if (newest.number if newest else 0) != submission.seen:
        raise _conflict(db, ledger, period, submission)
    entry = tidied(submission.entry)
    check_entry(measure, period, entry, newest, today, reason_needed=reason_needed)
    reported_on = reporting_day(submission.reported_on, period, newest, today)
    actions = add_missing(db, session, measure, period, submission.actions)
    corrected = newest is None or not same(entry, tidied(newest.entry))
    if not (corrected or actions):
        raise InvalidEntry(f"Nothing to save: {measure.code} {period.label} says that already.")
    if newest is not None and corrected:
        admin = session.now(db).role is Role.ADMIN
        why = correction_reason(reported_on, today, admin=admin, reason=entry.reason)
        entry = replace(entry, reason=why)
    unlikely = doubts(ledger, period, entry) if corrected else ()
    unlikely += tuple(d for action in actions for d in unlikely_due(action.due_on, today))
    if unlikely and not confirmed:
        raise Unlikely(unlikely)
    if newest is not None and not corrected:
        revision = newest
    else:
        author = session.author
        try:
            revision = append_result(
                db,
                measure,
                period,
                entry,
                seen=submission.seen,
                reported_on=reported_on,
                recorded_at=author.at,
                recorded_by=author.login,
            )
        except Conflict as conflict:
            ledger = read_ledger(db, measure.code, today, Sight.of(db, session))
            raise _conflict(db, ledger, period, submission) from conflict
    computed, direction = ledger.ratings(period, entry.value, revision.reported_on)
    return Saved(measure, revision, computed, direction, actions, corrected)


def _drop_draft(db: Transaction, session: Session, saved: Saved) -> None:
    start = saved.revision.period.start.isoformat()
    drop_draft(db, session.officer.login, saved.measure.code, start)


def _conflict(db: Transaction, ledger: Ledger, period: Period, submission: Submission) -> Conflict:
    result, seen = f"{ledger.measure.code} {period.label}", submission.seen
    theirs = ledger.newest(period)
    if theirs is None:
        return Conflict(f"{result} has no result yet, so no revision {seen} to correct.")
    if theirs.number < seen:
        return Conflict(
            f"{result} has no revision {seen} to correct: its newest is revision {theirs.number}."
        )
    officer = catalogue.officer(db, theirs.recorded_by)
    figure = format_figure(theirs.value) or theirs.entry.missing
    saved_at = theirs.recorded_at.astimezone()
    return SaveConflict(
        f"{result} was saved by {officer.name if officer else theirs.recorded_by} at "
        f"{saved_at:%H:%M} on {format_date(saved_at.date())}, after you had read it: it says "
        f"{figure} now (revision {theirs.number}). Look at it, then save yours as a correction.",
        base=ledger.revision(period, seen),
        theirs=theirs,
        mine=submission.entry,
    )


def _listed(rows: Sequence[RowRefusal]) -> str:
    return " ".join(
        f"{row.submission.measure} {row.submission.period.label}: {row.error}" for row in rows
    )
