"""`ncc-tui ssh` and `ssh-keys` without a server: what is run, as whom, and what is refused."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.cli import COMMANDS, main
from ncc_tui.commands.ssh import ALLOWED, allowed_command
from ncc_tui.commands.ssh_keys import authorized_line
from ncc_tui.domain.errors import NotPermitted
from ncc_tui.domain.keys import OfficerKey, parse_public_key
from ncc_tui.services.keys import add_key
from ncc_tui.services.session import open_session
from ncc_tui.services.setup import make_database
from tests.domain.test_keys import LINE

ROOT = Path(__file__).parents[2]
EVIL = (
    *("NCC_TUI_DB", "XDG_DATA_HOME", "TEXTUAL_DRIVER", "EDITOR", "BROWSER", "TZ", "TMPDIR"),
    *("SQLITE_TMPDIR", "PYTHONSTARTUP", "TERMINFO", "BASH_ENV", "PATH"),
)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """What a session over SSH drops is the test run's own."""
    kept, stop = dict(os.environ), signal.getsignal(signal.SIGTSTP)
    yield
    os.environ.clear()
    os.environ.update(kept)
    signal.signal(signal.SIGTSTP, stop)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "ncc.db"
    make_database(path, "boss", sample=True)
    return path


def beside(database: Path) -> set[str]:
    """What is in the database's folder but what SQLite keeps beside it."""
    logs = {f"{database.name}-wal", f"{database.name}-shm"}
    return {path.name for path in database.parent.rglob("*")} - logs


def ssh(database: Path, command: str, *, login: str = "jsmith", typed: bytes = b"") -> Result:
    runner = CliRunner(env={"SSH_ORIGINAL_COMMAND": command})
    given = ["--db", str(database), "ssh", login]
    return runner.invoke(main, given, prog_name="ncc-tui", input=typed)


def test_a_report_goes_to_standard_output(database: Path) -> None:
    done = ssh(database, "report 26 --at 2024-05-18 --format json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["service_code"] == "26"
    assert ssh(database, "report 26 --format xlsx").stdout_bytes.startswith(b"PK")


@pytest.mark.parametrize("command", ["due", "history CSC04", "why CSC04", "report 'Finance'"])
def test_what_reads_is_allowed(command: str, database: Path) -> None:
    done = ssh(database, command)
    assert "can be run" not in done.stderr
    assert done.stdout or "There is no service 'Finance'" in done.stderr


def test_a_result_is_recorded_as_the_officer(database: Path) -> None:
    done = ssh(database, "record CSC04 'Apr 2024' 75 --yes --comments 'a $(id) `id` ; b'")
    assert done.exit_code == 0, done.stderr
    told = json.loads(ssh(database, "history CSC04 --format json").stdout)
    assert "jsmith" in json.dumps(told)
    assert "a $(id) `id` ; b" in json.dumps(told)


def test_results_come_in_by_standard_input(database: Path) -> None:
    rows = b"measure,period,value\nCSC04,Apr 2024,75\n"
    done = ssh(database, "import - --as results --yes", typed=rows)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "results.csv: 1 added" in done.stdout
    officers = b"login,name,role\njsmith,Jo,admin\n"
    done = ssh(database, "import - --as officers", typed=officers)
    assert done.exit_code == 1
    assert "only an admin may do that" in done.stderr


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("sh", 1),
        ("report; sh", 1),
        ("/usr/lib/openssh/sftp-server", 1),
        ("internal-sftp", 1),
        ("scp -f ncc.db", 1),
        ("export /tmp/out", 1),
        ("backup /tmp/copy.db", 1),
        ("check", 1),
        ("init", 1),
        ("locate", 1),
        ("demo", 1),
        ("ssh boss", 1),
        ("ssh-keys", 1),
        ("admin officer list", 1),
        ("--officer boss report", 1),
        ("--db /tmp/other.db report", 1),
        ("-c report", 1),
        ("report --officer boss", 2),
        ("report --db /tmp/other.db", 2),
        ("report 26 -o /tmp/x.html", 2),
        ("report 26 --output=/root/.ssh/authorized_keys --format csv", 2),
        ("report 26 ; sh", 2),
        ("report 26 > x", 2),
        ("import /etc/passwd", 2),
        ("import results.csv", 2),
        ("import - /etc/passwd", 2),
        ("import", 2),
        ("import - --as ../x", 2),
        ("report '26", 2),
    ],
)
def test_all_else_is_refused_and_writes_nothing(
    command: str, status: int, database: Path, tmp_path: Path
) -> None:
    before = beside(database)
    done = ssh(database, command)
    assert (done.exit_code, done.stdout) == (status, ""), done.stderr
    assert beside(database) == before


