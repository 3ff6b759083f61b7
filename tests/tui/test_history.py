from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from rich.style import Style
from textual.containers import VerticalScroll

from ncc_tui.domain.model import Entry, MissingReason, Revision, Stamp
from ncc_tui.domain.periods import Cycle, Frequency, Period
from ncc_tui.domain.ratings import Rating
from ncc_tui.services.administration.measures import retire_measure
from ncc_tui.services.entering import Submission, save_result
from ncc_tui.services.history import history
from ncc_tui.services.reports import measure
from ncc_tui.services.session import Clock, Session, open_session
from ncc_tui.store import ledgers
from ncc_tui.store.engine import sqlite3
from ncc_tui.tui.screens.history import HistoryScreen
from ncc_tui.tui.screens.report import ReportScreen
from tests.tui.seeing import (
    AT,
    assert_square,
    flowing,
    grid_lines,
    look_for_changes,
    make_app,
    press,
    running,
    said,
    settled,
    strips,
    text,
    until,
    write,
)


def session_of(database: Path, login: str = "anair") -> Session:
    return open_session(database, login, Clock.held_at(AT))


def revisions(session: Session, measure: str = "CSC01") -> list[Revision]:
    found = history(session, measure).steps
    last = found[-1].revision.period
    return [step.revision for step in found if step.revision.period == last]


@pytest.fixture
def corrected(database: Path) -> Path:
    """CSC01 Jan 2024 with a second revision by Amara Nair."""
    session = session_of(database)
    [first] = revisions(session)
    entry = replace(
        first.entry,
        value=Decimal(82),
        comments="Late cases were added.\nA second line [bold]as typed[/bold].",
        provisional=True,
        reason="Two cases were closed late",
    )
    save_result(session, Submission("CSC01", first.period, entry, 1), confirmed=True)
    session.store.close()
    return database


async def test_it_shows_every_revision_newest_first_with_who_when_and_why(
    corrected: Path,
) -> None:
    async with running(make_app(corrected)) as pilot:
        await press(pilot, "h")
        shown = flowing(pilot)
        assert "Jan 2024 1 Jan 2024 to 31 Mar 2024" in shown
        assert shown.index("Revision 2 82 provisional") < shown.index("Revision 1 80")
        assert "Amara Nair, " in shown
        assert "reported on 18 May 2024" in shown
        assert "Reason: Two cases were closed late" in shown
        assert "Value: 80 → 82" in shown
        assert "Status: final → provisional" in shown
        assert "[bold]as typed[/bold]" in shown
        assert "Oct 2023" not in shown


async def test_changed_words_are_marked_where_there_is_only_ascii(corrected: Path) -> None:
    async with running(make_app(corrected, theme="ascii")) as pilot:
        await press(pilot, "h")
        assert "[-" in text(pilot)
        assert "{+" in text(pilot)


async def test_changed_words_are_struck_and_underlined(corrected: Path) -> None:
    async with running(make_app(corrected, plain=True)) as pilot:
        await press(pilot, "h")
        assert "[-" not in text(pilot)
        added = Style.null()
        removed = Style.null()
        for strip in strips(pilot.app.screen):
            for segment in strip:
                if segment.style and segment.style.underline:
                    added = segment.style
                if segment.style and segment.style.strike:
                    removed = segment.style
        assert added.underline
        assert added.bold
        assert removed.strike


async def test_p_shows_all_periods_and_brackets_go_from_one_to_the_next(corrected: Path) -> None:
    async with running(make_app(corrected), (120, 60)) as pilot:
        await press(pilot, "h", "p")
        assert "every period" in text(pilot)
        assert flowing(pilot).index("Revision 2 82") < flowing(pilot).index("Oct 2023")
        await press(pilot, "p", "left_square_bracket")
        assert "1 Oct 2023 to 31 Dec 2023" in flowing(pilot)
        assert "Revision 2" not in text(pilot)
        await press(pilot, "right_square_bracket", "right_square_bracket")
        assert "1 Jan 2024 to 31 Mar 2024" in flowing(pilot)


