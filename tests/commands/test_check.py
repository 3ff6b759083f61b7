from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ncc_tui.cli import main
from ncc_tui.store import engine
from ncc_tui.store.engine import sqlite3
from tests.demo import demo_database


@pytest.fixture
def database() -> Iterator[Path]:
    with demo_database("boss") as path:
        yield path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_line_for_each_check_and_status_0_when_all_is_well(database: Path) -> None:
    done = run("--db", database, "check")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) == 10
    assert all(line.startswith("ok ") for line in lines)
    assert "ok           Integrity: every page, index and constraint is whole" in lines


def test_sqlites_version_is_a_line_of_its_own(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = [line for line in run("--db", database, "check").stdout.splitlines() if "SQL" in line]
    assert line.startswith(f"ok           SQLite: {engine.version()}, ")
    monkeypatch.setattr(engine, "version", lambda: "3.40.1")
    done = run("--db", database, "check")
    assert done.exit_code == 1
    assert "  - SQLite 3.40.1 can lose what two programs save" in done.stdout


def test_every_command_says_that_its_sqlite_falls_short(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("--db", database, "due").stderr == ""
    monkeypatch.setattr(engine, "version", lambda: "3.40.1")
    done = run("--db", database, "due")
    assert done.exit_code == 0
    assert done.stderr.startswith("Note: SQLite 3.40.1 can lose what two programs save")
    assert done.stderr.count("\n") == 1


def test_status_1_and_a_remedy_when_something_is_wrong(database: Path) -> None:
    database.chmod(0o644)
    with closing(sqlite3.connect(database)) as plain:
        plain.execute("DROP TRIGGER result_no_delete")
        plain.execute("DELETE FROM result WHERE revision = 1")
        plain.commit()
    done = run("--db", database, "check")
    assert (done.exit_code, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    first = lines.index("wrong        Permissions: 1 fault")
    assert lines[first + 1] == (f"  - others than its owner have access to {database} (mode 644)")
    assert lines[first + 2] == f"  To put it right: Run: chmod 600 {database}"
    assert any(line.startswith("wrong        Ledgers: ") for line in lines)
    ledgers = run("--db", database, "check").stdout.count("  - result")
    assert 0 < ledgers <= 20


def test_many_faults_are_counted_but_not_all_are_shown(database: Path) -> None:
    with closing(sqlite3.connect(database)) as plain:
        plain.execute("DROP TRIGGER target_no_update")
        plain.execute("UPDATE target SET revision = revision + 1, counts_from = '2024-04-01'")
        plain.commit()
    lines = run("--db", database, "check").stdout.splitlines()
    (head,) = [line for line in lines if line.startswith("wrong        Ledgers: ")]
    count = int(head.split()[2])
    assert count > 20
    assert f"  - and {count - 20} more" in lines


def test_a_hostile_code_is_shown_harmlessly(database: Path) -> None:
    with closing(sqlite3.connect(database)) as plain:
        plain.execute("DROP TRIGGER target_no_update")
        plain.execute("UPDATE target SET measure = char(27) || '[31m' WHERE measure = 'CSC01'")
        plain.execute(
            "UPDATE target SET revision = revision + 1, counts_from = '2024-04-01' "
            "WHERE measure LIKE '%[31m'"
        )
        plain.commit()
    done = run("--db", database, "check")
    assert done.exit_code == 1
    assert "\x1b" not in done.output
    assert "␛[31m" in done.output


def test_no_database_is_one_sentence(tmp_path: Path) -> None:
    done = run("--db", tmp_path / "none.db", "check")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        f"Error: There is no database at {tmp_path / 'none.db'}. Make one with: ncc-tui init\n"
    )


def test_a_damaged_file_is_a_finding_and_no_traceback(database: Path) -> None:
    with database.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * 4096)
    done = run("--db", database, "check")
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "wrong        Integrity: " in done.stdout
    assert "Put" in done.stdout or "put" in done.stdout
    for command in (["report"], ["backup", f"{database}.copy"]):
        refused = run("--db", database, "--officer", "boss", *command)
        assert isinstance(refused.exception, SystemExit | None), refused.exception
