"""Targets in a grid: typed, pasted, ended, copied to the next year, and saved together."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from ncc_tui.domain.figures import format_figure
from ncc_tui.services.administration.targets import set_target, target_list
from ncc_tui.tui.admin.targets import TargetsScreen
from ncc_tui.tui.admin.versions import VersionsDialog
from tests.tui.seeing import (
    assert_square,
    flowing,
    make_app,
    name,
    press,
    running,
    said,
    settled,
    write,
)
from tests.tui.test_admin_form import fill
from tests.tui.test_admin_measures import add_editor, session_of

SIZES = [(120, 40), (80, 24)]


async def open_grid(pilot: Pilot[None], code: str = "CSC04") -> TargetsScreen:
    """The grid of 2023/24, in the cell of January to March 2024 of a measure."""
    screen = TargetsScreen("26", code)
    await pilot.app.push_screen(screen)
    await settled(pilot)
    await press(pilot, "left_square_bracket")
    await settled(pilot)
    screen._sheet.go_to((code, screen._sheet.starts[-1]))
    screen.enter_cell()
    await settled(pilot)
    return screen


def target(database: Path, code: str, period: str) -> Decimal | None:
    session = session_of(database)
    try:
        found = {t.period.label: t.amount for t in target_list(session, code)[1]}
        return found.get(period)
    finally:
        session.store.close()


def set_meanwhile(database: Path, code: str, period: str, text: str) -> None:
    session = session_of(database)
    set_target(session, code, period, text)
    session.store.close()


async def paste(pilot: Pilot[None], text: str) -> None:
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(events.Paste(text))
    await settled(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_a_target_is_typed_its_turns_told_and_saved(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        screen = await open_grid(pilot)
        await write(pilot, "75")
        await settled(pilot)
        assert "CSC04 performance: ▲ Red → ● Green" in flowing(pilot)
        assert "1 to save" in flowing(pilot)
        assert_square(pilot)
        await press(pilot, "f2")
        await settled(pilot)
        assert "Save 1 target" in flowing(pilot)
        assert "CSC04 performance: ▲ Red → ● Green" in flowing(pilot)
        assert_square(pilot)
        await press(pilot, "f2")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert "to save" not in flowing(pilot)
        assert "Saved 1 target: CSC04 from Jan 2024: 75, was 73" in said(pilot)
    assert target(database, "CSC04", "Jan 2024") == 75


async def test_a_dash_ends_a_target(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await open_grid(pilot)
        await write(pilot, "-")
        await settled(pilot)
        assert "▲ Red → ○ N/A" in flowing(pilot)
        await press(pilot, "f2", "f2")
        await settled(pilot)
        assert "no target, was 73" in said(pilot)


async def test_what_is_no_figure_is_said_and_not_saved(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        screen = await open_grid(pilot)
        await write(pilot, "7x")
        await press(pilot, "down")
        await write(pilot, "5")
        await press(pilot, "f2")
        assert pilot.app.screen is screen
        assert screen._sheet.place is not None
        assert screen._sheet.place[0] == "CSC04"
        assert "Expected a number, such as 46.7, found '7x'." in flowing(pilot)


async def test_a_block_from_a_spreadsheet_fills_the_grid_and_is_saved_together(
    database: Path,
) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        screen = await open_grid(pilot)
        rows = [row.measure.code for row in screen._sheet.rows]
        at = rows.index("CSC04")
        starts = screen._sheet.starts
        screen._sheet.go_to(("CSC04", starts[-2]))
        screen.enter_cell()
        await paste(pilot, "71\t72\n\t61\t9\n")
        assert "3 targets filled, 1 left out" in said(pilot)
        await press(pilot, "f2", "f2")
        await settled(pilot)
    assert target(database, "CSC04", "Oct 2023") == 71
    assert target(database, "CSC04", "Jan 2024") == 72
    assert target(database, rows[at + 1], "Jan 2024") == 61


@pytest.mark.parametrize("size", SIZES)
async def test_two_who_set_a_target_see_both_and_the_rest_is_kept(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        screen = await open_grid(pilot)
        await write(pilot, "70")
        await press(pilot, "down")
        other = screen._sheet.place
        assert other is not None
        await write(pilot, "60")
        set_meanwhile(database, "CSC04", "Jan 2024", "71")
        await press(pilot, "f2", "f2")
        await settled(pilot)
        assert isinstance(pilot.app.screen, VersionsDialog)
        assert "CSC04 Jan 2024" in flowing(pilot)
        assert_square(pilot)
        await press(pilot, "m", "f2")
        await settled(pilot)
        assert name(pilot) == "TargetsScreen"
        assert "2 to save" in flowing(pilot)
        await press(pilot, "f2", "f2")
        await settled(pilot)
    assert target(database, "CSC04", "Jan 2024") == 70
    assert target(database, other[0], "Jan 2024") == 60


async def test_theirs_can_be_kept(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        screen = await open_grid(pilot)
        await write(pilot, "70")
        set_meanwhile(database, "CSC04", "Jan 2024", "71")
        await press(pilot, "f2", "f2")
        await settled(pilot)
        await press(pilot, "t", "f2")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert "to save" not in flowing(pilot)
    assert target(database, "CSC04", "Jan 2024") == 71


@pytest.mark.parametrize("size", SIZES)
async def test_a_year_is_copied_with_an_uplift_after_a_look_at_it(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await open_grid(pilot)
        await press(pilot, "f4")
        await settled(pilot)
        await fill(pilot, "uplift", "x")
        assert "Expected a number" in flowing(pilot)
        await fill(pilot, "uplift", "10")
        assert "from Apr 2024" in flowing(pilot)
        assert_square(pilot)
        await press(pilot, "f2")
        await settled(pilot)
        assert name(pilot) == "TargetsScreen"
        assert "Targets 2024/25" in flowing(pilot)
    # A lower figure is better: so it gets lower.
    amount = target(database, "CSC04", "Apr 2024")
    assert format_figure(amount) == "66"


@pytest.mark.parametrize("size", SIZES)
async def test_the_brackets_change_the_year_once_what_is_typed_is_settled(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        screen = await open_grid(pilot)
        assert "Targets 2023/24" in flowing(pilot)
        await press(pilot, "right_square_bracket")
        assert "Targets 2024/25" in flowing(pilot)
        await press(pilot, "left_square_bracket")
        await write(pilot, "70")
        await press(pilot, "left_square_bracket")
        assert name(pilot) == "Question"
        await press(pilot, "escape")
        assert pilot.app.screen is screen
        assert "1 to save" in flowing(pilot)
        await press(pilot, "escape", "down", "down", "enter")
        assert name(pilot) == "ReportScreen"
    assert target(database, "CSC04", "Jan 2024") is None


async def test_months_that_have_no_room_come_with_the_cursor(database: Path) -> None:
    async with running(make_app(database, officer="wgrey"), (80, 24)) as pilot:
        screen = TargetsScreen("103")
        await pilot.app.push_screen(screen)
        await settled(pilot)
        for start in screen._sheet.starts:
            screen._sheet.column = screen._sheet.starts.index(start)
            screen.enter_cell()
            await settled(pilot)
            cell = screen.query_one(Input).region
            assert cell.width
            assert cell.right <= 80
            assert_square(pilot)


async def test_an_editor_sets_the_targets_of_their_services_only(database: Path) -> None:
    add_editor(database, "26")
    async with running(make_app(database, officer="ed")) as pilot:
        screen = await open_grid(pilot)
        await press(pilot, "f3")
        assert "Planning" not in flowing(pilot)
        await press(pilot, "escape")
        await write(pilot, "70")
        await press(pilot, "f2", "f2")
        await settled(pilot)
        assert pilot.app.screen is screen
    assert target(database, "CSC04", "Jan 2024") == 70


async def test_an_officer_is_told_why_not(database: Path) -> None:
    async with running(make_app(database, officer="jsmith"), (80, 24)) as pilot:
        await pilot.app.push_screen(TargetsScreen("26"))
        await settled(pilot)
        assert "only an editor of service" in flowing(pilot)
        await press(pilot, "f2", "f4", "escape")
        assert name(pilot) == "ReportScreen"
