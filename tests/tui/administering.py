"""Opening administration's screens, filling their forms, and being another admin meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from ncc_tui.services.session import Clock, Session, open_session
from ncc_tui.tui.admin.form import FieldForm
from ncc_tui.tui.widgets.bars import KeyBar
from ncc_tui.tui.widgets.table import LineTable
from tests.tui.seeing import AT, press, settled, strips, write

SIZES = [(120, 40), (80, 24)]
NAMES = [f"{width}x{height}" for width, height in SIZES]


async def show(pilot: Pilot[None], screen: Screen[Any]) -> None:
    """Open a screen, and wait until its page is shown."""
    await pilot.app.push_screen(screen)
    await settled(pilot)
    await settled(pilot)


async def go_to(pilot: Pilot[None], key: str) -> None:
    """Put the cursor on a row."""
    pilot.app.screen.query_one(LineTable).choose(key)
    await settled(pilot)


async def fill(pilot: Pilot[None], field: str, text: str) -> None:
    """Type a text over what stands in a field of the form shown."""
    form = pilot.app.screen
    assert isinstance(form, FieldForm)
    form.rows[field].go_to()
    await press(pilot, "end", "ctrl+u")
    await write(pilot, text)


def bar(pilot: Pilot[None]) -> str:
    """The keys offered."""
    region = pilot.app.screen.query_one(KeyBar).region
    return strips(pilot.app.screen)[region.y].text


def table_rows(pilot: Pilot[None]) -> list[str]:
    """The rows of the list shown, single-spaced."""
    table = pilot.app.screen.query_one(LineTable)
    rows = (table.get_row_at(place) for place in range(table.row_count))
    return [" ".join(" ".join(cell.plain for cell in row).split()) for row in rows]


def another(database: Path, deed: Callable[[Session], object], login: str = "wgrey") -> None:
    """What another officer does, an hour later than what the sample council begins with."""
    clock = Clock(today=lambda: AT, now=lambda: datetime.now(UTC) + timedelta(hours=1))
    session = open_session(database, login, clock)
    try:
        deed(session)
    finally:
        session.store.close()
