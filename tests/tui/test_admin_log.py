"""The log in administration."""

from __future__ import annotations

from pathlib import Path

import pytest

from ncc_tui.services.administration.officers import edit_officer
from ncc_tui.services.administration.settings import set_setting
from ncc_tui.services.administration.targets import set_target
from ncc_tui.tui.admin.log import LogScreen
from ncc_tui.tui.widgets.table import LineTable
from tests.tui.administering import NAMES, SIZES, another, bar, show, table_rows
from tests.tui.seeing import (
    assert_square,
    flowing,
    look_for_changes,
    make_app,
    name,
    press,
    running,
    said,
    text,
    write,
)


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
async def test_the_newest_comes_first_and_is_read_in_full(
    database: Path, size: tuple[int, int]
) -> None:
    another(database, lambda s: edit_officer(s, "jsmith", {"name": "Joan Smith"}))
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await show(pilot, LogScreen())
        assert_square(pilot)
        assert "jsmith name: Jo Smith → Joan Smith" in table_rows(pilot)[0]
        await press(pilot, "enter")
        assert_square(pilot)
        shown = flowing(pilot)
        assert "name before: Jo Smith after: Joan Smith" in shown
        assert "login jsmith" in shown
        await press(pilot, "escape")
        assert name(pilot) == "LogScreen"


async def test_a_revision_of_a_ledger_shows_the_one_before_it(database: Path) -> None:
    another(database, lambda s: set_target(s, "CSC04", "Jan 2024", "70", reason="Agreed"))
    another(database, lambda s: set_target(s, "CSC04", "Jan 2024", "71", reason="Agreed"))
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, LogScreen())
        await press(pilot, "enter")
        assert "amount before: 70.0 after: 71.0" in flowing(pilot)


async def test_one_line_filters_by_who_since_what_and_words(database: Path) -> None:
    another(database, lambda s: set_setting(s, "title", "Our Report"))
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, LogScreen())
        every = len(table_rows(pilot))
        await press(pilot, "slash")
        await write(pilot, "by:wgrey of:settings our")
        await press(pilot, "enter")
        [row] = table_rows(pilot)
        assert "title" in row
        assert "Log · by:wgrey of:setting our" in text(pilot)
        await press(pilot, "slash", "end", "ctrl+u")
        await write(pilot, "of:oficers")
        await press(pilot, "enter")
        assert "Did you mean officer" in flowing(pilot)
        await press(pilot, "escape", "escape")
        assert len(table_rows(pilot)) == every
        await press(pilot, "slash")
        await write(pilot, "since:2199-01-01")
        await press(pilot, "enter")
        assert "Nothing of that kind was written" in text(pilot)


async def test_hostile_text_is_shown_and_does_nothing(database: Path) -> None:
    hostile = "[@click=app.quit]x[/] \x1b]0;y\x07\u202eevil [bold"
    another(database, lambda s: edit_officer(s, "jsmith", {"name": hostile}))
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, LogScreen())
        assert "[@click=app.quit]x[/]" in flowing(pilot)
        await press(pilot, "enter")
        shown = text(pilot)
        assert "[@click=app.quit]x[/] ␛]0;y␇\ufffdevil [bold" in shown
        assert "\x1b" not in shown


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
async def test_a_long_text_leaves_the_list_its_room(database: Path, size: tuple[int, int]) -> None:
    another(database, lambda s: set_setting(s, "notice", "long " * 4000))
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await show(pilot, LogScreen())
        assert_square(pilot)
        assert pilot.app.screen.query_one(LineTable).size.height >= size[1] // 2


async def test_the_cursor_stays_on_its_line_when_another_writes(database: Path) -> None:
    another(database, lambda s: set_setting(s, "title", "First"))
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, LogScreen())
        assert "First" in flowing(pilot)
        another(database, lambda s: set_setting(s, "idle_minutes", "77"))
        await look_for_changes(pilot)
        assert "idle_minutes" in table_rows(pilot)[0]
        await press(pilot, "enter")
        assert "value First" in flowing(pilot)


async def test_nobody_but_an_admin_reads_it(database: Path) -> None:
    async with running(make_app(database, officer="kforster")) as pilot:
        await show(pilot, LogScreen())
        assert table_rows(pilot) == []
        assert "only an admin may do that" in flowing(pilot)
        assert "Filter" not in bar(pilot)
        await press(pilot, "slash")
        assert "kforster is an officer: only an admin may do that" in said(pilot)
