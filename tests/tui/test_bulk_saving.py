from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from textual.widgets import Input

from ncc_tui.services import drafts
from ncc_tui.tui.screens.report import ReportScreen
from tests.tui.bulking import (
    MUCH_LATER,
    app_at,
    line_of,
    locked,
    never_still,
    newest,
    paste,
    save,
    screen_of,
    session_of,
    typed,
)
from tests.tui.seeing import (
    flowing,
    look_for_changes,
    press,
    running,
    said,
    settled,
    text,
    until,
    write,
)


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
            assert f" {figure} ● Green ✓" in line_of(pilot, f"{number} ")
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
        told = f"Nothing was saved: 1 of 2 rows is refused. {code} Apr 2024: Expected a number"
        assert told in said(pilot)
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


async def test_a_conflict_shows_both_versions_and_mine_is_saved_as_a_correction(
    database: Path,
) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await paste(pilot, "81\n66\n")
        code = screen_of(pilot)._sheet.rows[1].inputs.measure.code
        save(database, code, "Apr 2024", "67")
        await press(pilot, "f2")
        assert f"{code} Apr 2024 was saved by Amara Nair" in flowing(pilot)
        assert "Mine, not saved" in text(pilot)
        assert newest(database, "CSC01", "Apr 2024") is None
        await press(pilot, "m", "enter")
        assert "Say why the figure changed." in flowing(pilot)
        await write(pilot, "Recounted")
        await press(pilot, "enter")
        assert "Saved 2 results" in said(pilot)
    ours = newest(database, code, "Apr 2024")
    assert ours is not None
    assert (ours.number, ours.value, ours.entry.reason) == (2, Decimal(66), "Recounted")
    first = newest(database, "CSC01", "Apr 2024")
    assert first is not None
    assert first.entry.reason == ""


async def test_theirs_stays_where_it_is_chosen_and_the_other_rows_are_saved(
    database: Path,
) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await paste(pilot, "81\n66\n")
        code = screen_of(pilot)._sheet.rows[1].inputs.measure.code
        save(database, code, "Apr 2024", "67")
        await press(pilot, "f2", "t")
        assert "Saved CSC01 Apr 2024: 81" in said(pilot)
        assert typed(pilot) == {}
    theirs = newest(database, code, "Apr 2024")
    assert theirs is not None
    assert (theirs.number, theirs.value) == (1, Decimal(67))


async def test_each_conflict_is_settled_by_itself(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await paste(pilot, "81\n66\n")
        code = screen_of(pilot)._sheet.rows[1].inputs.measure.code
        save(database, "CSC01", "Apr 2024", "79")
        save(database, code, "Apr 2024", "67")
        await press(pilot, "f2")
        assert "CSC01 Apr 2024 was saved by Amara Nair" in flowing(pilot)
        await press(pilot, "t")
        assert f"{code} Apr 2024 was saved by Amara Nair" in flowing(pilot)
        await press(pilot, "t")
        assert "Theirs stays; nothing of yours was saved." in said(pilot)
        assert typed(pilot) == {}
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ReportScreen)


async def test_a_value_retyped_after_a_conflict_can_be_saved(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        save(database, "CSC01", "Apr 2024", "79")
        await look_for_changes(pilot)
        await press(pilot, "f2", "escape")
        assert "✗" in line_of(pilot, "1 %")
        await press(pilot, "ctrl+u")
        await write(pilot, "82")
        await press(pilot, "f2")
        assert "Mine, not saved" in text(pilot)
        await press(pilot, "e")
        assert "Corrects 79." in flowing(pilot)
        await press(pilot, "ctrl+u")
        await write(pilot, "83")
        await press(pilot, "f2")
        await write(pilot, "Recounted")
        await press(pilot, "enter")
        assert "Saved CSC01 Apr 2024: 83" in said(pilot)
    ours = newest(database, "CSC01", "Apr 2024")
    assert ours is not None
    assert (ours.number, ours.value) == (2, Decimal(83))


async def test_to_edit_the_two_keeps_the_comments_of_both(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b", "tab")
        await write(pilot, "Ours")
        await press(pilot, "shift+tab")
        await write(pilot, "81")
        save(database, "CSC01", "Apr 2024", "79", comments="Theirs")
        await press(pilot, "f2", "e")
        row = screen_of(pilot)._sheet.rows[0]
        assert (row.value, row.comments) == ("81", "Theirs\nOurs")
        await press(pilot, "f2")
        await write(pilot, "Both")
        await press(pilot, "enter")
    ours = newest(database, "CSC01", "Apr 2024")
    assert ours is not None
    assert ours.entry.comments == "Theirs\nOurs"


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
        assert "was saved by Amara Nair" in flowing(pilot)
        assert "Mine, not saved" in text(pilot)
    theirs = newest(database, "CSC01", "Apr 2024")
    assert theirs is not None
    assert theirs.value == 79


async def test_rows_stay_after_a_save_till_the_grid_is_opened_again(database: Path) -> None:
    async with running(app_at(database, MUCH_LATER)) as pilot:
        await press(pilot, "b")
        before = [row.label for row in screen_of(pilot)._sheet.rows]
        await write(pilot, "81")
        await press(pilot, "f2")
        assert "Saved CSC01 Apr 2024: 81" in said(pilot)
        # The next quarter is due by now; it does not come between the rows.
        assert [row.label for row in screen_of(pilot)._sheet.rows] == before
        await paste(pilot, "82\n66")
        assert typed(pilot) == {
            "CSC01": "82",
            screen_of(pilot)._sheet.rows[1].inputs.measure.code: "66",
        }
        await press(pilot, "escape", "down", "down", "enter", "b")
        assert screen_of(pilot)._sheet.rows[0].label == "CSC01 Jul 2024"


@pytest.mark.parametrize("queueing", [False, True])
async def test_a_save_tells_that_it_waits_and_is_done_then(database: Path, queueing: bool) -> None:
    async with never_still(), running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        with locked(database, queueing=queueing) as release:
            await pilot.press("f2")
            await until(pilot, lambda: "waiting for others to finish saving" in text(pilot))
            release()
            await until(pilot, lambda: "Saved CSC01 Apr 2024: 81" in said(pilot))
        assert "waiting for others" not in text(pilot)


async def test_one_may_leave_a_save_that_waits_and_the_draft_is_kept(database: Path) -> None:
    async with never_still(), running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        own = session_of(database, "jsmith")
        await until(pilot, lambda: len(drafts.mine(own)) == 1)
        with locked(database):
            await pilot.press("f2")
            await until(pilot, lambda: "waiting for others to finish saving" in text(pilot))
            await pilot.press("escape")
            await until(pilot, lambda: "Not saved yet" in text(pilot))
            await pilot.press("down", "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))
        await settled(pilot)
    assert newest(database, "CSC01", "Apr 2024") is None
    [draft] = drafts.mine(own)
    assert draft.content["value"] == "81"


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
