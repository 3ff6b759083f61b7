"""Small counts on the screens: shown to officers of the service, and to nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from ncc_tui.domain.model import Officer, Role
from ncc_tui.services.session import Clock, open_session
from ncc_tui.store import catalogue
from tests.services.test_small_counts import gives_away, planted
from tests.tui.seeing import AT, make_app, name, press, running, text, write

CLA = ("down", "down", "down")
SCREENS = {
    "the report": ("ReportScreen", CLA),
    "the detail": ("DetailScreen", (*CLA, "enter")),
    "the trend": ("TrendScreen", (*CLA, "t")),
    "the history": ("HistoryScreen", (*CLA, "h")),
    "every period's history": ("HistoryScreen", (*CLA, "h", "p")),
    "why": ("WhyScreen", (*CLA, "w")),
    "the actions": ("ActionsScreen", (*CLA, "a")),
}


@pytest.fixture
def database(database: Path) -> Path:
    """The sample council with a small count in every place that can hold one."""
    session = open_session(database, "wgrey", Clock.held_at(AT))
    planted(session)
    with session.store.writing() as db:
        officer = Officer("vi", "Vi", Role.VIEWER, ("26",))
        catalogue.put_officer(db, officer, session.author)
    session.store.close()
    return database


async def pages_of(pilot: Pilot[None]) -> str:
    """What a screen shows, to its end."""
    shown = text(pilot)
    for _ in range(3):
        await press(pilot, "pagedown")
        shown += text(pilot)
    return shown


@pytest.mark.parametrize(
    ("login", "sees"), [("vi", False), ("tcharlton", False), ("jsmith", True), ("wgrey", True)]
)
@pytest.mark.parametrize("screen", SCREENS)
async def test_a_screen_shows_it_to_those_who_may(
    screen: str, login: str, sees: bool, database: Path
) -> None:
    called, keys = SCREENS[screen]
    async with running(make_app(database, officer=login), (120, 60)) as pilot:
        await press(pilot, *keys)
        assert name(pilot) == called
        assert gives_away(await pages_of(pilot)) is sees


@pytest.mark.parametrize(("login", "found"), [("vi", False), ("jsmith", True)])
async def test_a_search_finds_it_for_those_who_may(login: str, found: bool, database: Path) -> None:
    async with running(make_app(database, officer=login)) as pilot:
        await press(pilot, "slash")
        await write(pilot, "987.25")
        await press(pilot, "enter")
        shown = text(pilot)
    assert ("Rate of Children Looked After" in shown) is found
