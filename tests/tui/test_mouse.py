from __future__ import annotations

from pathlib import Path

import pytest

from ncc_tui.tui.screens.council import CouncilScreen
from ncc_tui.tui.screens.due import DueScreen
from ncc_tui.tui.screens.help import HelpScreen
from ncc_tui.tui.screens.report import ReportScreen
from ncc_tui.tui.screens.why import WhyScreen
from ncc_tui.tui.widgets.grid import ReportGrid
from tests.tui.seeing import lines, make_app, numbers, running, settled


@pytest.mark.parametrize(
    ("tab", "screen"), [("Reports", CouncilScreen), ("Due", DueScreen)], ids=["reports", "due"]
)
async def test_a_click_on_a_tab_opens_it(database: Path, tab: str, screen: type) -> None:
    async with running(make_app(database)) as pilot:
        await pilot.click(offset=(lines(pilot)[0].index(tab) + 1, 0))
        await settled(pilot)
        assert isinstance(pilot.app.screen, screen)


@pytest.mark.parametrize(
    ("label", "screen"), [("Why?", WhyScreen), ("Help", HelpScreen)], ids=["why", "help"]
)
async def test_a_click_on_the_key_bar_does_it(database: Path, label: str, screen: type) -> None:
    async with running(make_app(database)) as pilot:
        await pilot.click(offset=(lines(pilot)[-1].index(label) + 1, 39))
        await settled(pilot)
        assert isinstance(pilot.app.screen, screen)


async def test_a_click_on_a_heading_sorts_and_another_turns_round(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        at = (lines(pilot)[2].index("Current") + 1, 2)
        await pilot.click(offset=at)
        await settled(pilot)
        ascending = numbers(pilot)
        assert ascending[-1] == 11
        await pilot.click(offset=at)
        await settled(pilot)
        assert numbers(pilot)[0] == 11
        assert numbers(pilot) != ascending


async def test_a_click_on_a_row_moves_the_cursor_and_another_opens_it(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        at = next(y for y, line in enumerate(lines(pilot)) if line.startswith("  5 "))
        await pilot.click(offset=(10, at))
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ReportScreen)
        assert screen.query_one(ReportGrid).cursor_row == 4
        await pilot.click(offset=(10, at))
        await settled(pilot)
        assert type(pilot.app.screen).__name__ == "DetailScreen"
