"""The form in a real terminal: what is typed outlives program, connection and a full disk."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from ncc_tui.services.setup import make_database
from tests.e2e.terminals import drafted as drafts
from tests.e2e.terminals import rows, wait_until

SECONDS = 20
START = "from ncc_tui.cli import main; main()"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "ncc.db"
    make_database(path, "wgrey", sample=True)
    return path


class Terminal:
    """The app in a terminal of 80x24, as a login over SSH gives it."""

    def __init__(self, database: Path, folder: Path, before: str = "") -> None:
        """`before` is shell script to run first, in a mount namespace of its own."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        command = [sys.executable, "-c", START, "--db", str(database), "--officer", "wgrey"]
        if before:
            script = f"{before} exec {shlex.join(command)}"
            command = ["unshare", "-rm", "sh", "-ec", script]
        self.child: pexpect.spawn[str] = pexpect.spawn(
            command[0],
            command[1:],
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
    """The value of the one draft, if there is one."""
    return "".join(drafts(database))


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
        terminal.child.ptyproc.fileobj.close()  # type: ignore[attr-defined]  # the stubs lack it
    else:
        terminal.child.kill(getattr(signal, how))
    wait_until(lambda: drafted(database) == "7")
    wait_until(terminal.ended)


def test_a_result_saved_by_another_process_meanwhile_is_shown_beside_mine(
    database: Path, open_terminal: Callable[[], Terminal]
) -> None:
    terminal = open_terminal()
    terminal.begin()
    terminal.child.send("71")
    wait_until(lambda: drafted(database) == "71")
    ((measure, period),) = rows(database, "SELECT measure, period FROM draft")
    ((other,),) = rows(
        database,
        "SELECT officer_service.login FROM officer_service JOIN measure USING (service) JOIN draft "
        "ON measure.code = draft.measure LIMIT 1",
    )
    record = ["--officer", str(other), "record", str(measure), str(period), "70", "--yes"]
    subprocess.run(
        [sys.executable, "-c", START, "--db", database, *record], check=True, timeout=SECONDS
    )

    terminal.child.send("\x13")
    terminal.child.expect("two versions")
    terminal.child.send("m")
    terminal.child.expect("Why mine")
    terminal.child.send("Counted again\x13")
    terminal.child.expect("Saved")
    values = rows(
        database,
        "SELECT value, recorded_by FROM result "
        f"WHERE measure = '{measure}' AND period = '{period}' ORDER BY revision",
    )
    assert values == [(70, other), (71, "wgrey")]


def _may_mount(folder: Path) -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", str(folder)], capture_output=True
    )
    return tried.returncode == 0


def test_a_full_disk_keeps_the_text_on_screen_until_there_is_room(
    database: Path, tmp_path: Path
) -> None:
    disk, fill, room, copy = (tmp_path / name for name in ("disk", "fill", "room", "copy.db"))
    disk.mkdir()
    if not _may_mount(disk):
        pytest.skip("this machine lets nobody mount a small file system")
    small = shlex.quote(str(disk))
    # Fills the disk once the form is open, makes room again when told to, and shows the outcome.
    terminal = Terminal(
        disk / "ncc.db",
        tmp_path,
        before=f"""
        mount -t tmpfs -o size=8m tmpfs {small}; cp {database} {small}/ncc.db
        wait_for() {{ while [ ! -e "$1" ]; do sleep 0.05; done; }}
        (wait_for {fill}; dd if=/dev/zero of={small}/filler bs=4k 2>/dev/null || true; rm {fill}
         wait_for {room}; rm {small}/filler; rm {room}
         wait_for {copy}; cp {small}/* {tmp_path}/copied; rm {copy}) </dev/null >/dev/null 2>&1 &
        """,
    )
    try:
        terminal.begin()
        fill.touch()
        wait_until(lambda: not fill.exists())
        terminal.child.send("71")
        terminal.child.expect("Draft not kept")
        terminal.child.expect("The disk is full")
        terminal.child.send("\x13")
        terminal.child.expect("Not saved")
        room.touch()
        wait_until(lambda: not room.exists())
        terminal.child.expect("Draft kept")
        (tmp_path / "copied").mkdir()
        copy.touch()
        wait_until(lambda: not copy.exists())
        assert drafted(tmp_path / "copied" / "ncc.db") == "71"
    finally:
        terminal.child.close(force=True)
