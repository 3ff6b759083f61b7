"""The form of fields, on a measure: typed, checked, saved, left, and saved by two."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from ncc_tui.services.administration.measures import edit_measure
from ncc_tui.services.reports import measure
from ncc_tui.services.session import Clock, open_session
from ncc_tui.tui.admin.form import FieldForm
from ncc_tui.tui.admin.measure import MeasureForm
from ncc_tui.tui.admin.versions import VersionsDialog
from tests.tui.seeing import (
    AT,
    assert_square,
    flowing,
    make_app,
    name,
    press,
    running,
    settled,
    write,
)

SIZES = [(120, 40), (80, 24)]


async def open_form(pilot: Pilot[None], form: MeasureForm | None = None) -> MeasureForm:
    form = form or MeasureForm("CSC04")
    await pilot.app.push_screen(form)
    await settled(pilot)
    await settled(pilot)
    return form


async def fill(pilot: Pilot[None], field: str, text: str) -> None:
    """Type a text over what stands in a field."""
    form = pilot.app.screen
    assert isinstance(form, FieldForm)
    form.rows[field].go_to()
    await press(pilot, "end", "ctrl+u")
    await write(pilot, text)
    await settled(pilot)


def title_of(database: Path, code: str = "CSC04") -> str:
    session = open_session(database, "wgrey", Clock.held_at(AT))
    try:
        return measure(session, code).title
    finally:
        session.store.close()


def define(database: Path, texts: dict[str, str], code: str = "CSC04") -> None:
    """What another admin saves meanwhile."""
    session = open_session(database, "wgrey", Clock.held_at(AT))
    edit_measure(session, code, texts)
    session.store.close()


@pytest.mark.parametrize("size", SIZES)
async def test_a_field_is_explained_and_checked_as_one_types(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await open_form(pilot)
        await fill(pilot, "lag_days", "x")
        assert "Days after a period's end until its result is overdue." in flowing(pilot)
        assert "Expected a number, such as 46.7, found 'x'." in flowing(pilot)
        assert_square(pilot)
        await fill(pilot, "lag_days", "30")
        assert "Expected a number" not in flowing(pilot)


async def test_what_a_change_would_turn_is_told_before_it_is_saved(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await open_form(pilot)
        await fill(pilot, "tolerance", "50")
        assert "CSC04 performance: ▲ Red → ◆ Amber" in flowing(pilot)
        await fill(pilot, "tolerance", "2.5")
        assert "◆ Amber" not in flowing(pilot)


async def test_saving_goes_to_the_first_field_that_is_wrong(database: Path) -> None:
    async with running(make_app(database, officer="wgrey"), (80, 24)) as pilot:
        form = await open_form(pilot)
        await fill(pilot, "ends_on", "soon")
        await fill(pilot, "measure", "")
        await fill(pilot, "reason", "why")
        await press(pilot, "f2")
        assert pilot.app.screen is form
        assert form.rows["measure"].has_focus_within
        assert "Expected a text, found none." in flowing(pilot)
    assert title_of(database).startswith("Rate of Children")


async def test_a_save_is_told_and_stays(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await open_form(pilot)
        await fill(pilot, "measure", "Children looked after")
        await press(pilot, "f2")
        assert name(pilot) == "ReportScreen"
        assert any("Saved CSC04 (revision 2" in n.message for n in pilot.app._notifications)
    assert title_of(database) == "Children looked after"


async def test_leaving_asks_only_where_something_is_typed(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        form = await open_form(pilot)
        await press(pilot, "escape")
        assert name(pilot) == "ReportScreen"
        form = await open_form(pilot)
        await fill(pilot, "unit", "Children")
        await press(pilot, "escape")
        assert name(pilot) == "Question"
        assert "Unit" in flowing(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is form
        assert form.rows["unit"].text == "Children"
        await press(pilot, "escape", "down", "down", "enter")
        assert name(pilot) == "ReportScreen"


async def test_space_lists_what_a_field_may_say_and_enter_goes_on(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        form = await open_form(pilot)
        form.rows["polarity"].go_to()
        await press(pilot, "space")
        assert name(pilot) == "ListQuestion"
        await write(pilot, "hig")
        await press(pilot, "enter")
        assert form.rows["polarity"].text == "higher"
        await press(pilot, "enter")
        assert form.rows["definition"].has_focus_within


@pytest.mark.parametrize("size", SIZES)
async def test_two_who_change_the_same_see_both_versions_and_choose_by_field(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await open_form(pilot)
        await fill(pilot, "measure", "My title")
        await fill(pilot, "unit", "My unit")
        define(database, {"measure": "Their title", "unit": "Their unit", "source": "Their source"})
        await press(pilot, "f2")
        await settled(pilot)
        assert isinstance(pilot.app.screen, VersionsDialog)
        shown = flowing(pilot)
        for words in ("My title", "Their title", "My unit", "Their unit", "Their source"):
            assert words in shown
        assert_square(pilot)
        # The title stays mine, the unit theirs; of the source there is only theirs.
        await press(pilot, "down", "t", "f2")
        form = pilot.app.screen
        assert isinstance(form, MeasureForm)
        texts = {name: form.rows[name].text for name in ("measure", "unit", "source")}
        assert texts == {"measure": "My title", "unit": "Their unit", "source": "Their source"}
        await press(pilot, "f2")
        assert name(pilot) == "ReportScreen"
    assert title_of(database) == "My title"


async def test_back_from_both_versions_what_was_typed_still_stands(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        form = await open_form(pilot)
        await fill(pilot, "measure", "My title")
        define(database, {"measure": "Their title"})
        await press(pilot, "f2")
        await settled(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is form
        assert form.rows["measure"].text == "My title"
    assert title_of(database) == "Their title"


async def test_a_failed_save_keeps_what_is_typed(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ncc_tui.domain.errors import DatabaseBusy
    from ncc_tui.tui.admin import measure as module

    def busy(*_: object, **__: object) -> None:
        raise DatabaseBusy("Others hold the database.")

    async with running(make_app(database, officer="wgrey")) as pilot:
        form = await open_form(pilot)
        await fill(pilot, "measure", "My title")
        with monkeypatch.context() as patch:
            patch.setattr(module, "edit_measure", busy)
            await press(pilot, "f2")
        assert pilot.app.screen is form
        assert "Others hold the database." in flowing(pilot)
        await press(pilot, "f2")
        assert name(pilot) == "ReportScreen"
    assert title_of(database) == "My title"
