"""Officers in administration."""

from __future__ import annotations

from pathlib import Path

import pytest

from ncc_tui.domain.model import Officer
from ncc_tui.services.administration.officers import officer_lines
from ncc_tui.tui.admin.officers import OfficersScreen
from tests.tui.administering import NAMES, SIZES, another, bar, fill, go_to, show, table_rows
from tests.tui.seeing import assert_square, flowing, make_app, name, press, running, said


def officers_of(database: Path) -> dict[str, Officer]:
    known: dict[str, Officer] = {}
    another(database, lambda s: known.update({o.login: o for o in officer_lines(s)}))
    return known


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
async def test_everybody_stands_there_with_what_they_may(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await show(pilot, OfficersScreen())
        assert_square(pilot)
        rows = table_rows(pilot)
        assert "jsmith Jo Smith officer 26" in rows
        assert any(row.startswith("wgrey") and "admin every service" in row for row in rows)
        await go_to(pilot, "jsmith")
        assert "Services: Children's Social Care" in flowing(pilot)


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
async def test_one_is_added_changed_and_removed_from_the_keyboard(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await show(pilot, OfficersScreen())
        await press(pilot, "a")
        assert_square(pilot)
        await fill(pilot, "login", "nova")
        await fill(pilot, "name", "Nova Reed")
        await fill(pilot, "services", "26; 77")
        assert "There is no service '77'" in flowing(pilot)
        await fill(pilot, "services", "all")
        await press(pilot, "f2")
        assert "Added Nova Reed" in said(pilot)
        assert officers_of(database)["nova"].every_service
        await go_to(pilot, "nova")
        await press(pilot, "e")
        await fill(pilot, "services", "26")
        await press(pilot, "f2")
        assert officers_of(database)["nova"].services == ("26",)
        await press(pilot, "x", "down", "enter")
        assert "Removed Nova Reed" in said(pilot)
        assert "nova" not in officers_of(database)


async def test_the_last_admin_is_neither_removed_nor_demoted(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, OfficersScreen())
        await go_to(pilot, "wgrey")
        await press(pilot, "x", "down", "enter")
        assert "wgrey is the last admin, and is not removed" in said(pilot)
        await press(pilot, "e", "down", "space", "v", "i", "e", "enter", "f2")
        assert "wgrey is the last admin, and stays one" in flowing(pilot)
        assert str(officers_of(database)["wgrey"].role) == "admin"


async def test_who_is_no_admin_is_offered_nothing_and_told_why(database: Path) -> None:
    async with running(make_app(database, officer="kforster")) as pilot:
        await show(pilot, OfficersScreen())
        for offered in ("Add", "Edit", "Remove", "Keys"):
            assert offered not in bar(pilot)
        for key in ("a", "e", "enter", "x", "k"):
            pilot.app.clear_notifications()
            await press(pilot, key)
            assert name(pilot) == "OfficersScreen"
            assert "only an admin may do that" in said(pilot)


async def test_a_role_taken_away_while_the_screen_is_open_takes_the_keys_along(
    database: Path,
) -> None:
    from ncc_tui.services.administration.officers import edit_officer
    from tests.tui.seeing import look_for_changes

    another(database, lambda s: edit_officer(s, "kforster", {"role": "admin"}))
    async with running(make_app(database, officer="kforster")) as pilot:
        await show(pilot, OfficersScreen())
        assert "Remove" in bar(pilot)
        another(database, lambda s: edit_officer(s, "kforster", {"role": "officer"}))
        await look_for_changes(pilot)
        assert "Remove" not in bar(pilot)
