"""Databases to try the store on, and a user who is not root to try its permissions with."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from ncc_tui.domain.model import Measure, Service
from ncc_tui.store import catalogue
from ncc_tui.store.changes import Author
from ncc_tui.store.connection import Connection, Store
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.ledgers import append_definition
from ncc_tui.store.opening import create
from ncc_tui.store.resources import database_source
from tests.domain.building import a_measure

AUTHOR = Author("jsmith", datetime(2024, 5, 18, 9, 30, tzinfo=UTC))
NOBODY = 65534


def contents(path: Path) -> dict[str, list[Any]]:
    """All that is in a database: its schema, and the rows of each table."""
    with closing(sqlite3.connect(path)) as plain:
        schema = plain.execute("SELECT name, type, sql FROM sqlite_master ORDER BY name").fetchall()
        tables = [name for name, kind, _ in schema if kind == "table"]
        rows = {name: plain.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    return {"schema": schema, **rows}


def put_measure(db: Connection, measure: Measure) -> None:
    """Add a measure with its first definition, which counts always."""
    catalogue.put_measure(db, measure, AUTHOR)
    append_definition(db, measure, seen=0, counts_from=None, stamp=AUTHOR.stamp())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An empty database."""
    made = tmp_path / "ncc.db"
    create(made)
    return made


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A store on a database with the service 1 and its measure M1."""
    opened = Store(path, busy_seconds=0.2)
    with opened.writing() as db:
        catalogue.put_service(db, Service("1", "Roads"), AUTHOR)
        put_measure(db, a_measure())
    yield opened
    opened.close()


@pytest.fixture
def with_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the program one that brings more migrations: with_migrations(second="...sql...")."""
    source = tmp_path / "db"
    shutil.copytree(database_source() / "migrations", source / "migrations")

    def bring(**scripts: str) -> None:
        for number, (name, script) in enumerate(scripts.items(), 901):
            (source / "migrations" / f"{number:04}_{name}.sql").write_text(script)
        monkeypatch.setattr("ncc_tui.store.migrations.database_source", lambda: source)

    return bring


@pytest.fixture
def folder_of_a_user() -> Iterator[Path]:
    """A folder of a user whom permissions bind; for as long as the test runs, we are that user."""
    folder = Path(tempfile.mkdtemp(prefix="ncc-tui-test-"))
    import_module("sqlite_utils")  # while we may read where it is installed
    was = os.geteuid()
    if was == 0:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        os.seteuid(was)
        folder.chmod(0o700)
        shutil.rmtree(folder)
