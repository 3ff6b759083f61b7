from __future__ import annotations

import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ncc_tui.domain.errors import NccError, NewerDatabase, StoreError
from ncc_tui.store import catalogue
from ncc_tui.store.connection import Store
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.migrations import known_names
from ncc_tui.store.opening import create, ready
from tests.domain.building import a_measure
from tests.store.conftest import contents
from tests.store.test_connection import everything_in

WithMigrations = Callable[..., None]
NOTES = "ALTER TABLE measure ADD COLUMN note TEXT; -- for 2025\n\nCREATE TABLE remark (text)"


@pytest.fixture
def old(store: Store) -> Path:
    """A database as the first version made it, with a measure in it."""
    store.close()
    return store.path


def test_migrations_are_known_in_the_order_of_their_numbers(
    with_migrations: WithMigrations,
) -> None:
    with_migrations(second="SELECT 1;", third="SELECT 1;")
    assert known_names()[-2:] == ["0003_second", "0004_third"]


def test_a_new_database_has_every_migration(
    tmp_path: Path, with_migrations: WithMigrations
) -> None:
    with_migrations(notes=NOTES)
    create(tmp_path / "ncc.db")
    assert ready(tmp_path / "ncc.db") is None


def test_a_newer_database_is_refused_and_left_as_it_is(
    tmp_path: Path, with_migrations: WithMigrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    with monkeypatch.context():
        with_migrations(notes=NOTES)
        create(folder / "ncc.db")
        monkeypatch.undo()
    before, touched = everything_in(folder), (folder / "ncc.db").stat().st_mtime_ns
    with pytest.raises(NewerDatabase) as refused:
        ready(folder / "ncc.db")
    assert "was made by a newer version of NCC TUI (it has 0003_notes)" in str(refused.value)
    assert "it was left as it is. Update the program" in str(refused.value)
    assert everything_in(folder) == before
    assert (folder / "ncc.db").stat().st_mtime_ns == touched


def test_an_older_database_is_backed_up_then_migrated(
    old: Path, with_migrations: WithMigrations
) -> None:
    before = contents(old)
    with_migrations(notes=NOTES)
    backup = ready(old)
    assert backup == old.with_name("ncc.db.before-0003_notes")
    assert contents(backup) == before
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert sorted(everything_in(old.parent)) == ["ncc.db", "ncc.db.before-0003_notes"]
    with closing(sqlite3.connect(old)) as plain:
        assert plain.execute("SELECT code, note FROM measure").fetchall() == [("M1", None)]
        assert plain.execute("SELECT count(*) FROM remark").fetchone() == (0,)
    assert ready(old) is None


def test_an_earlier_backup_of_that_name_is_kept(old: Path, with_migrations: WithMigrations) -> None:
    for name in ("ncc.db.before-0003_notes", "ncc.db.before-0003_notes.2"):
        old.with_name(name).write_text("kept")
    with_migrations(notes=NOTES)
    backup = ready(old)
    assert backup == old.with_name("ncc.db.before-0003_notes.3")
    assert old.with_name("ncc.db.before-0003_notes").read_text() == "kept"


def test_a_backup_is_the_database_that_stood_before(
    old: Path, with_migrations: WithMigrations
) -> None:
    with_migrations(notes=NOTES)
    backup = ready(old)
    assert backup is not None
    old.unlink()
    backup.rename(old)
    ready(old)
    store = Store(old)
    with store.reading() as db:
        assert catalogue.measures(db) == [a_measure()]
    store.close()


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    old: Path, with_migrations: WithMigrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(old)
    with monkeypatch.context():
        with_migrations(notes=NOTES, broken="CREATE TABLE half (id); CREATE TABLE half (id);")
        with pytest.raises(StoreError, match="already exists"):
            ready(old)
        monkeypatch.undo()
    assert contents(old) == before
    assert list(everything_in(old.parent)) == ["ncc.db"]
    assert ready(old) is None


def test_a_database_that_is_in_use_is_migrated_once(
    old: Path, with_migrations: WithMigrations
) -> None:
    with_migrations(notes=NOTES)
    backups: list[Path | None] = []
    barrier = threading.Barrier(4)

    def open_it() -> None:
        barrier.wait(10)
        try:
            backups.append(ready(old))
        except NccError as error:
            backups.append(Path(str(error)))

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    made = [backup for backup in backups if backup is not None]
    assert (made, len(backups)) == ([old.with_name("ncc.db.before-0003_notes")], 4)


def test_where_no_backup_can_be_made_nothing_is_changed(
    old: Path, with_migrations: WithMigrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = old.read_bytes()
    with_migrations(notes=NOTES)
    monkeypatch.setattr("ncc_tui.store.backup.copy", full)
    with pytest.raises(StoreError, match=r"Cannot make .*before-0003_notes, .*: No space left"):
        ready(old)
    assert old.read_bytes() == before
    assert list(everything_in(old.parent)) == ["ncc.db"]


def test_a_script_is_split_where_its_statements_end(
    old: Path, with_migrations: WithMigrations
) -> None:
    with_migrations(
        tricky="""
        -- A comment; with a semicolon.
        CREATE TABLE tricky (text TEXT DEFAULT 'a;b'); CREATE TABLE other (id); /* ; */
        CREATE TRIGGER tricky_insert AFTER INSERT ON tricky
        BEGIN INSERT INTO other VALUES (1); INSERT INTO other VALUES (2); END;
        INSERT INTO tricky DEFAULT VALUES
        """
    )
    ready(old)
    with closing(sqlite3.connect(old)) as plain:
        assert plain.execute("SELECT text FROM tricky").fetchall() == [("a;b",)]
        assert plain.execute("SELECT count(*) FROM other").fetchone() == (2,)
