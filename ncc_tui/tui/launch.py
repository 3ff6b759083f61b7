"""Running the app in a terminal: what must be there before, and what must be put right after."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ncc_tui.domain.errors import NccError

if TYPE_CHECKING:
    from ncc_tui.domain.as_at import AsAt
    from ncc_tui.services.pages import ReportPage
    from ncc_tui.services.session import Session


LEAVING = (signal.SIGTERM, signal.SIGHUP)


class NoTerminal(NccError):
    """There is no terminal that can show the app."""


def check_terminal() -> None:
    """Raise NoTerminal where the app cannot be shown: no terminal, or a dumb one."""
    # Textual reads from standard input and draws on standard error.
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise NoTerminal("The app needs a terminal; use ncc-tui report to print a report instead.")
    if os.environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        raise NoTerminal(
            "This terminal (TERM=dumb) cannot show the app; use ncc-tui report to print a report."
        )


@contextmanager
def signals_held() -> Iterator[None]:
    """Let SIGTERM and SIGHUP wait but while the app runs, so that what is made is removed."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, LEAVING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run(
    session: Session,
    as_at: AsAt,
    *,
    first: ReportPage | None = None,
    preferences_path: Path | None = None,
    mouse: bool = True,
) -> None:
    """Open the app and stay until the user leaves; SIGTERM and SIGHUP leave it too.

    `first` is the page to open on, already read; without it the overview comes first.
    """
    import asyncio

    from ncc_tui.tui.app import NccApp
    from ncc_tui.tui.driver import LeanDriver

    if not os.environ.get("NO_COLOR"):
        os.environ.pop("NO_COLOR", None)  # empty means colours; Textual would take it as none
    app = NccApp(
        session,
        as_at,
        first=first,
        preferences_path=preferences_path,
        plain=bool(os.environ.get("NO_COLOR")),
        driver=LeanDriver,
    )

    async def stay() -> None:
        loop = asyncio.get_running_loop()
        for number in LEAVING:
            loop.add_signal_handler(number, app.exit)
        held = signal.pthread_sigmask(signal.SIG_UNBLOCK, LEAVING)
        try:
            await app.run_async(mouse=mouse)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)

    try:
        asyncio.run(stay())
    finally:
        session.store.close()
