"""The report date: typed, or stepped by quarter."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input

from ncc_tui.tui.prompts.date import DateQuestion
from ncc_tui.tui.screens.report import ReportScreen
from tests.tui.seeing import flowing, grid_lines, lines, make_app, press, running, write


@pytest.mark.parametrize("typed", ["2023-11-20", "20/11/2023", "20 Nov 2023"])
async def test_a_date_is_typed_as_officers_write_it(database: Path, typed: str) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "d")
        await write(pilot, typed)  # the old date is selected, so that typing replaces it
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ReportScreen)
        assert "at 20 Nov 2023" in lines(pilot)[1]
        assert "20 Nov 2023" in lines(pilot)[0]
        assert "2022/23" in lines(pilot)[2]
        assert all("Jan 2024" not in line for line in grid_lines(pilot))


async def test_a_wrong_date_says_what_would_be_right_and_keeps_the_prompt(
    database: Path,
) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "d")
        pilot.app.screen.query_one(Input).value = "31 [red] 2024"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, DateQuestion)
        assert pilot.app.screen.query_one(Input).value == "31 [red] 2024"
        told = flowing(pilot).replace("│ │ ", "")
        assert "Expected a date such as 2024-05-18, 18/05/2024 or 18 May 2024" in told
        assert "'31 [red] 2024'" in told
        await press(pilot, "escape")
        assert "at 18 May 2024" in lines(pilot)[1]


async def test_brackets_step_by_quarters(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "left_square_bracket")
        assert "at 31 Mar 2024" in lines(pilot)[1]
        await press(pilot, "left_square_bracket")
        assert "at 31 Dec 2023" in lines(pilot)[1]
        await press(pilot, *["right_square_bracket"] * 2)
        assert "at 30 Jun 2024" in lines(pilot)[1] or "at 31 Mar 2024" in lines(pilot)[1]


async def test_steps_end_at_quarters_last_days(database: Path) -> None:
    app = make_app(database)
    seen = []
    async with running(app) as pilot:
        for key in ["left_square_bracket"] * 2 + ["right_square_bracket"] * 3:
            await press(pilot, key)
            seen.append(app.as_at.day)
    assert seen == [
        date(2024, 3, 31),
        date(2023, 12, 31),
        date(2024, 3, 31),
        date(2024, 6, 30),
        date(2024, 9, 30),
    ]


async def test_up_and_down_step_in_the_prompt(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "d", "up")
        assert pilot.app.screen.query_one(Input).value == "30 Jun 2024"
        await press(pilot, "down", "down", "enter")
        assert "at 31 Dec 2023" in lines(pilot)[1] or "at 31 Mar 2024" in lines(pilot)[1]


async def test_the_date_holds_on_every_screen(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "left_square_bracket", "1")
        assert "NCC Performance at 31 Mar 2024" in lines(pilot)[1]
        await press(pilot, "left_square_bracket", "enter")
        assert "at 31 Dec 2023" in lines(pilot)[1]


async def test_a_date_before_every_result_shows_empty_rows(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "d")
        await write(pilot, "1 Jan 1990")
        await press(pilot, "enter")
        assert "at 1 Jan 1990" in lines(pilot)[1]
        assert all("○ N/A" in line for line in grid_lines(pilot))
        await press(pilot, "t")
        assert "no result yet" in flowing(pilot)
