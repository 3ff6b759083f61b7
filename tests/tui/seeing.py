"""Opening the app without a terminal, and reading what it shows."""

from __future__ import annotations

import asyncio
import csv
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from rich.cells import cell_len
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.worker import WorkerCancelled, WorkerFailed

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import NccError
from ncc_tui.services.pages.report import report_page
from ncc_tui.services.session import Clock, open_session
from ncc_tui.tui import preferences
from ncc_tui.tui.app import NccApp
from ncc_tui.tui.widgets.grid import ReportGrid

AT = date(2024, 5, 18)
LOOKED_AFTER = "Rate of Children Looked After (CLA)"
_DATA = Path(__file__).parent.parent / "data" / "northumberland"


@dataclass(frozen=True)
class Published:
    """A published row, its cells as the grid shows them."""

    number: str
    measure: str
    unit: str
    previous: str
    target: str
    current: str
    last: str
    frequency: str
    direction: str
    performance: str
    status: str

    @property
    def line(self) -> str:
        """The whole row, single-spaced."""
        return " ".join((self.number, self.measure, self.unit, self.figures))

    @property
    def figures(self) -> str:
        """The cells right of the unit, single-spaced."""
        return " ".join((self.previous, self.target, self.current, self.last, self.rest))

    @property
    def rest(self) -> str:
        """The frequency, and the cells right of it."""
        return " ".join((self.frequency, *self.ratings))

    @property
    def ratings(self) -> tuple[str, str, str]:
        """Direction of travel, performance and status as they are shown."""
        shape = {"Green": "●", "Amber": "◆", "Red": "▲", "N/A": "○"}
        late = "! " if self.status == "Overdue" else ""
        return (
            shape[self.direction],
            f"{shape[self.performance]} {self.performance}",
            f"{late}{self.status}",
        )


def published() -> list[Published]:
    """The twelve rows of the published report."""
    with (_DATA / "childrens_social_care_2024-05-18.csv").open(encoding="utf-8") as file:
        return [
            Published(
                row["number"],
                row["measure"],
                row["unit"],
                f"{Decimal(row['previous_year']):,}",
                f"{Decimal(row['target']):,}",
                f"{Decimal(row['current']):,}",
                row["last_result"],
                row["frequency"],
                row["direction_of_travel"],
                row["performance"],
                row["status"],
            )
            for row in csv.DictReader(file)
        ]


def make_app(
    database: Path,
    *,
    officer: str = "jsmith",
    service: str | None = "26",
    at: date = AT,
    theme: str | None = None,
    kept: Path | None = None,
    plain: bool = False,
) -> NccApp:
    """The app on a database at the published report's day, on a service or on the overview."""
    session = open_session(database, officer, Clock.held_at(AT))
    first = report_page(session, service, AsAt(at)) if service else None
    if theme is not None:
        kept = kept or database.with_name("preferences.json")
        assert preferences.save(kept, preferences.Preferences(theme))
    return NccApp(session, AsAt(at), first=first, preferences_path=kept, plain=plain)


@asynccontextmanager
async def running(app: NccApp, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[None]]:
    """The app running on a screen of a size, its first page shown.

    As when it really leaves, the database is closed when no thread of its workers uses it.
    """
    loop, threads = asyncio.get_running_loop(), ThreadPoolExecutor()
    loop.set_default_executor(threads)
    try:
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            yield pilot
    finally:
        with ThreadPoolExecutor(1) as other:
            await loop.run_in_executor(other, threads.shutdown)
        loop.set_default_executor(ThreadPoolExecutor())
        app.session.store.close()


async def settled(pilot: Pilot[None]) -> None:
    """Wait until what was asked for has been read, saved and shown."""
    await pilot.pause()
    for worker in [w for w in pilot.app.workers if w.group not in ("charts", "watch")]:
        try:
            await worker.wait()
        except WorkerFailed:
            # A refusal is told on the screen; a fault in the program fails the test.
            if not isinstance(worker.error, NccError):
                raise
    await pilot.pause()


async def until(pilot: Pilot[None], true: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something is so, for as long as a busy machine may take."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"it never came about:\n{text(pilot)}"
        await pilot.pause(0.02)


async def look_for_changes(pilot: Pilot[None]) -> None:
    """Have the app look for what others saved, and wait until it is shown."""
    app = pilot.app
    assert isinstance(app, NccApp)
    looking = app._look_for_changes()
    while not looking.is_finished:
        # The app's own timer may look at the same moment, and then does so in our place.
        with suppress(WorkerCancelled):
            await looking.wait()
    for other in [w for w in app.workers if w.group == "watch"]:
        await other.wait()
    await settled(pilot)
    await settled(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after another, waiting after each for what it does."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def write(pilot: Pilot[None], text: str) -> None:
    """Type a text into what has the focus."""
    await pilot.press(*("space" if c == " " else c for c in text))
    await settled(pilot)


def name(pilot: Pilot[None]) -> str:
    """The name of the screen shown."""
    return type(pilot.app.screen).__name__


def strips(screen: Screen[object]) -> list[Strip]:
    """A screen's lines with their styles."""
    return screen._compositor.render_strips()


def lines(pilot: Pilot[None]) -> list[str]:
    """The lines shown."""
    return [strip.text for strip in strips(pilot.app.screen)]


def text(pilot: Pilot[None]) -> str:
    """All that is shown, as one text."""
    return "\n".join(lines(pilot))


def flowing(pilot: Pilot[None]) -> str:
    """All that is shown, with the line breaks taken out."""
    return " ".join(text(pilot).split())


def said(pilot: Pilot[None]) -> str:
    """What the officer was told in notices, whether they still stand or not."""
    return " ".join(note.message for note in pilot.app._notifications)


def grid_lines(pilot: Pilot[None]) -> list[str]:
    """The grid's rows, single-spaced."""
    at = pilot.app.screen.query_one(ReportGrid).region
    rows = lines(pilot)[at.y + 1 : at.bottom]
    return [" ".join(line.split()) for line in rows if line.strip()]


def numbers(pilot: Pilot[None]) -> list[int]:
    """The numbers of the rows shown, in their order."""
    return [int(line.split()[0]) for line in grid_lines(pilot)]


def assert_square(pilot: Pilot[None]) -> None:
    """Every line is as wide as the screen, and no table needs a horizontal scroll bar."""
    from textual.widgets import DataTable

    width, height = pilot.app.size
    shown = strips(pilot.app.screen)
    assert len(shown) == height
    for strip in shown:
        assert strip.cell_length == width, strip.text
        assert cell_len(strip.text) == width, strip.text
    for table in pilot.app.screen.query(DataTable):
        assert not table.show_horizontal_scrollbar
        assert table.virtual_size.width <= table.size.width
