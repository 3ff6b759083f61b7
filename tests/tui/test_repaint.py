from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from ncc_tui.tui.form.conflict import ConflictScreen
from tests.tui.forming import form_open, save, saved_by
from tests.tui.seeing import press, settled


def painted(screen: Screen[Any], name: str) -> str:
    """The styles in which a widget's words stand."""
    content = screen.query_one(name, Static).visual
    assert isinstance(content, Content)
    return repr(content.spans)


async def test_the_form_takes_another_themes_colours(database: Path) -> None:
    async with form_open(database) as form:
        form.put(value="85")
        await settled(form.pilot)
        before = painted(form.screen, "#facts")
        await press(form.pilot, "f9")
        assert painted(form.screen, "#facts") != before


async def test_two_versions_take_another_themes_colours(database: Path) -> None:
    async with form_open(database, period="Jan 2024") as form:
        form.put(value="74", reason="Late returns")
        await settled(form.pilot)
        saved_by(database, "anair", "77", period="Jan 2024", seen=2, reason="A recount")
        await save(form)
        await form.until(lambda: isinstance(form.pilot.app.screen, ConflictScreen))
        before = painted(form.pilot.app.screen, "#mine")
        await press(form.pilot, "f9")
        assert painted(form.pilot.app.screen, "#mine") != before
