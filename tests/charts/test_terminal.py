from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from ncc_tui.charts.palette import Palette
from ncc_tui.charts.terminal import legend, trend_chart
from ncc_tui.domain.trend import Trend
from tests.charts.trends import MONTHLY, Figures, trend

ASCII = Palette(ascii_only=True)


@dataclass(frozen=True)
class Chart:
    """A chart taken apart: what is drawn on its canvas from the top, and the name beside a row."""

    canvas: list[str]
    names: list[str]
    labels: str

    @property
    def named(self) -> list[str]:
        return [name for name in self.names if name]

    def row(self, sign: str) -> int:
        """The only row in which a sign is drawn."""
        (row,) = [y for y, line in enumerate(self.canvas) if sign in line]
        return row


def chart(of: Trend, width: int = 70, height: int = 15, palette: Palette = ASCII) -> Chart:
    lines = trend_chart(of, width, height, palette).plain.split("\n")
    bottom = next(y for y, line in enumerate(lines) if re.match(r" *[└+][─┬+-]{9,}$", line))
    left, right = re.search("[└+]", lines[bottom]).start() + 1, len(lines[bottom])  # type: ignore[union-attr]
    top = next(y for y, line in enumerate(lines) if re.match(r" *\S*[┤+|│]", line[:left]))
    rows = lines[top:bottom]
    return Chart(
        [row[left:right] for row in rows], [row[right:].strip() for row in rows], lines[-1]
    )


@pytest.mark.parametrize(("width", "height"), [(16, 5), (45, 12), (70, 16), (118, 36), (198, 56)])
def test_a_chart_has_the_size_asked_for(width: int, height: int) -> None:
    some = trend([1, 2.5, None, 4, 3], [2, 2, 3, 3, 3], {"England": [None, 2, None, 3, None]})
    for palette in (Palette(), ASCII):
        lines = trend_chart(some, width, height, palette, unit="a long unit of 日本語").plain
        assert lines.count("\n") == height - 1
        assert all(cell_len(line) <= width for line in lines.split("\n"))


@pytest.mark.parametrize(("width", "height"), [(15, 20), (60, 4), (0, 0), (-5, -5)])
def test_no_room_gives_no_chart(width: int, height: int) -> None:
    assert not trend_chart(trend([1, 2]), width, height, Palette())


@pytest.mark.parametrize("values", [[], [None, None]])
def test_no_figure_gives_no_chart(values: Figures) -> None:
    assert not trend_chart(trend(values), 60, 12, Palette())


def test_a_missing_period_is_a_gap_in_the_line() -> None:
    whole, holed = chart(trend([5] * 7)), chart(trend([5, 5, 5, None, None, 5, 5]))
    (solid,) = [line.strip() for line in whole.canvas if "*" in line]
    (broken,) = [line.strip() for line in holed.canvas if "*" in line]
    assert re.fullmatch(r"\*+o", solid)
    assert re.fullmatch(r"\*+ {8,}\*+o", broken)


def test_a_trend_that_restarts_breaks_its_line_and_its_target_each_april() -> None:
    values = [5, 5, 5, 5, 5, 5]
    drawn = chart(trend(values, [9, 9, 9, 9, 2, 2], first="Apr 2022", restarts=True))
    (line,) = [line.strip() for line in drawn.canvas if "*" in line]
    assert re.fullmatch(r"\*+ {5,}\*+o", line)
    assert not any("|" in line for line in drawn.canvas)
    assert any("|" in line for line in chart(trend(values, [9, 9, 9, 9, 2, 2])).canvas)


def test_a_lone_result_between_gaps_is_a_dot() -> None:
    drawn = "".join(chart(trend([1, None, 2, None, 3]), palette=Palette()).canvas)
    assert drawn.count("●") == 3


@pytest.mark.parametrize("palette", [Palette(), ASCII], ids=["braille", "ascii"])
@pytest.mark.parametrize("height", range(6, 30))
def test_the_last_dot_lies_on_its_line(height: int, palette: Palette) -> None:
    values = [10.0, 13, 11.7]
    drawn = chart(trend([*values, 12.4, 12.4]), 60, height, palette)
    (row,) = [line for line in drawn.canvas if re.search("[●o]", line)]
    assert re.search(r"[^ ]{3}[●o]", row), row


def test_the_target_is_a_stepped_line() -> None:
    drawn = chart(trend([4] * 8, [2, 2, 2, 2, 6, 6, 6, 6]))
    rows = [line for line in drawn.canvas if line.count("-") > 10]
    upper, lower = rows
    assert lower.rindex("-") == upper.index("-") == upper.rindex(" ", 0, upper.index("-")) + 1
    assert upper.strip(" -") == ""
    risers = [line[upper.index("-")] for line in drawn.canvas]
    assert risers.count("|") >= 5


