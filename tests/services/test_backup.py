from __future__ import annotations

import os
import shutil
import stat
from datetime import date
from pathlib import Path

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import NotPermitted, StoreError
from ncc_tui.services import backup, reports
from ncc_tui.services.backup import back_up
from ncc_tui.services.session import Session, open_session
from ncc_tui.services.setup import make_database
from ncc_tui.store.backup import copy

AT = date(2024, 5, 18)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "monday.db"


def test_a_backup_is_a_database_that_gives_the_same_reports(council: Session, target: Path) -> None:
    back_up(council, target)
    assert [file.name for file in target.parent.iterdir()] == ["monday.db"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    restored = open_session(target, "chief", council.clock)
    assert reports.overview(restored, AsAt(AT)) == reports.overview(council, AsAt(AT))
    restored.store.close()


def test_it_has_what_was_written_but_not_yet_moved_into_the_file(
    council: Session, target: Path
) -> None:
    with council.store.writing() as db:
        db.execute("INSERT INTO setting VALUES ('motto', 'Only in the log')")
    back_up(council, target)
    assert b"Only in the log" in target.read_bytes()


def test_an_existing_file_is_refused_and_left_as_it_is(council: Session, target: Path) -> None:
    target.write_text("kept")
    with pytest.raises(StoreError, match=r"monday\.db exists already; it was left as it is"):
        back_up(council, target)
    assert target.read_text() == "kept"
    with pytest.raises(StoreError, match="exists already"):
        back_up(council, council.store.path)
    with pytest.raises(StoreError, match="exists already"):
        back_up(council, target.parent)


def test_a_link_to_nowhere_is_an_existing_file(council: Session, target: Path) -> None:
    target.symlink_to("nowhere")
    with pytest.raises(StoreError, match="exists already"):
        back_up(council, target)


def test_a_name_taken_while_copying_is_left_to_who_took_it(
    council: Session, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(db, path: Path) -> None:
        target.write_text("theirs")
        copy(db, path)

    monkeypatch.setattr(backup, "copy", slow)
    with pytest.raises(StoreError, match="exists already"):
        back_up(council, target)
    assert target.read_text() == "theirs"
    assert os.listdir(target.parent) == ["monday.db"]


@pytest.mark.parametrize("suffix", ["-wal", "-journal"])
def test_a_log_of_another_database_would_spoil_the_copy(
    council: Session, target: Path, suffix: str
) -> None:
    target.with_name(f"monday.db{suffix}").write_text("of another")
    with pytest.raises(StoreError, match="left from another database"):
        back_up(council, target)
    assert not target.exists()


def test_a_folder_that_is_not_there_is_named(council: Session, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"Cannot write .*none/monday\.db: No such file"):
        back_up(council, tmp_path / "none" / "monday.db")


def test_a_damaged_database_gives_no_backup(
    council: Session, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "damage", lambda db: ["Page 7 is never used"])
    with pytest.raises(StoreError, match=r"not whole \(Page 7 is never used\).*ncc-tui check"):
        back_up(council, target)
    assert os.listdir(target.parent) == []


def test_a_disk_that_fills_up_leaves_nothing(
    council: Session, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(db, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "copy", full)
    with pytest.raises(StoreError, match="No space left on device"):
        back_up(council, target)
    assert os.listdir(target.parent) == []


@pytest.mark.parametrize(("login", "a_role"), [("jsmith", "an officer"), ("x", "a viewer")])
def test_nobody_but_an_admin_may(council: Session, target: Path, login: str, a_role: str) -> None:
    with pytest.raises(NotPermitted, match=f"{login} is {a_role}: only an admin may do that"):
        back_up(open_session(council.store.path, login, council.clock), target)
    assert not target.exists()


def test_a_backup_put_in_the_place_of_a_lost_database_goes_on(
    tmp_path: Path, council: Session, target: Path
) -> None:
    back_up(council, target)
    lost = tmp_path / "lost.db"
    make_database(lost, "chief")
    shutil.move(target, lost)
    session = open_session(lost, "chief", council.clock)
    with session.store.writing() as db:
        db.execute("INSERT INTO setting VALUES ('motto', 'Onward')")
    assert reports.settings(session)["motto"] == "Onward"
    session.store.close()
