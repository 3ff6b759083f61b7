"""Coming back to a page from what was opened over it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from textual.widgets import Input

from ncc_tui.domain.model import Entry
from ncc_tui.services import drafts
from ncc_tui.services.entering import Submission, save_result
from ncc_tui.services.reports import measure
from ncc_tui.services.session import Clock, open_session
from ncc_tui.tui.widgets.panel import Panel
from tests.tui.seeing import (
    AT,
    flowing,
    grid_lines,
    lines,
    make_app,
    name,
    press,
    running,
    said,
    text,
)


def save(database: Path, code: str, period: str, value: str) -> None:
    """Save a result as another officer."""
    other = open_session(database, "anair", Clock.held_at(AT))
    found = measure(other, code).cycle.parse(period)
    entry = Entry(Decimal(value), reason="Recounted")
    save_result(other, Submission(code, found, entry, 1), confirmed=True)
    other.store.close()


def keep(database: Path, code: str, period: str, value: str) -> None:
    """Have Jo Smith leave a draft."""
    session = open_session(database, "jsmith", Clock.held_at(AT))
    found = measure(session, code).cycle.parse(period)
    drafts.keep(session, code, found, {"value": value})
    session.store.close()


@pytest.mark.parametrize("keys", [("w", "escape"), ("b", "escape"), ("f", "escape"), ("h", "q")])
async def test_a_page_is_fresh_as_soon_as_one_is_back(
    database: Path, keys: tuple[str, str]
) -> None:
    app = make_app(database)
    async with running(app) as pilot:
        app._watching.pause()
        await press(pilot, keys[0])
        save(database, "CSC03", "Jan 2024", "71")
        assert name(pilot) != "ReportScreen"
        await press(pilot, keys[1])
        assert name(pilot) == "ReportScreen"
        assert " 71 Jan 2024" in grid_lines(pilot)[2]


async def test_the_commentary_stays_where_it_was_scrolled_to(database: Path) -> None:
    app = make_app(database)
    async with running(app, (100, 30)) as pilot:
        app._watching.pause()
        await press(pilot, "down", "down", "down", "tab", "down", "down", "down")
        panel = app.screen.query_one("#detail", Panel)
        top = panel._top
        assert top > 0
        await press(pilot, "w")
        save(database, "CSC05", "Jan 2024", "11")
        await press(pilot, "escape")
        assert " 11 Jan 2024" in grid_lines(pilot)[4]
        assert panel._top == top


@pytest.mark.parametrize("service", ["26", None], ids=["report", "council"])
async def test_a_draft_that_waits_is_told_of_and_one_key_goes_on_with_it(
    database: Path, service: str | None
) -> None:
    keep(database, "CSC10", "Jan 2024", "163")
    async with running(make_app(database, service=service), (80, 24)) as pilot:
        waiting = "Press c to go on with the draft of CSC10 Jan 2024, kept "
        assert waiting in lines(pilot)[-2]
        await press(pilot, "2")
        assert waiting in text(pilot)
        await press(pilot, "1", "c", "enter")
        assert name(pilot) == "ResultForm"
        assert pilot.app.screen.query_one("#value", Input).value == "163"


async def test_of_several_drafts_one_is_chosen(database: Path) -> None:
    keep(database, "CSC10", "Jan 2024", "163")
    keep(database, "CSC03", "Apr 2024", "64")
    async with running(make_app(database)) as pilot:
        assert "Press c to go on with one of 2 drafts that wait" in flowing(pilot)
        await press(pilot, "c", *"csc03", "enter", "enter")
        assert name(pilot) == "ResultForm"
        assert "CSC03" in text(pilot)
        assert pilot.app.screen.query_one("#value", Input).value == "64"


async def test_without_a_draft_that_is_said(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        assert "draft" not in text(pilot)
        await press(pilot, "c")
        assert name(pilot) == "ReportScreen"
        assert "No draft waits" in said(pilot)