@pytest.mark.parametrize("name", [name for name in ALLOWED if name in COMMANDS])
def test_no_parameter_of_what_is_allowed_names_a_file(name: str) -> None:
    """A new option must not be one; click.Path marks those that are taken away."""
    ctx = click.Context(main)
    command = allowed_command(name, ctx)
    for param in command.params:
        assert not isinstance(param.type, (click.Path, click.File)), param
        assert not re.search("file|path|folder|output|series", str(param.name)) or (
            isinstance(param.type, click.Choice)
        ), param


def test_who_is_no_officer_is_let_in_to_nothing(database: Path, tmp_path: Path) -> None:
    assert "nobody is no officer" in ssh(database, "report", login="nobody").stderr
    assert ssh(database, "report", login="../x").exit_code == 1
    assert ssh(tmp_path / "gone.db", "report").exit_code == 1
    assert not (tmp_path / "gone.db").exists()
    named = ["--db", str(database), "--officer", "boss", "ssh", "jsmith"]
    assert CliRunner().invoke(main, named).exit_code == 2


def test_while_nobody_is_an_officer_nobody_is_let_in(tmp_path: Path) -> None:
    from ncc_tui.store.opening import create

    create(tmp_path / "ncc.db")
    done = ssh(tmp_path / "ncc.db", "record CSC04 'Apr 2024' 75")
    assert done.exit_code == 1
    assert "jsmith is no officer" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_only_the_databases_account_lets_in(database: Path) -> None:
    os.chown(database, 65534, -1)
    assert "is for the account that ncc.db belongs to" in ssh(database, "report").stderr
    done = CliRunner().invoke(main, ["--db", str(database), "ssh-keys"])
    assert (done.exit_code, done.stdout) == (1, "")


def test_the_environment_says_nothing_but_how_the_terminal_is(database: Path) -> None:
    told = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import json, os; from ncc_tui.commands.environment import *; keep_only_harmless(); "
            "print(json.dumps(dict(os.environ)))",
        ],
        env={
            "TERM": "xterm-256color",
            "LANG": "en_GB.UTF-8",
            "NO_COLOR": "1",
            "LC_ALL": "../../tmp/x",
            "COLORTERM": "/tmp/x",
            "PYTHONPATH": str(ROOT),
            "HOME": "/tmp/evil",
            **dict.fromkeys(EVIL, "/tmp/evil"),
        },
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    kept = json.loads(told.stdout)
    assert "evil" not in told.stdout
    assert {name: kept[name] for name in ("TERM", "LANG", "NO_COLOR")} == {
        "TERM": "xterm-256color",
        "LANG": "en_GB.UTF-8",
        "NO_COLOR": "1",
    }
    assert not {"LC_ALL", "COLORTERM"} & set(kept)


def test_a_variable_names_no_other_database(database: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    make_database(other, "evil")
    runner = CliRunner(env={"SSH_ORIGINAL_COMMAND": "report", "NCC_TUI_DB": str(other)})
    done = runner.invoke(main, ["ssh", "evil"], prog_name="ncc-tui")
    assert done.exit_code == 1


# What sshd does with a line, and the shell with what sshd gives it.


def forced(line: str) -> tuple[str, list[str], str]:
    """The command, the other options and the rest of a line, read as sshd reads it."""
    assert line.startswith('command="')
    text, place = "", len('command="')
    while line[place] != '"':
        if line[place : place + 2] == '\\"':
            place += 1
        text += line[place]
        place += 1
    options, _, rest = line[place + 1 :].lstrip(",").partition(" ")
    return text, options.split(","), rest


WORD = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1)


@given(st.lists(WORD, min_size=1))
def test_a_line_gives_the_shell_the_very_words_or_is_refused(words: list[str]) -> None:
    key = OfficerKey("jsmith", parse_public_key(LINE), None, "boss")  # type: ignore[arg-type]
    try:
        line = authorized_line(words, key)
    except NotPermitted:
        assert not "".join(words).isprintable()
        return
    command, options, rest = forced(line)
    assert shlex.split(command) == words
    assert options == ["restrict", "pty"]
    assert rest == LINE
    assert len(io.StringIO(line).readlines()) == 1


def test_ssh_keys_prints_a_line_per_key(database: Path) -> None:
    session = open_session(database, "boss")
    add_key(session, "jsmith", f'command="sh" {LINE} jo"x')
    session.store.close()
    runner = CliRunner()
    done = runner.invoke(main, ["--db", str(database), "ssh-keys"])
    assert (done.exit_code, done.stderr) == (0, "")
    command, options, rest = forced(done.stdout.rstrip("\n"))
    program = [sys.executable, "-I", "-m", "ncc_tui.cli", "--db", str(database), "ssh", "jsmith"]
    assert shlex.split(command) == program
    assert (options, rest) == (["restrict", "pty"], LINE)
    assert runner.invoke(main, ["--db", str(database), "ssh-keys", "jsmith"]).stdout == done.stdout
    assert runner.invoke(main, ["--db", str(database), "ssh-keys", "wgrey"]).stdout == ""
