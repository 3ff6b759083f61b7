from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from ncc_tui.domain.errors import DatabaseBusy, WaitLeft
from ncc_tui.store import connection, turns
from ncc_tui.store.connection import Store
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.opening import create
from ncc_tui.store.turns import Patience, Wait, lock_path, turn

PATIENCE = 20


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create(tmp_path / "a.db")
    return tmp_path / "a.db"


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program's connection, in the middle of writing; it knows of no queue."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as plain:
        plain.execute("BEGIN IMMEDIATE")
        yield plain


@pytest.fixture(params=["in the queue", "past another program"])
def held(request: pytest.FixtureRequest, path: Path) -> Iterator[Callable[[], None]]:
    """Somebody who writes, and how to have them end."""
    if request.param == "in the queue":
        first = Store(path)
        with closing(first):
            writing = ExitStack()
            writing.enter_context(first.writing())
            yield writing.close
    else:
        plain = request.getfixturevalue("other")
        yield plain.commit


def settings(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT name, value FROM setting").fetchall()


def put(store: Store, name: str = "a") -> None:
    with store.writing() as db:
        db.execute("INSERT INTO setting VALUES (?, 'b')", [name])


class Writer(threading.Thread):
    """Somebody who waits for a turn: `waits` is set once they were told that they wait."""

    def __init__(self, path: Path, busy_seconds: float = PATIENCE) -> None:
        super().__init__()
        self.waits = threading.Event()
        self.wait = Wait(self.waits.set)
        self.error: Exception | None = None
        self._store = Store(path, busy_seconds=busy_seconds)
        self.start()

    def run(self) -> None:
        try:
            with closing(self._store) as store, store.waiting(self.wait):
                put(store)
        except DatabaseBusy as error:
            self.error = error


# Turns.


def test_a_writer_waits_until_another_is_done(path: Path, held: Callable[[], None]) -> None:
    writer = Writer(path)
    assert writer.waits.wait(PATIENCE)
    assert writer.is_alive()
    held()
    writer.join(PATIENCE)
    assert writer.error is None
    assert settings(path) == [("a", "b")]


def test_a_wait_can_be_left_and_nothing_is_saved(path: Path, held: Callable[[], None]) -> None:
    writer = Writer(path, busy_seconds=1000)
    assert writer.waits.wait(PATIENCE)
    writer.wait.leave()
    writer.join(PATIENCE)
    assert isinstance(writer.error, WaitLeft)
    assert str(writer.error) == "Nothing was saved: the wait for a.db was left."
    held()
    assert settings(path) == []
    with closing(Store(path)) as store:
        put(store, "after")
    assert settings(path) == [("after", "b")]


def test_a_wait_is_told_of_in_its_own_thread_and_only_there(
    path: Path, held: Callable[[], None]
) -> None:
    def began() -> None:
        told.append(threading.current_thread())
        writer.waits.set()

    told: list[threading.Thread] = []
    writer = Writer(path)
    writer.wait.began = began
    assert writer.waits.wait(PATIENCE)
    held()
    writer.join(PATIENCE)
    assert told == [writer]


def test_where_nobody_comes_to_an_end_the_file_is_busy(
    path: Path, held: Callable[[], None]
) -> None:
    writer = Writer(path, busy_seconds=0.05)
    writer.join(PATIENCE)
    assert str(writer.error) == "a.db is busy: somebody else is writing. Try again."
    held()
    assert settings(path) == []


def test_patience_begins_anew_whenever_another_write_is_finished(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, finished = iter(range(1000)), iter([*range(50), *[50] * 50])
    monkeypatch.setattr("time.monotonic", lambda: float(next(now)))
    patience = Patience(path, 10, lambda: next(finished))
    for _ in range(60):
        patience.spend()
    with pytest.raises(DatabaseBusy):
        patience.spend()


def test_turns_come_in_the_order_in_which_they_were_asked_for(path: Path) -> None:
    def take(number: int) -> None:
        with turn(path, Patience(path, PATIENCE, lambda: None, Wait(waits[number].set))):
            order.append(number)

    order: list[int] = []
    waits = [threading.Event() for _ in range(5)]
    threads = [threading.Thread(target=take, args=[number]) for number in range(5)]
    with turn(path, Patience(path, PATIENCE, lambda: None)):
        for thread, waiting in zip(threads, waits, strict=True):
            thread.start()
            assert waiting.wait(PATIENCE)
    for thread in threads:
        thread.join(PATIENCE)
    assert order == [0, 1, 2, 3, 4]


def test_threads_that_write_at_once_all_get_their_turn(path: Path) -> None:
    with closing(Store(path)) as store:

        def write(name: str) -> None:
            for number in range(20):
                put(store, f"{name}{number}")

        threads = [threading.Thread(target=write, args=[name]) for name in "abcde"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(settings(path)) == 100


def test_a_write_that_fails_gives_its_turn_back(path: Path) -> None:
    with closing(Store(path)) as store, closing(Store(path, busy_seconds=0.05)) as next_one:
        with pytest.raises(ZeroDivisionError), store.writing():
            raise ZeroDivisionError
        put(next_one)
    assert settings(path) == [("a", "b")]


def test_a_connection_that_waited_goes_on_being_patient_when_it_reads(path: Path) -> None:
    with closing(Store(path, busy_seconds=7)) as store:
        put(store)
        with store.reading() as db:
            assert db.execute("PRAGMA busy_timeout").fetchone() == (7000,)


# The lock file.


def test_the_lock_file_is_its_owners_and_goes_when_all_have_left(path: Path) -> None:
    with closing(Store(path)) as one, closing(Store(path)) as other:
        put(one, "one")
        put(other, "other")
        assert stat.S_IMODE(lock_path(path).stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["a.db"]


def test_who_leaves_takes_the_lock_file_from_nobody(path: Path) -> None:
    leaving = Store(path)
    with closing(Store(path)) as store, store.writing():
        leaving.close()
        assert lock_path(path).exists()
        writer = Writer(path)
        assert writer.waits.wait(PATIENCE)
    writer.join(PATIENCE)
    assert settings(path) == [("a", "b")]


def test_who_waited_at_a_lock_file_that_was_removed_waits_at_the_new_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(file: int, how: int) -> None:
        if how == turns.fcntl.LOCK_EX:
            queued.release()
        lock(file, how)

    lock, queued = turns.fcntl.flock, threading.Semaphore(0)
    monkeypatch.setattr(turns.fcntl, "flock", flock)
    patience = Patience(path, PATIENCE, lambda: None)
    second = ExitStack()
    with turn(path, patience):
        writer = Writer(path)
        assert queued.acquire(timeout=PATIENCE)
        lock_path(path).unlink()
        second.enter_context(turn(path, patience))
    # The old lock is free now, and nobody's.
    assert queued.acquire(timeout=PATIENCE)
    assert settings(path) == []
    second.close()
    writer.join(PATIENCE)
    assert settings(path) == [("a", "b")]


def test_a_link_in_the_lock_files_place_is_not_followed(path: Path, tmp_path: Path) -> None:
    aim = tmp_path / "elsewhere" / "file"
    aim.parent.mkdir()
    lock_path(path).symlink_to(aim)
    with closing(Store(path)) as store:
        put(store)
    assert not aim.exists()
    assert settings(path) == [("a", "b")]


@contextmanager
def without_flock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise OSError(95, os.strerror(95))

    with monkeypatch.context() as patched:
        patched.setattr(turns.fcntl, "flock", refuse)
        yield


def test_on_a_filesystem_without_locks_sqlites_own_waiting_must_do(
    path: Path, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_flock(monkeypatch):
        writer = Writer(path)
        assert writer.waits.wait(PATIENCE)
        other.execute("COMMIT")
        writer.join(PATIENCE)
    assert settings(path) == [("a", "b")]


def test_a_system_without_locks_writes_all_the_same(path: Path) -> None:
    program = (
        "import sys; sys.modules['fcntl'] = None\n"
        "from pathlib import Path\n"
        "from ncc_tui.store.connection import Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "with store.writing() as db: db.execute(\"INSERT INTO setting VALUES ('a', 'b')\")\n"
        "store.close()"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)
    assert settings(path) == [("a", "b")]
    assert [file.name for file in path.parent.iterdir()] == ["a.db"]


def test_in_a_folder_that_takes_no_lock_file_a_write_goes_on(folder_of_a_user: Path) -> None:
    path = folder_of_a_user / "a.db"
    create(path)
    with closing(Store(path)) as store:
        put(store, "before")
        lock_path(path).unlink()
        folder_of_a_user.chmod(0o500)
        put(store, "after")
        assert not lock_path(path).exists()
        folder_of_a_user.chmod(0o700)
    assert settings(path) == [("after", "b"), ("before", "b")]


def test_a_process_leaves_no_lock_file_though_it_closes_nothing(path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from ncc_tui.store.connection import Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "with store.writing() as db: pass\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)
    assert [file.name for file in path.parent.iterdir()] == ["a.db"]


# The write-ahead log.


def log_bytes(path: Path) -> int:
    return path.with_name(f"{path.name}-wal").stat().st_size


def fill(store: Store, times: int) -> None:
    for number in range(times):
        with store.writing() as db:
            db.execute("REPLACE INTO setting VALUES ('a', ?)", [str(number % 10) * 20_000])


def test_the_log_does_not_grow_for_ever(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LOG_BYTES", 100_000)
    with closing(Store(path)) as store, closing(Store(path)) as other:
        for writer in (store, other) * 10:
            fill(writer, 3)
            with other.reading() as db:
                db.execute("SELECT count(*) FROM setting").fetchone()
            assert log_bytes(path) < 200_000


def test_a_log_that_somebody_reads_from_is_moved_when_they_have_done(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LOG_BYTES", 100_000)
    monkeypatch.setattr(connection, "CHECKPOINT_SECONDS", 0.01)
    with closing(Store(path)) as store, closing(Store(path)) as reader:
        with reading_on(reader):
            fill(store, 20)
            assert log_bytes(path) > 400_000
        fill(store, 10)
        assert log_bytes(path) < 200_000
    assert settings(path) == [("a", "9" * 20_000)]


@contextmanager
def reading_on(store: Store) -> Iterator[None]:
    """A reading that goes on from what it saw first."""
    with store.reading() as db:
        db.execute("SELECT count(*) FROM setting").fetchone()
        yield
