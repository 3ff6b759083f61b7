"""Why?: how each cell of a row came about, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import financial_year, financial_year_label, format_date
from ncc_tui.domain.definitions import differences
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.model import Definition, Measure, Revision, Stamp, Target
from ncc_tui.domain.periods import Period, previous_year_cutoff
from ncc_tui.domain.ratings import (
    Polarity,
    Rating,
    ToleranceMode,
    shortfall,
)
from ncc_tui.domain.report import Row, pick_results, pick_target, previous_year_label
from ncc_tui.domain.year import YearRule, year_figure, year_periods


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
    as_at: AsAt
    reasons: tuple[Reason, ...]


def explain(
    row: Row,
    as_at: AsAt,
    revisions: Sequence[Revision],
    targets: Sequence[Target],
    definitions: Sequence[Definition],
) -> Explanation:
    """Say how each cell of a row at a date came about, and what has changed since.

    The sequences are the measure's whole ledgers; the row is taken as given.
    """
    writer = _Writer(row, as_at, revisions, targets, definitions)
    return Explanation(row.measure, as_at, tuple(writer.reasons()))


@dataclass(frozen=True)
class _Writer:
    row: Row
    as_at: AsAt
    revisions: Sequence[Revision]
    targets: Sequence[Target]
    definitions: Sequence[Definition]

    @property
    def at(self) -> date:
        return self.as_at.day

    @property
    def as_revised(self) -> bool:
        return self.as_at.revised

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
        yield from self._movement()
        yield from self._year()
        yield Reason("Status", self.row.status, self._status())
        yield Reason("Definition", f"revision {self._definition.number}", self._defined())

    def _figure(self, figure: Decimal | None) -> str:
        return format_figure(figure, self.row.decimals) or "none"

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
        if later := self._revised_later(current):
            said.append(later)
        if current.entry.reason:
            said.append(f"Reason for the revision: {current.entry.reason}")
        if current.entry.source:
            said.append(f"Source: {current.entry.source}.")
        return " ".join(said)

    def _revised_later(self, revision: Revision) -> str:
        """What another reading of the ledger has in a result's place, where it has another."""
        others = [r for r in self.revisions if r.period == revision.period]
        if self.as_revised and revision.reported_on > self.at:
            reported = AsAt(self.at).last(others)
            was = self._shown(reported) if reported else "none"
            return f"As reported at that date it was {was}; this is its newest revision."
        newest = max(others, key=lambda r: r.number, default=revision)
        if newest.number <= revision.number:
            return ""
        return (
            f"A later revision, reported on {format_date(newest.reported_on)}, says "
            f"{self._shown(newest)}."
        )

    def _of_the_year(self, revision: Revision) -> str:
        """How one period's figure stands to its year's."""
        if revision.period.cycle.frequency.months == 12:
            return ""
        if not self.row.measure.cumulative:
            return "It is that one period's result, not the year's outturn."
        label = financial_year_label(financial_year(revision.period.start))
        periods = year_periods(revision.period.cycle, financial_year(revision.period.start))
        if revision.period == periods[-1]:
            return f"Its figures are the year to date, so this is the outturn of {label}."
        return f"Its figures are the year to date: this is {label} up to then, not its outturn."

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
            self._of_the_year(previous),
        ]
        if later := self._revised_later(previous):
            said.append(later)
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
        target = pick_target(self.targets, on, self.as_at)
        if target is None:
            said = f"No target was in force at {where}."
        elif target.amount is None:
            said = f"The target ended with {target.period.label}, before {where}."
        else:
            said = (
                f"In force from {target.period.label}: the latest target set for a period at or "
                f"before {where}. It is revision {target.number}, which "
                f"{_since(target.counts_from)}{_by(target.stamp)}."
            )
        return " ".join(filter(None, (said, self._target_since(target, on))))

    def _target_since(self, target: Target | None, on: date) -> str:
        newest = pick_target(self.targets, on, AsAt(self.at, revised=not self.as_revised))
        if newest == target:
            return ""
        amount = self._figure(newest.amount) if newest and newest.amount is not None else "none"
        if self.as_revised:
            return f"As reported at that date the target was {amount}."
        since = (
            f" counts from {format_date(newest.counts_from)}"
            if newest and newest.counts_from
            else ""
        )
        return f"It has been revised since: the target is {amount} now, which{since}."

    @property
    def _definition(self) -> Definition:
        known = self.as_at.last(self.definitions)
        return known or self.definitions[0]

    def _defined(self) -> str:
        read = self._definition
        said = [
            f"The row is read with revision {read.number} of the measure's definition, which "
            f"{_since(read.counts_from)}{_by(read.stamp)}."
        ]
        other = AsAt(self.at, revised=not self.as_revised).last(self.definitions)
        if other is not None and other.number != read.number:
            changed = "; ".join(
                f"{name} {old or 'none'} became {new or 'none'}"
                for name, old, new in differences(
                    *(
                        (other.measure, read.measure)
                        if self.as_revised
                        else (read.measure, other.measure)
                    )
                )
            )
            when = (
                f"from {format_date(d)}"
                if (d := (read if self.as_revised else other).counts_from)
                else ""
            )
            said.append(f"Revised since, {when}: {changed or 'nothing that shows'}.")
        return " ".join(said)

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

    def _compared(self, earlier: Decimal | None, called: str, *, rating: bool = True) -> str:
        measure, value = self.row.measure, self.row.value
        if measure.polarity is Polarity.NEUTRAL:
            return "The measure is neutral, so no direction is better."
        if value is None or earlier is None:
            return f"There is nothing to compare: no figure in {_missing(value, called)}."
        short = shortfall(value, earlier, measure.polarity)
        verdict = "worse" if short > 0 else "better" if short < 0 else "equal"
        if rating:
            verdict += ", which is Red" if short > 0 else ", which is Green"
        return (
            f"{self._figure(value)} against {self._figure(earlier)} in {called}, "
            f"{measure.polarity} is better: {verdict}."
        )

    def _movement(self) -> Iterator[Reason]:
        """Two comparisons beside the published one, which each May is with the figure itself."""
        movement = self.row.movement
        if movement is None:
            return
        for called, comparison in (
            ("Against the period before", movement.period_before),
            ("Against the same period last year", movement.year_before),
        ):
            if comparison is None:
                yield Reason(
                    called,
                    Rating.NOT_APPLICABLE,
                    "The measure's figures are the year to date and start again with the year, so "
                    "only the same period a year earlier is like it.",
                )
                continue
            because = self._compared(comparison.value, comparison.period.label, rating=False)
            yield Reason(called, comparison.words or Rating.NOT_APPLICABLE, because)

    def _year(self) -> Iterator[Reason]:
        """The year's figure by the year rule, of the year that the current result belongs to."""
        current = self.row.current
        if current is None:
            return
        measure, year = self.row.measure, financial_year(current.period.start)
        results = {p: r.value for p, r in pick_results(self.revisions, self.as_at).items()}
        figure = year_figure(
            measure.year_rule, measure.cycle, year, results, self._target_of, self.at
        )
        if figure is None:
            return
        rule, counted = _YEAR_RULES[measure.year_rule], f"{figure.periods} of {figure.of}"
        because = f"{rule} {counted} periods have a figure."
        if figure.target is not None:
            because += f" The target for the whole year is {self._figure(figure.target)}."
        label = financial_year_label(year)
        called = f"Outturn {label}" if figure.complete else f"Year to date {label}"
        yield Reason(called, self._figure(figure.value), because)

    def _target_of(self, period: Period) -> Decimal | None:
        target = pick_target(self.targets, period.start, self.as_at)
        return target.amount if target else None

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


_YEAR_RULES = {
    YearRule.LAST: "The year's figure is that of its last period.",
    YearRule.SUM: "The year's figure is the sum of its periods.",
    YearRule.AVERAGE: "The year's figure is the average of its periods.",
    YearRule.CUMULATIVE: "Each figure is the year to date, so the year's is the latest.",
}


def _since(counts_from: date | None) -> str:
    return f"counts from {format_date(counts_from)}" if counts_from else "has counted always"


def _by(stamp: Stamp | None) -> str:
    if stamp is None:
        return ""
    why = f": {stamp.reason.rstrip('.')}" if stamp.reason else ""
    return f" (recorded by {stamp.by} on {format_date(stamp.at.date())}{why})"


def _written(revision: Revision) -> str:
    number = f"revision {revision.number}, " if revision.number > 1 else ""
    return (
        f"It counts from {format_date(revision.reported_on)} ({number}recorded by "
        f"{revision.recorded_by} on {format_date(revision.recorded_at.date())})."
    )


def _missing(value: Decimal | None, called: str) -> str:
    return "the current result" if value is None else called
