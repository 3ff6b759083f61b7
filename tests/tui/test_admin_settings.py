"""The settings in administration."""

from __future__ import annotations

from pathlib import Path

import pytest

from ncc_tui.domain.settings import SETTINGS
from ncc_tui.services.administration.settings import set_setting, setting_lines
from ncc_tui.tui.admin.settings import SettingsScreen
from tests.tui.administering import NAMES, SIZES, another, bar, go_to, show, table_rows
from tests.tui.seeing import (
    assert_square,
    flowing,
    make_app,
    name,
    press,
    running,
    said,
    text,
    write,
)


def settings_of(database: Path) -> dict[str, str]:
    known: dict[str, str] = {}
    another(database, lambda s: known.update({x.setting.name: x.value for x in setting_lines(s)}))
    return known


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
async def test_every_setting_stands_with_its_value_and_explanation(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await show(pilot, SettingsScreen())
        assert_square(pilot)
        assert len(table_rows(pilot)) == len(SETTINGS)
        assert "Opens at 2024-05-18" in flowing(pilot)
        for setting in SETTINGS:
            await go_to(pilot, setting.name)
            assert setting.about in flowing(pilot)
            assert "Unless set:" in flowing(pilot)


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
async def test_one_is_checked_as_it_is_typed_and_set(database: Path, size: tuple[int, int]) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await show(pilot, SettingsScreen())
        await go_to(pilot, "idle_minutes")
        await press(pilot, "enter")
        assert_square(pilot)
        await write(pilot, "soon")
        assert "found 'soon'" in text(pilot)
        await press(pilot, "enter")
        assert name(pilot) == "LineQuestion"
        await press(pilot, "ctrl+u")
        await write(pilot, "30")
        assert "found" not in text(pilot)
        await press(pilot, "enter")
        assert "Idle minutes is 30" in said(pilot)
        assert settings_of(database)["idle_minutes"] == "30"
        await press(pilot, "enter", "end", "ctrl+u")
        assert "Empty: it says 0" in text(pilot)
        await press(pilot, "enter")
        assert "its default again, 0" in said(pilot)
        assert settings_of(database)["idle_minutes"] == ""


async def test_one_of_a_few_words_is_chosen(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, SettingsScreen())
        await go_to(pilot, "unknown_logins")
        await press(pilot, "enter", "down", "enter")
        assert settings_of(database)["unknown_logins"] == "nobody"


@pytest.mark.parametrize(("keys", "kept"), [(("enter",), "Theirs"), (("down", "enter"), "Mine")])
async def test_two_who_set_one_see_both_and_choose(
    database: Path, keys: tuple[str, ...], kept: str
) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, SettingsScreen())
        await go_to(pilot, "title")
        await press(pilot, "enter", "end", "ctrl+u")
        await write(pilot, "Mine")
        another(database, lambda s: set_setting(s, "title", "Theirs"))
        await press(pilot, "enter")
        assert "Theirs, saved: Theirs" in text(pilot)
        assert "Mine: Mine" in text(pilot)
        await press(pilot, *keys)
        assert settings_of(database)["title"] == kept
        assert f"Title {kept}" in flowing(pilot)


async def test_who_is_no_admin_reads_them_only(database: Path) -> None:
    async with running(make_app(database, officer="epotts", service=None)) as pilot:
        await show(pilot, SettingsScreen())
        assert "Edit" not in bar(pilot)
        await press(pilot, "enter")
        assert name(pilot) == "SettingsScreen"
        assert "epotts is a viewer: only an admin may do that" in said(pilot)
