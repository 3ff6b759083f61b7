"""Actions: raised once, revised in a ledger of their own, carried forward until done."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.model import Action, Measure, Stamp
from ncc_tui.store.connection import Connection
from ncc_tui.store.ledgers import append
from ncc_tui.store.records import from_stamp, iso, to_action

_REVISIONS = """
SELECT a.id, a.measure, a.period, a.raised_on,
    r.revision, r.counts_from, r.text, r.owner, r.due_on, r.done_on
FROM action AS a JOIN action_revision AS r ON r.action = a.id
WHERE a.measure = :measure ORDER BY a.period, a.id, r.revision
"""


def actions(db: Connection, measure: Measure, as_at: AsAt | None = None) -> list[Action]:
    """A measure's actions, oldest first, each by its newest revision.

    With a date, those that a report at it shows, as it words, owns and dates them.
    """
    revisions = action_revisions(db, measure)
    if as_at is None:
        return [history[-1] for history in revisions]
    last = (as_at.last(history) for history in revisions)
    return [action for action in last if action is not None and action.open_at(as_at.day)]


def action_revisions(db: Connection, measure: Measure) -> list[list[Action]]:
    """Every revision of each of a measure's actions, oldest first."""
    return list(_histories(db, measure))


def _histories(db: Connection, measure: Measure) -> Iterator[list[Action]]:
    records = db.query(_REVISIONS, {"measure": measure.code})
    for _, revisions in groupby(records, key=lambda record: record["id"]):
        yield [to_action(record, measure.cycle) for record in revisions]


def add_action(db: Connection, action: Action, stamp: Stamp) -> int:
    """Raise an action (its id is not looked at); gives the id it got."""
    number = db.value(
        "INSERT INTO action (measure, period, raised_on) VALUES (:measure, :period, :raised_on) "
        "RETURNING id",
        {
            "measure": action.measure,
            "period": action.period.start.isoformat(),
            "raised_on": action.raised_on.isoformat(),
        },
    )
    _append(db, number, action, stamp)
    return int(number)


def revise_action(db: Connection, action: Action, stamp: Stamp) -> None:
    """Add a revision of an action, with the number that it has.

    Raises Conflict where that is not the next one: somebody changed it in the meantime.
    """
    _append(db, action.id, action, stamp)


def _append(db: Connection, number: int, action: Action, stamp: Stamp) -> None:
    row = {
        "action": number,
        "revision": action.number,
        "counts_from": iso(action.counts_from),
        "text": action.text,
        "owner": action.owner,
        "due_on": iso(action.due_on),
        "done_on": iso(action.done_on),
        **from_stamp(stamp),
    }
    append(db, "action_revision", row, f"That action of {action.measure}")
