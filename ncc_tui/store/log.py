"""The change log and the ledgers as one list: who wrote what, and when."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ncc_tui.store.connection import Connection
from ncc_tui.store.records import day, iso

LEDGERS = ("definition", "target", "result", "action", "benchmark")

# Each ledger: its rows, the measure and period they are of, what they say, and from when.
_PARTS = {
    "definition": ("definition", "measure", "NULL", "title", "counts_from"),
    "target": ("target", "measure", "period", "coalesce(amount, 'no target')", "counts_from"),
    "result": ("result", "measure", "period", "coalesce(value, missing_reason)", "reported_on"),
    "action": (
        "action_revision AS r JOIN action AS a ON a.id = r.action",
        *("a.measure", "a.period", "r.text", "r.counts_from"),
    ),
    "benchmark": (
        "benchmark",
        *("measure", "period", "comparator || ' ' || coalesce(value, 'none')", "counts_from"),
    ),
}
_CHANGES = """
SELECT at, by, table_name, key, NULL AS period, id AS place, NULL AS said, NULL AS counts_from,
    '' AS reason, before, after
FROM change_log
"""
_LEDGER = """
SELECT recorded_at, recorded_by, '{name}', {key}, {period}, revision, {said}, {counts_from}, reason,
    NULL, NULL
FROM {rows}
"""
_LOG = f"""
SELECT * FROM ({
    " UNION ALL ".join(
        [
            _CHANGES,
            *(
                _LEDGER.format(
                    name=name, rows=rows, key=key, period=period, said=said, counts_from=since
                )
                for name, (rows, key, period, said, since) in _PARTS.items()
            ),
        ]
    )
}) AS l
WHERE (:by IS NULL OR by = :by) AND (:since IS NULL OR at >= :since)
    AND (:table IS NULL OR table_name = :table)
ORDER BY at DESC, table_name, place DESC
"""


@dataclass(frozen=True)
class Logged:
    """A change of a row, with the row `before` and `after` it, or a `revision` of a ledger."""

    at: datetime
    by: str
    table: str
    key: str
    period: date | None
    revision: int | None
    said: str
    counts_from: date | None
    reason: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def logged(
    db: Connection,
    *,
    by: str | None = None,
    since: date | None = None,
    table: str | None = None,
) -> Iterator[Logged]:
    """Everything that was written, newest first, while the transaction is open."""
    values = {"by": by, "since": iso(since), "table": table}
    for row in db.execute(_LOG, values):
        at, login, name, key, period, place, said, counts_from, reason, before, after = row
        yield Logged(
            at=datetime.fromisoformat(at),
            by=login,
            table=name,
            key=key,
            period=day(period),
            revision=place if name in LEDGERS else None,
            said=_said(said),
            counts_from=day(counts_from),
            reason=reason,
            before=json.loads(before) if before else None,
            after=json.loads(after) if after else None,
        )


def logged_tables(db: Connection) -> list[str]:
    """The tables of which there is something in the change log."""
    return [name for (name,) in db.execute("SELECT DISTINCT table_name FROM change_log")]


def _said(value: str | float | None) -> str:
    return f"{value:.15g}" if isinstance(value, float) else value or ""
