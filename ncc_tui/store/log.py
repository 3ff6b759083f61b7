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

# Each ledger: its rows, the measure and period they are of, which of several there, what they
# say, and from when.
_PARTS = {
    "definition": ("definition", "measure", "NULL", "NULL", "title", "counts_from"),
    "target": (
        *("target", "measure", "period", "NULL"),
        *("coalesce(amount, 'no target')", "counts_from"),
    ),
    "result": (
        *("result", "measure", "period", "NULL"),
        *("coalesce(value, missing_reason)", "reported_on"),
    ),
    "action": (
        "action_revision AS r JOIN action AS a ON a.id = r.action",
        *("a.measure", "a.period", "r.action", "r.text", "r.counts_from"),
    ),
    "benchmark": (
        *("benchmark", "measure", "period", "comparator"),
        *("comparator || ' ' || coalesce(value, 'none')", "counts_from"),
    ),
}
_CHANGES = """
SELECT at, by, table_name, key, NULL AS period, NULL AS item, id AS place, NULL AS said,
    NULL AS counts_from, '' AS reason, before, after
FROM change_log
"""
_LEDGER = """
SELECT recorded_at, recorded_by, '{name}', {key}, {period}, {item}, revision, {said}, {counts_from},
    reason, NULL, NULL
FROM {rows}
"""
# A revision of each ledger in full.
_REVISION = {
    "definition": "SELECT * FROM definition WHERE measure = :key AND revision = :revision",
    "target": """
        SELECT * FROM target
        WHERE measure = :key AND period = :period AND revision = :revision
    """,
    "result": """
        SELECT * FROM result
        WHERE measure = :key AND period = :period AND revision = :revision
    """,
    "action": "SELECT * FROM action_revision WHERE action = :item AND revision = :revision",
    "benchmark": """
        SELECT * FROM benchmark WHERE measure = :key AND period = :period
            AND comparator = :item AND revision = :revision
    """,
}
_LOG = f"""
SELECT * FROM ({
    " UNION ALL ".join(
        [
            _CHANGES,
            *(
                _LEDGER.format(
                    name=name,
                    rows=rows,
                    key=key,
                    period=period,
                    item=item,
                    said=said,
                    counts_from=since,
                )
                for name, (rows, key, period, item, said, since) in _PARTS.items()
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
    """A change of a row, with the row `before` and `after` it, or a `revision` of a ledger.

    `item` is which of several there: the number of an action, the name of a comparator.
    """

    at: datetime
    by: str
    table: str
    key: str
    period: date | None
    item: int | str | None
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
        at, login, name, key, period, item, place, *said_of = row
        said, counts_from, reason, before, after = said_of
        yield Logged(
            at=datetime.fromisoformat(at),
            by=login,
            table=name,
            key=key,
            period=day(period),
            item=item,
            revision=place if name in LEDGERS else None,
            said=_said(said),
            counts_from=day(counts_from),
            reason=reason,
            before=json.loads(before) if before else None,
            after=json.loads(after) if after else None,
        )


def revised(db: Connection, entry: Logged) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The revision of a ledger before the one that was written, if any, and that one, in full."""
    query, revision = _REVISION[entry.table], entry.revision or 0
    values = {"key": entry.key, "period": iso(entry.period), "item": entry.item}
    before, after = (
        db.one(query, values | {"revision": number}) for number in (revision - 1, revision)
    )
    return before, after


def logged_tables(db: Connection) -> list[str]:
    """The tables of which there is something in the change log."""
    return [name for (name,) in db.execute("SELECT DISTINCT table_name FROM change_log")]


def _said(value: str | float | None) -> str:
    return f"{value:.15g}" if isinstance(value, float) else value or ""
