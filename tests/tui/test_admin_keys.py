"""An officer's public keys in administration."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Paste

from ncc_tui.services.keys import add_key, list_keys
from ncc_tui.tui.admin.keys import KeysScreen
from ncc_tui.tui.admin.officers import OfficersScreen
from tests.services.test_keys import a_line
from tests.tui.administering import NAMES, SIZES, another, bar, go_to, show, table_rows
from tests.tui.seeing import assert_square, flowing, make_app, name, press, running, said, settled


def keys_of(database: Path, login: str = "jsmith") -> list[str]:
    known: list[str] = []
    another(database, lambda s: known.extend(k.public.fingerprint for k in list_keys(s, login)))
    return known


async def paste(pilot: object, text: str) -> None:
    from textual.pilot import Pilot

    assert isinstance(pilot, Pilot)
    focused = pilot.app.focused
    assert focused is not None
    focused.post_message(Paste(text))
    await settled(pilot)


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
async def test_a_key_pasted_with_options_shows_its_fingerprint_before_it_is_saved(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await show(pilot, OfficersScreen())
        await go_to(pilot, "jsmith")
        await press(pilot, "k")
        assert name(pilot) == "KeysScreen"
        assert "No key yet" in flowing(pilot)
        await press(pilot, "a")
        await paste(pilot, f'command="sh",no-pty {a_line("a")}\n')
        assert_square(pilot)
        assert "SHA256:" in flowing(pilot)
        assert "ssh-ed25519 · a@laptop" in flowing(pilot)
        assert keys_of(database) == []
        await press(pilot, "enter")
        [fingerprint] = keys_of(database)
        assert f"Added {fingerprint}" in said(pilot)
        assert_square(pilot)
        for words in (fingerprint, "ssh-ed25519", "a@laptop", "by wgrey"):
            assert words in flowing(pilot)
        await press(pilot, "escape")
        assert "jsmith Jo Smith officer 26 1" in table_rows(pilot)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "That is a private key"),
        ("ssh-ed25519 AAAA", "damaged: was all of it copied?"),
        ("hello", "Expected a public key of one of these types"),
    ],
)
async def test_what_is_no_key_is_told_in_words_and_not_saved(
    database: Path, text: str, words: str
) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, KeysScreen("jsmith"))
        await press(pilot, "a")
        await paste(pilot, text)
        assert words in flowing(pilot).replace(" │ │ ", " ")
        await press(pilot, "enter")
        assert name(pilot) == "LineQuestion"
        assert keys_of(database) == []


async def test_a_key_of_another_officer_is_refused_with_whose_it_is(database: Path) -> None:
    another(database, lambda s: add_key(s, "kforster", a_line("a")))
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, KeysScreen("jsmith"))
        await press(pilot, "a")
        await paste(pilot, a_line("a"))
        await press(pilot, "enter")
        assert "is that of kforster already" in said(pilot)


async def test_a_key_is_taken_away_after_asking(database: Path) -> None:
    another(database, lambda s: add_key(s, "jsmith", a_line("a")))
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, KeysScreen("jsmith"))
        await press(pilot, "x", "escape")
        assert len(keys_of(database)) == 1
        await press(pilot, "x", "down", "enter")
        assert "Removed SHA256:" in said(pilot)
        assert keys_of(database) == []


async def test_nobody_but_an_admin_sees_a_key(database: Path) -> None:
    another(database, lambda s: add_key(s, "jsmith", a_line("a")))
    async with running(make_app(database, officer="jsmith")) as pilot:
        await show(pilot, KeysScreen("jsmith"))
        assert "SHA256:" not in flowing(pilot)
        assert "Add" not in bar(pilot)
        await press(pilot, "a")
        assert "only an admin may do that" in said(pilot)
