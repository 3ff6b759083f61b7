from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ncc_tui.domain.filters import Arrangement, Containing, Overdue, Rated, RowFilter, SortColumn
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.report import Row, build_row
from tests.domain.building import AT, a_measure, a_revision


def a_row(
    number: int, title: str, value: str | None, *, target: str = "10", late: bool = False
) -> Row:
    return build_row(
        a_measure(number=number, code=f"M{number}", title=title),
        AT,
        current=a_revision(
            "Jan 2022" if late else "Jan 2024",
            value,
            comments="Spoken to Ann",
            measure=f"M{number}",
        ),
        previous=None,
        target=Decimal(target),
    )


ROWS = [
    a_row(3, "Walks", "12"),
    a_row(1, "Buses", "3", late=True),
    a_row(2, "% Cakes", None),
    a_row(4, "cars", "9.8"),
]


def shown(rows: list[Row]) -> list[int]:
    return [row.measure.number for row in rows]


@pytest.mark.parametrize(
    ("wanted", "numbers", "words"),
    [
        (RowFilter(), [1, 2, 3, 4], ""),
        (Rated(Rating.RED), [1], "only Red"),
        (Rated(Rating.NOT_APPLICABLE), [2], "only N/A"),
        (Overdue(), [1], "only Overdue"),
        (Containing("CAKES"), [2], "with “CAKES”"),
        (Containing("ann m3"), [3], "with “ann m3”"),
        (Containing("ann nobody"), [], "with “ann nobody”"),
        (Containing("  "), [1, 2, 3, 4], ""),
        (
            Rated(Rating.RED) & Overdue() & Containing("bus"),
            [1],
            "only Red, only Overdue, with “bus”",
        ),
        (Rated(Rating.GREEN) & Overdue(), [], "only Green, only Overdue"),
    ],
)
def test_filters_say_which_rows_are_shown(
    wanted: RowFilter, numbers: list[int], words: str
) -> None:
    assert shown(Arrangement(wanted).apply(ROWS)) == numbers
    assert wanted.words == words


@pytest.mark.parametrize(
    ("column", "numbers"),
    [
        (SortColumn.NUMBER, [1, 2, 3, 4]),
        (SortColumn.MEASURE, [1, 2, 4, 3]),
        (SortColumn.CURRENT, [2, 1, 4, 3]),
        (SortColumn.LAST, [1, 2, 3, 4]),
        (SortColumn.PERFORMANCE, [1, 4, 3, 2]),
        (SortColumn.STATUS, [1, 2, 3, 4]),
    ],
)
def test_rows_are_sorted_by_a_column_and_then_by_number(
    column: SortColumn, numbers: list[int]
) -> None:
    assert shown(Arrangement(column=column).apply(ROWS)) == numbers


def test_turned_round_the_order_is_too_but_equal_rows_stay_by_number() -> None:
    def turned(column: SortColumn) -> list[int]:
        return shown(Arrangement(column=column, descending=True).apply(ROWS))

    assert turned(SortColumn.MEASURE) == [3, 4, 2, 1]
    assert turned(SortColumn.STATUS) == [2, 3, 4, 1]


@pytest.mark.parametrize("column", list(SortColumn))
def test_every_column_sorts_both_ways(column: SortColumn) -> None:
    up = Arrangement().by(column) if column is not SortColumn.NUMBER else Arrangement()
    down = up.by(column)
    assert (up.descending, down.descending, down.by(column).descending) == (False, True, False)
    assert sorted(shown(up.apply(ROWS))) == sorted(shown(down.apply(ROWS))) == [1, 2, 3, 4]


def test_sorting_keeps_the_filter() -> None:
    arrangement = Arrangement(Overdue()).by(SortColumn.MEASURE)
    assert arrangement.filter == Overdue()
    assert not Arrangement(column=SortColumn.UNIT, descending=True).by(SortColumn.LAST).descending


def test_an_old_result_is_overdue() -> None:
    assert ROWS[1].due is not None
    assert ROWS[1].due.due_on < date(2024, 5, 18)
