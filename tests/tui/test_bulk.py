from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from ncc_tui.domain.model import MissingReason
from ncc_tui.services import bulk
from ncc_tui.services.forms import FormInputs
from ncc_tui.tui.bulk import sheet
from ncc_tui.tui.screens.report import ReportScreen
from ncc_tui.tui.widgets.table import LineTable
from tests.tui.bulking import (
    LATER,
    app_at,
    line_of,
    newest,
    paste,
    save,
    screen_of,
    session_of,
    typed,
)
from tests.tui.seeing import (
    AT,
    assert_square,
    flowing,
    lines,
    press,
    running,
    said,
    settled,
    text,
    write,
)


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


async def test_a_reason_instead_of_a_value_can_be_typed(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "not available")
        await press(pilot, "f2")
        assert "Saved CSC01 Apr 2024: not available" in said(pilot)


async def test_a_viewer_is_told_why_there_is_no_grid(database: Path) -> None:
    async with running(app_at(database, officer="epotts")) as pilot:
        await press(pilot, "b")
        assert "epotts is a viewer and may not enter results." in said(pilot)
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


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("-", MissingReason.NOT_AVAILABLE),
        ("n/a", MissingReason.NOT_AVAILABLE),
        ("X", MissingReason.NOT_AVAILABLE),
        ("c", MissingReason.SUPPRESSED),
        (" z ", MissingReason.NOT_APPLICABLE),
    ],
)
def test_the_words_that_an_import_takes_for_no_value_can_be_typed(
    database: Path, word: str, reason: MissingReason
) -> None:
    page = bulk.bulk_page(session_of(database), "26", LATER)
    verdict = bulk.verdict_of(page.rows[0], word)
    assert (verdict.value, verdict.missing, verdict.error) == (None, reason, "")


async def test_a_key_has_its_own_row_judged_once_and_no_other(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []

    def counting(row: FormInputs, typed: str) -> bulk.Verdict:
        judged.append(typed)
        return bulk.verdict_of(row, typed)

    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await paste(pilot, "81\n66\n70\n")
        monkeypatch.setattr(sheet, "verdict_of", counting)
        await press(pilot, "down", "7")
        assert judged == ["7"]


async def test_a_saved_row_shows_its_figure_and_rating_in_the_grid(database: Path) -> None:
    async with running(app_at(database), (80, 24)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        await press(pilot, "f2")
        assert "81 ● Green ✓" in line_of(pilot, "1 %")
        await press(pilot, "down")
        assert "81 ● Green ✓" in line_of(pilot, "1 %")
