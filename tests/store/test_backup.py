from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ncc_tui.store import catalogue
from ncc_tui.store.backup import copy, copy_beside
from ncc_tui.store.connection import Connection, Store
from ncc_tui.store.engine import sqlite3
from tests.store.conftest import AUTHOR


def notices(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as plain:
        return [row[0] for row in plain.execute("SELECT value FROM setting ORDER BY name")]


def test_a_copy_stands_alone_and_is_its_owners(store: Store, tmp_path: Path) -> None:
    with store.writing() as db:
        catalogue.put_setting(db, "notice", "Hello", AUTHOR)
    made = tmp_path / "copies" / "copy.db"
    made.parent.mkdir()
    with store.reading() as db:
        copy(db, made)
    assert [file.name for file in made.parent.iterdir()] == ["copy.db"]
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    # Bytes 18 and 19 of the header tell whether a log belongs to the file: 1 says that none does.
    assert made.read_bytes()[18:20] == b"\x01\x01"
    assert notices(made) == ["Hello"]


class Interrupted(sqlite3.Connection):
    """A connection whose copying is looked in on after each page."""

    def between(self, *_: int) -> None: ...

    def backup(self, target: sqlite3.Connection, **_: object) -> None:
        super().backup(target, pages=1, progress=self.between)


@contextmanager
def interrupted(store: Store, between: Callable[..., None]) -> Iterator[Connection]:
    """A reading of a store in the midst of whose copying something else happens."""
    with closing(sqlite3.connect(store.path, factory=Interrupted)) as connection:
        connection.between = between  # type: ignore[method-assign]
        connection.execute("BEGIN")
        yield Connection(connection)


def test_a_copy_is_one_state_however_much_is_written_meanwhile(
    store: Store, tmp_path: Path
) -> None:
    written: list[int] = []

    def write(*_: int) -> None:
        # A copy that began again at each write would never end.
        assert len(written) < 500
        with store.writing() as db:
            catalogue.put_setting(db, "a", f"{len(written)} {'x' * 5000}", AUTHOR)
            catalogue.put_setting(db, "b", f"{len(written)} {'x' * 5000}", AUTHOR)
        written.append(1)

    write()
    with interrupted(store, write) as db:
        copy(db, tmp_path / "copy.db")
    assert len(written) > 10
    assert [notice.split()[0] for notice in notices(tmp_path / "copy.db")] == ["0", "0"]


def test_an_existing_file_is_not_copied_over(store: Store, tmp_path: Path) -> None:
    made = tmp_path / "copy.db"
    made.write_text("kept")
    with pytest.raises(FileExistsError), store.reading() as db:
        copy(db, made)
    assert made.read_text() == "kept"


def test_a_copy_that_fails_leaves_nothing(store: Store, tmp_path: Path) -> None:
    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    made = tmp_path / "copy.db"
    with interrupted(store, stop) as db, pytest.raises(KeyboardInterrupt):
        copy(db, made)
    assert not made.exists()


def test_a_copy_beside_takes_a_name_of_its_own(store: Store) -> None:
    with store.reading() as db:
        made = [copy_beside(db, store.path, "before") for _ in range(2)]
    assert [path.name for path in made] == ["ncc.db.before", "ncc.db.before.2"]
