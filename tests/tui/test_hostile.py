"""Text is data: whatever people wrote is shown harmlessly, and columns stay aligned."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App

from ncc_tui.services.session import open_session
from ncc_tui.store import catalogue
from ncc_tui.store.ledgers import append_definition
from ncc_tui.tui.screens.report import ReportScreen
from ncc_tui.tui.widgets.grid import ReportGrid
from tests.tui.seeing import (
    AT,
    assert_square,
    flowing,
    lines,
    make_app,
    press,
    running,
    strips,
    text,
)

HOSTILE = {
    "markup": "[red]red[/red] [bold",
    "click": "[@click=app.quit]Quit[/]",
    "close": "[/] [/nothing] \\[x] $accent [$error]",
    "escape": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2J",
    "c1": "\x9b31m \x85 \x90q\x9c \x00 \x08\x08 \x7f",
    "bidi": "\u202eright\u202c \u2066to\u2069 \u200fleft\u200e \u061c",
    "hebrew": "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "long": "x" * 3000,
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f3f4\U000e0067 "
    "\u2764\ufe0f \U0001f44b\U0001f3fd",
    "cjk": "\u513f\u7ae5\u793e\u4f1a\u62a4\u7406" * 20,
    "combining": "Z\u0351\u0343\u0346\u036b\u0342a\u0300\u0301\u0302lgo\u0489",
    "newlines": "one\ntwo\r\nthree\rfour\u2028five\u2029six\tseven\x0b\x0c",
    "surrogate": "half \ufffd \ufeff\u00ad\u2060 whole",
}
_DANGEROUS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)


@pytest.fixture
def hostile(database: Path) -> Path:
    """The sample council with hostile text wherever text can stand, another kind in each row."""
    session = open_session(database, "wgrey")
    words = list(HOSTILE.values())
    everything = " ".join(words)
    with session.store.writing() as db:
        # Past the services and the ledgers' triggers, as another program could have written it.
        triggers = db.query("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for trigger in triggers:
            db.execute(f"DROP TRIGGER {trigger['name']}")
        for number, word in enumerate(words):
            said = {"n": number, "all": len(words), "text": word}
            these = "(SELECT measure FROM definition WHERE number % :all = :n)"
            db.execute(
                "UPDATE definition SET title = :text || number, unit = :text, definition = :text,"
                " source = :text WHERE number % :all = :n",
                said,
            )
            db.execute(
                "UPDATE action_revision SET text = :text || ' act' WHERE action IN"
                f" (SELECT id FROM action WHERE measure IN {these})",
                said,
            )
            db.execute(f"UPDATE benchmark SET source = :text WHERE measure IN {these}", said)
            db.execute(
                "UPDATE benchmark SET comparator = :text || '!' WHERE comparator = 'England'"
                f" AND measure IN {these}",
                said,
            )
            db.execute(
                "INSERT INTO result (measure, period, revision, value, comments, override,"
                " override_reason, source, reason, reported_on, recorded_at, recorded_by)"
                " SELECT measure, period, max(revision) + 1, 1, :text || char(10) || :text,"
                " 'Amber', :text, :text, :text, '2024-05-01', '2024-05-01T00:00:00+00:00', :text"
                f" FROM result WHERE period = '2024-01-01' AND measure IN {these}"
                " GROUP BY measure, period",
                said,
            )
        for number, row in enumerate(list(db.query("SELECT code FROM service"))):
            said = {"text": words[number], "code": row["code"]}
            db.execute("UPDATE service SET name = :text || code WHERE code = :code", said)
        db.execute("UPDATE service SET name = ? WHERE code = '26'", [everything])
        db.execute("UPDATE officer SET name = ?", [everything])
        for trigger in triggers:
            db.execute(trigger["sql"])
        db.execute("UPDATE setting SET value = ? WHERE name <> 'opens_at'", [everything])
    session.store.close()
    return database


def assert_harmless(app: App[None]) -> None:
    for strip in strips(app.screen):
        assert not _DANGEROUS.search(strip.text), repr(strip.text)
        for segment in strip:
            assert segment.style is None or segment.style.link is None
            click = (segment.style.meta if segment.style else {}).get("@click")
            assert click is None or str(click).startswith(("app.simulate_key", "app.show_"))


@pytest.mark.timeout(240)
@pytest.mark.parametrize("size", [(120, 40), (60, 15)])
async def test_hostile_text_is_shown_harmlessly(hostile: Path, size: tuple[int, int]) -> None:
    async with running(make_app(hostile), size) as pilot:

        async def see(*keys: str) -> None:
            await press(pilot, *keys)
            assert_square(pilot)
            assert_harmless(pilot.app)

        for _ in HOSTILE:
            await see("enter")
            if size == (120, 40):
                await see("escape", "t")
                await see("escape", "w")
            await see("pagedown")
            await see("escape", "down")
        await see("s")
        await see("escape", "slash", "r", "e")
        await see("escape", "v")
        await see("y")
        await see("2")
        await see("1")
        await see("enter")
        assert isinstance(pilot.app.screen, ReportScreen)


async def test_columns_stay_aligned(hostile: Path) -> None:
    async with running(make_app(hostile)) as pilot:
        grid = pilot.app.screen.query_one(ReportGrid)
        for place in range(grid.row_count):
            for column, cell in zip(grid.columns.values(), grid.get_row_at(place), strict=True):
                assert cell_len(cell.plain) == column.width - 1, (column.key.value, cell.plain)
        rows = [line for line in lines(pilot)[3:15] if " Jan 2024 " in line]
        assert len({cell_len(line[: line.index(" Jan 2024 ")]) for line in rows}) == 1
        assert len(rows) > 8


async def test_markup_is_shown_as_it_was_written(database: Path) -> None:
    session = open_session(database, "wgrey")
    with session.store.writing() as db:
        titled = "[red]Not red[/red] [@click=quit]x"
        for measure in catalogue.measures(db):
            named, stamp = replace(measure, title=titled), session.author.stamp()
            append_definition(db, named, seen=1, counts_from=AT, stamp=stamp)
    session.store.close()
    async with running(make_app(database)) as pilot:
        assert "  1 [red]Not red[/red] [@click=quit]x" in text(pilot)
        await pilot.click(offset=(30, 4))
        await press(pilot, "t")
        assert "[red]Not red[/red] [@click=quit]x" in lines(pilot)[0]
        assert pilot.app.is_running


async def test_terminal_codes_become_pictures_of_themselves(database: Path) -> None:
    session = open_session(database, "wgrey")
    with session.store.writing() as db:
        db.execute(
            "UPDATE service SET name = 'a' || char(27) || '[31mb' || char(155) || 'c'"
            " WHERE code = '26'"
        )
    session.store.close()
    async with running(make_app(database)) as pilot:
        assert "a␛[31mb\ufffdc" in lines(pilot)[1]


async def test_a_hostile_login_is_harmless(database: Path) -> None:
    app = make_app(database, officer="[red]\x1b[31m\u202eeve\n" + "x" * 300)
    async with running(app) as pilot:
        assert_square(pilot)
        assert_harmless(pilot.app)
        assert "[red]␛[31m" in lines(pilot)[0]
    assert app.as_at.day == date(2024, 5, 18)


async def test_a_hostile_date_and_search_are_harmless(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "slash")
        pilot.app.screen.query_one("#search").value = "[@click=app.quit]x\u202e"  # type: ignore[attr-defined]
        await press(pilot, "enter")
        assert "[@click=app.quit]x" in flowing(pilot)
        assert_square(pilot)