async def test_undo_asks_and_brings_back_the_revision_before_as_a_new_one(
    corrected: Path,
) -> None:
    async with running(make_app(corrected)) as pilot:
        await press(pilot, "h", "u")
        assert "Undo revision 2 of CSC01 Jan 2024?" in text(pilot)
        assert "Revision 1 (80) comes back, with its words, as revision 3" in flowing(pilot)
        await write(pilot, "Closed after all")
        await press(pilot, "enter")
        assert "Saved CSC01 Jan 2024: 80, ● Green (revision 3)" in said(pilot)
        assert "Reason: Closed after all" in flowing(pilot)
        assert "Revision 3 80" in flowing(pilot)
    newest = revisions(session_of(corrected))[-1]
    assert newest.number == 3
    assert newest.recorded_by == "jsmith"
    assert newest.entry.comments == revisions(session_of(corrected))[0].entry.comments


async def test_the_period_shown_can_be_corrected(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "h", "e")
        assert "corrects 80" in flowing(pilot)
        await write(pilot, "81")
        await press(pilot, "f2")
        assert "Say why the figure changed" in flowing(pilot)


async def test_undo_can_be_left(corrected: Path) -> None:
    async with running(make_app(corrected)) as pilot:
        await press(pilot, "h", "u", "escape")
        assert isinstance(pilot.app.screen, HistoryScreen)
        assert "Revision 3" not in text(pilot)


async def test_undo_says_that_somebody_saved_first(corrected: Path) -> None:
    async with running(make_app(corrected)) as pilot:
        await press(pilot, "h", "u")
        session = session_of(corrected)
        newest = revisions(session)[-1]
        entry = replace(newest.entry, value=Decimal(81), reason="Again")
        save_result(session, Submission("CSC01", newest.period, entry, 2), confirmed=True)
        session.store.close()
        await press(pilot, "enter")
        assert "was saved by Amara Nair" in said(pilot)
        assert "Revision 3 81" in flowing(pilot)
    assert len(revisions(session_of(corrected))) == 3


async def test_an_undo_that_waits_for_others_says_so_and_is_saved_after(corrected: Path) -> None:
    other = sqlite3.connect(corrected, isolation_level=None)
    async with running(make_app(corrected)) as pilot:
        await press(pilot, "h", "u")
        other.execute("BEGIN IMMEDIATE")
        await pilot.press("enter")
        await until(pilot, lambda: "Waiting for others to finish saving." in said(pilot))
        other.execute("ROLLBACK")
        await until(pilot, lambda: "Saved CSC01 Jan 2024: 80" in said(pilot))
    other.close()
    assert revisions(session_of(corrected))[-1].number == 3


async def test_a_first_revision_cannot_be_undone(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "h", "u")
        assert "the result stands as it was first entered. Correct it with e" in said(pilot)


@pytest.mark.parametrize("key", ["u", "x"], ids=["undo", "withdraw"])
async def test_a_viewer_sees_but_takes_nothing_back(corrected: Path, key: str) -> None:
    async with running(make_app(corrected, officer="epotts")) as pilot:
        await press(pilot, "h", key)
        assert "epotts is a viewer and may not enter results." in said(pilot)
        assert isinstance(pilot.app.screen, HistoryScreen)


async def test_a_reason_for_no_value_and_a_rating_set_by_hand_are_told(database: Path) -> None:
    session = session_of(database)
    [first] = revisions(session)
    entry = Entry(None, MissingReason.NOT_YET_PUBLISHED, reason="Withdrawn")
    save_result(session, Submission("CSC01", first.period, entry, 1), confirmed=True)
    entry = replace(
        first.entry, override=Rating.AMBER, override_reason="A new team", reason="Judged"
    )
    save_result(session, Submission("CSC01", first.period, entry, 2), confirmed=True)
    session.store.close()
    async with running(make_app(database)) as pilot:
        await press(pilot, "h")
        shown = flowing(pilot)
        assert "Revision 3 80 rated Amber by hand" in shown
        assert "Reason for that rating: none → A new team" in shown
        assert "Revision 2 not yet published" in shown


async def test_what_somebody_saves_appears_by_itself(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "h")
        session = session_of(database)
        [first] = revisions(session)
        entry = replace(first.entry, value=Decimal(79), reason="Recounted")
        save_result(session, Submission("CSC01", first.period, entry, 1), confirmed=True)
        session.store.close()
        await look_for_changes(pilot)
        assert "Revision 2 79" in flowing(pilot)


