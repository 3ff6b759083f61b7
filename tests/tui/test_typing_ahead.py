"""Keys that come before the one ahead of them has done its work."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.widgets import Input

from ncc_tui.services.confinement import Files
from ncc_tui.tui.admin import importing
from ncc_tui.tui.admin.importing import ImportScreen
from ncc_tui.tui.admin.paths import Completion, completed
from tests.tui.seeing import flowing, make_app, running, settled


async def test_enter_after_tab_waits_for_the_path_to_be_completed(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "results.csv").write_text("measure,period,value\nCSC01,Oct 2018,70\n")
    both_pressed = threading.Event()

    def slowly(typed: str, files: Files) -> Completion:
        both_pressed.wait(10)
        return completed(typed, files)

    monkeypatch.setattr(importing, "completed", slowly)
    app = make_app(database, officer="wgrey")
    async with running(app) as pilot:
        app.push_screen(ImportScreen())
        await settled(pilot)
        app.screen.query_one(Input).value = str(tmp_path / "res")
        await settled(pilot)
        await pilot.press("tab", "enter")
        both_pressed.set()
        while app.workers:
            await settled(pilot)
        assert "1 added" in flowing(pilot)
