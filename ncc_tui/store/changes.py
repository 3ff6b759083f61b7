"""Writing with a trace: each change of a table that is no ledger stands in `change_log`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from ncc_tui.domain.model import Stamp
from ncc_tui.store.connection import Connection
from ncc_tui.store.records import timestamp


class Author(NamedTuple):
    """By whom and when a change is written."""

    login: str
    at: datetime

    def stamp(self, reason: str = "") -> Stamp:
        """The audit clock of a revision that the author writes."""
        return Stamp(self.at.replace(microsecond=0), self.login, reason)


def put(
    db: Connection, table: str, key: Mapping[str, Any], values: Mapping[str, Any], author: Author
) -> bool:
    """Insert or change one row, with its trace; gives whether anything changed."""
    row = {**key, **values}
    before = _find(db, table, key)
    if before is not None and {name: before[name] for name in row} == row:
        return False
    if before is None:
        columns = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row)
    else:
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        db.execute(f"UPDATE {table} SET {assignments} WHERE {_matching(key)}", row)
    log(db, table, key, before, _find(db, table, key), author)
    return True


def remove(db: Connection, table: str, key: Mapping[str, Any], author: Author) -> bool:
    """Delete one row, with its trace; gives whether it was there."""
    before = _find(db, table, key)
    if before is None:
        return False
    db.execute(f"DELETE FROM {table} WHERE {_matching(key)}", dict(key))
    log(db, table, key, before, None, author)
    return True


def log(
    db: Connection,
    table: str,
    key: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    author: Author,
) -> None:
    """Write a change down; before is None for something new, after for something removed."""
    db.execute(
        "INSERT INTO change_log (at, by, table_name, key, before, after) "
        "VALUES (:at, :by, :table_name, :key, :before, :after)",
        {
            "at": timestamp(author.at),
            "by": author.login,
            "table_name": table,
            "key": " ".join(str(part) for part in key.values()),
            "before": json.dumps(before, ensure_ascii=False) if before is not None else None,
            "after": json.dumps(after, ensure_ascii=False) if after is not None else None,
        },
    )


def _find(db: Connection, table: str, key: Mapping[str, Any]) -> dict[str, Any] | None:
    return db.one(f"SELECT * FROM {table} WHERE {_matching(key)}", dict(key))


def _matching(key: Mapping[str, Any]) -> str:
    return " AND ".join(f"{name} IS :{name}" for name in key)
