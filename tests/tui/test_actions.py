from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ncc_tui.services import actions
from ncc_tui.services.actions import NewAction, Standing, standing
from ncc_tui.services.reports import measure
from ncc_tui.services.session import Clock, open_session
from ncc_tui.tui.screens.actions import ActionsScreen
from tests.tui.seeing import (
    AT,
    assert_square,
    flowing,
    lines,
    look_for_changes,
    make_app,
    press,
    running,
    said,
    text,
    write,
)

CSC04 = ("down", "down", "down", "a")


def stored(database: Path, code: str = "CSC04") -> list[Standing]:
    session = open_session(database, "wgrey", Clock.held_at(AT))
    found = list(standing(session, code, done=True))
    session.store.close()
    return found


def add(database: Path, text: str, due_on: date | None = None) -> None:
    session = open_session(database, "anair", Clock.held_at(AT))
    period = measure(session, "CSC04").cycle.parse("Jan 2024")
    actions.add(session, "CSC04", period, NewAction(text, "anair", due_on), confirmed=True)
    session.store.close()


async def test_the_actions_of_the_row_with_owner_and_date(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04)
        assert "Actions · 4 Rate of Children Looked After" in flowing(pilot)
        assert "2 to do" in text(pilot)
        first = " ".join(lines(pilot)[3].split())
        assert first.startswith("Take each case where care proceedings")
        assert "Jo Smith 30 Sep 2024" in first


async def test_overdue_ones_stand_out_and_done_ones_come_last(database: Path) -> None:
    add(database, "Write to the panel [b]today[/b]", date(2024, 5, 1))
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04, "x")
        shown = [" ".join(line.split()) for line in lines(pilot)[3:6]]
        assert shown[0].startswith("Follow the plan")
        assert shown[1].startswith("! Write to the panel [b]today[/b] Amara Nair 1 May 2024 overd")
        assert shown[2].startswith("✓ Take each case")
        assert "done 18 May 2024" in shown[2]
        assert "! 1 overdue" in text(pilot)


async def test_one_is_added_and_the_cursor_goes_to_it(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04, "n")
        await write(pilot, "Ask the courts why")
        await press(pilot, "enter")
        assert "3 to do" in text(pilot)
        assert "Added." in said(pilot)
        await press(pilot, "o")
        await write(pilot, "amara")
        await press(pilot, "enter", "d")
        await write(pilot, "30/06/2024")
        await press(pilot, "enter")
    added = stored(database)[-1].action
    assert (added.text, added.owner) == ("Ask the courts why", "anair")
    assert (added.due_on, added.raised_on) == (date(2024, 6, 30), AT)
    assert added.period.label == "Jan 2024"


async def test_an_action_without_words_is_refused_beside_the_field(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04, "n", "enter")
        assert "Expected what is to be done" in flowing(pilot)
        await write(pilot, "Call")
        assert "Expected what is to be done" not in flowing(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ActionsScreen)
    assert stored(database)[-1].action.text == "Call"


async def test_a_date_that_is_none_is_refused_and_kept_to_be_mended(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04, "d", "ctrl+u")
        await write(pilot, "31 June 2024")
        await press(pilot, "enter")
        assert "Expected a date such as" in flowing(pilot)
        assert "31 June 2024" in text(pilot)
        await press(pilot, "ctrl+u", "enter")
        assert "no date" in text(pilot)
    assert stored(database)[0].action.due_on is None


async def test_a_day_that_is_past_is_asked_about(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04, "d", "ctrl+u")
        await write(pilot, "1 May 2024")
        await press(pilot, "enter")
        assert "1 May 2024 is past already on 18 May 2024" in flowing(pilot)
        await press(pilot, "escape")
        assert "By when is it to be done?" in text(pilot)
        await press(pilot, "ctrl+u")
        await write(pilot, "1 May 2024")
        await press(pilot, "enter", "down", "enter")
        assert "Action changed." in said(pilot)
    assert stored(database)[0].action.due_on == date(2024, 5, 1)


