"""Every screen on terminals from 60x15 to 200x60, and a resize while one is at work."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList
from textual.widgets._toast import Toast

from ncc_tui.tui.screens.report import ReportScreen
from ncc_tui.tui.widgets.grid import ReportGrid
from ncc_tui.tui.widgets.table import LineTable
from tests.tui.seeing import (
    assert_square,
    flowing,
    lines,
    make_app,
    press,
    published,
    running,
    settled,
    text,
)

SIZES = [(120, 40), (80, 24), (200, 60), (60, 15)]
NAMES = [f"{width}x{height}" for width, height in SIZES]


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
async def test_every_screen_fits(database: Path, size: tuple[int, int]) -> None:
    async with running(make_app(database), size) as pilot:
        for keys in ((), ("t",), ("w",), ("question_mark",), ("d",), ("s",), ("f",), ("o",)):
            await press(pilot, *keys)
            assert_square(pilot)
            if keys:
                await press(pilot, "escape")
                assert isinstance(pilot.app.screen, ReportScreen)
        await press(pilot, "slash", "c", "a", "r", "e")
        assert_square(pilot)
        assert "care" in flowing(pilot)
        await press(pilot, "escape", "enter")
        assert_square(pilot)
        await press(pilot, "escape", "2")
        assert_square(pilot)
        await press(pilot, "1")
        assert_square(pilot)


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
async def test_no_cell_is_cut_but_the_measure_and_its_unit(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database), size) as pilot:
        grid = pilot.app.screen.query_one(ReportGrid)
        for place in range(grid.row_count):
            cells = dict(zip(grid.columns, grid.get_row_at(place), strict=True))
            for key, cell in cells.items():
                if key.value not in ("Measure", "Unit"):
                    assert "…" not in cell.plain, (place, key.value)
        assert all("…" not in column.label.plain for column in grid.columns.values())


async def test_wide_screens_show_measures_and_units_whole(database: Path) -> None:
    async with running(make_app(database), (200, 60)) as pilot:
        for row in published():
            assert any(row.measure in line and row.unit in line for line in lines(pilot))


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
async def test_the_present_choice_of_a_list_is_in_view(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database), size) as pilot:
        await press(pilot, "s")
        assert "Children's Social Care  26" in text(pilot)
        assert "Enter chooses" in text(pilot)
        await press(pilot, "escape", "o", "up")
        options = pilot.app.screen.query_one(OptionList)
        assert options.highlighted == options.option_count - 1
        assert "Status" in text(pilot)
        assert "Enter chooses" in text(pilot)


async def test_a_resize_keeps_the_cursor_and_lays_out_anew(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        grid = pilot.app.screen.query_one(ReportGrid)
        await press(pilot, *["down"] * 9)
        for size in [(80, 24), (60, 15), (200, 60), (61, 15), (120, 40)]:
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert grid.row is not None
            assert grid.row.measure.number == 10
            assert_square(pilot)
            assert any(line.startswith(" 10 First time") for line in lines(pilot)), size
        assert "▸ Run the early-intervention programme" in text(pilot)
        assert "Unit" in lines(pilot)[2]


async def test_a_resize_keeps_the_overviews_cursor(database: Path) -> None:
    async with running(make_app(database, service=None)) as pilot:
        await press(pilot, "down", "down", "down")
        for size in [(60, 15), (200, 60), (80, 24)]:
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert pilot.app.screen.query_one(LineTable).key == "22"
            assert_square(pilot)


async def test_a_resize_under_a_question_reaches_the_report_below(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "down", "down", "d")
        await pilot.resize_terminal(60, 15)
        await press(pilot, "escape")
        assert_square(pilot)
        grid = pilot.app.screen.query_one(ReportGrid)
        assert grid.cursor_row == 2


@pytest.mark.parametrize("size", [(1, 1), (10, 3), (20, 5), (40, 10), (59, 14)])
async def test_a_tiny_terminal_is_no_fault(database: Path, size: tuple[int, int]) -> None:
    async with running(make_app(database), size) as pilot:
        await press(pilot, "down", "t", "escape", "enter", "escape", "w", "escape", "1", "enter")
        await pilot.resize_terminal(120, 40)
        await settled(pilot)
        assert "Current Performance Report" in lines(pilot)[1]


@pytest.mark.parametrize("size", SIZES[:2], ids=NAMES[:2])
async def test_a_notice_covers_only_the_lines_that_say_where_one_is(
    database: Path, size: tuple[int, int]
) -> None:
    app = make_app(database)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        before = lines(pilot)
        await press(pilot, "y")
        [notice] = app.screen.query(Toast)
        assert notice.region.y == 0
        assert notice.region.bottom <= 2
        assert "sent to the terminal's clipboard" in lines(pilot)[0]
        assert lines(pilot)[2:] == before[2:]
    app.session.store.close()
