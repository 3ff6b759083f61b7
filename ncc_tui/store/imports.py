"""Imports: rows are staged in temporary tables, matched against the ledgers and added in bulk.

The temporary tables belong to the transaction: they are made in it, dropped before it ends, and
an import that is rolled back leaves nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from ncc_tui.store.changes import Author, log
from ncc_tui.store.connection import Connection
from ncc_tui.store.records import timestamp


class StagedResult(NamedTuple):
    """A row of results.csv as it waits to be matched.

    None stands for what the file does not say: such a field is neither compared nor emptied. A
    value of None with no reason is any missing value. `assumed_on` is the date that an undated
    first result counts from.
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
    reported_on: str | None
    assumed_on: str


class LedgerResult(NamedTuple):
    """A revision as the ledger has it, or is to have it; an override of '' is none."""

    value: float | None
    missing_reason: str | None
    comments: str
    provisional: int
    override: str
    override_reason: str
    source: str
    reason: str
    reported_on: str


class StagedTarget(NamedTuple):
    """A row of targets.csv."""

    measure: str
    period: str
    seq: int
    sheet: int
    line: int
    amount: float | None


class StagedBenchmark(NamedTuple):
    """A row of benchmarks.csv; a source of None is not said."""

    measure: str
    period: str
    comparator: str
    seq: int
    sheet: int
    line: int
    value: float | None
    source: str | None


class StagedAction(NamedTuple):
    """A row of actions.csv, or (`short`) a line of an `actions` cell; None is not said."""

    measure: str
    short: int
    seq: int
    period: str
    sheet: int
    line: int
    text: str
    owner: str | None
    due_on: str | None
    done_on: str | None
    raised_on: str | None
    assumed_on: str


_TABLES = {
    "staged_result": (StagedResult._fields, "measure, period, seq"),
    "staged_target": (StagedTarget._fields, "measure, period, seq"),
    "staged_benchmark": (StagedBenchmark._fields, "measure, period, comparator, seq"),
    "staged_action": (StagedAction._fields, "measure, short, seq"),
}

# A result with no rival in the import and none in the ledger is added without being looked at.
_UNCONTESTED = """
FROM temp.staged_result AS s
WHERE NOT EXISTS (
    SELECT 1 FROM result AS r WHERE r.measure = s.measure AND r.period = s.period
) AND NOT EXISTS (
    SELECT 1 FROM temp.staged_result AS o
    WHERE o.measure = s.measure AND o.period = s.period AND o.seq <> s.seq
)
ORDER BY s.measure, s.period
"""

_CONTESTED = """
SELECT s.* FROM temp.staged_result AS s
WHERE EXISTS (
    SELECT 1 FROM result AS r WHERE r.measure = s.measure AND r.period = s.period
) OR EXISTS (
    SELECT 1 FROM temp.staged_result AS o
    WHERE o.measure = s.measure AND o.period = s.period AND o.seq <> s.seq
)
ORDER BY s.measure, s.period, s.seq
"""

_APPEND_UNCONTESTED = f"""
INSERT INTO result (
    measure, period, revision, value, missing_reason, comments, provisional, override,
    override_reason, source, reason, reported_on, recorded_at, recorded_by
)
SELECT s.measure, s.period, 1, s.value,
    CASE WHEN s.value IS NULL THEN coalesce(s.missing_reason, 'not available') END,
    coalesce(s.comments, ''), coalesce(s.provisional, 0), nullif(s.override, ''),
    coalesce(s.override_reason, ''), coalesce(s.source, ''), coalesce(s.reason, ''),
    coalesce(s.reported_on, s.assumed_on), :at, :by
{_UNCONTESTED}
"""

_HELD = """
SELECT value, missing_reason, comments, provisional, coalesce(override, ''), override_reason,
    source, reason, reported_on
FROM result WHERE measure = ? AND period = ? ORDER BY revision
"""

_APPEND = """
INSERT INTO result (
    measure, period, revision, value, missing_reason, comments, provisional, override,
    override_reason, source, reason, reported_on, recorded_at, recorded_by
) VALUES (?, ?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?)
"""

_TARGETS = """
SELECT s.*, h.revision, h.amount
FROM temp.staged_target AS s
LEFT JOIN target AS h
    ON h.measure = s.measure AND h.period = s.period AND h.revision = (
        SELECT max(n.revision) FROM target AS n WHERE n.measure = s.measure AND n.period = s.period
    )
ORDER BY s.measure, s.period, s.seq
"""

