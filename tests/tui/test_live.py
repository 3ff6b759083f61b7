"""What another officer saves appears in an open report, with the cursor where it was."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ncc_tui.tui.screens.council import CouncilScreen
from ncc_tui.tui.screens.report import ReportScreen
from ncc_tui.tui.widgets.grid import ReportGrid
from ncc_tui.tui.widgets.panel import Panel
from tests.tui.seeing import flowing, grid_lines, lines, make_app, press, running, text, until

_SAVE = """
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from ncc_tui.domain.model import Entry
from ncc_tui.services.entering import Submission, save_result
from ncc_tui.services.reports import measure
from ncc_tui.services.session import Clock, open_session

path, login, code, period, value, seen, comments = sys.argv[1:]
session = open_session(Path(path), login, Clock.held_at(date(2024, 5, 18)))
found = measure(session, code).cycle.parse(period)
entry = Entry(Decimal(value), comments=comments, reason="Recounted")
save_result(session, Submission(code, found, entry, int(seen)), confirmed=True)
session.store.close()
print("saved")
"""


class Colleague:
    """Another officer at work on the same database, in a process of their own."""

    def __init__(self, database: Path) -> None:
        self._database = database

    async def save(
        self, code: str, period: str, value: str, seen: int, comments: str = "", by: str = "anair"
    ) -> None:
        words = [str(self._database), by, code, period, value, str(seen), comments]
        command = [sys.executable, "-c", _SAVE, *words]
        await asyncio.to_thread(subprocess.run, command, check=True, timeout=60)


@pytest.fixture
def colleague(database: Path) -> Colleague:
    return Colleague(database)


async def seconds_until(pilot: Pilot[None], shows: Callable[[], bool]) -> float:
    """How long it takes until something is shown, with nobody touching the keyboard."""
    began = time.monotonic()
    await until(pilot, shows, 10)
    return time.monotonic() - began


async def test_a_result_saved_elsewhere_appears_within_two_seconds_under_the_same_cursor(
    database: Path, colleague: Colleague
) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "down", "down", "down", "down")
        grid = pilot.app.screen.query_one(ReportGrid)
        chosen = grid.row
        assert chosen is not None
        assert chosen.measure.code == "CSC05"
        await colleague.save("CSC03", "Jan 2024", "71", 1, "Fell again, says [b]Amara[/b]")
        assert await seconds_until(pilot, lambda: " 71 " in text(pilot)) < 2
        assert grid.row is not None
        assert grid.row.measure.code == "CSC05"
        assert grid.cursor_row == 4
        await press(pilot, "up", "up")
        assert "Fell again, says [b]Amara[/b]" in flowing(pilot)


async def test_the_row_under_the_cursor_is_told_anew(database: Path, colleague: Colleague) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "down", "down")
        await colleague.save("CSC03", "Jan 2024", "71", 1, "Fell again")
        assert await seconds_until(pilot, lambda: "Fell again" in text(pilot)) < 2


async def test_the_commentary_stays_where_it_was_scrolled_to(
    database: Path, colleague: Colleague
) -> None:
    async with running(make_app(database), (100, 30)) as pilot:
        await press(pilot, "down", "down", "down", "tab", "down", "down", "down")
        panel = pilot.app.screen.query_one("#detail", Panel)
        assert pilot.app.focused is panel
        top = panel._top
        assert top > 0
        await colleague.save("CSC05", "Jan 2024", "11", 1)
        await seconds_until(pilot, lambda: " 11 Jan 2024" in grid_lines(pilot)[4])
        assert panel._top == top
        assert pilot.app.focused is panel


async def test_a_long_grid_stays_where_it_was_scrolled_to(
    database: Path, colleague: Colleague
) -> None:
    async with running(make_app(database), (80, 12)) as pilot:
        await press(pilot, "end", "up", "up")
        grid = pilot.app.screen.query_one(ReportGrid)
        top, row = grid.scroll_y, grid.cursor_row
        assert top > 0
        await colleague.save("CSC09", "Apr 2023", "8.61", 1)
        await seconds_until(pilot, lambda: " 8.61 " in text(pilot))
        await pilot.pause()
        assert (grid.scroll_y, grid.cursor_row) == (top, row)


async def test_a_search_and_a_sort_survive_what_others_save(
    database: Path, colleague: Colleague
) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "slash", *"children", "enter", "down")
        grid = pilot.app.screen.query_one(ReportGrid)
        assert grid.row is not None
        chosen, count = grid.row.measure.code, grid.row_count
        await colleague.save("CSC03", "Jan 2024", "71", 1)
        await seconds_until(pilot, lambda: any(" 71 Jan" in line for line in grid_lines(pilot)))
        assert grid.row is not None
        assert (grid.row.measure.code, grid.row_count) == (chosen, count)


async def test_the_due_count_falls_by_itself(database: Path, colleague: Colleague) -> None:
    async with running(make_app(database)) as pilot:
        assert "2 Due (1)" in lines(pilot)[0]
        await colleague.save("CSC10", "Jan 2024", "160", 0)
        assert await seconds_until(pilot, lambda: "2 Due (0)" in lines(pilot)[0]) < 2


async def test_the_overview_shows_it_too(database: Path, colleague: Colleague) -> None:
    async with running(make_app(database, service=None)) as pilot:
        assert isinstance(pilot.app.screen, CouncilScreen)
        row = next(line for line in lines(pilot) if "Children's Social Care" in line)
        await colleague.save("CSC03", "Jan 2024", "71", 1)
        assert await seconds_until(pilot, lambda: row not in lines(pilot)) < 2


async def test_a_report_below_another_screen_is_fresh_on_return(
    database: Path, colleague: Colleague
) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "down", "w")
        await colleague.save("CSC03", "Jan 2024", "71", 1)
        report = pilot.app.screen_stack[-2]
        assert isinstance(report, ReportScreen)
        rows = lambda: report._page.report.rows if report._page else ()  # noqa: E731
        await seconds_until(pilot, lambda: any(row.value == 71 for row in rows()))
        await press(pilot, "escape")
        assert " 71 " in text(pilot)
        assert report.row is not None
        assert report.row.measure.code == "CSC02"
