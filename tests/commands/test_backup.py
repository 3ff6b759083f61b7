from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ncc_tui.cli import main
from tests.demo import demo_database


@pytest.fixture
def database() -> Iterator[Path]:
    with demo_database("boss") as path:
        yield path


def run(database: Path, *arguments: str | Path, officer: str = "boss") -> Result:
    given = ["--db", database, "--officer", officer, *arguments]
    return CliRunner().invoke(main, [str(argument) for argument in given])


def test_a_backup_says_where_it_is_and_passes_the_check(database: Path, tmp_path: Path) -> None:
    done = run(database, "backup", tmp_path / "copy.db")
    assert (done.exit_code, done.stdout) == (0, f"Made {tmp_path / 'copy.db'}.\n")
    assert run(tmp_path / "copy.db", "check").exit_code == 0


def test_an_existing_file_is_one_sentence_and_status_1(database: Path, tmp_path: Path) -> None:
    run(database, "backup", tmp_path / "copy.db")
    done = run(database, "backup", tmp_path / "copy.db")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (f"Error: {tmp_path / 'copy.db'} exists already; it was left as it is.\n")


def test_a_backup_needs_a_file(database: Path) -> None:
    assert run(database, "backup").exit_code == 2


@pytest.mark.parametrize("officer", ["jsmith", "epotts", "stranger"])
def test_who_is_no_admin_is_refused(database: Path, tmp_path: Path, officer: str) -> None:
    done = run(database, "backup", tmp_path / "copy.db", officer=officer)
    assert (done.exit_code, done.stdout) == (1, "")
    assert not (tmp_path / "copy.db").exists()
