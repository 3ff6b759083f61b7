"""Trend charts as ANSI text; the only user of plotext, whose state is global."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import plotext

from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.periods import Period
from ncc_tui.domain.report import Trend
from ncc_tui.palette import Colour, Palette

_ASCII = str.maketrans("│─┌┐└┘├┤┬┴┼┄●", "|-++++++++++o")
_Point = tuple[float, float]


def trend_chart(
    trend: Trend, width: int, height: int, palette: Palette, decimals: int | None = None
) -> str:
    """Draw a trend: results as a line with gaps, the target stepped, comparators as letters.

    `width` and `height` are in characters; gives lines of ANSI text, or nothing if there is no
    figure to draw or no room for it.
    """
    values = [float(value) for _, value in trend.points if value is not None]
    if not values or width < 16 or height < 5:
        return ""
    start, end = trend.points[0][0].start, trend.points[-1][0].start
    plotext.clear_figure()
    plotext.plot_size(width, height)
    plotext.theme("clear")
    plotext.xaxes(True, False)
    plotext.yaxes(True, False)
    for letter, points in _comparators(trend, start, end):
        values += [y for _, y in points]
        plotext.scatter(
            [x for x, _ in points],
            [y for _, y in points],
            marker=letter,
            color=palette.comparator,
        )
    for steps in _target_steps(trend):
        values += [y for _, y in steps]
        _line(steps, "-" if palette.ascii_only else "┄", palette.target)
    for run in _runs(trend):
        if len(run) > 1:
            _line(run, "*" if palette.ascii_only else "braille", palette.line)
        else:
            _dot(run[0], palette.line)
    last = next((p, v) for p, v in reversed(trend.points) if v is not None)
    _dot((_x(last[0].start), float(last[1] or 0)), palette.last)
    _axes(trend, values, width, height, decimals)
    drawn: str = plotext.build().rstrip("\n")
    plotext.clear_figure()
    return drawn.translate(_ASCII) if palette.ascii_only else drawn


def legend(trend: Trend) -> list[tuple[str, str, Period, Decimal]]:
    """The letter, name, last period and last value of each comparator in a trend."""
    if not trend.points:
        return []
    end = trend.points[-1][0].start
    found = []
    for letter, name, points in _lettered(trend):
        shown = [(p, v) for p, v in points if p.start <= end]
        if shown:
            found.append((letter, name, *shown[-1]))
    return found


def _line(points: Sequence[_Point], marker: str, colour: Colour) -> None:
    plotext.plot([x for x, _ in points], [y for _, y in points], marker=marker, color=colour)


def _dot(point: _Point, colour: Colour) -> None:
    plotext.scatter([point[0]], [point[1]], marker="●", color=colour)


def _x(day: date) -> float:
    return day.year * 12 + day.month - 1


def _runs(trend: Trend) -> Iterator[list[_Point]]:
    """The stretches of results between gaps."""
    run: list[_Point] = []
    for period, value in trend.points:
        if value is not None:
            run.append((_x(period.start), float(value)))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _target_steps(trend: Trend) -> Iterator[list[_Point]]:
    """The target as level steps, broken where there is none."""
    steps: list[_Point] = []
    for (period, _), target in zip(trend.points, trend.targets, strict=True):
        if target is not None:
            level = float(target)
            steps += [(_x(period.start), level), (_x(period.next().start) - 0.01, level)]
        elif steps:
            yield steps
            steps = []
    if steps:
        yield [*steps[:-1], (_x(trend.points[-1][0].start), steps[-1][1])]


def _lettered(
    trend: Trend,
) -> Iterator[tuple[str, str, tuple[tuple[Period, Decimal], ...]]]:
    used: set[str] = set()
    for name, points in trend.comparators:
        free = [c.upper() for c in name if c.isascii() and c.isalpha() and c.upper() not in used]
        letter = free[0] if free else "+"
        used.add(letter)
        yield letter, name, points


def _comparators(trend: Trend, start: date, end: date) -> Iterator[tuple[str, list[_Point]]]:
    for letter, _, points in _lettered(trend):
        shown = [(_x(p.start), float(v)) for p, v in points if start <= p.start <= end]
        if shown:
            yield letter, shown


def _axes(
    trend: Trend, values: Sequence[float], width: int, height: int, decimals: int | None
) -> None:
    low, high, step = _scale(min(values), max(values), max(2, height // 4))
    plotext.ylim(low, high)
    ticks = [low + i * step for i in range(round((high - low) / step) + 1)]
    plotext.yticks(ticks, [format_figure(Decimal(f"{tick:.10g}")) for tick in ticks])
    periods = [period for period, _ in trend.points]
    if len(periods) == 1:
        plotext.xlim(_x(periods[0].start) - 1, _x(periods[0].start) + 1)
    every = max(1, math.ceil(len(periods) / max(1, (width - 8) // 11)))
    labelled = periods[::-1][::every][::-1]
    plotext.xticks([_x(p.start) for p in labelled], [p.label for p in labelled])


def _scale(low: float, high: float, steps: int) -> tuple[float, float, float]:
    """Round limits and a round step (1, 2 or 5 times a power of ten) that hold low and high."""
    if high == low:
        low, high = low - abs(low) * 0.1 - 1, high + abs(high) * 0.1 + 1
    rough = (high - low) / steps
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    return math.floor(low / step) * step, math.ceil(high / step) * step, step
