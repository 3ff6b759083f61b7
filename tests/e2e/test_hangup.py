"""A terminal that goes away or reads no more, and a program told to leave whatever it is doing."""

from __future__ import annotations

import signal
from contextlib import closing
from pathlib import Path

import pexpect
import pytest

from ncc_tui.services.setup import make_database
from ncc_tui.store.engine import sqlite3
from tests.e2e.terminals import app, drafted, form, terminal, wait_until

# Parents that do not pass a hang-up on, or outlive it.
PARENTS = {
    "ignores the hang-up": """trap '' HUP; "$@"; :""",
    "another session": """trap '' HUP; setsid -w "$@"; :""",
    "make": """trap '' HUP; printf 'run:\\n\\t@"$$P" -c "$$C" $$A\\n' > "$HOME/Makefile"
               P=$1 C=$3; shift 3; A=$*; export P C A; make -sf "$HOME/Makefile" run; :""",
}
# F9 makes the event loop stand still.
STUCK = """
import time
from pathlib import Path
from ncc_tui.tui.app import NccApp
def stand_still(self):
    Path.home().joinpath('still').touch()
    time.sleep(600)
NccApp.action_next_theme = stand_still
"""
F9 = "\x1b[20~"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "ncc.db"
    make_database(path, "wgrey", sample=True)
    return path


def alone(database: Path) -> bool:
    """Whether nothing is left beside a database but the files of its log."""
    return {path.name for path in database.parent.glob(f"{database.name}*")} <= {
        "ncc.db",
        "ncc.db-wal",
        "ncc.db-shm",
    }


@pytest.mark.parametrize("parent", PARENTS)
def test_a_terminal_that_vanishes_ends_the_program_and_keeps_the_draft(
    database: Path, tmp_path: Path, parent: str
) -> None:
    with form(database, tmp_path / "home", within=PARENTS[parent]) as opened:
        opened.type("7")
        opened.wait_for("will be")
        opened.hang_up()
        opened.wait_for_end()
        assert drafted(database) == ["7"]
        assert list(opened.scratch.iterdir()) == []
        assert alone(database)


@pytest.mark.parametrize("parent", PARENTS)
def test_a_demo_whose_terminal_vanishes_leaves_nothing(tmp_path: Path, parent: str) -> None:
    with terminal(tmp_path / "home", "demo", within=PARENTS[parent]) as opened:
        opened.wait_for("Family Hub registrations")
        opened.hang_up()
        opened.wait_for_end()
        assert list(opened.scratch.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_who_types_into_a_terminal_that_reads_no_more_loses_nothing(
    database: Path, tmp_path: Path, number: signal.Signals
) -> None:
    with form(database, tmp_path / "home") as opened:
        # Each F9 has the whole screen painted anew, some 30 kB: more than the line holds, yet less
        # than is kept waiting before keys are no longer read.
        for _ in range(20):
            opened.type(F9)
        opened.type("71")
        wait_until(lambda: drafted(database) == ["71"])
        opened.type("2")
        opened.child.kill(number)
        opened.wait_for_end()
        assert drafted(database) in (["71"], ["712"])
        assert opened.settings == opened.before
        assert list(opened.scratch.iterdir()) == []


def test_a_demo_that_stands_still_is_ended_and_cleared_up(tmp_path: Path) -> None:
    with terminal(tmp_path / "home", "demo", first=STUCK) as opened:
        opened.wait_for("Family Hub registrations")
        opened.type(F9)
        wait_until((tmp_path / "home" / "still").exists)
        opened.child.kill(signal.SIGTERM)
        opened.wait_for("\x1b[?1049l")
        opened.wait_for_end()
        assert opened.settings == opened.before
        assert list(opened.scratch.iterdir()) == []


def test_what_is_typed_outlives_a_program_that_stands_still(database: Path, tmp_path: Path) -> None:
    with form(database, tmp_path / "home", first=STUCK) as opened:
        opened.type("7" + F9)
        wait_until((tmp_path / "home" / "still").exists)
        opened.child.kill(signal.SIGTERM)
        opened.wait_for_end()
    assert_offered(database, tmp_path, "7")


def test_what_is_typed_outlives_a_locked_database(database: Path, tmp_path: Path) -> None:
    with form(database, tmp_path / "home") as opened:
        with closing(sqlite3.connect(database)) as other:
            other.execute("BEGIN IMMEDIATE")
            opened.type("71")
            opened.wait_for("will be")
            opened.hang_up()
            opened.wait_for_end()
        assert drafted(database) == []
    assert_offered(database, tmp_path, "71")


def test_the_bulk_grid_outlives_a_locked_database(database: Path, tmp_path: Path) -> None:
    with app(database, tmp_path / "home") as opened:
        opened.type("2")
        opened.wait_for("Results due")
        opened.type("b")
        opened.wait_for("Bulk entry")
        with closing(sqlite3.connect(database)) as other:
            other.execute("BEGIN IMMEDIATE")
            opened.type("71\t5 more\t72")
            opened.wait_for("2 to save")
            opened.hang_up()
            opened.wait_for_end()
        assert drafted(database) == []
    with app(database, tmp_path / "home"):
        assert drafted(database) == ["71", "72"]
        assert drafted(database, "comments")[0] == "5 more"
        assert alone(database)


def assert_offered(database: Path, tmp_path: Path, value: str) -> None:
    """The next program has a value as a draft, and offers it."""
    with app(database, tmp_path / "home") as again:
        assert drafted(database) == [value]
        assert alone(database)
        again.type("e")
        again.wait_for("Draft of")


@pytest.mark.parametrize("key", [b"\xa3", "£".encode()], ids=["Latin-1", "UTF-8"])
def test_a_pound_sign_is_one_in_either_encoding(database: Path, tmp_path: Path, key: bytes) -> None:
    with form(database, tmp_path / "home") as opened:
        opened.type(b"71\t\t\t" + key + b"20 more")
        wait_until(lambda: drafted(database, "comments") == ["£20 more"])


def test_an_accent_that_begins_no_utf_8_shows_without_another_key(
    database: Path, tmp_path: Path
) -> None:
    with form(database, tmp_path / "home") as opened:
        opened.type(b"71\t\t\tcaf\xe9")
        wait_until(lambda: drafted(database, "comments") == ["café"])


def test_noise_on_the_line_is_no_key(database: Path, tmp_path: Path) -> None:
    with form(database, tmp_path / "home") as opened:
        opened.type(b"7\x1b[:u")
        wait_until(lambda: drafted(database) == ["7"])
        opened.type("1")
        wait_until(lambda: drafted(database) == ["71"])


def test_a_fault_of_the_program_is_no_success(tmp_path: Path) -> None:
    first = STUCK.replace("time.sleep(600)", "1 / 0")
    with terminal(tmp_path / "home", "demo", first=first) as opened:
        opened.wait_for("Family Hub registrations")
        opened.type(F9)
        opened.child.expect(pexpect.EOF)
        opened.child.close()
        assert opened.child.exitstatus == 1
