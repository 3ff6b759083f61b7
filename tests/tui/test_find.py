"""Searching, filtering and sorting the report's rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from ncc_tui.domain.filters import SortColumn
from ncc_tui.tui.screens.council import CouncilScreen
from ncc_tui.tui.widgets.grid import ReportGrid
from tests.tui.seeing import grid_lines, lines, make_app, numbers, press, published, running, write

EVERY = list(range(1, 13))


async def test_search_shows_the_rows_with_every_word_as_one_types(database: Path) -> None:
    async with running(make_app(database), (140, 40)) as pilot:
        await press(pilot, "slash")
        await write(pilot, "SOCIAL work")
        found = numbers(pilot)
        assert 2 in found
        assert 8 in found
        assert 10 not in found
        assert f"{len(found)} of 12, with “SOCIAL work”" in lines(pilot)[1]
        await press(pilot, "enter")
        assert isinstance(pilot.app.focused, ReportGrid)
        assert numbers(pilot) == found


async def test_search_reads_commentary_and_actions(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "slash")
        await write(pilot, "police operations")  # in row 10's commentary
        assert numbers(pilot) == [10]
        pilot.app.screen.query_one("#search", Input).value = ""
        await write(pilot, "early-intervention programme")  # in row 10's action
        assert numbers(pilot) == [10]


async def test_search_treats_markup_and_quotes_as_words(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "slash")
        pilot.app.screen.query_one("#search", Input).value = "[red]'\"%"
        await press(pilot, "enter")
        assert grid_lines(pilot) == []
        assert "with “[red]'\"%”" in lines(pilot)[1]
        await press(pilot, "down", "t", "w", "enter", "y")  # nothing to act on: nothing happens
        assert isinstance(pilot.app.focused, ReportGrid)


@pytest.mark.parametrize(
    ("typed", "rating"), [("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("n/a", "N/A")]
)
async def test_filter_by_rating(database: Path, typed: str, rating: str) -> None:
    expected = [int(row.number) for row in published() if row.performance == rating]
    async with running(make_app(database)) as pilot:
        await press(pilot, "f")
        await write(pilot, typed)
        await press(pilot, "enter")
        assert numbers(pilot) == expected
        assert f"{len(expected)} of 12, only {rating}" in lines(pilot)[1]


async def test_filter_by_status_and_back_to_every_row(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "f", "up", "enter")
        assert numbers(pilot) == [10]
        await press(pilot, "f", "enter")
        assert numbers(pilot) == EVERY


async def test_filter_and_search_narrow_together(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "f")
        await write(pilot, "red")
        await press(pilot, "enter", "slash")
        await write(pilot, "looked after")
        assert 4 in numbers(pilot)
        assert set(numbers(pilot)) < {4, 5, 7, 8}


# The measures in groups: none worse, those that stayed the same, better ones, none to compare.
_SAME, _BETTER = ("3", "5", "7", "12"), ("1", "2", "4", "6", "8", "9", "10")


def _moved(number: str) -> int:
    return 0 if number in _SAME else 1 if number in _BETTER else 2


@pytest.mark.parametrize("column", list(SortColumn))
async def test_sorts_by_any_column_and_turns_round(database: Path, column: SortColumn) -> None:
    worst = ["Red", "Amber", "Green"]
    rank = {
        SortColumn.NUMBER: lambda r: int(r.number),
        SortColumn.MEASURE: lambda r: r.measure.lstrip("% ").casefold(),
        SortColumn.UNIT: lambda r: r.unit.casefold(),
        SortColumn.PREVIOUS: lambda r: float(r.previous.replace(",", "")),
        SortColumn.TARGET: lambda r: float(r.target),
        SortColumn.CURRENT: lambda r: float(r.current.replace(",", "")),
        SortColumn.LAST: lambda r: ["Apr 2023", "Oct 2023", "Jan 2024"].index(r.last),
        SortColumn.FREQUENCY: lambda r: ["Quarterly", "Annually"].index(r.frequency),
        SortColumn.DIRECTION: lambda r: worst.index(r.direction),
        SortColumn.MOVED: lambda r: _moved(r.number),
        SortColumn.PERFORMANCE: lambda r: worst.index(r.performance),
        SortColumn.STATUS: lambda r: ["Overdue", "Up to date"].index(r.status),
    }[column]
    once = [int(r.number) for r in sorted(published(), key=rank)]
    twice = [int(r.number) for r in sorted(published(), key=rank, reverse=True)]
    if column is SortColumn.NUMBER:  # sorted by it already
        once, twice = twice, once
    down = list(SortColumn).index(column)
    async with running(make_app(database), (200, 60)) as pilot:
        await press(pilot, "o", *["down"] * down, "enter")
        assert numbers(pilot) == once
        await press(pilot, "o", "enter")  # the list opens on the column sorted by
        assert numbers(pilot) == twice
        arrow = "↑" if column is SortColumn.NUMBER else "↓"
        assert (arrow in lines(pilot)[2]) is (column is not SortColumn.NUMBER)


async def test_sorting_leaves_the_cursor_on_its_measure(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "down", "down", "down", "o", "down", "enter")
        row = pilot.app.screen.query_one(ReportGrid).row
        assert row is not None
        assert row.measure.number == 4


async def test_escape_clears_the_search_then_the_rest_then_leaves(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "o", "down", "enter", "f", "up", "enter", "slash")
        await write(pilot, "time")
        await press(pilot, "enter")
        assert numbers(pilot) == [10]
        await press(pilot, "escape")
        assert "with “" not in lines(pilot)[1]
        assert numbers(pilot) == [10]
        await press(pilot, "escape")
        assert numbers(pilot) == EVERY
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, CouncilScreen)


async def test_a_filter_stays_when_the_date_changes(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "f", "up", "enter", "right_square_bracket")
        assert "only Overdue" in lines(pilot)[1]
        assert all(line.endswith("! Overdue") for line in grid_lines(pilot))
