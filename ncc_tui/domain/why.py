"""Why?: how each cell of a row came about, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ncc_tui.domain.dates import financial_year, financial_year_label, format_date
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.model import Measure, Revision, Target
from ncc_tui.domain.periods import Period, previous_year_cutoff
from ncc_tui.domain.ratings import (
    Polarity,
    Rating,
    ToleranceMode,
    direction_of_travel,
    shortfall,
)
from ncc_tui.domain.report import Row, pick_target, previous_year_label


@dataclass(frozen=True)
class Reason:
    """One cell: what it shows, and the rule and inputs that led there, in sentences."""

    cell: str
    outcome: str
    because: str


@dataclass(frozen=True)
class Explanation:
    """Every cell of a measure's row at a date."""

    measure: Measure
    at: date
    as_revised: bool
    reasons: tuple[Reason, ...]


def explain(
    row: Row,
    at: date,
    revisions: Sequence[Revision],
    targets: Sequence[Target],
    *,
    as_revised: bool = False,
) -> Explanation:
    """Say how each cell of a row at a date came about.

    `revisions` and `targets` are the measure's whole ledgers; the row is taken as given.
    """
    writer = _Writer(row, at, revisions, targets, as_revised)
    return Explanation(row.measure, at, as_revised, tuple(writer.reasons()))


