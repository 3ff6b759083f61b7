from __future__ import annotations

import os
import random
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from ncc_tui.domain.errors import NotFound
from ncc_tui.services import checks
from ncc_tui.services.checks import Check, Outcome, check_database
from ncc_tui.services.session import Session
from ncc_tui.store import engine
from ncc_tui.store.engine import sqlite3


@pytest.fixture
def path(council: Session) -> Path:
    """The sample council's file, that nobody has open."""
    council.store.close()
    return council.store.path


def outcomes(path: Path) -> dict[str, Outcome]:
    return {check.name: check.outcome for check in check_database(path)}


def wrong(path: Path) -> list[Check]:
    return [check for check in check_database(path) if check.outcome is Outcome.WRONG]


NAMES = [
    "SQLite",
    "Permissions",
    "Integrity",
    "Migrations",
    "Schema",
    "References",
    "Roles",
    "Ledgers",
    "Report dates",
    "Periods",
]


def test_all_is_well_with_the_sample_council(path: Path) -> None:
    before = path.read_bytes()
    assert outcomes(path) == dict.fromkeys(NAMES, Outcome.OK)
    assert path.read_bytes() == before
    assert os.listdir(path.parent).count(path.name) == 1
    assert not path.with_name(f"{path.name}-wal").exists()


def test_a_database_in_use_can_be_checked(council: Session) -> None:
    with council.store.writing() as db:
        db.execute("INSERT INTO setting VALUES ('motto', 'x')")
        assert wrong(council.store.path) == []


def test_no_file_is_not_a_fault_but_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no database"):
        check_database(tmp_path / "none.db")


def test_each_fault_says_what_is_wrong_and_how_to_put_it_right(path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("DROP TRIGGER result_no_delete")
        plain.execute("DELETE FROM result WHERE measure = 'CSC04' AND revision = 1")
        plain.commit()
    found = {check.name: check for check in wrong(path)}
    assert list(found) == ["Schema", "Ledgers"]
    assert found["Schema"].faults == ("the trigger result_no_delete is missing",)
    assert "result CSC04 2024-01-01 has revisions 2" in found["Ledgers"].faults
    assert "put a backup from before in the file's place" in found["Schema"].remedy
    assert "ncc-tui export FOLDER" in found["Ledgers"].remedy
    assert all("Everybody leaves the program first" in check.remedy for check in found.values())


@pytest.mark.parametrize(
    ("content", "remedy"),
    [(b"", "--db or NCC_TUI_DB"), (b"not a database at all" * 99, "--db or NCC_TUI_DB")],
)
def test_a_file_that_is_no_database_is_said_and_left_as_it_is(
    tmp_path: Path, content: bytes, remedy: str
) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    path.chmod(0o600)
    (check,) = wrong(path)
    assert check.name == "Database"
    assert "is not a database of NCC TUI" in check.faults[0]
    assert remedy in check.remedy
    assert path.read_bytes() == content


def test_a_newer_database_asks_for_a_newer_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('ncc_tui', '0099_future', '')"
        )
        plain.commit()
    before = path.read_bytes()
    (check,) = wrong(path)
    assert (check.name, check.remedy) == ("Migrations", "Update NCC TUI.")
    assert "0099_future" in check.faults[0]
    assert path.read_bytes() == before


