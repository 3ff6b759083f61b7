from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ncc_tui.domain.errors import DatabaseBusy
from ncc_tui.store import connection
from ncc_tui.store.connection import Store
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.opening import create


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create(tmp_path / "a.db")
    return tmp_path / "a.db"


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else's connection, in the middle of writing."""
    made = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    with closing(made):
        made.execute("BEGIN IMMEDIATE")
        yield made


def settings(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT name, value FROM setting").fetchall()


def put(store: Store) -> None:
    with store.writing() as db:
        db.execute("INSERT INTO setting VALUES ('a', 'b')")


def test_a_writer_waits_until_another_is_done(
    path: Path, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nap(longest: float) -> None:
        other.execute("COMMIT")

    monkeypatch.setattr(connection, "_nap", nap)
    with closing(Store(path)) as store:
        put(store)
    assert settings(path) == [("a", "b")]


def test_a_writer_who_waited_long_enough_is_told_that_the_file_is_busy(
    path: Path, other: sqlite3.Connection
) -> None:
    with (
        closing(Store(path, busy_seconds=0.05)) as store,
        pytest.raises(DatabaseBusy, match=r"a\.db is busy: somebody else is writing"),
    ):
        put(store)
    assert settings(path) == []


def test_who_waits_looks_more_and_more_often(
    path: Path, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    naps: list[float] = []
    now = iter(range(100))
    monkeypatch.setattr("time.monotonic", lambda: next(now) / 10)
    monkeypatch.setattr(connection, "_nap", naps.append)
    with closing(Store(path, busy_seconds=2)) as store, pytest.raises(DatabaseBusy):
        put(store)
    assert naps == sorted(naps, reverse=True)
    assert naps[0] / naps[-1] == pytest.approx(5, rel=0.1)


def test_who_has_just_written_lets_others_go_first(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    naps: list[float] = []
    monkeypatch.setattr(connection, "_nap", naps.append)
    with closing(Store(path)) as store:
        with store.writing():
            pass
        assert naps == []
        with store.writing():
            pass
    assert len(naps) == 1


def test_a_connection_that_waited_goes_on_being_patient_when_it_reads(path: Path) -> None:
    with closing(Store(path, busy_seconds=7)) as store:
        put(store)
        with store.reading() as db:
            assert db.execute("PRAGMA busy_timeout").fetchone() == (7000,)


def test_threads_that_write_at_once_all_get_their_turn(path: Path) -> None:
    with closing(Store(path)) as store:

        def write(name: str) -> None:
            for number in range(20):
                with store.writing() as db:
                    db.execute("INSERT INTO setting VALUES (?, '')", [f"{name}{number}"])

        threads = [threading.Thread(target=write, args=[name]) for name in "abcde"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(settings(path)) == 100
