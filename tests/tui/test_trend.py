"""The trend of a measure: beside the report, and on the full screen."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.trend import Trend
from ncc_tui.tui.widgets.chart import TrendChart
from tests.charts.trends import trend
from tests.tui.seeing import lines, make_app, name, press, running, text

LOOKED_AFTER = ("down", "down", "down")
REGISTRATIONS = ("down",) * 10


async def shown(database: Path, of: Trend, size: tuple[int, int] = (120, 40)) -> list[str]:
    """The lines of the chart beside the report with a trend drawn in it."""
    async with running(make_app(database), size) as pilot:
        chart = pilot.app.screen.query_one(TrendChart)
        chart.draw(of, Rating.RED, pilot.app.look)  # type: ignore[attr-defined]
        await pilot.pause()
        place = chart.content_region
        return [line[place.x : place.right].rstrip() for line in lines(pilot)[place.y :]]


async def test_three_years_are_shown_and_a_key_shows_all(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *LOOKED_AFTER, "t")
        assert "Apr 2021" in text(pilot)
        assert "2020" not in text(pilot)
        await press(pilot, "a")
        assert "Apr 2019" in text(pilot)
        await press(pilot, "right")
        assert "Apr 2019" in text(pilot)
        await press(pilot, "a")
        assert "2020" not in text(pilot)


async def test_the_last_figure_the_target_and_the_unit_are_named(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *LOOKED_AFTER, "t")
        assert lines(pilot)[1].strip() == "per 10,000"
        assert any(re.search("● +75$", line.rstrip()) for line in lines(pilot))
        assert any(re.search("┄ +target 73$", line.rstrip()) for line in lines(pilot))


@pytest.mark.parametrize("size", [(120, 40), (160, 50)])
async def test_the_legend_breaks_no_name(database: Path, size: tuple[int, int]) -> None:
    names = ("England", "North East", "Statistical neighbours", "Tyne and Wear")
    of = trend([1, 2, 3], [2, 2, 2], {name: [1, 2, 2] for name in names})
    said = await shown(database, of, size)
    for sign, comparator in zip("ENST", names, strict=True):
        assert any(f"{sign} {comparator}" in line for line in said), comparator


async def test_a_measure_that_starts_anew_each_april_says_so(database: Path) -> None:
    of = trend([1, 2, 3, 4], [2] * 4)
    assert any("starts anew" in line for line in await shown(database, replace(of, restarts=True)))
    assert not any("starts anew" in line for line in await shown(database, of))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_cumulative_measure_starts_anew_each_april(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database), size) as pilot:
        await press(pilot, "t")
        assert "starts anew" not in text(pilot)
        await press(pilot, "escape", *REGISTRATIONS, "t")
        assert "starts anew each April" in text(pilot)
        await press(pilot, "escape", "e")
        assert name(pilot) == "ResultForm"
        drawn = pilot.app.screen.query_one(TrendChart)._drawing
        assert drawn is not None
        assert drawn.trend.restarts


async def test_what_cannot_be_drawn_is_said(database: Path) -> None:
    assert "no result yet" in " ".join(await shown(database, trend([None, None])))
