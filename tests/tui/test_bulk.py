from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from ncc_tui.domain.errors import StoreError
from ncc_tui.domain.model import Entry, Revision
from ncc_tui.services import bulk, drafts
from ncc_tui.services.entering import Submission, save_result
from ncc_tui.services.history import history
from ncc_tui.services.reports import measure
from ncc_tui.services.session import Clock, Session, open_session
from ncc_tui.tui.app import NccApp
from ncc_tui.tui.bulk.screen import BulkScreen
from ncc_tui.tui.bulk.sheet import block_of
from ncc_tui.tui.screens.report import ReportScreen
from ncc_tui.tui.widgets.table import LineTable
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
    settled,
    text,
    write,
)

LATER = date(2024, 8, 20)  # eight of the service's measures owe April to June 2024


def session_of(database: Path, login: str = "anair", at: date = LATER) -> Session:
    return open_session(database, login, Clock.held_at(at))


def app_at(
    database: Path, at: date = LATER, officer: str = "jsmith", theme: str | None = None
) -> NccApp:
    app = make_app(database, officer=officer, at=at, theme=theme)
    app.session = replace(app.session, clock=Clock.held_at(at))
    return app


def newest(database: Path, code: str, period: str) -> Revision | None:
    session = session_of(database)
    found = measure(session, code).cycle.parse(period)
    steps = history(session, code, found).steps
    session.store.close()
    return steps[-1].revision if steps else None


def save(database: Path, code: str, period: str, value: str, at: date = LATER) -> None:
    """Have Amara Nair save a first result."""
    session = session_of(database, at=at)
    found = measure(session, code).cycle.parse(period)
    save_result(session, Submission(code, found, Entry(Decimal(value)), 0), confirmed=True)
    session.store.close()


def screen_of(pilot: Pilot[None]) -> BulkScreen:
    screen = pilot.app.screen
    assert isinstance(screen, BulkScreen)
    return screen


def typed(pilot: Pilot[None]) -> dict[str, str]:
    """The values typed, by measure."""
    return {row.inputs.measure.code: row.value for row in screen_of(pilot)._sheet.typed}


def line_of(pilot: Pilot[None], start: str) -> str:
    """The row whose number and title begin so."""
    found = (" ".join(line.split()) for line in lines(pilot))
    return next(line for line in found if line.startswith(start))


async def paste(pilot: Pilot[None], words: str) -> None:
    pilot.app.screen.query_one(Input).post_message(events.Paste(words))
    await settled(pilot)


async def until(pilot: Pilot[None], holds: object, seconds: float = 5) -> None:
    """Wait until something holds, asking again and again."""
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never held"
        await pilot.pause(0.02)


async def test_the_grid_has_a_row_for_each_measure_due(database: Path) -> None:
    async with running(app_at(database), (140, 40)) as pilot:
        await press(pilot, "b")
        assert "Children's Social Care, due at 20 Aug 2024" in text(pilot)
        heads = "# Measure Period Last Target Value Rating Comments Check"
        assert " ".join(lines(pilot)[2].split()) == heads
        codes = [row.inputs.measure.number for row in screen_of(pilot)._sheet.rows]
        assert codes == sorted(codes)
        assert line_of(pilot, "1 % of EHFW").split("Apr 2024")[1].split() == ["80", "75"]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_figure_has_the_digits_that_tell_it_from_its_target(
    database: Path, size: tuple[int, int]
) -> None:
    # CSC01 has no decimals and a target of 75: beside it, 74.8 must not stand as 75.
    save(database, "CSC01", "Apr 2024", "74.8")
    save(database, "CSC01", "Jul 2024", "81.4")
    for period, figures in (("Jul 2024", "74.8 75 81"), ("Apr 2024", "80 75 74.8")):
        async with running(app_at(database), size) as pilot:
            await press(pilot, "b")
            await press(pilot, "f3")
            await write(pilot, period)
            await press(pilot, "enter", "down")
            assert f" {figures} " in line_of(pilot, "1 %") + " "


