"""The schema's migrations: `db/migrations/NNNN_name.sql`, applied in order, each once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ncc_tui.store.connection import Connection
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.resources import database_source

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

_APPLIED = "SELECT name FROM _sqlite_migrations WHERE migration_set = 'ncc_tui' ORDER BY rowid"
_KEPT = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlite_migrations'"


def known_names() -> list[str]:
    """The names of the migrations this version brings, in order."""
    return [path.stem for path in _paths()]


def scripts() -> dict[str, str]:
    """The migrations this version brings, by name, in order."""
    return {path.stem: path.read_text(encoding="utf-8") for path in _paths()}


def applied_names(db: Connection) -> list[str]:
    """The names of the migrations a database has had, in order; none where it is not ours."""
    # Read without sqlite-utils, which takes longer to load than a report takes to be read.
    if db.value(_KEPT) is None:
        return []
    return [name for (name,) in db.execute(_APPLIED)]


def pending_names(db: Connection) -> list[str]:
    """The names of the migrations a database has yet to have, in order."""
    applied = set(applied_names(db))
    return [name for name in known_names() if name not in applied]


def apply_migrations(db: Connection) -> None:
    """Bring a database's schema up to date."""
    from sqlite_utils import Database

    _migrations().apply(Database(db.raw, execute_plugins=False))


def _paths() -> list[Path]:
    return sorted((database_source() / "migrations").glob("*.sql"))


def _migrations() -> Migrations:
    from sqlite_utils import Migrations

    migrations = Migrations("ncc_tui")
    for name, script in scripts().items():
        migrations(name=name)(_Script(script))
    return migrations


class _Script:
    """A migration that runs one script statement by statement, within its transaction.

    sqlite3's own executescript would commit first, and a failure would leave half a schema.
    """

    __name__ = "script"

    def __init__(self, script: str) -> None:
        self._script = script

    def __call__(self, db: Database, /) -> None:
        for statement in _statements(self._script):
            db.execute(statement)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for part in re.split("(?<=;)", script):
        statement += part
        # A semicolon may also stand in a text, a comment or a trigger's body.
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    yield statement
