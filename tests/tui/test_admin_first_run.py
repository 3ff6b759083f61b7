"""From an empty database to the first rated figure, by the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ncc_tui.services.administration.officers import add_officer
from ncc_tui.services.administration.services import add_service
from ncc_tui.services.setup import make_database
from ncc_tui.tui.app import NccApp
from tests.tui.administering import NAMES, SIZES, another
from tests.tui.seeing import (
    assert_square,
    flowing,
    grid_lines,
    lines,
    make_app,
    name,
    press,
    running,
    said,
    settled,
    text,
    write,
)

TYPED = (
    ("enter", "=Northshire Council", "enter"),
    ("enter", "=26", "enter", "=Children's Social Care", "f2"),
    (
        *("enter", "=CLA", "enter", "enter", "enter", "=Children looked after", "enter"),
        *("=per 10,000", "enter", "space", "=qu", "enter", "enter", "space", "=low", "enter", "f2"),
    ),
    ("enter", "=73", "f2"),
    ("enter", "=75", "f2"),
)
# Each letter is a key: what follows an equals sign is typed letter by letter.
KEYS = sum(len(keys) - 1 if keys[0] == "=" else 1 for step in TYPED for keys in step)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A database with nothing in it but the one who made it."""
    path = tmp_path / "new.db"
    make_database(path, "first")
    return path


def opened(database: Path, officer: str = "first") -> NccApp:
    return make_app(database, officer=officer, service=None)


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
async def test_106_keys_lead_from_an_empty_database_to_a_rated_figure(
    new: Path, size: tuple[int, int]
) -> None:
    # At two keys a second that is under a minute, and three minutes are what is allowed.
    assert KEYS == 106
    async with running(opened(new), size) as pilot:
        await settled(pilot)
        assert name(pilot) == "FirstRunScreen"
        for done, step in enumerate(TYPED):
            assert f"{done} of 5 done" in text(pilot)
            assert text(pilot).count("✓") == done
            assert_square(pilot)
            for keys in step:
                if keys.startswith("="):
                    await write(pilot, keys[1:])
                else:
                    await press(pilot, keys)
                assert_square(pilot)
            await settled(pilot)
        assert name(pilot) == "ReportScreen"
        assert "Children's Social Care" in text(pilot)
        [row] = grid_lines(pilot)
        assert row.startswith("1 Children looked after")
        assert "73 75 Jan 2024" in row
        assert "▲ Red" in row
        await press(pilot, "1")
        assert name(pilot) == "CouncilScreen"
        assert "Northshire Council Performance" in text(pilot)
        assert "First steps" not in text(pilot)


async def test_it_is_left_and_taken_up_again_where_it_was_left(new: Path) -> None:
    async with running(opened(new)) as pilot:
        await settled(pilot)
        await press(pilot, "enter")
        await write(pilot, "Northshire Council")
        await press(pilot, "enter", "escape")
        assert name(pilot) == "CouncilScreen"
        assert "Press g for the first steps" in flowing(pilot)
        assert "g First steps" in text(pilot)
        await press(pilot, "2", "1")
        assert name(pilot) == "CouncilScreen"
        await press(pilot, "g")
        assert "1 of 5 done" in text(pilot)
        assert "The first service: Enter opens the form" in text(pilot)
    async with running(opened(new)) as pilot:
        await settled(pilot)
        assert "1 of 5 done" in text(pilot)


async def test_a_step_whose_turn_has_not_come_says_which_has(new: Path) -> None:
    async with running(opened(new)) as pilot:
        await settled(pilot)
        await press(pilot, "down", "down", "enter")
        assert name(pilot) == "FirstRunScreen"
        assert "First comes another step: the first service" in said(pilot)
        await press(pilot, "r")
        assert "A report shows measures, and there is none yet" in said(pilot)


async def test_a_step_that_is_done_can_be_changed(new: Path) -> None:
    another(new, lambda s: add_service(s, {"code": "26", "service": "Childern"}), "first")
    async with running(opened(new)) as pilot:
        await settled(pilot)
        await press(pilot, "down", "enter")
        assert "Service 26 Childern" in flowing(pilot)
        await press(pilot, "escape")
        assert name(pilot) == "FirstRunScreen"


async def test_it_comes_to_admins_of_an_empty_council_only(new: Path, database: Path) -> None:
    viewer = {"login": "vi", "name": "Vi", "role": "viewer"}
    another(new, lambda s: add_officer(s, viewer), "first")
    async with running(opened(new, "vi")) as pilot:
        await settled(pilot)
        assert name(pilot) == "CouncilScreen"
        assert "An admin imports them" in text(pilot)
        assert "First steps" not in lines(pilot)[-1]
        await press(pilot, "g")
        assert name(pilot) == "CouncilScreen"
    async with running(opened(database, "wgrey")) as pilot:
        await settled(pilot)
        assert name(pilot) == "CouncilScreen"
        assert "First steps" not in text(pilot)
