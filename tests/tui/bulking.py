"""Opening bulk entry on a copy of the sample council, and looking at what is typed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from os import environ
from pathlib import Path

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from ncc_tui.domain.model import Entry, Revision
from ncc_tui.services.entering import Submission, save_result
from ncc_tui.services.history import history
from ncc_tui.services.reports import measure
from ncc_tui.services.session import Clock, Session, open_session
from ncc_tui.tui.app import NccApp
from ncc_tui.tui.bulk.screen import BulkScreen
from tests.tui.seeing import (
    lines,
    make_app,
    settled,
)

LATER = date(2024, 8, 20)  # eight of the service's measures owe April to June 2024
MUCH_LATER = date(2024, 11, 20)  # and July to September besides


def session_of(database: Path, login: str = "anair", at: date = LATER) -> Session:
    return open_session(database, login, Clock.held_at(at))


def app_at(
    database: Path, at: date = LATER, officer: str = "jsmith", theme: str | None = None
) -> NccApp:
    app = make_app(database, officer=officer, at=at, theme=theme)
    app.session = replace(app.session, clock=Clock.held_at(at))
    return app


def newest(database: Path, code: str, period: str) -> Revision | None:
    session = session_of(database)
    found = measure(session, code).cycle.parse(period)
    steps = history(session, code, found).steps
    session.store.close()
    return steps[-1].revision if steps else None


def save(
    database: Path, code: str, period: str, value: str, at: date = LATER, comments: str = ""
) -> None:
    """Have Amara Nair save a first result."""
    session = session_of(database, at=at)
    found = measure(session, code).cycle.parse(period)
    save_result(
        session,
        Submission(code, found, Entry(Decimal(value), comments=comments), 0),
        confirmed=True,
    )
    session.store.close()


def screen_of(pilot: Pilot[None]) -> BulkScreen:
    screen = pilot.app.screen
    assert isinstance(screen, BulkScreen)
    return screen


def typed(pilot: Pilot[None]) -> dict[str, str]:
    """The values typed, by measure."""
    return {row.inputs.measure.code: row.value for row in screen_of(pilot)._sheet.typed}


def line_of(pilot: Pilot[None], start: str) -> str:
    """The row whose number and title begin so."""
    found = (" ".join(line.split()) for line in lines(pilot))
    return next(line for line in found if line.startswith(start))


async def paste(pilot: Pilot[None], words: str) -> None:
    pilot.app.screen.query_one(Input).post_message(events.Paste(words))
    await settled(pilot)


@contextmanager
def locked(database: Path, *, queueing: bool = False) -> Iterator[Callable[[], None]]:
    """Another process writes and does not end until what is given is called.

    Where it is `queueing` it is a program like ours, else one that knows SQLite alone.
    """
    holder = _QUEUEING if queueing else _HOLDING
    command = [sys.executable, "-c", holder, str(database)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "locked\n"

    def release() -> None:
        process.communicate("")
        assert process.returncode == 0

    try:
        yield release
    finally:
        if process.returncode is None:
            release()


_HOLDING = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
db.execute("ROLLBACK")
"""
_QUEUEING = """
import sys
from os import environ
from pathlib import Path
from ncc_tui.store.connection import Store
with Store(Path(sys.argv[1])).writing():
    print("locked", flush=True)
    sys.stdin.read()
"""


@asynccontextmanager
async def never_still(seconds: float = 5) -> AsyncIterator[None]:
    """The event loop never stands still for so long, half of what a write waits for a lock."""
    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        last = time.monotonic()
        while True:
            await asyncio.sleep(0.02)
            now = time.monotonic()
            longest, last = max(longest, now - last), now

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
    assert longest < seconds
