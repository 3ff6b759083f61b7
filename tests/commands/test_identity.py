"""Who is at work: the process's own account, and whom the database's owner names."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ncc_tui.cli import main
from ncc_tui.services.setup import make_database
from ncc_tui.store.engine import sqlite3

ME = pwd.getpwuid(os.geteuid()).pw_name
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "ncc.db"
    make_database(path, "boss", sample=True)
    return path


def call(*arguments: object, **environment: str) -> Result:
    return CliRunner(env=environment).invoke(main, [*map(str, arguments)], prog_name="ncc-tui")


@pytest.mark.parametrize("name", ["USER", "LOGNAME", "LNAME", "USERNAME"])
def test_a_variable_makes_nobody_else_of_one(name: str, database: Path, tmp_path: Path) -> None:
    done = call("--db", database, "export", tmp_path / "out", **{name: "boss"})
    assert done.exit_code == 1
    assert f"{ME} is a viewer" in done.stderr
    assert not (tmp_path / "out").exists()


def test_who_makes_a_database_is_the_account_and_no_variable(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    assert call("--db", path, "init", LOGNAME="boss", USER="boss").exit_code == 0
    db = sqlite3.connect(path)
    assert db.execute("SELECT login, role FROM officer").fetchall() == [(ME, "admin")]
    db.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--officer", "vi", "--officer", "boss"],
        ["--officer=vi", "--officer=boss"],
        ["--officer", "boss", "--officer", "boss"],
        ["--officer", ""],
        ["--officer="],
        ["--db", "other.db"],
        ["--db="],
    ],
    ids=" ".join,
)
def test_what_is_said_twice_or_not_at_all_is_wrong_usage(
    arguments: list[str], database: Path
) -> None:
    done = call("--db", database, *arguments, "report", "26")
    assert (done.exit_code, done.stdout) == (2, "")


@as_root
def test_only_the_databases_account_names_an_officer(database: Path) -> None:
    os.chown(database, 65534, -1)
    done = call("--db", database, "--officer", "boss", "report", "26")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "--officer is for the account that ncc.db belongs to" in done.stderr
    assert ME in done.stderr
    assert call("--db", database, "report", "26").exit_code == 0


def test_an_account_without_a_name_goes_by_its_number(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(number: int) -> None:
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    done = call("--db", database, "backup", database.with_name("copy.db"), LOGNAME="boss")
    assert f"uid-{os.geteuid()} is a viewer" in done.stderr


def test_whom_a_wrapper_names_makes_no_database(tmp_path: Path) -> None:
    import pexpect

    path = tmp_path / "gone.db"
    program = "from ncc_tui.cli import main; main(prog_name='ncc-tui')"
    child = pexpect.spawn(
        sys.executable,
        ["-c", program, "--db", str(path), "--officer", "vi"],
        env={**os.environ, "TERM": "xterm"},
        encoding="utf-8",
        timeout=30,
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert "There is no database at" in (child.before or "")
    assert not path.exists()


def test_the_effective_account_counts() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from ncc_tui.commands.invocation import *; print(system_login())"],
        env={"LOGNAME": "boss", "USER": "boss", "LNAME": "boss", "USERNAME": "boss"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == ME