def test_the_target_breaks_where_there_is_none() -> None:
    drawn = chart(trend([4] * 8, [2, 2, 2, None, None, 2, 2, 2]))
    (level,) = [line for line in drawn.canvas if line.count("-") > 10]
    assert re.search(r"- {8,}-", level)


@pytest.mark.parametrize("targets", [[None, None, None, 2.5], [None, 2.5, None, None]])
def test_a_target_of_one_period_is_as_wide_as_the_period(targets: Figures) -> None:
    drawn = chart(trend([1, 1, 1, 1], targets))
    (level,) = [line.strip() for line in drawn.canvas if "-" in line]
    assert len(level) > len(drawn.canvas[0]) / 5


def test_a_higher_result_stands_higher() -> None:
    drawn = chart(trend([1, 9]))
    first = next(y for y, line in enumerate(drawn.canvas) if re.match(r" +\*", line[:18]))
    assert drawn.row("o") < first


def test_the_axis_holds_every_figure_with_round_labels() -> None:
    lines = trend_chart(trend([12.5, 87.1], [90, 90]), 60, 16, ASCII).plain.split("\n")
    labels = [int(found[1]) for line in lines if (found := re.match(r" *(\d+)\+", line))]
    assert labels == sorted(labels, reverse=True)
    assert labels[0] >= 90
    assert labels[-1] <= 12.5
    assert all(label % 5 == 0 for label in labels)


def test_the_unit_stands_above_the_axis_where_there_is_room() -> None:
    tall = trend_chart(trend([1, 2]), 60, 12, Palette(), unit="per 10,000")
    assert tall.plain.startswith("per 10,000\n")
    assert "per" not in trend_chart(trend([1, 2]), 60, 7, Palette(), unit="per 10,000")


def test_a_far_result_is_an_arrow_with_its_figure() -> None:
    drawn = chart(trend([71, 73, 1508, 70, 72, 71], [72] * 6))
    assert "^1,508" in drawn.canvas[0]
    assert drawn.named == ["target 72", "71"]
    low = chart(trend([71, 73, 1, 70, 72, 71]))
    assert "v1" in low.canvas[-1]


def test_a_far_last_result_is_an_arrow_and_named() -> None:
    drawn = chart(trend([71, 73, 70, 72, 71, 1508]))
    assert drawn.canvas[0].strip() == "^"
    assert drawn.names[0] == "1,508"


@pytest.mark.parametrize("width", [60, 70, 118])
@pytest.mark.parametrize("count", [13, 20, 37])
def test_the_last_period_is_labelled(width: int, count: int) -> None:
    last = trend(list(range(count)), cycle=MONTHLY)
    assert last.points[-1][0].label in chart(last, width).labels


def test_each_label_stands_below_its_tick() -> None:
    lines = trend_chart(trend([1, 2, 3, 4]), 70, 12, Palette()).plain.split("\n")
    ticks = [place for place, sign in enumerate(lines[-2]) if sign == "┬"]
    words = [(found.start(), found.end()) for found in re.finditer(r"\w{3} \d{4}", lines[-1])]
    assert len(ticks) == len(words) == 4
    assert all(
        start + 3 <= tick <= start + 4 for tick, (start, _) in zip(ticks, words, strict=True)
    )


@pytest.mark.parametrize("value", [0, 5, -3, 1e9, 0.001])
def test_one_result_is_one_dot(value: float) -> None:
    drawn = trend_chart(trend([value]), 60, 12, Palette()).plain
    assert drawn.count("●") == 1
    assert "Jan 2020" in drawn


def test_the_last_figure_and_the_target_are_named_at_their_height() -> None:
    drawn = chart(trend([10, 20, 31.26], [40, 40, 40]))
    assert drawn.names[drawn.row("o")] == "31.26"
    (level,) = [y for y, line in enumerate(drawn.canvas) if line.count("-") > 20]
    assert drawn.names[level] == "target 40"


def test_the_last_figure_is_named_beside_its_dot_however_many_names_there_are() -> None:
    others: dict[str, Figures] = {"England": [11, 11], "North East": [11, 11], "Kent": [13, 13]}
    for last in (10, 10.5, 12, 13):
        drawn = chart(trend([9, last], [10, 10], others), 60, 14)
        assert drawn.names[drawn.row("o")] == str(last)
        assert len(drawn.named) == 4


def test_named_figures_have_the_measures_decimals() -> None:
    drawn = trend_chart(trend([1, 8.5234], [8.71, 8.71]), 60, 12, ASCII, decimals=1)
    assert " 8.5" in drawn.plain
    assert "8.52" not in drawn.plain
    assert "target 8.7" in drawn.plain


