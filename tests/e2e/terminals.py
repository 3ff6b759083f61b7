"""The program in a pseudo terminal: what is typed, whether it has ended, what it kept."""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pexpect
import pyte

from ncc_tui.store.engine import sqlite3

SECONDS = 30
ROOT = Path(__file__).parents[2]
START = "from ncc_tui.cli import main; main(prog_name='ncc-tui')"


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Terminal:
    """The program in a terminal of 120 by 40; it can be left unread, and hung up.

    `within` is a shell command in which "$@" runs the program; `first` is Python run before it.
    """

    def __init__(self, folder: Path, *arguments: str, within: str = "", first: str = "") -> None:
        folder.mkdir(exist_ok=True)
        self.scratch = folder / "scratch"
        self.scratch.mkdir(exist_ok=True)
        alive = folder / f"alive-{time.monotonic_ns()}"
        os.mkfifo(alive)
        self._alive = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
        # Held open for as long as the program lives, whoever its parent is.
        held = f"import os; alive = open({str(alive)!r}, 'wb', 0); alive.write(b'%d' % os.getpid())"
        program = f"{held}\n{first}\n{START}"
        command = [sys.executable, "-c", program, *arguments]
        if within:
            command = ["sh", "-c", within, "sh", *command]
        self._program: int | None = None
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TMPDIR": str(self.scratch),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        self.child: pexpect.spawn[str] = pexpect.spawn(
            command[0],
            command[1:],
            env=environment,
            cwd=str(ROOT),
            dimensions=(40, 120),
            encoding="utf-8",
            timeout=SECONDS,
            # As in a terminal: a suite started in the background would hand on that it is ignored.
            preexec_fn=_heed_interrupts,
        )
        self.before = self.settings
        self.sent = ""
        self._screen = pyte.Screen(120, 40)
        self._stream = pyte.Stream(self._screen)

    @property
    def settings(self) -> list[object]:
        """What `stty` would show."""
        return termios.tcgetattr(self.child.child_fd)[:4]

    @property
    def shown(self) -> str:
        """What stands on the screen, as far as it was read."""
        return "\n".join(self._screen.display)

    def wait_for(self, words: str) -> None:
        """Read until words stand on the screen, or were sent."""

        def came() -> bool:
            with suppress(pexpect.TIMEOUT):
                said = self.child.read_nonblocking(65536, timeout=0.1)
                self.sent += said
                # pyte takes the "pop the keyboard's mode" for "put the cursor back".
                self._stream.feed(said.replace("\x1b[<u", ""))
            return words in self.shown or words in self.sent

        wait_until(came, lambda: f"{words!r} is not in\n{self.shown}")

    def type(self, keys: str | bytes) -> None:
        """Type keys, all of them in one packet."""
        os.write(self.child.child_fd, keys.encode() if isinstance(keys, str) else keys)

    def hang_up(self) -> None:
        """The terminal goes away, whoever else lives on."""
        self.child.ptyproc.fileobj.close()  # type: ignore[attr-defined]  # the stubs lack it

    def wait_for_end(self) -> None:
        """Wait until the program itself has ended, also where its parent lives on."""
        wait_until(self._ended)

    def _ended(self) -> bool:
        select.select([self._alive], [], [], 0.1)
        try:
            said = os.read(self._alive, 100)
        except BlockingIOError:
            return False
        if said:
            self._program = int(said)
        return not said

    def close(self) -> None:
        """End what still runs; nothing stays open."""
        self.child.close(force=True)
        if not self._ended() and not self._ended() and self._program is not None:
            # A program that outlives its terminal is what these tests are to find.
            with suppress(ProcessLookupError):
                os.kill(self._program, signal.SIGKILL)
        os.close(self._alive)


@contextmanager
def terminal(
    folder: Path, *arguments: str, within: str = "", first: str = ""
) -> Iterator[Terminal]:
    """A terminal that is closed at the end, whatever happened."""
    opened = Terminal(folder, *arguments, within=within, first=first)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def form(database: Path, folder: Path, *, within: str = "", first: str = "") -> Iterator[Terminal]:
    """The form of the first result of the first service, nothing typed yet."""
    with app(database, folder, within=within, first=first) as opened:
        opened.type("e")
        opened.wait_for("Type a value")
        yield opened


@contextmanager
def app(database: Path, folder: Path, *, within: str = "", first: str = "") -> Iterator[Terminal]:
    """The report of the first service."""
    arguments = ("--db", str(database), "--officer", "wgrey")
    with terminal(folder, *arguments, within=within, first=first) as opened:
        opened.wait_for("Children's Social Care")
        opened.type("\r")
        opened.wait_for("Enter result")
        yield opened


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    """What a query gives."""
    with closing(sqlite3.connect(database)) as db:
        return db.execute(query).fetchall()


def drafted(database: Path, field: str = "value") -> list[str]:
    """A field of every draft, by measure."""
    query = f"SELECT json_extract(content, '$.{field}') FROM draft ORDER BY measure"
    return [str(value) for (value,) in rows(database, query)]


def wait_until(true: Callable[[], bool], seen: Callable[[], str] = str) -> None:
    """Wait for what is awaited; where it never comes, tell what was seen instead."""
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end, f"it never came about; {seen()}"
        time.sleep(0.02)
