"""Where a trend's figures lie in a picture: its axes, their ticks, and labels that keep apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.periods import Cycle, Period
from ncc_tui.domain.trend import Trend

_STEPS = (1, 2, 2.5, 5, 10)
# A figure is left beyond the axis if with it the axis were this many times as long.
FAR = 6.0
# An axis is at least this share of its largest figure long, so that noise looks like noise.
_LEAST = 0.1


@dataclass(frozen=True)
class Axes:
    """A trend's scales: shares of the width from the left, and of the height from the bottom.

    A period is as wide as it is long and its figure stands in its middle; a figure beyond the
    axis stands at its end.
    """

    ticks: tuple[float, ...]
    first: float
    last: float
    half: float

    @classmethod
    def of(cls, trend: Trend, *, unit: str, most_ticks: int, far: float = FAR) -> Axes:
        """The axes on which a trend that has figures is drawn; `far` as FAR, for low charts."""
        low, high = _extent(trend, far, percent=unit == "%")
        first, last = trend.points[0][0], trend.points[-1][0]
        return cls(
            tuple(nice_ticks(low, high, most_ticks)),
            _month(first.start),
            _month(last.start),
            first.cycle.frequency.months / 2,
        )

    @property
    def tick_labels(self) -> list[str]:
        """What stands beside each tick."""
        return [format_figure(Decimal(f"{tick:.10g}")) for tick in self.ticks]

    def across(self, day: date) -> float:
        """Where the figure of a period that starts on a day stands."""
        return self._share(_month(day))

    def span(self, first: Period, last: Period) -> tuple[float, float]:
        """Where a stretch of periods begins and ends."""
        return (
            self._share(_month(first.start) - self.half),
            self._share(_month(last.start) + self.half),
        )

    def up(self, value: Decimal) -> float:
        """How high a figure stands."""
        low, high = self.ticks[0], self.ticks[-1]
        return max(0.0, min(1.0, (float(value) - low) / (high - low)))

    def beyond(self, value: Decimal) -> str:
        """An arrow towards a figure that lies beyond the axis; nothing for one that does not."""
        if float(value) > self.ticks[-1]:
            return "↑"
        return "↓" if float(value) < self.ticks[0] else ""

    def _share(self, month: float) -> float:
        start, end = self.first - self.half, self.last + self.half
        return max(0.0, min(1.0, (month - start) / (end - start)))


def nice_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers, evenly spaced, that enclose a range; never fewer than two."""
    if low == high:
        margin = abs(low) / 10 or 1.0
        low, high = low - margin, high + margin
    rough = (high - low) / (most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in _STEPS if size * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [step * k for k in range(first, last + 1)]


def period_ticks(periods: Sequence[Period], apart: float) -> list[Period]:
    """The periods to label, at least `apart` periods from one to the next.

    They are the last, and those that begin years, half-years, quarters or, where there is room,
    every one.
    """
    cycle, last = periods[0].cycle, periods[-1]
    months = cycle.frequency.months
    lengths = [n for n in (months, 3, 6, 12) if n >= months and n % months == 0]
    lengths += [12 * years for years in (2, 5, 10, 20, 50, 100, 200)]
    length = next(n for n in lengths if n >= apart * months or n == lengths[-1])
    regular = [p for p in periods if (_month(p.start) - _first_month(cycle)) % length == 0]
    room = _month(last.start) - apart * months
    return [*(p for p in regular if _month(p.start) <= room), last]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Ascending positions moved as little as needed to lie `gap` apart within a range.

    Where there are too many to fit they lie evenly over it.
    """
    if len(wanted) > 1:
        gap = min(gap, (high - low) / (len(wanted) - 1))
    placed: list[float] = []
    for position in wanted:
        placed.append(max(position, placed[-1] + gap if placed else low))
    ceiling = high
    for k in reversed(range(len(placed))):
        placed[k] = min(placed[k], ceiling)
        ceiling = placed[k] - gap
    return placed


def _month(day: date) -> float:
    return day.year * 12 + day.month - 1


def _first_month(cycle: Cycle) -> int:
    """The month, from nought, in which a year of these periods begins."""
    return 3 if 4 in cycle.start_months else max(cycle.start_months) - 1


def _extent(trend: Trend, far: float, *, percent: bool) -> tuple[float, float]:
    """The range an axis has to hold: results, targets and the comparators near them."""
    results = sorted(float(value) for _, value in trend.points if value is not None)
    targets = [float(target) for target in trend.targets if target is not None]
    low, high = _without_outliers(results, targets, far, percent=percent)
    longest, bottom, top = far * (high - low), low, high
    for _, series in trend.beside:
        values = [low, high, *(float(value) for _, value in series)]
        if max(values) - min(values) <= longest:
            bottom, top = min(bottom, *values), max(top, *values)
    return bottom, top


def _without_outliers(
    results: Sequence[float], targets: Sequence[float], far: float, *, percent: bool
) -> tuple[float, float]:
    """The range of results and targets, less the few far results that would flatten the rest."""
    low, high = _widened([*results, *targets], percent=percent)
    count = len(results)
    for few in range(1, max(1, count // 8) + 1 if count > 3 else 1):
        for at_the_bottom in range(few + 1):
            rest = results[at_the_bottom : count - few + at_the_bottom]
            floor, ceiling = _widened([*rest, *targets], percent=percent)
            # Where the rest is all one figure there is nothing to be flattened.
            if rest[0] < rest[-1] and high - low > far * (ceiling - floor):
                return floor, ceiling
    return low, high


def _widened(values: Sequence[float], *, percent: bool) -> tuple[float, float]:
    """The range of some values, made longer where it is tiny; not past nought or 100 per cent."""
    low, high = min(values), max(values)
    missing = _LEAST * max(abs(low), abs(high)) - (high - low)
    if low == high == 0:
        return 0.0, 1.0
    if missing <= 0:
        return low, high
    floor, ceiling = low - missing / 2, high + missing / 2
    if floor < 0 <= low:
        floor, ceiling = 0.0, ceiling - floor
    top = 100.0 if percent and high <= 100 else 0.0 if high <= 0 else math.inf
    if ceiling > top:
        floor, ceiling = floor - (ceiling - top), top
    return floor, ceiling