async def test_enter_goes_down_the_column_and_the_rating_stands_beside(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        assert "● Green ✓" in line_of(pilot, "1 %")
        await press(pilot, "enter")
        await write(pilot, "66")
        await press(pilot, "down")
        await write(pilot, "90%")
        assert list(typed(pilot).values()) == ["81", "66", "90%"]
        assert "▲ Red" in line_of(pilot, "4 Rate of")
        assert "3 to save" in text(pilot)


async def test_keys_that_come_faster_than_they_are_shown_land_in_their_cells(
    database: Path,
) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        cell = pilot.app.screen.query_one(Input)
        for key in ("8", "1", "enter", "6", "6", "tab", "o", "k", "tab", "7", "down", "9"):
            cell.post_message(events.Key(key, key if len(key) == 1 else None))
        await settled(pilot)
        assert list(typed(pilot).values()) == ["81", "66", "7", "9"]
        assert screen_of(pilot)._sheet.rows[1].comments == "ok"


async def test_tab_goes_across_to_the_comments_and_on_to_the_next_row(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        await press(pilot, "tab")
        await write(pilot, "As planned")
        await press(pilot, "tab")
        await write(pilot, "66")
        await press(pilot, "shift+tab")
        assert pilot.app.screen.query_one(Input).value == "As planned"
        await press(pilot, "f2")
    first = newest(database, "CSC01", "Apr 2024")
    assert first is not None
    assert (first.value, first.entry.comments) == (Decimal(81), "As planned")


async def test_typing_replaces_a_value_come_back_to_but_goes_on_in_a_comment(
    database: Path,
) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        await press(pilot, "tab")
        await write(pilot, "One")
        await press(pilot, "down", "up")
        await write(pilot, " two")
        await press(pilot, "shift+tab")
        await write(pilot, "82")
        [row] = screen_of(pilot)._sheet.typed
        assert (row.value, row.comments) == ("82", "One two")


async def test_a_pasted_column_fills_downwards_and_each_cell_is_checked(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await paste(pilot, "81\r\n£66.50\r\n\r\nlots\r\n1,508\r\n")
        rows = screen_of(pilot)._sheet.rows
        assert [row.value for row in rows[:5]] == ["81", "£66.50", "", "lots", "1,508"]
        assert "4 rows filled, 1 wrong, 1 unlikely." in said(pilot)
        assert "✗" in line_of(pilot, f"{rows[3].inputs.measure.number} ")
        assert "?" in line_of(pilot, f"{rows[4].inputs.measure.number} ")


async def test_a_pasted_block_fills_values_and_comments(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b", "down")
        await paste(pilot, '66\tFine\textra\n70\t"Two\nlines"\n')
        rows = screen_of(pilot)._sheet.rows
        assert [(row.value, row.comments) for row in rows[:3]] == [
            ("", None),
            ("66", "Fine"),
            ("70", "Two\nlines"),
        ]
        assert "the columns beyond the comments" in said(pilot)
        await press(pilot, "down", "tab")
        await write(pilot, "!")
        assert rows[2].comments == "Two\nlines!"


async def test_a_paste_longer_than_the_grid_says_what_was_left_out(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        count = len(screen_of(pilot)._sheet.rows)
        await paste(pilot, "\n".join(["70"] * (count + 2)))
        assert len(typed(pilot)) == count
        assert "Left out: 2 lines below the last row." in said(pilot)


async def test_a_single_line_pasted_into_a_comment_goes_where_the_cursor_is(
    database: Path,
) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b", "tab")
        await write(pilot, "ac")
        await press(pilot, "left")
        await paste(pilot, "b\n")
        assert screen_of(pilot)._sheet.rows[0].comments == "abc"


@pytest.mark.parametrize(
    ("copied", "cells"),
    [
        ("1\n2\n", [["1"], ["2"]]),
        ("1\r\n\r\n2", [["1"], [], ["2"]]),
        ("1\r2\r", [["1"], ["2"]]),
        ('5" pipe\tx', [['5" pipe', "x"]]),
        ('"a\nb"\tc\n', [["a\nb", "c"]]),
        ('"said ""so"""', [['said "so"']]),
        ("\t\t", [["", "", ""]]),
    ],
)
def test_a_block_is_read_as_spreadsheets_write_it(copied: str, cells: list[list[str]]) -> None:
    assert block_of(copied) == cells


async def test_rows_are_saved_together_and_say_their_rating(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await paste(pilot, "81\n66\n")
        await press(pilot, "ctrl+s")
        assert "Saved 2 results: CSC01 ● Green, " in said(pilot)
        assert "Saved, ● Green." in text(pilot)
        assert "to save" not in text(pilot)
        # The cell one is in says the figure too, though nothing is typed there.
        rows = screen_of(pilot)._sheet.rows
        for row, figure in zip(rows, ("81", "66"), strict=False):
            screen_of(pilot)._sheet.go_to(row)
            screen_of(pilot).enter_cell()
            await settled(pilot)
            number = row.inputs.measure.number
            assert f" {figure} ✓" in line_of(pilot, f"{number} ")
        code = rows[1].inputs.measure.code
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ReportScreen)
    first, second = newest(database, "CSC01", "Apr 2024"), newest(database, code, "Apr 2024")
    assert first is not None
    assert second is not None
    assert (first.value, second.value) == (Decimal(81), Decimal(66))
    assert first.recorded_by == "jsmith"
    assert drafts.mine(session_of(database, "jsmith")) == ()


async def test_an_error_names_its_row_and_nothing_is_saved(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        await press(pilot, "down")
        await write(pilot, "lots")
        assert "Expected a number, such as 46.7, found 'lots'" in flowing(pilot)
        await press(pilot, "up", "f2")
        code = screen_of(pilot)._sheet.rows[1].inputs.measure.code
        assert f"Nothing was saved. {code} Apr 2024: Expected a number" in said(pilot)
        assert screen_of(pilot)._sheet.at == 1
        assert len(typed(pilot)) == 2
    assert newest(database, "CSC01", "Apr 2024") is None


async def test_unlikely_values_are_asked_about_once(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "810")
        assert "810 is outside 0 to 100" in flowing(pilot)
        await press(pilot, "f2")
        assert "1 row looks unlikely" in text(pilot)
        await press(pilot, "escape")
        assert typed(pilot) == {"CSC01": "810"}
        assert newest(database, "CSC01", "Apr 2024") is None
        await press(pilot, "f2", "down", "enter")
        assert "Saved CSC01 Apr 2024: 810" in said(pilot)


async def test_a_conflict_names_its_row_and_saves_none(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await paste(pilot, "81\n66\n")
        code = screen_of(pilot)._sheet.rows[1].inputs.measure.code
        save(database, code, "Apr 2024", "67")
        await press(pilot, "f2")
        assert f"{code} Apr 2024 was saved by Amara Nair" in said(pilot)
        assert screen_of(pilot)._sheet.at == 1
        assert "✗" in line_of(pilot, f"{screen_of(pilot)._sheet.rows[1].inputs.measure.number} ")
        assert newest(database, "CSC01", "Apr 2024") is None
        assert typed(pilot) == {"CSC01": "81", code: "66"}
        # Asked for again, it is a correction of theirs, and says why.
        await press(pilot, "f2")
        assert "Why did the figures change?" in text(pilot)
        await press(pilot, "enter")
        assert "Say why the figures changed." in text(pilot)
        await write(pilot, "Recounted")
        await press(pilot, "enter")
        assert "Saved 2 results" in said(pilot)
    ours = newest(database, code, "Apr 2024")
    assert ours is not None
    assert (ours.number, ours.value, ours.entry.reason) == (2, Decimal(66), "Recounted")
    first = newest(database, "CSC01", "Apr 2024")
    assert first is not None
    assert first.entry.reason == ""


async def test_what_somebody_saves_meanwhile_is_told_and_not_overwritten_unseen(
    database: Path,
) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        save(database, "CSC01", "Apr 2024", "79")
        await look_for_changes(pilot)
        assert "Amara Nair has saved 79 meanwhile." in flowing(pilot)
        assert pilot.app.screen.query_one(Input).value == "81"
        await press(pilot, "f2")
        assert "was saved by Amara Nair" in said(pilot)
    theirs = newest(database, "CSC01", "Apr 2024")
    assert theirs is not None
    assert theirs.value == 79


async def test_rows_stay_where_they_are_when_somebody_saves_one(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b", "down", "down")
        await write(pilot, "9")
        before = [row.key for row in screen_of(pilot)._sheet.rows]
        save(database, "CSC01", "Apr 2024", "79")
        await look_for_changes(pilot)
        assert [row.key for row in screen_of(pilot)._sheet.rows] == before
        await write(pilot, "5")
        assert list(typed(pilot).values()) == ["95"]
        assert "79" in line_of(pilot, "1 %").split()


async def test_every_measure_for_a_period_and_corrections_ask_why(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b", "f3")
        await write(pilot, "yesterday")
        await press(pilot, "enter")
        assert "Expected a period such as" in flowing(pilot)
        await press(pilot, "ctrl+u")
        await write(pilot, "Q4 2023/24")
        await press(pilot, "enter")
        assert "every measure for Q4 2023/24" in text(pilot)
        rows = screen_of(pilot)._sheet.rows
        # The two measures of a year have no quarter.
        assert [row.inputs.measure.number for row in rows] == [1, *range(3, 9), 10, 11, 12]
        await write(pilot, "82")
        assert "Corrects 80." in text(pilot)
        await press(pilot, "f2")
        await write(pilot, "Late cases")
        await press(pilot, "enter")
        assert "Saved CSC01 Jan 2024: 82, ● Green (revision 2)" in said(pilot)
    second = newest(database, "CSC01", "Jan 2024")
    assert second is not None
    assert second.entry.comments  # those of the first revision
    assert second.entry.reason == "Late cases"


async def test_a_period_that_no_measure_has_is_told(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b", "f3")
        await write(pilot, "Feb 2024")
        await press(pilot, "enter")
        told = "No measure of Children's Social Care has the period Feb 2024."
        assert told in flowing(pilot)


async def test_an_empty_period_shows_what_is_due_and_keeps_what_is_typed(
    database: Path,
) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b", "f3")
        await write(pilot, "Jan 2024")
        await press(pilot, "enter")
        await write(pilot, "82")
        await press(pilot, "f3", "enter")
        labels = [row.label for row in screen_of(pilot)._sheet.rows]
        assert labels[:2] == ["CSC01 Jan 2024", "CSC01 Apr 2024"]
        assert typed(pilot) == {"CSC01": "82"}


async def test_a_figure_that_stands_there_already_is_no_change(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b", "f3")
        await write(pilot, "Jan 2024")
        await press(pilot, "enter")
        await write(pilot, "80%")
        assert "The same as stands there." in flowing(pilot)
        await press(pilot, "f2")
        assert "Nothing is typed that differs" in said(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ReportScreen)


async def test_a_reason_instead_of_a_value_can_be_typed(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "not available")
        await press(pilot, "f2")
        assert "Saved CSC01 Apr 2024: not available" in said(pilot)


async def test_what_is_typed_is_a_draft_and_offered_on_return(
    database: Path,
) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        own = session_of(database, "jsmith")
        await until(pilot, lambda: len(drafts.mine(own)) == 1)
        await press(pilot, "tab")
        await write(pilot, "As planned")
        await until(pilot, lambda: "As planned" in text(pilot))
        # Nothing is said to the program: the terminal is gone.
    [draft] = drafts.mine(own)
    assert dict(draft.content) == {"value": "81", "comments": "As planned", "seen": "0"}
    assert newest(database, "CSC01", "Apr 2024") is None
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        assert "and not saved" in text(pilot)
        assert "CSC01 Apr 2024: 81" in text(pilot)
        await press(pilot, "enter")
        assert typed(pilot) == {"CSC01": "81"}
        assert pilot.app.screen.query_one(Input).value == "81"
        assert "As planned" in text(pilot)


async def test_a_draft_can_be_thrown_away(database: Path) -> None:
    own = session_of(database, "jsmith")
    period = measure(own, "CSC01").cycle.parse("Apr 2024")
    drafts.keep(own, "CSC01", period, {"value": "81"})
    async with running(app_at(database)) as pilot:
        await press(pilot, "b", "down", "down", "enter")
        assert typed(pilot) == {}
        await settled(pilot)
    assert drafts.mine(own) == ()


async def test_what_the_form_kept_besides_stays_in_the_draft(database: Path) -> None:
    own = session_of(database, "jsmith")
    period = measure(own, "CSC01").cycle.parse("Apr 2024")
    drafts.keep(own, "CSC01", period, {"value": "", "override_reason": "Words"})
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
    [draft] = drafts.mine(own)
    assert (draft.content["value"], draft.content["override_reason"]) == ("81", "Words")


async def test_escape_asks_only_if_something_is_typed(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b", "escape")
        assert isinstance(pilot.app.screen, ReportScreen)
        await press(pilot, "b")
        await write(pilot, "81")
        await press(pilot, "escape")
        assert "1 row typed and not saved" in text(pilot)
        await press(pilot, "escape")
        assert typed(pilot) == {"CSC01": "81"}
        await press(pilot, "escape", "down", "down", "enter")
        assert isinstance(pilot.app.screen, ReportScreen)
    assert drafts.mine(session_of(database, "jsmith")) == ()


async def test_leaving_keeps_the_draft_where_asked(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        await press(pilot, "escape", "down", "enter")
        assert isinstance(pilot.app.screen, ReportScreen)
    assert len(drafts.mine(session_of(database, "jsmith"))) == 1


async def test_a_draft_that_cannot_be_kept_is_told_once(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("The disk is full; nothing was saved.")

    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        monkeypatch.setattr(drafts, "keep", full)
        await write(pilot, "81")
        await until(pilot, lambda: "is not kept as a draft: The disk is full" in said(pilot))
        await write(pilot, "5")
        screen = screen_of(pilot)
        await until(pilot, lambda: screen._unkept and not screen._keeping)
        assert said(pilot).count("The disk is full") == 1
        assert typed(pilot) == {"CSC01": "815"}
        monkeypatch.undo()


async def test_a_viewer_sees_the_grid_and_is_told_in_a_sentence(database: Path) -> None:
    async with running(app_at(database, officer="epotts")) as pilot:
        await press(pilot, "b")
        assert "epotts is a viewer and may not enter results." in flowing(pilot)
        await press(pilot, "8", "down", "escape")
        assert isinstance(pilot.app.screen, ReportScreen)


async def test_nothing_due_says_so_and_how_to_go_on(database: Path) -> None:
    save(database, "CSC10", "Jan 2024", "164", AT)
    async with running(app_at(database, AT)) as pilot:
        await press(pilot, "b")
        assert "Nothing is due for Children's Social Care" in flowing(pilot)
        assert "F3 shows every measure for a period" in flowing(pilot)


async def test_the_cell_one_types_in_lies_over_its_place(database: Path) -> None:
    async with running(app_at(database), (80, 14)) as pilot:
        await press(pilot, "b", "f3")
        await write(pilot, "Jan 2024")
        await press(pilot, "enter")
        for _ in range(9):
            await press(pilot, "down")
        await write(pilot, "12345")
        table, cell = pilot.app.screen.query_one(LineTable), pilot.app.screen.query_one(Input)
        assert table.scroll_y > 0
        row = lines(pilot)[cell.region.y]
        assert row.split()[0] == "12"
        assert "12345" in row
        assert cell.region.bottom <= table.region.bottom
        left, width = table.span("value")
        assert (cell.region.x, cell.region.width) == (left, width)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
@pytest.mark.parametrize("theme", ["ncc-dark", "ascii"])
async def test_it_fits(database: Path, size: tuple[int, int], theme: str) -> None:
    async with running(app_at(database, theme=theme), size) as pilot:
        await press(pilot, "b")
        await write(pilot, "810")
        await press(pilot, "down")
        await write(pilot, "lots")
        assert_square(pilot)
        assert "810" in text(pilot)
        assert "Expected a number" in flowing(pilot)
        if theme == "ascii":
            assert text(pilot).isascii()


def test_a_measure_is_judged_in_its_own_period(database: Path) -> None:
    session = session_of(database)
    page = bulk.bulk_page(session, "26", LATER, named=bulk.period_named("Oct 2024"))
    verdict = bulk.verdict_of(page.rows[0], "80")
    assert "has not begun" in verdict.error
    assert bulk.verdict_of(page.rows[0], " ") == bulk.Verdict()
