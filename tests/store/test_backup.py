from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from ncc_tui.domain.errors import StoreError
from ncc_tui.store import backup, catalogue
from ncc_tui.store.backup import copy
from ncc_tui.store.connection import Store
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


def test_a_copy_is_one_state_however_much_is_written_meanwhile(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PAGES_A_STEP", 1)
    done = threading.Event()
    writer = Store(store.path)

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            with writer.writing() as db:
                # Two settings that agree in every state that was ever committed.
                catalogue.put_setting(db, "a", f"{number} {'x' * 5000}", AUTHOR)
                catalogue.put_setting(db, "b", f"{number} {'x' * 5000}", AUTHOR)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(3):
            with store.reading() as db:
                copy(db, tmp_path / f"copy{number}.db")
    finally:
        done.set()
        thread.join(10)
        writer.close()
    for number in range(3):
        found = notices(tmp_path / f"copy{number}.db")
        assert len(set(found)) <= 1


def test_an_existing_file_is_not_copied_over(store: Store, tmp_path: Path) -> None:
    made = tmp_path / "copy.db"
    made.write_text("kept")
    with pytest.raises(FileExistsError), store.reading() as db:
        copy(db, made)
    assert made.read_text() == "kept"


def test_a_copy_that_fails_leaves_nothing(store: Store, tmp_path: Path) -> None:
    store.close()
    with store.path.open("r+b") as file:
        file.truncate(store.path.stat().st_size - 8192)
    made = tmp_path / "copy.db"
    with pytest.raises(StoreError, match="damaged"), store.reading() as db:
        copy(db, made)
    assert not made.exists()
