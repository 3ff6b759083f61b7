"""One measure's ledgers, as somebody who enters a result needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.model import Benchmark, Measure, Revision, Target
from ncc_tui.domain.periods import Period, previous_year_cutoff
from ncc_tui.domain.ratings import Rating, direction_of_travel, performance
from ncc_tui.domain.report import next_due, pick_current, pick_previous, pick_results, pick_target
from ncc_tui.domain.trend import Trend, build_trend

# How the reason of an undoing begins; it names the revision that it brought back.
UNDONE = "Undone: back to revision "


def stood_before(revisions: Sequence[Revision]) -> Revision | None:
    """Which revision an undoing brings back, of one result's in order; None where none is left.

    It is the one before the newest. Where the newest is an undoing itself, it is the one before
    that which was brought back, so that undone again a result goes further back.
    """
    if not revisions:
        return None
    newest = revisions[-1]
    back = newest.number
    if newest.entry.reason.startswith(UNDONE):
        named = newest.entry.reason.removeprefix(UNDONE).rstrip(".")
        back = int(named) if named.isdecimal() else back
    return next((r for r in revisions if r.number == back - 1), None)


@dataclass(frozen=True)
class Ledger:
    """Every revision of a measure's results and targets; `today` is when they are looked at."""

    measure: Measure
    revisions: tuple[Revision, ...]
    targets: tuple[Target, ...]
    today: date

    def newest(self, period: Period) -> Revision | None:
        """The last revision of a period's result, withdrawn or not."""
        return max(self._of(period), key=lambda r: r.number, default=None)

    def standing(self, period: Period) -> Revision | None:
        """A period's result as it stands, None where it has none or it was withdrawn."""
        newest = self.newest(period)
        return None if newest is None or newest.entry.withdrawn else newest

    def revision(self, period: Period, number: int) -> Revision | None:
        """One revision of a period's result."""
        return next((r for r in self._of(period) if r.number == number), None)

    def known(self, period: Period) -> Revision | None:
        """A period's result as it is known today: a revision that counts from later is not."""
        return pick_results(self._of(period), AsAt(self.today)).get(period)

    def before(self, period: Period) -> Revision | None:
        """The result of the latest earlier period that has one, as it is known today."""
        earlier = [r for r in self.revisions if r.period.start < period.start]
        results = pick_results(earlier, AsAt(self.today))
        return results[max(results, key=lambda p: p.start)] if results else None

    def periods(self) -> tuple[Period, ...]:
        """The periods that have a result, in order."""
        every = sorted({r.period for r in self.revisions}, key=lambda p: p.start)
        return tuple(period for period in every if self.standing(period) is not None)

    def target(self, period: Period, on: date | None = None) -> Decimal | None:
        """The target in force at a period's start, as it is known today or on another day."""
        target = pick_target(self.targets, period.start, AsAt(on or self.today))
        return target.amount if target else None

    def next_period(self) -> Period:
        """The period to enter next: the first without a result, or the last if that is to come.

        Where nothing says which is the first, it is the last one that is over.
        """
        periods = self.periods()
        last = periods[-1] if periods else None
        due = next_due(self.measure, last)
        if due and (last is None or due.period.start <= self.today):
            return due.period
        return last or self.measure.cycle.containing(self.today).previous()

    def ratings(
        self, period: Period, value: Decimal | None, reported_on: date
    ) -> tuple[Rating, Rating]:
        """The performance and direction of travel a value gets in a report at `reported_on`.

        Where a later period's result stands in that report, the direction is that of a report on
        the period's last day, in which it would have stood.
        """
        measure, as_at = self.measure, AsAt(reported_on)
        current = pick_current(self.revisions, as_at)
        if current is not None and current.period.start > period.start:
            as_at = AsAt(period.end, revised=True)
        previous = pick_previous(self.revisions, as_at)
        earlier = previous.value if previous else None
        if period.start <= previous_year_cutoff(as_at.day) and (
            previous is None or previous.period.start <= period.start
        ):
            earlier = value  # the result stands in the previous-year column too
        target = self.target(period, reported_on)
        return (
            performance(value, target, measure.polarity, measure.tolerance),
            direction_of_travel(value, earlier, measure.polarity),
        )

    def trend(
        self,
        benchmarks: Sequence[Benchmark] = (),
        *,
        also: tuple[Period, Decimal | None] | None = None,
    ) -> Trend:
        """The results reported by today, with a period's value to come where one is given."""
        as_at = AsAt(self.today)
        values = {p: r.value for p, r in pick_results(self.revisions, as_at).items()}
        values |= dict([also] if also else [])
        series = sorted(values.items(), key=lambda point: point[0].start)
        return build_trend(
            series, self.targets, as_at, benchmarks, restarts=self.measure.cumulative
        )

    def _of(self, period: Period) -> list[Revision]:
        return [r for r in self.revisions if r.period.start == period.start]
