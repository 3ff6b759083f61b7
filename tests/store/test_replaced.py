"""What happens to the file while it is open."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ncc_tui.domain.errors import FileReplaced, StoreError
from ncc_tui.store.connection import Store
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.opening import create

SAID = r"^ncc\.db, or what belongs to it \(-wal, -shm\), was replaced or removed while it was open"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create(tmp_path / "ncc.db")
    return tmp_path / "ncc.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A store that has saved something."""
    with closing(Store(path, busy_seconds=0.2)) as opened:
        put(opened, "first")
        yield opened


def put(store: Store, name: str) -> None:
    with store.writing() as db:
        db.execute("INSERT INTO setting VALUES (?, '')", [name])


def names(store: Store) -> list[str]:
    with store.reading() as db:
        return [name for (name,) in db.execute("SELECT name FROM setting ORDER BY name")]


def on_disk(path: Path) -> list[str]:
    """What a program that opens the file now finds in it."""
    with closing(sqlite3.connect(path)) as plain:
        return [name for (name,) in plain.execute("SELECT name FROM setting ORDER BY name")]


def backup_moved_in(path: Path) -> None:
    create(path.with_name("backup"))
    path.with_name("backup").rename(path)


def backup_moved_in_and_log_removed(path: Path) -> None:
    backup_moved_in(path)
    log_and_index_removed(path)


def log_removed(path: Path) -> None:
    path.with_name("ncc.db-wal").unlink()


def log_and_index_removed(path: Path) -> None:
    log_removed(path)
    path.with_name("ncc.db-shm").unlink()


def log_replaced(path: Path) -> None:
    log = path.with_name("ncc.db-wal")
    copied = shutil.copy(log, path.with_name("copied"))
    Path(copied).rename(log)


REPLACING = [
    backup_moved_in,
    backup_moved_in_and_log_removed,
    log_removed,
    log_and_index_removed,
    log_replaced,
]


@pytest.mark.parametrize("replace", REPLACING)
def test_nothing_is_called_saved_in_a_file_that_is_no_longer_there(
    store: Store, path: Path, replace: Callable[[Path], None]
) -> None:
    replace(path)
    with pytest.raises(FileReplaced, match=SAID + "; nothing was saved"):
        put(store, "second")


@pytest.mark.parametrize("replace", REPLACING)
def test_what_is_saved_again_is_in_the_file_that_is_there(
    store: Store, path: Path, replace: Callable[[Path], None]
) -> None:
    replace(path)
    with pytest.raises(FileReplaced):
        put(store, "second")
    put(store, "third")
    assert "third" in on_disk(path)
    assert names(store) == on_disk(path)
    store.close()
    assert "third" in on_disk(path)


def test_another_thread_does_not_save_into_the_new_file_unasked(store: Store, path: Path) -> None:
    errors: list[StoreError] = []

    def save() -> None:
        try:
            put(store, "second")
        except StoreError as error:
            errors.append(error)

    backup_moved_in_and_log_removed(path)
    thread = threading.Thread(target=save)
    thread.start()
    thread.join()
    assert [type(error) for error in errors] == [FileReplaced]
    assert on_disk(path) == []


def test_a_file_replaced_in_the_midst_of_a_write_is_said_though_it_was_committed(
    store: Store, path: Path
) -> None:
    with pytest.raises(FileReplaced, match="what was just saved may not be in it"), store.writing():
        backup_moved_in(path)


def test_who_reads_meanwhile_keeps_what_they_read(store: Store, path: Path) -> None:
    readable, done = threading.Event(), threading.Event()
    seen: list[list[tuple[str]]] = []

    def read() -> None:
        with store.reading() as db:
            seen.append(db.execute("SELECT name FROM setting").fetchall())
            readable.set()
            done.wait(10)
            seen.append(db.execute("SELECT name FROM setting").fetchall())

    reader = threading.Thread(target=read)
    reader.start()
    assert readable.wait(10)
    backup_moved_in_and_log_removed(path)
    for _ in range(2):  # While somebody reads, the old file is not let go of.
        with pytest.raises(FileReplaced):
            put(store, "second")
    done.set()
    reader.join()
    assert seen == [[("first",)], [("first",)]]
    put(store, "third")
    assert on_disk(path) == ["third"]


def test_the_watch_goes_over_to_the_new_file_and_says_that_it_changed(
    store: Store, path: Path
) -> None:
    with closing(store.watch()) as watch:
        backup_moved_in_and_log_removed(path)
        with pytest.raises(FileReplaced):
            put(store, "second")
        assert names(store) == []
        assert watch.changed()
        assert not watch.changed()
        put(store, "third")
        assert watch.changed()


def test_a_file_that_is_gone_is_said_too(store: Store, path: Path) -> None:
    path.unlink()
    with pytest.raises(FileReplaced, match=SAID + "; nothing was saved"):
        put(store, "second")
    with pytest.raises(StoreError, match="cannot be opened"):
        put(store, "second")


def test_what_others_do_properly_is_no_replacing(store: Store, path: Path) -> None:
    other = Store(path)
    put(other, "other")
    other.close()
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.chmod(0o400)
    path.chmod(0o600)
    put(store, "second")
    assert on_disk(path) == ["first", "other", "second"]
