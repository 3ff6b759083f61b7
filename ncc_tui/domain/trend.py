"""A measure's trend: its results up to a report date, with what stands beside them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import financial_year
from ncc_tui.domain.model import Benchmark, Target
from ncc_tui.domain.periods import Frequency, Period

# How far back a trend is shown unless all of it is asked for.
TREND_YEARS = 3

Point = tuple[Period, Decimal]
Series = tuple[str, tuple[Point, ...]]


@dataclass(frozen=True)
class Trend:
    """A measure's history up to a report date, with the target and comparators beside it.

    `points` has every period from the first result to the last: None marks a gap. `targets`
    has the target in force at each of them. One that `restarts` begins anew each April, as
    figures of the year to date do.
    """

    points: tuple[tuple[Period, Decimal | None], ...]
    targets: tuple[Decimal | None, ...]
    comparators: tuple[Series, ...] = ()
    restarts: bool = False

    @property
    def last(self) -> Point | None:
        """The last period that has a figure, and the figure."""
        return next(((p, v) for p, v in reversed(self.points) if v is not None), None)

    @property
    def runs(self) -> list[list[Point]]:
        """The stretches of figures joined by a line, which breaks at gaps and where it restarts."""
        runs: list[list[Point]] = []
        joined = False
        for period, value in self.points:
            if value is None:
                joined = False
                continue
            if not joined or self.starts_anew(period):
                runs.append([])
            runs[-1].append((period, value))
            joined = True
        return runs

    @property
    def levels(self) -> list[tuple[Period, Period, Decimal]]:
        """The target's steps: the first and the last period in which each amount is in force."""
        levels: list[tuple[Period, Period, Decimal]] = []
        before: Decimal | None = None
        for (period, _), target in zip(self.points, self.targets, strict=True):
            if target is not None:
                first = levels.pop()[0] if target == before else period
                levels.append((first, period, target))
            before = target
        return levels

    @property
    def beside(self) -> list[Series]:
        """The comparators' figures of the trend's own time, which are those a chart can show."""
        if not self.points:
            return []
        start, end = self.points[0][0].start, self.points[-1][0].end
        within = [
            (name, tuple((p, v) for p, v in series if start <= p.start <= end))
            for name, series in self.comparators
        ]
        return [(name, series) for name, series in within if series]

    def recent(self, years: int) -> Trend:
        """What lies within some years of its last figure, the same period then included."""
        if self.last is None:
            return self
        last = self.last[0].start
        first = last.replace(year=last.year - years)
        earlier = sum(period.start < first for period, _ in self.points)
        return replace(self, points=self.points[earlier:], targets=self.targets[earlier:])

    def starts_anew(self, period: Period) -> bool:
        """Whether a period begins a year in a trend that restarts with it."""
        if not self.restarts or period.cycle.frequency is Frequency.ANNUALLY:
            return False
        return financial_year(period.start) != financial_year(period.previous().start)


def build_trend(
    series: Sequence[tuple[Period, Decimal | None]],
    targets: Sequence[Target],
    as_at: AsAt,
    benchmarks: Sequence[Benchmark] = (),
    *,
    restarts: bool = False,
) -> Trend:
    """Lay out a measure's results (ascending by period) with gaps for the periods missing.

    Targets are chosen from their whole ledger; `benchmarks` are those that count already.
    """
    if not series:
        return Trend((), ())
    values = dict(series)
    points: list[tuple[Period, Decimal | None]] = []
    period, last = series[0][0], series[-1][0]
    while period <= last:
        points.append((period, values.get(period)))
        period = period.next()
    names = list(dict.fromkeys(b.comparator for b in benchmarks))
    comparators = tuple(
        (
            name,
            tuple(
                (b.period, b.value)
                for b in benchmarks
                if b.comparator == name and b.value is not None
            ),
        )
        for name in names
    )
    amounts = _in_force(targets, [period.start for period, _ in points], as_at)
    return Trend(tuple(points), amounts, comparators, restarts)


def _in_force(
    targets: Sequence[Target], starts: Sequence[date], as_at: AsAt
) -> tuple[Decimal | None, ...]:
    """The target in force at each of some days, which ascend."""
    by_start: dict[date, list[Target]] = {}
    for target in targets:
        by_start.setdefault(target.period.start, []).append(target)
    known = {start: last for start, of in by_start.items() if (last := as_at.last(of))}
    steps = sorted(known)
    places = (bisect_right(steps, start) for start in starts)
    return tuple(known[steps[place - 1]].amount if place else None for place in places)
