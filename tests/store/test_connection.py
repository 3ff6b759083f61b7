from __future__ import annotations

import os
import shutil
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from ncc_tui.domain.errors import DatabaseBusy, NotFound, StoreError
from ncc_tui.domain.model import Service
from ncc_tui.store import catalogue, engine
from ncc_tui.store.backup import copy
from ncc_tui.store.connection import Connection, Store, connect
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.errors import translated
from ncc_tui.store.opening import create, ready
from tests.store.conftest import AUTHOR


def put(store: Store, name: str, value: str) -> None:
    with store.writing() as db:
        catalogue.put_setting(db, name, value, AUTHOR)


def fail_to_put(store: Store) -> None:
    """Write something, and then something that is refused."""
    with suppress(StoreError), store.writing() as db:
        catalogue.put_setting(db, "notice", "Never", AUTHOR)
        catalogue.put_service(db, Service("2", "Streets", parent="none"), AUTHOR)


def got(store: Store) -> dict[str, str]:
    with store.reading() as db:
        return catalogue.settings(db)


def everything_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def writing_elsewhere(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program in the midst of a write."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        other.rollback()


# Making.


def test_a_new_database_is_its_owners_alone_with_all_that_stands_beside_it(tmp_path: Path) -> None:
    was = os.umask(0)
    try:
        path = tmp_path / "deep" / "folder" / "ncc.db"
        create(path)
        store = Store(path)
        put(store, "notice", "Hello")
        assert {file.name: mode(file) for file in path.parent.iterdir()} == {
            "ncc.db": 0o600,
            "ncc.db-wal": 0o600,
            "ncc.db-shm": 0o600,
            "ncc.db-lock": 0o600,
        }
        assert mode(path.parent) == 0o700
        store.close()
    finally:
        os.umask(was)


def test_a_new_database_is_ready_and_leaves_one_file(path: Path) -> None:
    assert ready(path) is None
    assert list(everything_in(path.parent)) == ["ncc.db"]


@pytest.mark.parametrize("content", [b"", b"anything"])
def test_what_exists_is_not_overwritten(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ncc.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="exists already; it was left as it is"):
        create(path)
    assert everything_in(tmp_path) == {"ncc.db": content}


def test_a_database_that_cannot_be_made_leaves_nothing(tmp_path: Path, with_migrations) -> None:
    with_migrations(broken="CREATE TABLE half (id); CREATE TABLE half (id);")
    with pytest.raises(StoreError, match="already exists"):
        create(tmp_path / "ncc.db")
    assert everything_in(tmp_path) == {}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"Cannot make .*file/ncc\.db: "):
        create(tmp_path / "file" / "ncc.db")


@pytest.mark.parametrize("name", ["sp ace.db", "100%.db", "what?.db", "#1.db", "ü.db", "a&b=c.db"])
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    create(tmp_path / name)
    ready(tmp_path / name)
    assert list(everything_in(tmp_path)) == [name]


# Opening.


def test_no_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"There is no database at .*ncc\.db\..*ncc-tui init"):
        ready(tmp_path / "ncc.db")
    with pytest.raises(NotFound):
        ready(tmp_path)
    assert everything_in(tmp_path) == {}


def a_database_of(application: str, path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        if application == "another app, in WAL":
            other.execute("PRAGMA journal_mode = WAL")
        if application == "sqlite-utils' migrations":
            other.execute(
                "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set, name, "
                "applied_at)"
            )
            other.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('other', '1')"
            )
        other.execute("CREATE TABLE note (text)")
        other.commit()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a database at all",
        b"SQLite format 3\x00" + b"\xff" * 500,
        "another app",
        "another app, in WAL",
        "sqlite-utils' migrations",
    ],
)
def test_what_is_not_ours_is_refused_and_left_as_it_is(
    tmp_path: Path, content: bytes | str
) -> None:
    path = tmp_path / "ncc.db"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        a_database_of(content, path)
    before, touched = everything_in(tmp_path), path.stat().st_mtime_ns
    with pytest.raises(StoreError, match="is not a database of NCC TUI; it was left as it is"):
        ready(path)
    assert everything_in(tmp_path) == before
    assert path.stat().st_mtime_ns == touched


