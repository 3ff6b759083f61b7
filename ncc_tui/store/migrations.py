"""The schema's migrations: `db/migrations/NNNN_name.sql`, applied in order, each once."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ncc_tui.store.resources import database_source

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations


def known_migrations() -> Migrations:
    """Every migration this version of the program brings."""
    from sqlite_utils import Migrations

    migrations = Migrations("ncc_tui")
    for script in sorted((database_source() / "migrations").glob("*.sql")):
        migrations(name=script.stem)(_Script(script.read_text(encoding="utf-8")))
    return migrations


def known_names() -> list[str]:
    """The names of the migrations this version brings, in order."""
    from sqlite_utils import Database

    return [migration.name for migration in known_migrations().pending(Database(memory=True))]


def applied_names(db: Database) -> list[str]:
    """The names of the migrations a database has had, in order; none where it is not ours."""
    return [migration.name for migration in known_migrations().applied(db)]


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
