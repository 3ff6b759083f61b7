"""A session that nobody uses leaves by itself, and keeps what was typed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from ncc_tui.services.reports import idle_seconds
from ncc_tui.services.session import open_session
from ncc_tui.store import catalogue
from ncc_tui.tui import app
from tests.tui.forming import form_open, inputs_of


def let_idle(database: Path, minutes: str) -> None:
    session = open_session(database, "wgrey")
    with session.store.writing() as db:
        catalogue.put_setting(db, "idle_minutes", minutes, session.author)
    session.store.close()


async def test_an_idle_session_leaves_and_keeps_the_draft(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "IDLE_LOOK_SECONDS", 0.05)
    async with form_open(database) as form:
        await form.pilot.press("7", "4")
        let_idle(database, "0.001")
        async with asyncio.timeout(30):
            while form.pilot.app.is_running:  # noqa: ASYNC110  # its end is no event
                await asyncio.sleep(0.01)
    draft = inputs_of(database, None).draft
    assert draft is not None
    assert draft.content["value"] == "74"


@pytest.mark.parametrize(
    ("minutes", "seconds"),
    [("30", 1800), ("0.5", 30), ("0", None), ("", None), ("-5", None), ("an hour", None)],
)
def test_the_setting_is_minutes_or_never(
    database: Path, minutes: str, seconds: float | None
) -> None:
    let_idle(database, minutes)
    session = open_session(database, "wgrey")
    assert idle_seconds(session) == seconds
    session.store.close()


def test_without_the_setting_a_session_stays(database: Path) -> None:
    session = open_session(database, "wgrey")
    assert idle_seconds(session) is None
    session.store.close()