def test_an_older_database_is_told_from_an_altered_one(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ncc_tui.store.resources import database_source

    newer = tmp_path / "db"
    shutil.copytree(database_source() / "migrations", newer / "migrations")
    (newer / "migrations" / "0099_next.sql").write_text("CREATE TABLE next (id);")
    monkeypatch.setattr("ncc_tui.store.migrations.database_source", lambda: newer)
    found = outcomes(path)
    assert (found["Migrations"], found["Schema"]) == (Outcome.WRONG, Outcome.NOT_CHECKED)
    (check,) = wrong(path)
    assert check.faults == ("migration 0099_next is missing",)
    assert "brought up to date" in check.remedy


def test_a_sqlite_that_can_lose_what_is_saved_is_a_fault_of_its_own(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert next(c.says for c in check_database(path) if c.name == "SQLite").startswith(
        f"{engine.version()}, "
    )
    monkeypatch.setattr(engine, "version", lambda: "3.50.6")
    (check,) = wrong(path)
    assert check.name == "SQLite"
    assert check.faults[0].startswith("SQLite 3.50.6 can lose what two programs save")
    assert "pysqlite3 0.6.1 or later" in check.remedy


def test_what_was_added_is_told_with_how_to_be_rid_of_it(path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("CREATE TRIGGER evil AFTER INSERT ON setting BEGIN SELECT 1; END")
    (check,) = wrong(path)
    assert check.faults == ("the trigger evil is not ours",)
    assert "DROP TRIGGER" in check.remedy


# Permissions.


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_file_that_others_have_access_to_is_a_fault(path: Path, mode: int) -> None:
    path.chmod(mode)
    (check,) = wrong(path)
    assert check.name == "Permissions"
    assert check.faults == (f"others than its owner have access to {path} (mode {mode:o})",)
    assert check.remedy == f"Run: chmod 600 {path}"
    path.chmod(0o600)
    assert wrong(path) == []


def test_the_permissions_of_a_file_that_is_not_ours_are_its_own(tmp_path: Path) -> None:
    other = tmp_path / "passwd"
    other.write_text("root:x:0:0")
    other.chmod(0o644)
    (check,) = wrong(other)
    assert check.name == "Database"
    assert "chmod" not in check.remedy


def test_so_is_what_stands_beside_it(council: Session) -> None:
    with council.store.writing() as db:
        db.execute("INSERT INTO setting VALUES ('motto', 'x')")
    log = council.store.path.with_name(f"{council.store.path.name}-wal")
    log.chmod(0o644)
    (check,) = wrong(council.store.path)
    assert check.remedy == f"Run: chmod 600 {log}"


def test_a_log_that_cannot_be_written_beside_a_file_that_can_is_a_fault(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = path.with_name(f"{path.name}-shm")
    left.touch(0o400)
    monkeypatch.setattr(checks, "may_write", lambda file: file != left)
    (check,) = wrong(path)
    assert check.faults == (f"{left} cannot be written, although {path.name} can",)
    assert check.remedy == f"Run: chmod 600 {left}"


@pytest.mark.parametrize(
    ("mode", "is_fault"), [(0o700, False), (0o755, False), (0o775, True), (0o1777, False)]
)
def test_a_folder_in_which_others_can_replace_files_is_a_fault(
    path: Path, mode: int, is_fault: bool
) -> None:
    path.parent.chmod(mode)
    assert bool(wrong(path)) is is_fault
    if is_fault:
        assert wrong(path)[0].remedy == f"Run: chmod go-w {path.parent}"


def test_a_name_with_spaces_is_quoted_in_the_remedy(path: Path) -> None:
    moved = path.rename(path.with_name("a b.db"))
    moved.chmod(0o644)
    assert wrong(moved)[0].remedy == f"Run: chmod 600 '{moved}'"


# Damage.


def pages(path: Path) -> int:
    return path.stat().st_size // 4096


def spoil(path: Path, at: int, size: int, seed: int = 1) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(random.Random(seed).randbytes(size))


def test_damage_is_found_and_nothing_that_rests_on_it_is_judged(path: Path) -> None:
    spoil(path, 4096 * (pages(path) // 2), 4096)
    found = outcomes(path)
    assert found["Integrity"] is Outcome.WRONG
    assert {found[name] for name in NAMES[3:]} == {Outcome.NOT_CHECKED}
    damage = next(check for check in wrong(path) if check.name == "Integrity")
    assert damage.faults
    assert "backup that passes this check" in damage.remedy
    assert damage.remedy.startswith("Everybody leaves the program first")


def test_every_page_can_be_spoilt_without_a_traceback(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "spoilt.db"
    copy.parent.mkdir()
    missed = []
    for page in range(0, pages(path), 3):
        shutil.copy(path, copy)
        spoil(copy, 4096 * page, 64, seed=page)
        if not wrong(copy):
            missed.append(page)
    assert missed == []


@pytest.mark.parametrize("seed", range(12))
def test_bytes_flipped_anywhere_never_bring_a_traceback(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        spoil(path, chance.randrange(path.stat().st_size), 1, seed=chance.randrange(256))
    check_database(path)


def test_a_file_cut_short_is_damaged(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(4096 * (pages(path) - 2))
    assert wrong(path)