_BENCHMARKS = """
SELECT s.*, h.measure IS NOT NULL, h.value, h.source
FROM temp.staged_benchmark AS s
LEFT JOIN benchmark AS h
    ON h.measure = s.measure AND h.period = s.period AND h.comparator = s.comparator
ORDER BY s.measure, s.period, s.comparator, s.seq
"""

_PERIODS = """
SELECT period FROM result WHERE measure = :measure
UNION SELECT period FROM target WHERE measure = :measure
UNION SELECT period FROM action WHERE measure = :measure
UNION SELECT period FROM benchmark WHERE measure = :measure
"""


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

    def contested_results(self) -> Iterator[list[StagedResult]]:
        """The rows whose measure and period have a result already, or other rows, together."""
        rows = map(StagedResult._make, self.db.execute(_CONTESTED))
        for _, group in groupby(rows, key=lambda row: (row.measure, row.period)):
            yield list(group)

    def held_results(self, measure: str, period: str) -> list[LedgerResult]:
        """The revisions that the ledger has of a result."""
        held = self.db.execute(_HELD, (measure, period))
        return [LedgerResult._make(row) for row in held]

    def append_results(self, rows: Iterable[tuple[StagedResult, int, LedgerResult]]) -> None:
        """Add revisions: for which row, of what number, and what they say."""
        at, by = timestamp(self.author.at), self.author.login
        self.db.executemany(
            _APPEND,
            ((row.measure, row.period, number, *result, at, by) for row, number, result in rows),
        )

    def uncontested(self, limit: int) -> Iterator[tuple[str, str, float | None, str | None]]:
        """The first of the other rows: measure, period, value and missing reason."""
        query = f"SELECT s.measure, s.period, s.value, s.missing_reason {_UNCONTESTED} LIMIT ?"
        yield from self.db.execute(query, (limit,))

    def append_uncontested(self) -> None:
        """Add every other row as a first revision."""
        signature = {"at": timestamp(self.author.at), "by": self.author.login}
        self.db.execute(_APPEND_UNCONTESTED, signature)

    def targets(self) -> Iterator[tuple[StagedTarget, int | None, float | None]]:
        """The rows of targets with the newest revision held for each: its number and amount."""
        for *row, revision, amount in self.db.execute(_TARGETS):
            yield StagedTarget._make(row), revision, amount

    def append_targets(self, rows: Iterable[tuple[StagedTarget, int]]) -> None:
        """Add revisions of targets, with their numbers."""
        at, by = timestamp(self.author.at), self.author.login
        self.db.executemany(
            "INSERT INTO target (measure, period, revision, amount, recorded_at, recorded_by) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            ((row.measure, row.period, number, row.amount, at, by) for row, number in rows),
        )

    def benchmarks(self) -> Iterator[tuple[StagedBenchmark, tuple[float | None, str] | None]]:
        """The rows of benchmarks with the value and source held for each, if any."""
        for *row, there, value, source in self.db.execute(_BENCHMARKS):
            yield StagedBenchmark._make(row), (value, source) if there else None

    def actions(self) -> Iterator[list[StagedAction]]:
        """The actions of each measure together, those of actions.csv first."""
        query = "SELECT * FROM temp.staged_action ORDER BY measure, short, seq"
        rows = map(StagedAction._make, self.db.execute(query))
        for _, group in groupby(rows, key=lambda row: row.measure):
            yield list(group)

    def first_reported_on(self, measure: str, period: str) -> str | None:
        """The date from which a result first counted, if there is one."""
        found = self.db.execute(
            "SELECT reported_on FROM result WHERE measure = ? AND period = ? AND revision = 1",
            (measure, period),
        ).fetchone()
        return found[0] if found else None

    def held(self, measure: str, period: str) -> bool:
        """Whether a result was in the ledger before this import."""
        found = self.db.execute(
            "SELECT 1 FROM result WHERE measure = ? AND period = ? AND revision = 1 "
            "AND NOT (recorded_at = ? AND recorded_by = ?)",
            (measure, period, timestamp(self.author.at), self.author.login),
        ).fetchone()
        return found is not None

    def periods_of(self, measure: str) -> list[str]:
        """Every period that something is written for under a measure."""
        return [row[0] for row in self.db.execute(_PERIODS, {"measure": measure})]

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
