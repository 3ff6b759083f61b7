"""One measure's ledgers, as somebody who enters a result needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ncc_tui.domain.model import Benchmark, Measure, Revision, Target
from ncc_tui.domain.periods import Period, previous_year_cutoff
from ncc_tui.domain.ratings import Rating, direction_of_travel, performance
from ncc_tui.domain.report import (
    Trend,
    build_trend,
    next_due,
    pick_current,
    pick_previous,
    pick_target,
)
from ncc_tui.domain.validation import unlikely


@dataclass(frozen=True)
class Ledger:
    """Every revision of a measure's results and targets."""

    measure: Measure
    revisions: tuple[Revision, ...]
    targets: tuple[Target, ...]

    def newest(self, period: Period) -> Revision | None:
        """The last revision of a period's result."""
        return max(self._of(period), key=lambda r: r.number, default=None)

    def revision(self, period: Period, number: int) -> Revision | None:
        """One revision of a period's result."""
        return next((r for r in self._of(period) if r.number == number), None)

    def before(self, period: Period) -> Revision | None:
        """The newest revision of the latest earlier period that has one."""
        earlier = (r for r in self.revisions if r.period.start < period.start)
        return max(earlier, key=lambda r: (r.period.start, r.number), default=None)

    def target(self, period: Period) -> Decimal | None:
        """The target in force at a period's start."""
        found = pick_target(self.targets, period.start)
        return found.amount if found else None

    def next_period(self, today: date) -> Period:
        """The period to enter next: the first without a result, or the last if that is to come.

        Where nothing says which is the first, it is the last one that is over.
        """
        last = max(self.revisions, key=lambda r: r.period.start, default=None)
        due = next_due(self.measure, last.period if last else None)
        if due and (last is None or due.period.start <= today):
            return due.period
        return last.period if last else self.measure.cycle.containing(today).previous()

    def doubts(self, period: Period, value: Decimal | None) -> tuple[str, ...]:
        """What is unlikely about a value for a period; nothing where it stands there already."""
        newest, before = self.newest(period), self.before(period)
        if newest is not None and newest.value == value:
            return ()
        while before is not None and before.value is None:
            before = self.before(before.period)
        return unlikely(self.measure, value, before.value if before else None)

    def ratings(
        self, period: Period, value: Decimal | None, reported_on: date
    ) -> tuple[Rating, Rating]:
        """The performance and direction of travel a value gets in a report at `reported_on`.

        Where a later period's result stands in that report, the direction is that of a report on
        the period's last day, in which it would have stood.
        """
        measure, at = self.measure, reported_on
        current = pick_current(self.revisions, at)
        if current is not None and current.period.start > period.start:
            at = period.end
        previous = pick_previous(self.revisions, at, as_revised=at != reported_on)
        earlier = previous.value if previous else None
        if period.start <= previous_year_cutoff(at) and (
            previous is None or previous.period.start <= period.start
        ):
            earlier = value  # the result stands in the previous-year column too
        return (
            performance(value, self.target(period), measure.polarity, measure.tolerance),
            direction_of_travel(value, earlier, measure.polarity),
        )

    def trend(
        self,
        at: date,
        benchmarks: Sequence[Benchmark] = (),
        *,
        also: tuple[Period, Decimal | None] | None = None,
    ) -> Trend:
        """The results reported by a date, with a period's value to come where one is given."""
        reported = sorted(
            (r for r in self.revisions if r.reported_on <= at and r.period.start <= at),
            key=lambda r: (r.period.start, r.number),
        )
        values = {r.period: r.value for r in reported} | dict([also] if also else [])
        series = sorted(values.items(), key=lambda point: point[0].start)
        return build_trend(series, self.targets, benchmarks)

    def _of(self, period: Period) -> list[Revision]:
        return [r for r in self.revisions if r.period.start == period.start]
