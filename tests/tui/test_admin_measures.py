"""The measures that one may define: listed, added, changed, copied, moved, retired, replaced."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ncc_tui.domain.model import Measure, Officer, Role
from ncc_tui.services import reports
from ncc_tui.services.administration.measures import measure_lines, retire_measure
from ncc_tui.services.session import Clock, Session, open_session
from ncc_tui.store import catalogue
from ncc_tui.tui.admin.measures import MeasuresScreen
from ncc_tui.tui.widgets.table import LineTable
from tests.tui.seeing import (
    AT,
    assert_square,
    flowing,
    make_app,
    name,
    press,
    running,
    said,
    settled,
    write,
)
from tests.tui.test_admin_form import fill

SIZES = [(120, 40), (80, 24)]


def session_of(database: Path) -> Session:
    return open_session(database, "wgrey", Clock.held_at(AT))


def measures(database: Path) -> dict[str, Measure]:
    session = session_of(database)
    try:
        return {line.measure.code: line.measure for line in measure_lines(session)}
    finally:
        session.store.close()


def add_editor(database: Path, *services: str) -> None:
    session = session_of(database)
    with session.store.writing() as db:
        catalogue.put_officer(db, Officer("ed", "Ed Hall", Role.EDITOR, services), session.author)
    session.store.close()


async def open_list(pilot: Pilot[None], code: str = "CSC04") -> MeasuresScreen:
    screen = MeasuresScreen()
    await pilot.app.push_screen(screen)
    await settled(pilot)
    screen.query_one(LineTable).choose(code)
    await settled(pilot)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_retired_and_coming_measures_are_told_apart(
    database: Path, size: tuple[int, int]
) -> None:
    session = session_of(database)
    retire_measure(session, "CSC05", date(2024, 3, 31))
    retire_measure(session, "CSC06", date(2024, 12, 31))
    session.store.close()
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await open_list(pilot, "CSC06")
        shown = flowing(pilot)
        for words in ("retired on 31 Mar 2024", "reported until 31 Dec 2024", "reported"):
            assert words in shown
        assert_square(pilot)


async def test_words_narrow_the_list_and_escape_widens_it(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        screen = await open_list(pilot)
        await press(pilot, "slash")
        await write(pilot, "looked after")
        await press(pilot, "enter")
        assert "CSC04" in flowing(pilot)
        assert "CSC05" not in flowing(pilot)
        await press(pilot, "escape")
        assert "CSC05" in flowing(pilot)
        assert pilot.app.screen is screen
        await press(pilot, "escape")
        assert name(pilot) == "ReportScreen"


@pytest.mark.parametrize("size", SIZES)
async def test_a_measure_is_added_from_nothing(database: Path, size: tuple[int, int]) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        screen = await open_list(pilot)
        await press(pilot, "a")
        await settled(pilot)
        await write(pilot, "CSC99")
        await fill(pilot, "measure", "A new figure")
        await fill(pilot, "unit", "Number")
        await press(pilot, "enter", "space")
        await write(pilot, "Quart")
        await press(pilot, "enter", "enter", "space")
        await write(pilot, "low")
        await press(pilot, "enter")
        assert "CSC99 in the report: not reported → reported" in flowing(pilot)
        assert_square(pilot)
        await press(pilot, "f2")
        assert pilot.app.screen is screen
        assert screen.query_one(LineTable).key == "CSC99"
    added = measures(database)["CSC99"]
    assert (added.service, added.number, str(added.polarity)) == ("26", 13, "lower")
    assert str(added.cycle.frequency) == "Quarterly"


async def test_a_new_measure_is_asked_which_way_is_better(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await open_list(pilot)
        await press(pilot, "a")
        await settled(pilot)
        await write(pilot, "CSC99")
        await fill(pilot, "measure", "A new figure")
        await press(pilot, "f2")
        assert name(pilot) == "MeasureForm"
        assert "Expected" in flowing(pilot)
    assert "CSC99" not in measures(database)


async def test_a_copy_begins_like_its_original(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        screen = await open_list(pilot)
        await press(pilot, "y")
        await settled(pilot)
        await write(pilot, "CSC04B")
        await press(pilot, "f2")
        assert pilot.app.screen is screen
    found = measures(database)
    assert found["CSC04B"].title == found["CSC04"].title


async def test_a_move_renumbers_those_between(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await open_list(pilot)
        await press(pilot, "m", "end", "backspace")
        await write(pilot, "x")
        await press(pilot, "enter")
        assert "Expected a number" in flowing(pilot)
        await press(pilot, "backspace")
        await write(pilot, "2")
        await press(pilot, "enter")
        await settled(pilot)
        assert "CSC04 is 2" in said(pilot)
    assert measures(database)["CSC04"].number == 2


async def test_a_measure_is_retired_and_the_report_is_told_to_lose_it(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        screen = await open_list(pilot)
        await press(pilot, "x")
        await settled(pilot)
        assert "CSC04 in the report: reported → not reported" in flowing(pilot)
        await press(pilot, "f2")
        assert pilot.app.screen is screen
        assert "retired on 31 Mar 2024" in flowing(pilot)
    assert measures(database)["CSC04"].ends_on == date(2024, 3, 31)


@pytest.mark.parametrize("size", SIZES)
async def test_another_frequency_is_refused_with_the_way_to_have_it(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        screen = await open_list(pilot)
        await press(pilot, "e")
        await settled(pilot)
        pilot.app.screen.query_one("#frequency-row Pick").focus()
        await press(pilot, "space")
        await write(pilot, "Month")
        await press(pilot, "enter")
        assert "retire this measure" in flowing(pilot)
        assert "F3 does both" in flowing(pilot)
        assert_square(pilot)
        await press(pilot, "f3")
        await settled(pilot)
        assert name(pilot) == "SuccessorForm"
        await write(pilot, "CSC04M")
        assert_square(pilot)
        await press(pilot, "f2")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert screen.query_one(LineTable).key == "CSC04M"
    found = measures(database)
    assert found["CSC04"].ends_on == date(2024, 3, 31)
    assert str(found["CSC04M"].cycle.frequency) == "Monthly"
    assert found["CSC04M"].starts_on == date(2024, 4, 1)


@pytest.mark.parametrize("size", SIZES)
async def test_an_editor_sees_and_defines_what_is_of_their_services(
    database: Path, size: tuple[int, int]
) -> None:
    add_editor(database, "26")
    async with running(make_app(database, officer="ed"), size) as pilot:
        screen = await open_list(pilot)
        assert "PLN01" not in flowing(pilot)
        await press(pilot, "e")
        await settled(pilot)
        await fill(pilot, "unit", "Children")
        pilot.app.screen.query_one("#service-row Pick").focus()
        await press(pilot, "space")
        assert "Planning" not in flowing(pilot)
        await press(pilot, "escape", "f2")
        assert pilot.app.screen is screen
    assert measures(database)["CSC04"].unit == "Children"


async def test_an_officer_is_told_why_not(database: Path) -> None:
    async with running(make_app(database, officer="jsmith"), (80, 24)) as pilot:
        screen = await open_list(pilot)
        assert "only an editor of service" in flowing(pilot)
        assert "CSC04" not in flowing(pilot)
        await press(pilot, "a", "e", "x", "m", "t")
        assert pilot.app.screen is screen


async def test_earlier_reports_keep_what_is_retired(database: Path) -> None:
    from ncc_tui.domain.as_at import AsAt

    async with running(make_app(database, officer="wgrey")) as pilot:
        await open_list(pilot)
        await press(pilot, "x", "f2")
        await settled(pilot)
    session = session_of(database)
    codes = [row.measure.code for row in reports.report(session, "26", AsAt(date(2024, 3, 1))).rows]
    session.store.close()
    assert "CSC04" in codes
