"""The append-only ledgers, a row per revision: reading them whole, and adding to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import Conflict
from ncc_tui.domain.model import Benchmark, Definition, Entry, Measure, Revision, Stamp, Target
from ncc_tui.domain.periods import Period
from ncc_tui.store.as_at import values_at
from ncc_tui.store.connection import Connection
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.records import (
    from_definition,
    from_revision,
    from_stamp,
    iso,
    real,
    to_benchmark,
    to_definition,
    to_revision,
    to_target,
)
from ncc_tui.store.trends import known_benchmarks


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
    moment = recorded_at.replace(microsecond=0)  # as the column keeps it
    revision = Revision(measure.code, period, seen + 1, entry, reported_on, moment, recorded_by)
    append(db, "result", from_revision(revision), f"{measure.code} {period.label}")
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
    seen: int,
    counts_from: date | None,
    stamp: Stamp,
) -> None:
    """Add revision `seen` + 1 of the target in force from a period; None ends the one before.

    Raises Conflict where that is not the next one.
    """
    row = {
        "measure": measure.code,
        "period": period.start.isoformat(),
        "revision": seen + 1,
        "counts_from": iso(counts_from),
        "amount": real(amount),
        **from_stamp(stamp),
    }
    append(db, "target", row, f"The target of {measure.code} from {period.label}")


def definition_revisions(db: Connection, measure: Measure) -> list[Definition]:
    """Every revision of a measure's definition, oldest first."""
    query = (
        "SELECT m.code, m.service, m.frequency, m.period_anchor, d.* FROM measure AS m "
        "JOIN definition AS d ON d.measure = m.code WHERE m.code = :measure ORDER BY d.revision"
    )
    return [to_definition(record) for record in db.query(query, {"measure": measure.code})]


def append_definition(
    db: Connection, measure: Measure, *, seen: int, counts_from: date | None, stamp: Stamp
) -> None:
    """Add revision `seen` + 1 of a measure's definition.

    Raises Conflict where that is not the next one.
    """
    row = {
        "measure": measure.code,
        "revision": seen + 1,
        "counts_from": iso(counts_from),
        **from_definition(measure),
        **from_stamp(stamp),
    }
    append(db, "definition", row, f"The definition of {measure.code}")


def benchmark_revisions(db: Connection, measure: Measure) -> list[Benchmark]:
    """A measure's comparators ledger, by comparator, period and revision."""
    query = "SELECT * FROM benchmark WHERE measure = :measure ORDER BY comparator, period, revision"
    return [to_benchmark(r, measure.cycle) for r in db.query(query, {"measure": measure.code})]


def benchmarks_at(db: Connection, measure: Measure, as_at: AsAt) -> list[Benchmark]:
    """A measure's comparators' figures that are known at a date, by comparator and period."""
    values = {**values_at(as_at), "code": measure.code}
    return known_benchmarks(db, values, {measure.code: measure.cycle}).get(measure.code, [])


def append_benchmark(db: Connection, benchmark: Benchmark, stamp: Stamp) -> None:
    """Add a revision of a comparator's figure, with the number that it has.

    Raises Conflict where that is not the next one.
    """
    row = {
        "measure": benchmark.measure,
        "comparator": benchmark.comparator,
        "period": benchmark.period.start.isoformat(),
        "revision": benchmark.number,
        "counts_from": iso(benchmark.counts_from),
        "value": real(benchmark.value),
        "source": benchmark.source,
        **from_stamp(stamp),
    }
    what = f"{benchmark.comparator} of {benchmark.measure} {benchmark.period.label}"
    append(db, "benchmark", row, what)


def append(db: Connection, ledger: str, row: Mapping[str, Any], what: str) -> None:
    """Add a row to a ledger; raises Conflict, naming what it is of, where it is not the next."""
    columns, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    try:
        db.execute(f"INSERT INTO {ledger} ({columns}) VALUES ({marks})", row)
    except sqlite3.IntegrityError as error:
        # The ledger's own trigger: a revision follows the last one.
        if "is a ledger" not in str(error):
            raise
        raise Conflict(
            f"{what} was changed by somebody else since you opened it "
            f"(its next revision is no longer {row['revision']})."
        ) from error
