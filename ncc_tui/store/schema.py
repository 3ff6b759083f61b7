"""What a database's schema is beside what the migrations make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

from ncc_tui.store.connection import Connection
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.migrations import scripts

# What keeps the list of migrations is sqlite-utils' own.
_OBJECTS = """
SELECT type, name, sql FROM sqlite_master
WHERE sql IS NOT NULL AND NOT (tbl_name = '_sqlite_migrations' AND type IN ('table', 'index'))
"""


def differences(db: Connection, migrations: Sequence[str]) -> list[str]:
    """How a schema differs from what the migrations of these names make: `the view v is missing`.

    Plain tables that others added are none: nothing happens in them that we did not ask for.
    """
    return sorted(_compared(_intended(migrations), _objects(db)))


def _compared(
    intended: Mapping[tuple[str, str], str], there: Mapping[tuple[str, str], str]
) -> Iterator[str]:
    for (kind, name), sql in intended.items():
        if (kind, name) not in there:
            yield f"the {kind} {name} is missing"
        elif there[kind, name] != sql:
            yield f"the {kind} {name} is altered"
    for kind, name in there.keys() - intended.keys():
        if kind != "table" or there[kind, name].upper().startswith("CREATE VIRTUAL"):
            yield f"the {kind} {name} is not ours"


def _intended(names: Sequence[str]) -> dict[tuple[str, str], str]:
    # Made each time (1.5 ms) and kept nowhere, so that it cannot be out of date.
    with closing(sqlite3.connect(":memory:")) as raw:
        for name, script in scripts().items():
            if name in names:
                raw.executescript(script)
        return _objects(Connection(raw))


def _objects(db: Connection) -> dict[tuple[str, str], str]:
    return {(kind, name): str(sql) for kind, name, sql in db.execute(_OBJECTS)}
