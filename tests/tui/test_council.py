"""The overview of every service."""

from __future__ import annotations

from pathlib import Path

import pytest

from ncc_tui.services.setup import make_database
from ncc_tui.tui.widgets.grid import ReportGrid
from ncc_tui.tui.widgets.table import LineTable
from tests.tui.seeing import (
    assert_square,
    flowing,
    lines,
    make_app,
    name,
    press,
    running,
    settled,
    text,
)

# As published: red, amber, green, not applicable, overdue.
COUNTS = {
    "9 Education, SEND & Skills": "· ◆ 2 ● 4 · ·",
    "11 Northumberland Fire & Rescue": "· · ● 3 · ·",
    "21 Planning": "▲ 3 · ● 4 · ·",
    "22 Public Protection": "▲ 1 · ● 4 · ! 2",
    "26 Children's Social Care": "▲ 4 ◆ 1 ● 7 · ! 1",
    "103 Transactional Services": "· · ● 3 · ·",
}


async def test_every_service_with_its_counts(database: Path) -> None:
    async with running(make_app(database, service=None)) as pilot:
        shown = [" ".join(line.split()) for line in lines(pilot)[3:9]]
        for line, (service, counts) in zip(shown, COUNTS.items(), strict=True):
            assert line.startswith(f"{service} {counts}")
        assert "▲▲▲▲◆●●●●●●●" in shown[4]
        assert "▲ 8 Red ◆ 3 Amber ● 25 Green ! 3 overdue" in " ".join(lines(pilot)[1].split())


async def test_it_says_that_the_sample_is_a_sample(database: Path) -> None:
    async with running(make_app(database, service=None)) as pilot:
        assert "Sample council" in text(pilot)
        assert "illustrative" in text(pilot)


async def test_worst_first_and_back_keeps_the_service(database: Path) -> None:
    async with running(make_app(database, service=None)) as pilot:
        await press(pilot, "down")
        await press(pilot, "o")
        codes = [line.split()[0] for line in lines(pilot)[3:9]]
        assert codes == ["26", "21", "22", "9", "11", "103"]
        assert pilot.app.screen.query_one(LineTable).key == "11"
        await press(pilot, "o")
        assert [line.split()[0] for line in lines(pilot)[3:9]] == [n.split()[0] for n in COUNTS]


async def test_enter_opens_a_service_and_1_comes_back(database: Path) -> None:
    async with running(make_app(database, service=None)) as pilot:
        assert "⏎ Open" in lines(pilot)[-1]
        await press(pilot, "end", "up", "enter")
        assert name(pilot) == "ReportScreen"
        assert "Children's Social Care" in lines(pilot)[1]
        await press(pilot, "1")
        assert name(pilot) == "CouncilScreen"


@pytest.mark.parametrize("key", ["1", "escape"])
async def test_going_back_finds_the_cursor_where_it_was(database: Path, key: str) -> None:
    async with running(make_app(database, service="22")) as pilot:
        await press(pilot, "down", "down", key)
        assert pilot.app.screen.query_one(LineTable).key == "22"
        await press(pilot, "enter")
        assert pilot.app.screen.query_one(ReportGrid).cursor_row == 2
        await press(pilot, "1", "down", "2", "1")
        assert pilot.app.screen.query_one(LineTable).key == "26"


async def test_as_revised_counts_differ(database: Path) -> None:
    async with running(make_app(database, service=None)) as pilot:
        await press(pilot, "v")
        assert "as revised" in lines(pilot)[1]
        assert " ".join(lines(pilot)[7].split()).startswith("26 Children's Social Care ▲ 3 ◆ 1 ● 8")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15), (200, 60)])
async def test_it_fits(database: Path, size: tuple[int, int]) -> None:
    async with running(make_app(database, service=None), size) as pilot:
        assert_square(pilot)
        assert "Overdue" in lines(pilot)[2]
        assert "! 1" in lines(pilot)[7]


async def test_an_empty_database_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    make_database(path, "boss")
    async with running(make_app(path, officer="boss", service=None)) as pilot:
        await settled(pilot)
        await press(pilot, "escape")
        assert "No service has a measure yet. Press g for the first steps" in flowing(pilot)
        await press(pilot, "enter", "o", "down")
        assert name(pilot) == "CouncilScreen"
