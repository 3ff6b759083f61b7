"""A program in a pseudo terminal of 120x40, and how long it takes to answer. Every wait ends."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

PATIENCE = 20.0
# A repaint is over when nothing more has come for this long.
QUIET = 0.12


class NoAnswer(Exception):
    """The program ended, or did not show in time what was waited for."""


@dataclass(frozen=True)
class Repaint:
    """What a key caused: seconds until the last byte, and how many bytes."""

    seconds: float
    size: int


@dataclass(frozen=True)
class Memory:
    """In MB: what the program holds now, and the most it ever held."""

    now: float
    peak: float


class Terminal:
    """Runs a command; `began` is the moment just before its exec."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], folder: Path
    ) -> None:
        self.began = time.perf_counter()
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
                os.chdir(folder)
                os.execve(command[0], list(command), dict(environment))
            finally:
                os._exit(127)
        self.shown = b""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def wait_for(self, words: str) -> float:
        """Seconds from the start until words are on the screen; raises NoAnswer."""
        wanted = words.encode()
        while wanted not in self.shown:
            left = PATIENCE - (time.perf_counter() - self.began)
            if not self._read(left):
                raise NoAnswer(f"{words!r} did not appear; the last was {self.shown[-300:]!r}")
        return time.perf_counter() - self.began

    def settle(self, quiet: float = 0.8) -> None:
        """Wait until the program has been quiet for some seconds."""
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end and self._read(quiet):
            pass

    def press(self, key: bytes) -> Repaint:
        """Send a key and wait for all that it repaints."""
        began = last = time.perf_counter()
        os.write(self._fd, key)
        size, wait = 0, 2.0
        while last - began < PATIENCE and (come := self._read(wait)):
            last = time.perf_counter()
            size, wait = size + come, QUIET
        return Repaint(last - began, size)

    def memory(self) -> Memory:
        """What the program holds, by /proc."""
        fields = {}
        for line in Path(f"/proc/{self._pid}/status").read_text().splitlines():
            name, _, value = line.partition(":")
            fields[name] = value.split()
        return Memory(int(fields["VmRSS"][0]) / 1024, int(fields["VmHWM"][0]) / 1024)

    def close(self) -> None:
        """End the program: kindly, so that it cleans up, and else by force."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGTERM)
        end = time.perf_counter() + 3
        while time.perf_counter() < end:
            self._read(0.02)
            if os.waitpid(self._pid, os.WNOHANG)[0]:
                break
        else:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._fd)

    def _read(self, wait: float) -> int:
        """Read what comes within some seconds; 0 where nothing does, or all is over."""
        if wait <= 0 or not select.select([self._fd], [], [], wait)[0]:
            return 0
        try:
            come = os.read(self._fd, 1 << 16)
        except OSError:
            return 0
        self.shown += come
        return len(come)
