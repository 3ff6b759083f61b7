"""The append-only ledgers: results and targets, a row per revision."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from ncc_tui.domain.errors import Conflict
from ncc_tui.domain.model import Entry, Measure, Revision, Target
from ncc_tui.domain.periods import Period
from ncc_tui.store.connection import Connection
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.records import from_revision, real, timestamp, to_revision, to_target

_APPEND_RESULT = """
INSERT INTO result (
    measure, period, revision, value, missing_reason, comments, provisional, override,
    override_reason, source, reason, reported_on, recorded_at, recorded_by
) VALUES (
    :measure, :period, :revision, :value, :missing_reason, :comments, :provisional, :override,
    :override_reason, :source, :reason, :reported_on, :recorded_at, :recorded_by
)
"""


def result_revisions(
    db: Connection, measure: Measure, period: Period | None = None
) -> list[Revision]:
    """A measure's results ledger, or one period's part of it, by period and revision."""
    query = (
        "SELECT * FROM result WHERE measure = :measure AND (:period IS NULL OR period = :period) "
        "ORDER BY period, revision"
    )
    values = {"measure": measure.code, "period": period.start.isoformat() if period else None}
    return [to_revision(record, measure.cycle) for record in db.query(query, values)]


def append_result(
    db: Connection,
    measure: Measure,
    period: Period,
    entry: Entry,
    *,
    seen: int,
    reported_on: date,
    recorded_at: datetime,
    recorded_by: str,
) -> Revision:
    """Add revision `seen` + 1 to a result.

    Raises Conflict where that is not the next one: somebody saved since `seen` was read.
    """
    written = recorded_at.replace(microsecond=0)  # as the column keeps it
    revision = Revision(measure.code, period, seen + 1, entry, reported_on, written, recorded_by)
    try:
        db.execute(_APPEND_RESULT, from_revision(revision))
    except sqlite3.IntegrityError as error:
        # The ledger's own trigger: a revision follows the last one.
        if "is a ledger" not in str(error):
            raise
        raise Conflict(
            f"{measure.code} {period.label} was saved by somebody else since you opened it "
            f"(its next revision is no longer {seen + 1})."
        ) from error
    return revision


def target_revisions(db: Connection, measure: Measure) -> list[Target]:
    """A measure's targets ledger, by period and revision."""
    query = "SELECT * FROM target WHERE measure = :measure ORDER BY period, revision"
    return [to_target(r, measure.cycle) for r in db.query(query, {"measure": measure.code})]


def append_target(
    db: Connection,
    measure: Measure,
    period: Period,
    amount: Decimal | None,
    *,
    recorded_at: datetime,
    recorded_by: str,
) -> None:
    """Add the next revision of the target in force from a period; None ends the one before."""
    db.execute(
        """
        INSERT INTO target (measure, period, revision, amount, recorded_at, recorded_by)
        SELECT :measure, :period, coalesce(max(revision), 0) + 1, :amount, :at, :by
        FROM target WHERE measure = :measure AND period = :period
        """,
        {
            "measure": measure.code,
            "period": period.start.isoformat(),
            "amount": real(amount),
            "at": timestamp(recorded_at),
            "by": recorded_by,
        },
    )
