from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList

from ncc_tui.domain.model import Officer, Role
from ncc_tui.services.session import open_session
from ncc_tui.services.setup import make_database
from ncc_tui.store import catalogue
from ncc_tui.tui.admin.measures import MeasuresScreen
from ncc_tui.tui.admin.screen import AdminScreen
from ncc_tui.tui.commands import ADMIN_MENU
from ncc_tui.tui.screens.council import CouncilScreen
from tests.tui.seeing import (
    assert_square,
    flowing,
    lines,
    make_app,
    press,
    running,
    said,
    settled,
)

SIZES = [(120, 40), (80, 24), (60, 15)]


def top(pilot: Pilot[None]) -> Screen[Any]:
    """The screen shown; asked anew each time."""
    return pilot.app.screen


def add_officer(database: Path, officer: Officer) -> None:
    session = open_session(database, "wgrey")
    with session.store.writing() as db:
        catalogue.put_officer(db, officer, session.author)
    session.store.close()


async def test_an_admin_sees_the_set_up(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await press(pilot, "3")
        assert isinstance(top(pilot), AdminScreen)
        shown = flowing(pilot)
        for words in (
            "Import",
            "26 Children's Social Care 12 measures",
            "103 Transactional Services 3 measures",
            "jsmith Jo Smith officer 26",
            "mdavison Mina Davison officer 21, 22",
            "epotts Elaine Potts viewer every service",
            "opens_at 2024-05-18",
            "schema that of NCC TUI",
        ):
            assert words in shown
        assert str(database) in shown.replace(" ", "")


async def test_the_set_up_scrolls_on_a_small_screen(database: Path) -> None:
    async with running(make_app(database, officer="wgrey"), (60, 15)) as pilot:
        await press(pilot, "3")
        assert "Sample council" not in flowing(pilot)
        await press(pilot, "tab", *["pagedown"] * 6)
        assert "Sample council" in flowing(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_every_line_of_the_menu_opens_by_its_key_and_by_enter(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await press(pilot, "3")
        menu = top(pilot).query_one(OptionList)
        assert menu.option_count == len(ADMIN_MENU)
        for place, command in enumerate(ADMIN_MENU):
            await press(pilot, command.keys)
            await settled(pilot)
            opened = type(top(pilot))
            assert opened is not AdminScreen
            assert_square(pilot)
            await press(pilot, "escape")
            assert isinstance(top(pilot), AdminScreen)
            menu.highlighted = place
            await press(pilot, "enter")
            await settled(pilot)
            assert type(top(pilot)) is opened
            await press(pilot, "escape")
        await press(pilot, "escape")
        assert isinstance(top(pilot), CouncilScreen)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_an_editor_is_offered_their_measures_and_targets_and_told_of_the_rest(
    database: Path, size: tuple[int, int]
) -> None:
    add_officer(database, Officer("ed", "Ed Hall", Role.EDITOR, ("26",)))
    async with running(make_app(database, officer="ed"), size) as pilot:
        await press(pilot, "3")
        shown = flowing(pilot)
        assert "Measures" in shown
        assert "Targets" in shown
        assert "Officers" not in shown
        assert "the admin is Wren Grey (wgrey)" in shown
        await press(pilot, "o")
        assert "ed is an editor: only an admin may do that." in said(pilot)
        assert isinstance(top(pilot), AdminScreen)
        await press(pilot, "m")
        assert isinstance(top(pilot), MeasuresScreen)


@pytest.mark.parametrize("login", ["jsmith", "epotts", "stranger"])
async def test_anyone_else_is_told_who_the_admins_are(database: Path, login: str) -> None:
    add_officer(database, Officer("zed", "Zed [b]Young", Role.ADMIN))
    async with running(make_app(database, officer=login), (80, 24)) as pilot:
        await press(pilot, "3")
        shown = flowing(pilot)
        admins = "Wren Grey (wgrey), Zed [b]Young (zed)"
        assert f"only an admin may do that; the admins are {admins}." in shown
        assert "Import" not in shown
        assert "Measures" not in shown
        assert "Tom Charlton" not in shown
        await press(pilot, "i", "m", "enter")
        assert isinstance(top(pilot), AdminScreen)
        assert "only an admin may do that" in said(pilot)
        assert "only an editor of service" in said(pilot)


async def test_what_another_admin_changes_appears(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await press(pilot, "3")
        add_officer(database, Officer("nova", "Nova New", Role.OFFICER, every_service=True))
        screen = pilot.app.screen
        assert isinstance(screen, AdminScreen)
        screen.reload()
        await press(pilot, "tab")
        assert "nova Nova New officer every service" in flowing(pilot)


async def test_a_new_database_says_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    make_database(path, "first")
    async with running(make_app(path, officer="first", service=None)) as pilot:
        await press(pilot, "3")
        assert "None." in flowing(pilot)
        assert "first first admin every service" in flowing(pilot)


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("size", SIZES)
async def test_it_fits(database: Path, size: tuple[int, int], plain: bool) -> None:
    app = make_app(database, officer="wgrey", theme="ascii", plain=plain)
    async with running(app, size) as pilot:
        await press(pilot, "3")
        assert_square(pilot)
        assert "Say what is reported" in lines(pilot)[2]
        assert "Database" in flowing(pilot)
