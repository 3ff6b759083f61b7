"""What a database's schema is beside what the migrations make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from ncc_tui.store.connection import Connection
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.migrations import scripts

# What keeps the list of migrations is sqlite-utils' own.
_OBJECTS = """
SELECT type, name, sql FROM sqlite_master
WHERE sql IS NOT NULL AND NOT (tbl_name = '_sqlite_migrations' AND type IN ('table', 'index'))
"""


@dataclass(frozen=True)
class Difference:
    """A table, index, trigger or view that is not as it was made: `the view v is missing`."""

    kind: str
    name: str
    how: str
    is_virtual: bool = False

    def __str__(self) -> str:
        return f"the {self.kind} {self.name} is {self.how}"

    @property
    def acts(self) -> bool:
        """Whether it does things of its own accord, or is there to: all but a plain table."""
        return self.kind != "table" or self.is_virtual


def differences(db: Connection, migrations: Sequence[str]) -> list[Difference]:
    """How a schema differs from what the migrations of these names make.

    Plain tables that others added are none: nothing happens in them that we did not ask for.
    """
    return sorted(_compared(_intended(migrations), _objects(db)), key=str)


def _compared(
    intended: Mapping[tuple[str, str], str], there: Mapping[tuple[str, str], str]
) -> Iterator[Difference]:
    for (kind, name), sql in intended.items():
        if (kind, name) not in there:
            yield Difference(kind, name, "missing")
        elif there[kind, name] != sql:
            yield Difference(kind, name, "altered", _is_virtual(there[kind, name]))
    for kind, name in there.keys() - intended.keys():
        added = Difference(kind, name, "not ours", _is_virtual(there[kind, name]))
        if added.acts:
            yield added


def _intended(names: Sequence[str]) -> dict[tuple[str, str], str]:
    # Made each time (1.5 ms) and kept nowhere, so that it cannot be out of date.
    with closing(sqlite3.connect(":memory:")) as raw:
        for name, script in scripts().items():
            if name in names:
                raw.executescript(script)
        return _objects(Connection(raw))


def _objects(db: Connection) -> dict[tuple[str, str], str]:
    return {(kind, name): str(sql) for kind, name, sql in db.execute(_OBJECTS)}


def _is_virtual(sql: str) -> bool:
    return sql.upper().startswith("CREATE VIRTUAL")