async def test_escape_goes_back_to_the_row(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "down", "down", "h", "escape")
        screen = pilot.app.screen
        assert isinstance(screen, ReportScreen)
        assert screen.row is not None
        assert screen.row.measure.code == "CSC03"


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15), (40, 12)])
async def test_it_fits_and_is_ascii_where_asked(corrected: Path, size: tuple[int, int]) -> None:
    async with running(make_app(corrected, theme="ascii"), size) as pilot:
        await press(pilot, "h")
        assert_square(pilot)
        assert "Revision 2" in text(pilot)
        assert text(pilot).isascii()
        await press(pilot, "u")
        assert "Undo revision 2" in text(pilot)
        await press(pilot, "enter")
        assert "80, G Green (revision 3)" in said(pilot)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_result_is_withdrawn_with_a_reason_and_can_come_back(
    corrected: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(corrected), size) as pilot:
        await press(pilot, "h", "x")
        assert "Withdraw CSC01 Jan 2024 (82)?" in flowing(pilot)
        await press(pilot, "enter")
        assert "Say why the result is withdrawn." in flowing(pilot)
        await write(pilot, "Entered for the wrong quarter")
        await press(pilot, "enter")
        assert "Withdrew CSC01 Jan 2024: it has no result now" in said(pilot)
        assert "Revision 3 withdrawn" in flowing(pilot)
        assert "Reason: Entered for the wrong quarter" in flowing(pilot)
        await press(pilot, "x")
        assert "There is no result to withdraw." in said(pilot)
        await press(pilot, "u", "enter")
        assert "Revision 4 82" in flowing(pilot)


@pytest.fixture
def amended(corrected: Path) -> Path:
    """CSC01 with a target that was raised from Apr 2023."""
    session = session_of(corrected)
    csc01 = measure(session, "CSC01")
    with session.store.writing() as db:
        april = Period(date(2023, 4, 1), Cycle(Frequency.QUARTERLY))
        stamp = Stamp(datetime(2024, 5, 17, 12, tzinfo=UTC), "anair", "Agreed by cabinet")
        for number, (amount, day) in enumerate((("76", None), ("78", AT))):
            ledgers.append_target(
                db, csc01, april, Decimal(amount), seen=number, counts_from=day, stamp=stamp
            )
    session.store.close()
    return corrected


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_all_periods_tell_of_targets_and_definitions_too(
    amended: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(amended), size) as pilot:
        await press(pilot, "h", "p")
        told = pilot.app.screen.query_one(VerticalScroll)
        seen = ""
        while not told.is_vertical_scroll_end:
            seen += flowing(pilot) + " "
            await press(pilot, "pagedown")
        seen += flowing(pilot)
        assert "Target from Apr 2023, revision 2 Amara Nair, 17 May 2024" in seen
        assert "counts from 18 May 2024 Reason: Agreed by cabinet Target: 76 → 78" in seen
        assert seen.index("Target from Apr 2023, revision 2") < seen.index("Target from Apr 2021")
        assert "Definition, revision 1" in seen
        assert "counts always" in seen


async def test_a_withdrawn_result_leaves_the_report(corrected: Path) -> None:
    async with running(make_app(corrected)) as pilot:
        assert "82p Jan 2024" in grid_lines(pilot)[0]
        await press(pilot, "h", "x")
        await write(pilot, "Entered for the wrong quarter")
        await press(pilot, "enter", "escape")
        assert "75 Oct 2023" in grid_lines(pilot)[0]


async def test_the_command_palette_withdraws_too(corrected: Path) -> None:
    async with running(make_app(corrected)) as pilot:
        await press(pilot, "h")
        offered = {c.title: c for c in pilot.app.get_system_commands(pilot.app.screen)}
        offered["Withdraw  (x)"].callback()
        await settled(pilot)
        assert "Withdraw CSC01 Jan 2024 (82)?" in flowing(pilot)


async def test_a_retired_measure_is_told_apart(database: Path) -> None:
    session = open_session(database, "wgrey", Clock.held_at(AT))
    retire_measure(session, "CSC04", date(2024, 4, 30))
    session.store.close()
    async with running(make_app(database, at=date(2024, 4, 18))) as pilot:
        await press(pilot, "down", "down", "h")
        assert "Retired on" not in text(pilot)
        await press(pilot, "escape", "down", "h")
        assert "Retired on 30 Apr 2024." in text(pilot)
