"""What can be wrong inside a database: damage, an altered schema, loose ends, ledger gaps.

Each function looks at one thing, changes nothing, and gives a sentence for each fault it finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.model import Role
from ncc_tui.store.connection import Connection
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.migrations import known_names, pending_names
from ncc_tui.store.records import Record, to_cycle
from ncc_tui.store.schema import differences

# Each ledger with the columns that say what a row is a revision of, and the day it counts from.
_LEDGERS = {
    "definition": (("measure",), "counts_from"),
    "target": (("measure", "period"), "counts_from"),
    "result": (("measure", "period"), "reported_on"),
    "action_revision": (("action",), "counts_from"),
    "benchmark": (("measure", "comparator", "period"), "counts_from"),
}

_GAPS = """
SELECT {key}, group_concat(revision, ', ') AS revisions
FROM (SELECT {key}, revision FROM {ledger} ORDER BY {key}, revision)
GROUP BY {key}
HAVING min(revision) <> 1 OR max(revision) <> count(*)
ORDER BY {key}
"""

# A revision dated ahead of the day on which the next was written holds that one to nothing.
_STEPS_BACK = """
SELECT * FROM (
    SELECT {key}, revision, {day} AS day, recorded_at, lag({day}) OVER (
        PARTITION BY {key} ORDER BY revision
    ) AS before
    FROM {ledger}
)
WHERE day < before AND before <= date(recorded_at)
ORDER BY {key}, revision
"""

_PERIODS = """
SELECT DISTINCT t.measure, t.period, m.frequency, m.period_anchor
FROM {table} AS t JOIN measure AS m ON m.code = t.measure
ORDER BY t.measure, t.period
"""


def damage(db: Connection) -> list[str]:
    """SQLite's own check of every page, index and constraint."""
    try:
        lines = [row[0] for row in db.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [] if lines == ["ok"] else [line for text in lines for line in text.splitlines()]


def missing_migrations(db: Connection) -> list[str]:
    """The migrations that this version brings and the database has not had."""
    return [f"migration {name} is missing" for name in pending_names(db)]


def altered_schema(db: Connection) -> list[str]:
    """Tables, indexes, triggers and views that are gone, not as they were made, or not ours."""
    return differences(db, known_names())


def loose_ends(db: Connection) -> list[str]:
    """Rows that refer to a row that is not there."""
    counts: dict[tuple[str, str], int] = {}
    for table, _, parent, _ in db.execute("PRAGMA foreign_key_check"):
        counts[table, parent] = counts.get((table, parent), 0) + 1
    return [
        f"{count} row{'s' if count > 1 else ''} of {table} refer{'s' if count == 1 else ''} to a "
        f"{parent} that is not there"
        for (table, parent), count in sorted(counts.items())
    ]


def ledger_gaps(db: Connection) -> list[str]:
    """Ledger rows that are missing: the revisions of one thing are 1 to n."""
    return [
        f"{ledger} {_of(row, key)} has revisions {row['revisions']}"
        for ledger, (key, _) in _LEDGERS.items()
        for row in db.query(_GAPS.format(ledger=ledger, key=", ".join(key)))
    ]


def steps_back(db: Connection) -> list[str]:
    """Revisions that count from an earlier date than the revision before them."""
    return [
        f"{ledger} {_of(row, key)} revision {row['revision']} counts from "
        f"{format_date(date.fromisoformat(row['day']))}, the one before it from "
        f"{format_date(date.fromisoformat(row['before']))}"
        for ledger, (key, day) in _LEDGERS.items()
        for row in db.query(_STEPS_BACK.format(ledger=ledger, key=", ".join(key), day=day))
    ]


def _of(row: Record, key: Sequence[str]) -> str:
    return " ".join(str(row[column]) for column in key)


def unknown_roles(db: Connection) -> list[str]:
    """Officers whose role this version does not know."""
    return [
        f"officer {row['login']} has the role '{row['role']}', which this version does not know"
        for row in db.query("SELECT login, role FROM officer ORDER BY login")
        if row["role"] not in list(Role)
    ]


def stray_periods(db: Connection) -> list[str]:
    """Periods that are no start of a period of their measure's frequency."""
    return [
        f"{table} {row['measure']} {row['period']} is no start of a "
        f"{to_cycle(row).frequency.noun} of that measure"
        for table in ("result", "target", "action", "benchmark")
        for row in db.query(_PERIODS.format(table=table))
        if not to_cycle(row).starts_at(date.fromisoformat(row["period"]))
    ]
