from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from rich.cells import cell_len
from rich.text import Text

from ncc_tui.charts import legend, trend_chart
from ncc_tui.domain.periods import Cycle, Frequency, Period
from ncc_tui.domain.report import Trend
from ncc_tui.palette import Palette

QUARTERLY = Cycle(Frequency.QUARTERLY)
ASCII = Palette(ascii_only=True)


def periods(count: int, first: date = date(2020, 1, 1)) -> list[Period]:
    found = [QUARTERLY.containing(first)]
    while len(found) < count:
        found.append(found[-1].next())
    return found


def trend(
    values: list[float | None],
    targets: list[float | None] | None = None,
    comparators: dict[str, list[float | None]] | None = None,
) -> Trend:
    when = periods(len(values))
    when = when[: len(values)]
    aims = targets or [None] * len(values)
    return Trend(
        tuple((p, _decimal(v)) for p, v in zip(when, values, strict=True)),
        tuple(_decimal(t) for t in aims),
        tuple(
            (
                name,
                tuple((p, Decimal(str(v))) for p, v in zip(when, vs, strict=True) if v is not None),
            )
            for name, vs in (comparators or {}).items()
        ),
    )


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def plain(drawn: str) -> list[str]:
    return Text.from_ansi(drawn).plain.split("\n")


def inside(drawn: str) -> list[str]:
    """What is drawn right of the vertical axis and above the horizontal one."""
    lines = plain(drawn)
    beside = next(line for line in lines if line.lstrip().startswith(("│", "|")))
    axis = len(beside) - len(beside.lstrip())
    return [line[axis + 1 :] for line in lines[:-2]]


@pytest.mark.parametrize(("width", "height"), [(16, 5), (45, 12), (70, 16), (118, 36), (198, 56)])
def test_a_chart_has_the_size_asked_for(width: int, height: int) -> None:
    some = trend([1, 2.5, None, 4, 3], [2, 2, 3, 3, 3], {"England": [None, 2, None, 3, None]})
    for palette in (Palette(), ASCII):
        lines = plain(trend_chart(some, width, height, palette))
        assert len(lines) <= height
        assert all(cell_len(line) <= width for line in lines)


@pytest.mark.parametrize(("width", "height"), [(15, 20), (60, 4), (0, 0), (-5, -5)])
def test_no_room_gives_no_chart(width: int, height: int) -> None:
    assert trend_chart(trend([1, 2]), width, height, Palette()) == ""


@pytest.mark.parametrize("values", [[], [None, None]])
def test_no_figure_gives_no_chart(values: list[float | None]) -> None:
    assert trend_chart(trend(values), 60, 12, Palette()) == ""


def test_a_missing_period_is_a_gap_in_the_line() -> None:
    whole = inside(trend_chart(trend([5, 5, 5, 5, 5, 5, 5]), 66, 11, ASCII))
    holed = inside(trend_chart(trend([5, 5, 5, None, None, 5, 5]), 66, 11, ASCII))
    (solid,) = [line.strip() for line in whole if "*" in line]
    (broken,) = [line.strip() for line in holed if "*" in line]
    assert re.fullmatch(r"\*+o", solid)
    assert re.fullmatch(r"\*+ {8,}\*+o", broken)


def test_a_lone_result_between_gaps_is_a_dot() -> None:
    drawn = "".join(inside(trend_chart(trend([1, None, 2, None, 3]), 66, 11, Palette())))
    assert drawn.count("●") == 3


def test_the_target_is_a_stepped_line() -> None:
    lines = inside(trend_chart(trend([4] * 8, [2, 2, 2, 2, 6, 6, 6, 6]), 66, 15, ASCII))
    rows = {y: line for y, line in enumerate(lines) if line.count("-") > 10}
    assert len(rows) == 2
    upper, lower = (rows[y] for y in sorted(rows))
    assert lower.rindex("-") <= upper.index("-") + 1
    assert upper.strip(" -") == ""


def test_the_target_breaks_where_there_is_none() -> None:
    lines = inside(trend_chart(trend([4] * 8, [2, 2, 2, None, None, 2, 2, 2]), 66, 15, ASCII))
    (level,) = [line for line in lines if line.count("-") > 10]
    assert re.search(r"- {8,}-", level)


def test_a_higher_result_stands_higher() -> None:
    lines = inside(trend_chart(trend([1, 9]), 60, 12, ASCII))
    first = next(y for y, line in enumerate(lines) if line.startswith("*"))
    last = next(y for y, line in enumerate(lines) if "o" in line)
    assert last < first


def test_the_axis_holds_every_figure_with_round_labels() -> None:
    drawn = plain(trend_chart(trend([12.5, 87.1], [90, 90]), 60, 16, ASCII))
    labels = [int(found[1]) for line in drawn if (found := re.match(r" *(\d+)\+", line))]
    assert labels == sorted(labels, reverse=True)
    assert labels[0] >= 90
    assert labels[-1] <= 12.5
    assert all(label % 5 == 0 for label in labels)


def test_the_last_period_is_labelled() -> None:
    drawn = trend_chart(trend([float(v) for v in range(20)]), 60, 12, Palette())
    assert "Oct 2024" in plain(drawn)[-1]


@pytest.mark.parametrize("value", [0, 5, -3, 1e9, 0.001])
def test_one_result_is_one_dot(value: float) -> None:
    drawn = trend_chart(trend([value]), 60, 12, Palette())
    assert drawn.count("●") == 1
    assert "Jan 2020" in drawn


def test_comparators_are_letters_of_their_own_and_named_below() -> None:
    some = trend([1, 2], None, {"England": [1.5, 1.6], "North East": [None, 1.2], "Essex": [1, 1]})
    named = legend(some)
    assert [(letter, name, value) for letter, name, _, value in named] == [
        ("E", "England", Decimal("1.6")),
        ("N", "North East", Decimal("1.2")),
        ("S", "Essex", Decimal("1")),
    ]
    drawn = "".join(inside(trend_chart(some, 60, 20, Palette())))
    assert drawn.count("E") == 2
    assert drawn.count("N") == 1


def test_comparators_with_no_letters_left_still_have_a_sign() -> None:
    some = trend([1], None, {"\u5317": [1], "": [2]})
    assert [letter for letter, *_ in legend(some)] == ["+", "+"]
    assert trend_chart(some, 60, 12, Palette())


def test_an_ascii_chart_is_ascii() -> None:
    some = trend([1, 2, None, 4, 3], [2] * 5, {"England": [None, 2, None, 3, None]})
    assert "".join(plain(trend_chart(some, 70, 16, ASCII))).isascii()


def test_colours_are_the_palettes_and_default_means_none() -> None:
    drawn = trend_chart(trend([1, 2]), 60, 12, Palette((1, 2, 3), (4, 5, 6), (7, 8, 9), (9, 9, 9)))
    assert "38;2;1;2;3m" in drawn
    assert "38;2;9;9;9m" in drawn
    none = Palette("default", "default", "default", "default")
    bare = trend_chart(trend([1, 2], [1, 1], {"England": [1, 2]}), 60, 12, none)
    assert not re.search(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d)(?:;\d+)*m", bare), repr(bare)


def test_one_chart_leaves_nothing_in_the_next() -> None:
    first = trend_chart(trend([1, 2]), 60, 12, Palette())
    trend_chart(trend([100, 900], [500, 500], {"England": [100, 200]}), 90, 30, ASCII)
    assert trend_chart(trend([1, 2]), 60, 12, Palette()) == first
