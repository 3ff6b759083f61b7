"""Leaving when told to or when the terminal is gone, within seconds, whatever the app is doing."""

from __future__ import annotations

import os
import signal
import termios
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Event, Thread

TERMINAL = 0
TELLING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
# With a second for what is done at the end, the program is gone within five.
GRACE_SECONDS = 3.5
RESTORE_SECONDS = 0.5
# Paste, wrapping, resizing, mouse and keyboard as they were; the screen, the cursor, the focus.
RESTORE = (
    "\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)


def hung_up() -> None:
    """Say that the terminal is gone; whoever should have sent the signal may not have."""
    os.kill(os.getpid(), signal.SIGHUP)


@contextmanager
def signals_held() -> Iterator[None]:
    """Let the signals that tell the program to leave wait, so that what is made is removed."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, TELLING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Departure:
    """Waits for a signal to leave, and sees to it that the program has left soon after.

    The signals must be held. Where the app has not left GRACE_SECONDS after it was asked, the
    terminal is restored, each of `last` is called, and the process ended.
    """

    def __init__(self, last: Sequence[Callable[[], None]]) -> None:
        self._last = last
        self._left = Event()
        self._thread = Thread(target=self._wait, name="departure", daemon=True)
        self._before = termios.tcgetattr(TERMINAL)

    def __enter__(self) -> Departure:
        # A parent's "ignore it" would let SIGHUP get lost on its way to who waits for it.
        self._handlers = {number: signal.signal(number, signal.SIG_DFL) for number in TELLING}
        return self

    def begin(self, ask: Callable[[], None]) -> None:
        """From now on `ask` the app to leave when a signal says so; it is called on a thread."""
        self._ask = ask
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._left.set()
        if self._thread.ident is not None:
            with suppress(ProcessLookupError):
                signal.pthread_kill(self._thread.ident, signal.SIGTERM)
            self._thread.join()
        # Told again meanwhile: there is nothing left to do about it.
        while pending := signal.sigpending() & set(TELLING):
            signal.sigwait(pending)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _wait(self) -> None:
        signal.sigwait(TELLING)
        if not self._left.is_set():
            self._ask()
            if not self._left.wait(GRACE_SECONDS):
                self._end()

    def _end(self) -> None:
        with suppress(termios.error):
            termios.tcsetattr(TERMINAL, termios.TCSANOW, self._before)
        # On a thread, for a terminal that reads nothing would hold up the end for ever.
        telling = Thread(target=_tell_terminal, daemon=True)
        telling.start()
        telling.join(RESTORE_SECONDS)
        for act in self._last:
            with suppress(Exception):
                act()
        os._exit(1)


def _tell_terminal() -> None:
    with suppress(OSError):
        os.write(TERMINAL, RESTORE.encode("ascii"))