@dataclass(frozen=True)
class _Writer:
    row: Row
    at: date
    revisions: Sequence[Revision]
    targets: Sequence[Target]
    as_revised: bool

    def reasons(self) -> Iterator[Reason]:
        yield Reason("Current performance", self._shown(self.row.current), self._current())
        yield Reason(
            f"Previous year ({previous_year_label(self.at)})",
            self._shown(self.row.previous),
            self._previous(),
        )
        yield Reason("Current target", self._figure(self.row.target), self._target())
        yield Reason("Performance", self.row.performance, self._performance())
        yield Reason("Direction of travel", self.row.direction, self._direction())
        yield from self._other_comparisons()
        yield Reason("Status", self.row.status, self._status())

    def _figure(self, figure: Decimal | None) -> str:
        return format_figure(figure, self.row.measure.decimals) or "none"

    def _shown(self, revision: Revision | None) -> str:
        if revision is None:
            return "none"
        if revision.value is None:
            return str(revision.entry.missing or "not available")
        return self._figure(revision.value)

    def _current(self) -> str:
        current = self.row.current
        if current is None:
            return f"No result was reported on or before {format_date(self.at)}."
        said = [
            f"{current.period.label} ({current.period.span}) is the latest period that starts, "
            f"and has a result reported, on or before {format_date(self.at)}.",
            _written(current),
        ]
        if current.entry.provisional:
            said.append("It is provisional.")
        others = [r for r in self.revisions if r.period == current.period]
        later = [r for r in others if r.number > current.number]
        if self.as_revised and current.reported_on > self.at:
            reported = [r for r in others if r.reported_on <= self.at]
            first = max(reported, key=lambda r: r.number)
            said.append(
                f"As reported at that date it was {self._shown(first)}; this is its newest "
                "revision."
            )
        elif later:
            newest = max(later, key=lambda r: r.number)
            said.append(
                f"A later revision, reported on {format_date(newest.reported_on)}, says "
                f"{self._shown(newest)}."
            )
        if current.entry.reason:
            said.append(f"Reason for the revision: {current.entry.reason}")
        if current.entry.source:
            said.append(f"Source: {current.entry.source}.")
        return " ".join(said)

    def _previous(self) -> str:
        heading = financial_year(self.at) - 1
        cutoff = format_date(previous_year_cutoff(self.at))
        previous = self.row.previous
        if previous is None:
            return f"No result reported by {format_date(self.at)} starts on or before {cutoff}."
        said = [
            f"{previous.period.label} is the latest period with a result reported by "
            f"{format_date(self.at)} that starts on or before {cutoff}.",
            _written(previous),
            "It is that one period's result, not the year's outturn."
            if previous.period.cycle.frequency.months < 12
            else "",
        ]
        year = financial_year(previous.period.start)
        if year < heading:
            said.append(
                f"It is older than the column says: it belongs to {financial_year_label(year)}."
            )
        return " ".join(filter(None, said))

    def _target(self) -> str:
        current = self.row.current
        on = current.period.start if current else self.at
        where = (
            f"the start of the current result's period, {current.period.label}"
            if current
            else f"{format_date(self.at)}, as there is no result"
        )
        target = pick_target(self.targets, on)
        if target is None:
            return f"No target was in force at {where}."
        if target.amount is None:
            return f"The target ended with {target.period.label}, before {where}."
        return (
            f"In force from {target.period.label}: the latest target set for a period at or "
            f"before {where}."
        )

    def _performance(self) -> str:
        said = self._computed()
        entry = self.row.current.entry if self.row.current else None
        if entry is None or entry.override is None:
            return said
        why = entry.override_reason or "no reason was given"
        return (
            f"Set by hand to {entry.override}: {why.rstrip('.')}. "
            f"By the rule it would be {self.row.computed_performance}. {said}"
        )

    def _computed(self) -> str:
        measure, target, value = self.row.measure, self.row.target, self.row.value
        if measure.polarity is Polarity.NEUTRAL:
            return "The measure is neutral: neither more nor less is better, so it is not rated."
        if value is None:
            return "There is no figure to rate."
        if target is None:
            return "There is no target to rate it against."
        better = f"{measure.polarity} is better"
        short = shortfall(value, target, measure.polarity)
        margin = measure.tolerance.margin(target)
        figures = f"{self._figure(value)} against a target of {self._figure(target)}"
        if short <= 0:
            equal = "equal to" if short == 0 else "better than"
            return f"{figures}, {better}: {equal} the target is Green."
        allowed = f"the tolerance of {format_figure(margin)} ({self._tolerance_basis()})"
        if self.row.computed_performance is Rating.AMBER:
            return (
                f"{figures}, {better}: worse by {format_figure(short)}, "
                f"no more than {allowed}, is Amber."
            )
        return f"{figures}, {better}: worse by {format_figure(short)}, more than {allowed}, is Red."

    def _tolerance_basis(self) -> str:
        tolerance = self.row.measure.tolerance
        if tolerance.mode is ToleranceMode.ABSOLUTE:
            return "absolute, in the measure's unit"
        if self.row.target == 0:
            return "absolute, since a percentage of a target of 0 is nothing"
        return f"{format_figure(tolerance.amount)} % of the target"

    def _direction(self) -> str:
        current, previous = self.row.current, self.row.previous
        if current and previous and current.period == previous.period:
            return (
                f"The current result and the previous-year column are the same figure "
                f"({current.period.label}), so this compares it with itself. "
                + self._compared(self.row.previous_value, "the previous-year column")
            )
        return self._compared(self.row.previous_value, "the previous-year column")

    def _compared(self, earlier: Decimal | None, called: str) -> str:
        measure, value = self.row.measure, self.row.value
        if measure.polarity is Polarity.NEUTRAL:
            return "The measure is neutral, so no direction is better."
        if value is None or earlier is None:
            return f"There is nothing to compare: no figure in {_missing(value, called)}."
        short = shortfall(value, earlier, measure.polarity)
        verdict = "worse, which is Red" if short > 0 else "better, which is Green"
        if short == 0:
            verdict = "equal, which is Green"
        return (
            f"{self._figure(value)} against {self._figure(earlier)} in {called}, "
            f"{measure.polarity} is better: {verdict}."
        )

    def _other_comparisons(self) -> Iterable[Reason]:
        """Two comparisons beside the published one, which each May is with the figure itself."""
        current = self.row.current
        if current is None:
            return
        for called, period in (
            ("Against the period before", current.period.previous()),
            ("Against the same period last year", current.period.year_before()),
        ):
            earlier = self._at(period)
            rating = direction_of_travel(
                current.value, earlier.value if earlier else None, self.row.measure.polarity
            )
            yield Reason(
                called, rating, self._compared(earlier.value if earlier else None, period.label)
            )

    def _at(self, period: Period) -> Revision | None:
        found = [r for r in self.revisions if r.period.start == period.start]
        eligible = [r for r in found if r.reported_on <= self.at]
        if not eligible:
            return None
        return max(found if self.as_revised else eligible, key=lambda r: r.number)

    def _status(self) -> str:
        due, measure = self.row.due, self.row.measure
        if due is None:
            return (
                "The measure has no result and no start date, so nothing is due."
                if self.row.current is None
                else "The measure has ended, so nothing more is due."
            )
        after = (
            "follows the current result"
            if self.row.current
            else "is the first since the measure began"
        )
        late = due.days_late(self.at)
        verdict = (
            f"{late} day{'s' if late != 1 else ''} late at {format_date(self.at)}"
            if late > 0
            else f"not yet late at {format_date(self.at)}"
        )
        return (
            f"{due.period.label} {after}; it ends on {format_date(due.period.end)} and is due "
            f"{measure.lag_days} days later, by {format_date(due.due_on)}: {verdict}."
        )


def _written(revision: Revision) -> str:
    number = f"revision {revision.number}, " if revision.number > 1 else ""
    return (
        f"It counts from {format_date(revision.reported_on)} ({number}recorded by "
        f"{revision.recorded_by} on {format_date(revision.recorded_at.date())})."
    )


def _missing(value: Decimal | None, called: str) -> str:
    return "the current result" if value is None else called
