"""Imports: rows are staged in temporary tables, matched against the ledgers and added in bulk.

The temporary tables belong to the transaction: they are made in it, dropped before it ends, and
an import that is rolled back leaves nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from ncc_tui.store.changes import Author, log
from ncc_tui.store.connection import Connection


class StagedResult(NamedTuple):
    """A row of results.csv as it waits to be matched.

    None stands for what the file does not say: such a field is neither compared nor emptied. A
    value of None with no reason is any missing value; `has_forecast` tells an empty forecast from
    none. `assumed_on` is the date that an undated first result counts from.
    """

    measure: str
    period: str
    seq: int
    sheet: int
    line: int
    value: float | None
    missing_reason: str | None
    comments: str | None
    provisional: int | None
    override: str | None
    override_reason: str | None
    source: str | None
    reason: str | None
    forecast: float | None
    has_forecast: int
    reported_on: str | None
    assumed_on: str

    @property
    def counts_from(self) -> str | None:
        """The day it was reported on, by the name that every ledger has for it."""
        return self.reported_on


class StagedTarget(NamedTuple):
    """A row of targets.csv; a `counts_from` of '' is `always`, None is not said."""

    measure: str
    period: str
    seq: int
    sheet: int
    line: int
    amount: float | None
    counts_from: str | None
    reason: str | None


class StagedBenchmark(NamedTuple):
    """A row of benchmarks.csv; a source of None is not said."""

    measure: str
    comparator: str
    period: str
    seq: int
    sheet: int
    line: int
    value: float | None
    source: str | None
    counts_from: str | None


class StagedAction(NamedTuple):
    """A row of actions.csv, or (`short`) a line of an `actions` cell; None is not said.

    Rows of one measure, period and `number` are revisions of one action.
    """

    measure: str
    short: int
    seq: int
    period: str
    sheet: int
    line: int
    number: int | None
    text: str
    owner: str | None
    due_on: str | None
    done_on: str | None
    raised_on: str | None
    counts_from: str | None
    assumed_on: str


_TABLES = {
    "staged_result": (StagedResult._fields, "measure, period, seq"),
    "staged_target": (StagedTarget._fields, "measure, period, seq"),
    "staged_benchmark": (StagedBenchmark._fields, "measure, comparator, period, seq"),
    "staged_action": (StagedAction._fields, "measure, short, seq"),
}

_APPEND_RESULT = """
INSERT INTO result (
    measure, period, revision, value, missing_reason, comments, provisional, override,
    override_reason, source, reason, forecast, reported_on, recorded_at, recorded_by
) VALUES (
    :measure, :period, :revision, :value, :missing_reason, :comments, :provisional, :override,
    :override_reason, :source, :reason, :forecast, :reported_on, :recorded_at, :recorded_by
)
"""

_PERIODS = """
SELECT period FROM result WHERE measure = :measure
UNION SELECT period FROM target WHERE measure = :measure
UNION SELECT period FROM action WHERE measure = :measure
UNION SELECT period FROM benchmark WHERE measure = :measure
"""

Row = TypeVar("Row", StagedResult, StagedTarget, StagedBenchmark, StagedAction)


class Staging:
    """The temporary tables of one import, on the connection whose transaction it is."""

    def __init__(self, db: Connection, author: Author) -> None:
        self.db = db
        self.author = author
        # A row may come before the one that it refers to.
        db.execute("PRAGMA defer_foreign_keys = ON")
        for name, (fields, key) in _TABLES.items():
            db.execute(
                f"CREATE TEMP TABLE {name} ({', '.join(fields)}, PRIMARY KEY ({key})) WITHOUT ROWID"
            )

    def drop(self) -> None:
        """Remove the temporary tables."""
        for name in _TABLES:
            self.db.execute(f"DROP TABLE temp.{name}")

    def stage_results(self, rows: Sequence[StagedResult]) -> None:
        """Put rows of results aside."""
        self._stage("staged_result", rows)

    def stage_targets(self, rows: Sequence[StagedTarget]) -> None:
        """Put rows of targets aside."""
        self._stage("staged_target", rows)

    def stage_benchmarks(self, rows: Sequence[StagedBenchmark]) -> None:
        """Put rows of benchmarks aside."""
        self._stage("staged_benchmark", rows)

    def stage_actions(self, rows: Sequence[StagedAction]) -> None:
        """Put actions aside."""
        self._stage("staged_action", rows)

    def results(self) -> Iterator[tuple[str, list[StagedResult]]]:
        """The rows of results, measure by measure and by period."""
        return self._by_measure("staged_result", StagedResult)

    def append_results(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add revisions of results."""
        self.db.executemany(_APPEND_RESULT, rows)

    def targets(self) -> Iterator[tuple[str, list[StagedTarget]]]:
        """The rows of targets, measure by measure and by period."""
        return self._by_measure("staged_target", StagedTarget)

    def benchmarks(self) -> Iterator[tuple[str, list[StagedBenchmark]]]:
        """The rows of comparators' figures, measure by measure, by comparator and period."""
        return self._by_measure("staged_benchmark", StagedBenchmark)

    def actions(self) -> Iterator[tuple[str, list[StagedAction]]]:
        """The actions of each measure together, those of actions.csv first."""
        return self._by_measure("staged_action", StagedAction)

    def first_reported_on(self, measure: str, period: str) -> str | None:
        """The date from which a result first counted, if there is one."""
        found = self.db.execute(
            "SELECT reported_on FROM result WHERE measure = ? AND period = ? AND revision = 1",
            (measure, period),
        ).fetchone()
        return found[0] if found else None

    def measures_with(self, ledger: str) -> set[str]:
        """The measures of which a ledger has something."""
        found = self.db.execute(
            f"SELECT code FROM measure AS m WHERE EXISTS (SELECT 1 FROM {ledger} AS l "
            "WHERE l.measure = m.code)"
        )
        return {code for (code,) in found}

    def periods_of(self, measure: str) -> list[str]:
        """Every period that something is written for under a measure."""
        return [row[0] for row in self.db.execute(_PERIODS, {"measure": measure})]

    def _by_measure(self, table: str, kind: type[Row]) -> Iterator[tuple[str, list[Row]]]:
        key = _TABLES[table][1]
        rows = map(kind._make, self.db.execute(f"SELECT * FROM temp.{table} ORDER BY {key}"))
        for measure, group in groupby(rows, key=lambda row: row.measure):
            yield measure, list(group)

    def _stage(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            # Plain tuples are bound a third faster than named ones.
            self.db.executemany(f"INSERT INTO temp.{table} VALUES ({marks})", map(tuple, rows))


def put_all(
    db: Connection,
    table: str,
    key: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    author: Author,
    *,
    unique: str = "",
) -> list[tuple[Mapping[str, Any] | None, Mapping[str, Any]]]:
    """Insert or change whole rows, with their traces; gives those that changed: before and after.

    `unique` is a column that no two rows may share; rows of one call may swap it.
    """
    if not rows:
        return []
    matching = " AND ".join(f"{name} = :{name}" for name in key)
    changed: list[tuple[Mapping[str, Any] | None, Mapping[str, Any]]] = [
        (before, row)
        for row in rows
        if (before := _found(db, f"SELECT * FROM {table} WHERE {matching}", row)) != row
    ]
    if unique:
        # Moved out of the way first, to where nobody is.
        db.executemany(
            f"UPDATE {table} SET {unique} = :parked WHERE {matching}",
            [{**row, "parked": -n} for n, (before, row) in enumerate(changed, 1) if before],
        )
    columns = ", ".join(rows[0])
    marks = ", ".join(f":{name}" for name in rows[0])
    assignments = ", ".join(f"{name} = excluded.{name}" for name in rows[0])
    db.executemany(
        f"INSERT INTO {table} ({columns}) VALUES ({marks}) "
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {assignments}",
        [row for _, row in changed],
    )
    for old, new in changed:
        log(db, table, {name: new[name] for name in key}, old, new, author)
    return changed


def _found(db: Connection, query: str, row: Mapping[str, Any]) -> dict[str, Any] | None:
    cursor = db.execute(query, row)
    found = cursor.fetchone()
    return (
        None if found is None else dict(zip((c[0] for c in cursor.description), found, strict=True))
    )
