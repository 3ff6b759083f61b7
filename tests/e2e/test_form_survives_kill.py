"""The form in a real terminal: what is typed outlives the program and the connection."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from ncc_tui.services.setup import make_database

SECONDS = 30


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "ncc.db"
    make_database(path, "wgrey", sample=True)
    return path


class Terminal:
    """The app in a terminal of 80x24, as a login over SSH gives it."""

    def __init__(self, database: Path, folder: Path) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        start = "from ncc_tui.cli import main; main()"
        arguments = ["-c", start, "--db", str(database), "--officer", "jsmith"]
        self.child: pexpect.spawn[str] = pexpect.spawn(
            sys.executable,
            arguments,
            env=environment,
            cwd=str(Path(__file__).parents[2]),
            dimensions=(24, 80),
            encoding="utf-8",
            timeout=SECONDS,
        )

    def open_form(self) -> None:
        """Enter a result of the first measure of the first service."""
        self.child.expect("Children's Social Care")
        self.child.send("\r")
        self.child.expect("Enter result")
        self.child.send("e")

    def begin(self) -> None:
        self.open_form()
        self.child.expect("Type a value")

    def ended(self) -> bool:
        return not self.child.isalive()


@pytest.fixture
def open_terminal(database: Path, tmp_path: Path) -> Iterator[Callable[[], Terminal]]:
    opened: list[Terminal] = []

    def open_one() -> Terminal:
        opened.append(Terminal(database, tmp_path))
        return opened[-1]

    yield open_one
    for terminal in opened:
        terminal.child.close(force=True)


def drafted(database: Path) -> str:
    with sqlite3.connect(database) as db:
        found = db.execute("SELECT json_extract(content, '$.value') FROM draft").fetchone()
    db.close()
    return found[0] if found else ""


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


def test_a_killed_program_offers_the_draft_with_its_time(
    database: Path, open_terminal: Callable[[], Terminal]
) -> None:
    first = open_terminal()
    first.begin()
    first.child.send("71")
    wait_until(lambda: drafted(database) == "71")
    first.child.kill(signal.SIGKILL)
    wait_until(first.ended)

    again = open_terminal()
    again.open_form()
    again.child.expect(r"Draft of \d+ \w+ \d{4} \d\d:\d\d")
    again.child.send("\r")
    again.child.expect("71 will be")


@pytest.mark.parametrize("how", ["the connection drops", "SIGTERM", "SIGHUP"])
def test_a_program_told_to_end_keeps_the_last_key_first(
    database: Path, open_terminal: Callable[[], Terminal], how: str
) -> None:
    terminal = open_terminal()
    terminal.begin()
    terminal.child.send("7")
    terminal.child.expect("will be")
    if how == "the connection drops":
        os.close(terminal.child.fileno())
    else:
        terminal.child.kill(getattr(signal, how))
    wait_until(lambda: drafted(database) == "7")
    wait_until(terminal.ended)