def test_names_never_share_a_row() -> None:
    others: dict[str, Figures] = {name: [5, 5] for name in ("England", "Wales", "Kent")}
    drawn = chart(trend([5, 5], [5, 5], others))
    assert sorted(drawn.named) == ["5", "EWK 5", "target 5"]
    many: dict[str, Figures] = {f"{x}x": [5, 5 + k / 9] for k, x in enumerate("ABCDEFGHIJKL")}
    few = chart(trend([5, 5], [5, 5], many), 60, 8)
    assert {"5", "target 5"} <= set(few.named)


def test_a_last_figure_that_is_old_says_of_when_it_is() -> None:
    assert "6 Jul 2020" in chart(trend([5, 5, 6, None])).named


def test_comparators_are_letters_of_their_own_and_named_below() -> None:
    some = trend([1, 2], None, {"England": [1.5, 1.6], "North East": [None, 1.2], "Essex": [1, 1]})
    assert [(letter, name, value) for letter, name, _, value in legend(some)] == [
        ("E", "England", Decimal("1.6")),
        ("N", "North East", Decimal("1.2")),
        ("S", "Essex", Decimal("1")),
    ]
    drawn = "".join(chart(some).canvas)
    assert [drawn.count(letter) for letter in "ENS"] == [2, 1, 2]


def test_comparators_that_fall_on_one_place_stand_side_by_side() -> None:
    drawn = chart(trend([1, 2, 9], None, {"England": [5, 5, 5], "North East": [5, 5, 5]}))
    assert "".join(drawn.canvas).count("EN") == 3


def test_comparators_hide_neither_the_target_nor_the_last_figure() -> None:
    others: dict[str, Figures] = {"England": [8] * 36, "North East": [8] * 36}
    drawn = chart(trend([5] * 36, [8] * 36, others, cycle=MONTHLY))
    (level,) = [line for line in drawn.canvas if "E" in line]
    assert level.count("-") > len(level) / 3
    assert level.count("E") == level.count("N") > 5
    on_it = chart(trend([7, 8], None, {"England": [7, 8], "North East": [7, 8]}))
    assert re.search("o.*EN|EN.*o", on_it.canvas[on_it.row("o")])


def test_comparators_beyond_the_axis_say_where() -> None:
    drawn = chart(trend([5, 6, 7, 8], None, {"England": [80_000] * 4}))
    assert "E ^80,000" in drawn.named
    assert "E" not in "".join(drawn.canvas)


def test_comparators_of_another_time_are_neither_drawn_nor_named() -> None:
    of = trend([1, 2, 3, 4], None, {"England": [1, None, None, None, 9]})
    later = Trend(of.points[1:], of.targets[1:], of.comparators)
    assert legend(later) == []
    assert "E" not in "".join(chart(later).canvas)


def test_comparators_with_no_letters_left_still_have_a_sign() -> None:
    some = trend([1], None, {"\u5317": [1], "": [2]})
    assert [letter for letter, *_ in legend(some)] == ["+", "+"]
    assert trend_chart(some, 60, 12, Palette())


def test_an_ascii_chart_is_ascii() -> None:
    some = trend([1, 2, None, 4, 900], [2] * 5, {"England": [None, 2, None, 3, 9e9]})
    assert trend_chart(some, 70, 16, ASCII, unit="%").plain.isascii()
    assert trend_chart(trend([1e14, 2e14], [1e14] * 2), 50, 16, ASCII).plain.isascii()


def colours(text: Text) -> set[tuple[int, ...]]:
    """Every colour of a text but the terminal's own."""
    styles = [s.style if isinstance(s.style, Style) else Style.parse(s.style) for s in text.spans]
    given = [style.color for style in styles if style.color and not style.color.is_default]
    return {tuple(colour.get_truecolor()) for colour in given}


def test_colours_are_the_palettes_and_default_means_none() -> None:
    rgb = ((1, 2, 3), (4, 5, 6), (7, 8, 9), (9, 9, 9))
    of = trend([1, 2], [1, 1], {"England": [1.5, 2]})
    assert colours(trend_chart(of, 60, 12, Palette(*rgb))) == set(rgb)
    assert not colours(trend_chart(of, 60, 12, Palette("default", "default", "default", "default")))


def test_one_chart_leaves_nothing_in_the_next() -> None:
    first = trend_chart(trend([1, 2]), 60, 12, Palette())
    trend_chart(trend([100, 900], [500, 500], {"England": [100, 200]}), 90, 30, ASCII)
    assert trend_chart(trend([1, 2]), 60, 12, Palette()) == first
