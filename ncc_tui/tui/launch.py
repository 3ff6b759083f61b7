"""Running the app in a terminal: what must be there before, and what must be put right after."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ncc_tui.domain.errors import NccError
from ncc_tui.tui.hangup import Departure, signals_held

if TYPE_CHECKING:
    from ncc_tui.domain.as_at import AsAt
    from ncc_tui.services.pages.council import CouncilPage
    from ncc_tui.services.pages.report import ReportPage
    from ncc_tui.services.session import Session


def rest_collector() -> None:
    """Let the garbage collector rest until the app's first paint: a start makes no garbage."""
    gc.disable()


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


def run(
    session: Session,
    as_at: AsAt,
    *,
    first: CouncilPage | ReportPage | None = None,
    preferences_path: Path | None = None,
    mouse: bool = True,
    clear_up: Callable[[], None] = lambda: None,
) -> None:
    """Open the app and stay until the user leaves, or a signal or the terminal's end asks for it.

    `first` is the page to open on, already read; without it the overview comes first. `clear_up`
    removes what the caller would, where the process has to be ended before it can.
    """
    import asyncio

    from ncc_tui.services import aside
    from ncc_tui.tui.app import NccApp
    from ncc_tui.tui.driver import ConfinedDriver, LeanDriver

    if not os.environ.get("NO_COLOR"):
        os.environ.pop("NO_COLOR", None)  # empty means colours; Textual would take it as none
    aside.take_back(session)
    app = NccApp(
        session,
        as_at,
        first=first,
        preferences_path=preferences_path,
        plain=bool(os.environ.get("NO_COLOR")),
        driver=ConfinedDriver if session.files.folder else LeanDriver,
    )

    def leave(loop: asyncio.AbstractEventLoop) -> None:
        with suppress(RuntimeError):  # it has ended by itself
            asyncio.run_coroutine_threadsafe(app.leave(), loop)

    async def stay() -> None:
        loop = asyncio.get_running_loop()
        departure.begin(lambda: leave(loop))
        await app.run_async(mouse=mouse)

    with signals_held(), Departure((app.set_aside, clear_up)) as departure:
        try:
            asyncio.run(stay())
        finally:
            session.store.close()
    if app.return_code:
        # What went wrong was told as the app ended.
        raise SystemExit(app.return_code)