async def test_its_words_are_edited(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04, "e", "ctrl+u")
        await write(pilot, "Another thing")
        await press(pilot, "enter")
        assert "Action changed." in said(pilot)
    assert stored(database)[0].action.text == "Another thing"


async def test_nobody_can_be_chosen_as_owner(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04, "o", "ctrl+u", "enter")
    assert stored(database)[0].action.owner is None


@pytest.mark.parametrize(
    ("typed", "said", "owner"),
    [
        ("Amara Nair", "Amara Nair (anair)", "anair"),
        ("ANAIR", "Amara Nair (anair)", "anair"),
        ("The headteacher", "The headteacher, who has no login", "The headteacher"),
        ("Ama", "Right takes Amara Nair, else it is Ama, who has no login", "Ama"),
    ],
)
async def test_an_owner_is_an_officer_or_any_name_and_how_it_is_understood_is_said(
    database: Path, typed: str, said: str, owner: str
) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04, "o", "ctrl+u")
        await write(pilot, typed)
        assert said in flowing(pilot)
        await press(pilot, "enter")
    assert stored(database)[0].action.owner == owner


async def test_a_day_without_its_year_is_the_next_and_that_is_said(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04, "d", "ctrl+u")
        await write(pilot, "30 Jun")
        assert "30 Jun 2024" in text(pilot)
        await press(pilot, "enter")
    assert stored(database)[0].action.due_on == date(2024, 6, 30)


async def test_done_is_reopened_with_the_same_key(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04, "x")
        assert stored(database)[0].action.done_on == AT
        await press(pilot, "x")
        assert "Open again." in said(pilot)
        assert "2 to do" in text(pilot)
    assert stored(database)[0].action.done_on is None


async def test_one_that_somebody_changed_meanwhile_is_not_overwritten(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04, "e")
        other = open_session(database, "anair", Clock.held_at(AT))
        seen = standing(other, "CSC04")[0].action
        actions.edit(other, seen, text="Theirs", owner=seen.owner, due_on=seen.due_on)
        other.store.close()
        await write(pilot, " and mine")
        await press(pilot, "enter")
        assert "was changed by somebody else since you opened it" in said(pilot)
        assert "Theirs" in text(pilot)
    assert stored(database)[0].action.text == "Theirs"


@pytest.mark.parametrize("key", ["n", "e", "o", "d", "x", "enter"])
async def test_a_viewer_reads_and_is_told_in_a_sentence(database: Path, key: str) -> None:
    before = stored(database)
    async with running(make_app(database, officer="epotts")) as pilot:
        await press(pilot, *CSC04)
        assert "You may read these, not change them: epotts is a viewer" in flowing(pilot)
        await press(pilot, key)
        assert isinstance(pilot.app.screen, ActionsScreen)
    assert stored(database) == before


async def test_no_action_yet_says_how_to_add_one(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "a")
        assert "No action yet. n adds one." in text(pilot)


async def test_what_somebody_adds_appears_with_the_cursor_where_it_was(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04, "down")
        screen = pilot.app.screen
        assert isinstance(screen, ActionsScreen)
        before = screen.chosen
        add(database, "Theirs")
        await look_for_changes(pilot)
        assert "Theirs" in text(pilot)
        assert screen.chosen == before


async def test_the_report_shows_the_change_on_return(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *CSC04, "n")
        await write(pilot, "Ask the courts why")
        await press(pilot, "enter", "escape")
        await look_for_changes(pilot)
        assert "Ask the courts why" in text(pilot)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15), (40, 12)])
async def test_it_fits_and_is_ascii_where_asked(database: Path, size: tuple[int, int]) -> None:
    add(database, "Write to the panel", date(2024, 5, 1))
    async with running(make_app(database, theme="ascii"), size) as pilot:
        await press(pilot, *CSC04, "x", "end")
        assert_square(pilot)
        assert "Write to" in text(pilot)
        assert text(pilot).isascii()
        await press(pilot, "n")
        assert "What is to be done about CSC04?" in text(pilot)
