"""What a worker cannot do is told on the screen that asked, and ends nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from ncc_tui.domain.errors import NccError
from ncc_tui.services import reports
from ncc_tui.tui.app import NccApp
from ncc_tui.tui.prompts.options import ListQuestion
from ncc_tui.tui.screens import why
from tests.tui.seeing import make_app, press, running, said, text, until


def broken(*_: object, **__: object) -> object:
    raise ZeroDivisionError("a wrong turn")


def refused(*_: object, **__: object) -> object:
    raise NccError("The database is busy.")


def page_words(pilot: Pilot[None]) -> str:
    """What the page says, notices aside."""
    return " ".join(str(words.render()) for words in pilot.app.screen.query("#text"))


@pytest.mark.parametrize(
    ("failing", "sentence"),
    [(broken, "A fault in the program: ZeroDivisionError"), (refused, "The database is busy.")],
)
async def test_why_says_on_its_page_why_it_cannot_explain(
    database: Path, monkeypatch: pytest.MonkeyPatch, failing: object, sentence: str
) -> None:
    async with running(make_app(database)) as pilot:
        monkeypatch.setattr(why, "explain_row", failing)
        await pilot.press("w")
        await until(pilot, lambda: sentence in page_words(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "Current Performance Report" in text(pilot))


async def test_the_services_to_choose_from_are_read_aside(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(make_app(database)) as pilot:
        with monkeypatch.context() as now:
            now.setattr(reports, "services", refused)
            await press(pilot, "s")
            await until(pilot, lambda: "The database is busy." in said(pilot))
            assert pilot.app.is_running
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, ListQuestion)


@pytest.mark.parametrize("failing", [broken, refused])
async def test_a_page_that_cannot_be_read_says_so_and_is_busy_no_more(
    database: Path, monkeypatch: pytest.MonkeyPatch, failing: object
) -> None:
    async with running(make_app(database)) as pilot:
        assert isinstance(pilot.app, NccApp)
        with monkeypatch.context() as now:
            now.setattr("ncc_tui.tui.screens.row.report_page", failing)
            await pilot.press("left_square_bracket")
            await until(pilot, lambda: bool(said(pilot)))
            assert "busy" not in text(pilot)
        await press(pilot, "right_square_bracket")
        assert "Current Performance Report at" in text(pilot)
