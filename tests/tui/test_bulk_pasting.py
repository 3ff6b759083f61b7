from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ncc_tui.domain.model import MissingReason
from ncc_tui.tui.bulk.sheet import block_of
from tests.tui.bulking import (
    app_at,
    line_of,
    paste,
    screen_of,
    typed,
)
from tests.tui.seeing import (
    flowing,
    press,
    running,
    said,
    write,
)


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


async def test_what_a_spreadsheet_says_otherwise_stays_in_its_cell_and_is_marked(
    database: Path,
) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await paste(pilot, "81.0\r\n1,508\r\n1,750*\r\ntbc\r\n 95 % \r\nn/a\r\n \r\n\r\n")
        rows = screen_of(pilot)._sheet.rows
        said_there = ["81.0", "1,508", "1,750*", "tbc", "95 %", "n/a", ""]
        assert [row.value for row in rows[:7]] == said_there
        values = [row.verdict.value for row in rows[:7]]
        assert values == [Decimal(81), Decimal(1508), None, None, Decimal(95), None, None]
        assert rows[5].verdict.missing is MissingReason.NOT_AVAILABLE
        assert [bool(row.verdict.error) for row in rows[:7]] == [
            *(False, False, True, True, False, False, False)
        ]
        assert "6 rows filled, 2 wrong" in said(pilot)
        assert "found '1,750*'. Did you mean 1750? Type it so." in said(pilot)
        assert "Left out" not in said(pilot)
        await press(pilot, "down", "down", "down")
        assert "Did you mean not yet published? Type it so." in flowing(pilot)
        await press(pilot, "f2")
        assert "Nothing was saved: 2 of 6 rows are refused." in said(pilot)


async def test_a_heading_pasted_with_its_column_stays_marked_and_is_spoken_of(
    database: Path,
) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await paste(pilot, "Value\n81\n66\n")
        assert typed(pilot)["CSC01"] == "Value"
        assert "If that is the column's heading, every figure is a row too low." in said(pilot)


async def test_blank_lines_below_the_last_row_are_nothing_left_out(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        count = len(screen_of(pilot)._sheet.rows)
        await paste(pilot, "\n".join(["70"] * count + ["\t", " ", ""]))
        assert len(typed(pilot)) == count
        assert "Left out" not in said(pilot)


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