def test_a_log_left_by_a_crash_is_refused_with_its_database_and_left_as_it_is(
    tmp_path: Path,
) -> None:
    path, crashed = tmp_path / "live.db", tmp_path / "crashed"
    a_database_of("another app, in WAL", path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("INSERT INTO note VALUES ('not yet in the file itself')")
        other.commit()
        crashed.mkdir()
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", crashed / f"ncc.db{suffix}")
    before = everything_in(crashed)
    assert before["ncc.db-wal"]
    with pytest.raises(StoreError, match="is not a database of NCC TUI"):
        ready(crashed / "ncc.db")
    after = everything_in(crashed)
    assert {name: after[name] for name in before} == before


def test_a_log_left_by_a_crash_is_part_of_our_database(store: Store, tmp_path: Path) -> None:
    put(store, "notice", "Only in the log")
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{store.path}{suffix}", crashed / f"ncc.db{suffix}")
    ready(crashed / "ncc.db")
    recovered = Store(crashed / "ncc.db")
    assert got(recovered) == {"notice": "Only in the log"}
    recovered.close()
    assert list(everything_in(crashed)) == ["ncc.db"]


def test_a_database_in_use_is_ready(store: Store) -> None:
    put(store, "notice", "Only in the log")
    assert ready(store.path) is None
    with writing_elsewhere(store.path):
        assert ready(store.path) is None
    assert got(store) == {"notice": "Only in the log"}


def test_a_copy_without_a_log_gets_one_again(store: Store, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    with store.reading() as db:
        copy(db, backup)
    ready(backup)
    with closing(sqlite3.connect(backup)) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_link_is_followed_to_the_database(store: Store, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(store.path)
    put(store, "notice", "Hello")
    assert ready(link) is None
    linked = Store(link)
    assert got(linked) == {"notice": "Hello"}
    linked.close()


# The journal.


@pytest.fixture
def unmended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program on a SQLite with the WAL-reset bug."""
    monkeypatch.setattr(engine, "version", lambda: "3.40.1")


def journal(path: Path) -> str:
    with closing(sqlite3.connect(path)) as plain:
        return str(plain.execute("PRAGMA journal_mode").fetchone()[0])


def test_an_unmended_sqlite_does_without_the_write_ahead_log(
    tmp_path: Path, unmended: None
) -> None:
    path = tmp_path / "ncc.db"
    create(path)
    store = Store(path)
    put(store, "notice", "Hello")
    assert sorted(everything_in(tmp_path)) == ["ncc.db", "ncc.db-lock"]
    store.close()
    assert journal(path) == "delete"


def test_the_journal_goes_with_the_program_that_opens_the_database(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version, mode in (("3.40.1", "delete"), ("3.53.4", "wal")):
        with monkeypatch.context() as patched:
            patched.setattr(engine, "version", lambda version=version: version)
            ready(path)
        assert journal(path) == mode


def test_an_unmended_sqlite_is_not_let_in_beside_a_write_ahead_log(
    store: Store, unmended: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "__defaults__", (0.05,))
    put(store, "notice", "Only in the log")
    with pytest.raises(StoreError, match=r"in use by a program with a newer SQLite"):
        ready(store.path)
    assert got(store) == {"notice": "Only in the log"}


# Permissions, as a user whom they bind.


def test_a_file_that_was_opened_while_read_only_can_be_written_again(
    folder_of_a_user: Path,
) -> None:
    path = folder_of_a_user / "ncc.db"
    create(path)
    path.chmod(0o400)
    ready(path)
    reader = Store(path)
    assert got(reader) == {}
    reader.close()
    assert mode(path.with_name("ncc.db-shm")) == 0o400
    path.chmod(0o600)
    ready(path)
    store = Store(path)
    put(store, "notice", "Hello")
    assert got(store) == {"notice": "Hello"}
    assert mode(path.with_name("ncc.db-shm")) == 0o600
    store.close()


def test_what_cannot_be_written_beside_a_file_that_can_is_named(folder_of_a_user: Path) -> None:
    path = folder_of_a_user / "ncc.db"
    create(path)
    db = connect(path, read_only=True)
    with pytest.raises(sqlite3.OperationalError) as refused:
        db.execute("INSERT INTO setting VALUES ('a', 'b')")
    db.close()
    path.with_name("ncc.db-wal").touch()
    path.with_name("ncc.db-wal").chmod(0o400)
    assert str(translated(refused.value, path)) == (
        f"{path}-wal is read-only, although ncc.db is not; nothing was saved. See: ncc-tui check"
    )


def test_a_read_only_file_can_be_read_and_says_so_when_written(folder_of_a_user: Path) -> None:
    path = folder_of_a_user / "ncc.db"
    create(path)
    path.chmod(0o400)
    ready(path)
    store = Store(path)
    assert got(store) == {}
    with pytest.raises(StoreError, match=r"ncc\.db is read-only; nothing was saved"):
        put(store, "notice", "Hello")
    store.close()


def test_a_backup_can_be_read_where_nothing_can_be_written(folder_of_a_user: Path) -> None:
    made, backup = folder_of_a_user / "ncc.db", folder_of_a_user / "backup.db"
    create(made)
    store = Store(made)
    put(store, "notice", "Hello")
    with store.reading() as db:
        copy(db, backup)
    store.close()
    made.unlink()
    backup.chmod(0o400)
    folder_of_a_user.chmod(0o500)
    ready(backup)
    kept = Store(backup)
    assert got(kept) == {"notice": "Hello"}
    kept.close()


@pytest.mark.parametrize("what", ["file", "folder", "read-only folder"])
def test_what_may_not_be_opened_is_a_sentence(folder_of_a_user: Path, what: str) -> None:
    path = folder_of_a_user / "ncc.db"
    create(path)
    if what == "file":
        path.chmod(0)
    else:
        folder_of_a_user.chmod(0 if what == "folder" else 0o500)
    with pytest.raises(StoreError, match=r"ncc\.db cannot be opened: "):
        ready(path)


# Reading and writing.


def test_a_write_is_kept_whole_or_not_at_all(store: Store) -> None:
    fail_to_put(store)
    assert got(store) == {}
    put(store, "notice", "Hello")
    assert got(store) == {"notice": "Hello"}


def test_foreign_keys_are_kept(store: Store) -> None:
    with pytest.raises(StoreError, match=r"FOREIGN KEY.*Nothing was saved"), store.writing() as db:
        catalogue.put_service(db, Service("2", "Streets", parent="none"), AUTHOR)


def test_a_reading_sees_one_state_while_others_write(store: Store) -> None:
    other = Store(store.path)
    with store.reading() as db:
        before = catalogue.settings(db)
        put(other, "notice", "Meanwhile")
        assert catalogue.settings(db) == before
        with store.reading() as again:
            assert catalogue.settings(again) == before
    assert got(store) == {"notice": "Meanwhile"}
    other.close()


def test_what_is_being_written_can_be_read_back_within_it(store: Store) -> None:
    with store.writing() as db:
        catalogue.put_setting(db, "notice", "Hello", AUTHOR)
        assert got(store) == {"notice": "Hello"}


def test_a_database_that_is_being_written_can_be_read_and_is_busy_to_write(store: Store) -> None:
    with writing_elsewhere(store.path):
        assert got(store) == {}
        with pytest.raises(DatabaseBusy, match=r"^ncc\.db is busy: somebody else is writing"):
            put(store, "notice", "Hello")
    put(store, "notice", "Hello")
    assert got(store) == {"notice": "Hello"}


def test_each_thread_has_a_connection_of_its_own(store: Store) -> None:
    used: list[Connection] = []
    barrier = threading.Barrier(4)

    def work(number: int) -> None:
        barrier.wait(10)
        put(patient, f"setting{number}", "x")
        with patient.reading() as db:
            used.append(db)
            barrier.wait(10)

    patient = Store(store.path, busy_seconds=10)
    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len({id(db) for db in used}) == 4
    assert len(got(store)) == 4
    patient.close()
    with pytest.raises(sqlite3.ProgrammingError):
        used[0].execute("SELECT 1")


def test_a_closed_store_opens_again(store: Store) -> None:
    put(store, "notice", "Hello")
    store.close()
    assert list(everything_in(store.path.parent)) == ["ncc.db"]
    assert got(store) == {"notice": "Hello"}


def test_the_watch_tells_once_of_each_write_of_anybody(store: Store) -> None:
    watch, other = store.watch(), Store(store.path)
    assert not watch.changed()
    put(store, "notice", "Ours")
    assert (watch.changed(), watch.changed()) == (True, False)
    put(other, "notice", "Theirs")
    put(other, "notice", "Theirs again")
    assert (watch.changed(), watch.changed()) == (True, False)
    got(other)
    fail_to_put(other)
    assert not watch.changed()
    watch.close()
    other.close()


def test_what_is_kept_as_it_is_typed_wakes_nobody_who_watches(store: Store) -> None:
    with closing(store.watch()) as watch:
        with store.writing(told=False) as db:
            catalogue.put_setting(db, "notice", "Typed", AUTHOR)
        assert not watch.changed()
        with store.writing() as db:
            catalogue.put_setting(db, "notice", "Saved", AUTHOR)
        assert watch.changed()


def test_a_write_reads_what_it_has_written_and_not_what_was_read_before(store: Store) -> None:
    with store.reading() as db:
        before = catalogue.services(db)
    with store.writing() as db:
        catalogue.put_service(db, Service("2", "Parks"), AUTHOR)
        assert catalogue.services(db) == [*before, Service("2", "Parks")]


def test_a_watch_without_its_database_is_a_sentence(store: Store) -> None:
    watch = store.watch()
    watch.close()
    with pytest.raises(StoreError, match="closed database"):
        watch.changed()


def test_a_damaged_database_names_check(store: Store) -> None:
    put(store, "notice", "Hello")
    store.close()
    with store.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (store.path.stat().st_size - 4096))
    with pytest.raises(StoreError, match=r"is damaged.*Restore a backup; see: ncc-tui check"):
        ready(store.path)


def test_a_connection_that_fails_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "ncc.db"
    path.write_bytes(b"no database" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        connect(path)
    assert list(everything_in(tmp_path)) == ["ncc.db"]
