"""Trend charts for a terminal; the only user of plotext, whose state is global."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import plotext
from rich.style import Style
from rich.text import Text

from ncc_tui.charts.axes import FAR, Axes, period_ticks, spread
from ncc_tui.charts.palette import Colour, Palette, rich_name
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.periods import Period
from ncc_tui.domain.text import one_line
from ncc_tui.domain.trend import Point, Trend

_ASCII = str.maketrans("│─┌┐└┘├┤┬┴┼┄┆●↑↓…", "|-+++++++++-|o^v~")
_PERIOD_LABEL = len("Jan 2024") + 2
# Columns from one letter of a comparator to the next, so that they leave room between them.
_LETTERS_APART = 4
_NARROWEST, _LOWEST = 16, 5
# From here on there is room for a line with the unit, and for names at the right.
_WITH_UNIT, _WITH_NAMES = 8, 32


def trend_chart(
    trend: Trend,
    width: int,
    height: int,
    palette: Palette,
    *,
    unit: str = "",
    decimals: int | None = None,
) -> Text:
    """Draw a trend: results as a line, the target stepped, comparators as letters.

    `width` and `height` are in characters. The last figure, the target and the last figure of
    each comparator are named at the right, the unit above the axis. Where there is no figure to
    draw or no room for it, the text is empty.
    """
    if trend.last is None or width < _NARROWEST or height < _LOWEST:
        return Text()
    return _Chart(trend, width, height, palette, unit, decimals).drawn()


def legend(trend: Trend) -> list[tuple[str, str, Period, Decimal]]:
    """The letter, name, last period and last figure of each comparator that a chart shows."""
    return [(letter, name, *series[-1]) for letter, name, series in _lettered(trend)]


@dataclass(frozen=True)
class _Name:
    """What stands at the right of a row: the end of a line, named."""

    value: Decimal
    row: int
    words: str
    colour: Colour
    bold: bool = False


class _Chart:
    """One chart: a canvas of cells, counted from its lower left, beside and below it the axes."""

    def __init__(
        self,
        trend: Trend,
        width: int,
        height: int,
        palette: Palette,
        unit: str,
        decimals: int | None,
    ) -> None:
        self._trend, self._palette, self._decimals = trend, palette, decimals
        self._unit = one_line(unit) if height >= _WITH_UNIT else ""
        self._rows = height - 2 - bool(self._unit)
        # However low the chart, what most results do takes two rows of it.
        far = min(FAR, max(2, self._rows / 2))
        self._axes = Axes.of(trend, unit=unit, most_ticks=max(2, 1 + self._rows // 3), far=far)
        self._left = max(map(len, self._axes.tick_labels)) + 1
        self._names = [*self._all_names()] if width >= _WITH_NAMES else []
        longest = max((len(name.words) for name in self._names), default=-1)
        self._right = min(longest + 1, (width - self._left) // 2)
        self._width = width
        self._columns = width - self._left - self._right
        periods = [period for period, _ in trend.points]
        self._period_labels = [
            (round(self._x(self._axes.across(period.start))), period.label)
            for period in period_ticks(periods, _PERIOD_LABEL * len(periods) / self._columns)
        ]

    def drawn(self) -> Text:
        """The chart as lines of styled text."""
        plotext.clear_figure()
        plotext.limit_size(False, False)
        plotext.plot_size(self._columns + self._left, self._rows + 2)
        plotext.theme("clear")
        plotext.xaxes(True, False)
        plotext.yaxes(True, False)
        plotext.xlim(0, self._columns - 1)
        plotext.ylim(0, self._rows - 1)
        self._ticks()
        self._target()
        self._results()
        self._comparators()
        chart = list(Text.from_ansi(plotext.build().rstrip("\n")).split("\n"))
        plotext.clear_figure()
        chart[-1] = self._label_line()
        for name in self._spread_names():
            words = Text(f" {name.words}", Style(color=rich_name(name.colour), bold=name.bold))
            words.truncate(self._right, overflow="ellipsis")
            chart[self._rows - 1 - name.row].append_text(words)
        if self._unit:
            chart.insert(0, Text(self._unit))
            chart[0].truncate(self._width, overflow="ellipsis")
        text = Text("\n").join(chart)
        if self._palette.ascii_only:
            text.plain = text.plain.translate(_ASCII)
        return text

    def _ticks(self) -> None:
        places = [self._y(tick) for tick in self._axes.ticks]
        plotext.yticks(places, self._axes.tick_labels)
        columns = [column for column, _ in self._period_labels]
        plotext.xticks(columns, [" "] * len(columns))

    def _label_line(self) -> Text:
        """The periods below their ticks, which plotext leaves out where they pass the canvas."""
        line = ""
        for column, label in self._period_labels:
            start = min(self._left + column - len(label) // 2 + 1, self._width - len(label))
            line = line.ljust(max(0, start)) + label
        return Text(line)

    def _target(self) -> None:
        """The target's levels, joined as the results are where one follows another."""
        marker, colour = "┄", self._palette.target
        before: tuple[float, int] | None = None
        for first, last, amount in self._trend.levels:
            start, end = (self._x(share) for share in self._axes.span(first, last))
            row = self._row(self._axes.up(Decimal(amount)))
            if before and before[0] == start and not self._trend.starts_anew(first):
                low, high = sorted((before[1], row))
                _line([(start, low + 1), (start, high - 1)] if high - low > 1 else [], "┆", colour)
            _line([(start, row), (end, row)], marker, colour)
            before = (end, row)

    def _results(self) -> None:
        marker = "*" if self._palette.ascii_only else "braille"
        for run in self._trend.runs:
            if len(run) > 1:
                _line([self._place(point) for point in run], marker, self._palette.line)
            else:
                self._sign(*self._cell(run[0]), "●", self._palette.line)
        for point in (point for run in self._trend.runs for point in run):
            if arrow := self._axes.beyond(point[1]):
                column, row = self._cell(point)
                words = arrow + format_figure(point[1], self._decimals)
                column = max(0, min(column, self._columns - len(words)))
                if point != self._trend.last:
                    self._sign(column, row, words, self._palette.line)
        assert self._trend.last is not None
        sign = self._axes.beyond(self._trend.last[1]) or "●"
        self._sign(*self._cell(self._trend.last), sign, self._palette.last)

    def _comparators(self) -> None:
        """Each comparator's letters, side by side where they fall on one cell."""
        assert self._trend.last is not None
        taken = {self._cell(self._trend.last)}
        for letter, _, series in _lettered(self._trend):
            leftmost = self._columns + _LETTERS_APART
            for period, value in reversed(series):
                column, row = self._cell((period, value))
                if leftmost - column < _LETTERS_APART or self._axes.beyond(value):
                    continue
                leftmost = column
                while (column, row) in taken and column < self._columns - 1:
                    column += 1
                while (column, row) in taken and column > 0:
                    column -= 1
                taken.add((column, row))
                self._sign(column, row, letter, self._palette.comparator)

    def _all_names(self) -> Iterator[_Name]:
        """The names at the right, those first that must be there."""
        last, target = self._trend.last, self._trend.targets[-1]
        assert last is not None
        # A last figure that is older than the last period says so.
        when = "" if last[0] == self._trend.points[-1][0] else f" {last[0].label}"
        yield self._name(last[1], self._figure(last[1]) + when, self._palette.last, bold=True)
        if target is not None:
            yield self._name(target, f"target {self._figure(target)}", self._palette.target)
        letters: dict[Decimal, str] = {}
        for letter, _, series in _lettered(self._trend):
            value = series[-1][1]
            letters[value] = letters.get(value, "") + letter
        for value, joined in letters.items():
            words = f"{joined} {self._axes.beyond(value)}{self._figure(value)}"
            yield self._name(value, words, self._palette.comparator)

    def _name(self, value: Decimal, words: str, colour: Colour, *, bold: bool = False) -> _Name:
        return _Name(value, self._cell_row(value), words, colour, bold)

    def _spread_names(self) -> list[_Name]:
        """The names on rows of their own: the last figure at its height, others by it in order."""
        if not self._names:
            return []
        last, *others = self._names[: self._rows]
        top = self._rows - 1
        others.sort(key=lambda name: (name.row, name.value))
        below = [name for name in others if (name.row, name.value) <= (last.row, last.value)]
        above = others[len(below) :]
        if last.row == 0:
            below, above = [], others
        row = max(len(below), min(last.row, top - len(above)))
        rows = [
            *spread([name.row for name in below], 1, 0, row - 1),
            row,
            *spread([name.row for name in above], 1, row + 1, top),
        ]
        named = zip([*below, last, *above], rows, strict=True)
        return [replace(name, row=round(row)) for name, row in named]

    def _figure(self, value: Decimal) -> str:
        return format_figure(value, self._decimals)

    def _x(self, share: float) -> float:
        return share * (self._columns - 1)

    def _y(self, value: float) -> float:
        return self._axes.up(Decimal(value)) * (self._rows - 1)

    def _place(self, point: Point) -> tuple[float, float]:
        period, value = point
        return self._x(self._axes.across(period.start)), self._axes.up(value) * (self._rows - 1)

    def _cell(self, point: Point) -> tuple[int, int]:
        """The cell through which the line goes at a point: braille has 2 by 4 dots in each."""
        share, value = self._axes.across(point[0].start), point[1]
        if self._palette.ascii_only:
            return _nearest(share, self._columns), self._cell_row(value)
        return _nearest(share, self._columns * 2) // 2, self._cell_row(value)

    def _cell_row(self, value: Decimal) -> int:
        return self._row(self._axes.up(value))

    def _row(self, share: float) -> int:
        if self._palette.ascii_only:
            return _nearest(share, self._rows)
        return _nearest(share, self._rows * 4) // 4

    def _sign(self, column: int, row: int, words: str, colour: Colour) -> None:
        for k, sign in enumerate(words):
            plotext.scatter([column + k], [row], marker=sign, color=colour)


def _line(places: Sequence[tuple[float, float]], marker: str, colour: Colour) -> None:
    if places:
        plotext.plot([x for x, _ in places], [y for _, y in places], marker=marker, color=colour)


def _nearest(share: float, places: int) -> int:
    """The place, of so many in a row, that plotext gives a share of their length."""
    return math.floor(round(0.5 + (places - 1) * share, 8))


def _lettered(trend: Trend) -> Iterator[tuple[str, str, tuple[Point, ...]]]:
    """The comparators a chart shows, each with a letter of its own while there are any."""
    used: set[str] = set()
    for name, series in trend.beside:
        free = [c.upper() for c in name if c.isascii() and c.isalpha() and c.upper() not in used]
        letter = free[0] if free else "+"
        used.add(letter)
        yield letter, name, series
