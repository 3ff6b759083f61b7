"""Why?, of what a row is read from: the revision of each ledger that it shows, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import financial_year, financial_year_label, format_date
from ncc_tui.domain.definitions import differences
from ncc_tui.domain.model import Definition, MissingReason, Revision, Stamp, Target
from ncc_tui.domain.periods import Period, previous_year_cutoff
from ncc_tui.domain.report import Row, pick_results, pick_target
from ncc_tui.domain.why_ratings import Said, figure_words, result_words
from ncc_tui.domain.year import YearRule, year_figure, year_periods


@dataclass(frozen=True)
class Inputs:
    """A row with its measure's whole ledgers; each method says where one of its cells is from."""

    row: Row
    as_at: AsAt
    revisions: Sequence[Revision]
    targets: Sequence[Target]
    definitions: Sequence[Definition]

    @property
    def definition(self) -> Definition:
        """The revision of the definition that the row is read with."""
        return self.as_at.last(self.definitions) or self.definitions[0]

    def current(self) -> str:
        """Which result is the current one, and what is known of it."""
        current, on = self.row.current, format_date(self.as_at.day)
        if current is None:
            return f"No result was reported on or before {on}."
        return _sentences(
            f"{current.period.label} ({current.period.span}) is the latest period that starts, "
            f"and has a result reported, on or before {on}.",
            _written(current),
            "It is provisional." if current.entry.provisional else "",
            self._result_elsewhere(current),
            f"Reason for the revision: {current.entry.reason}" if current.entry.reason else "",
            f"Source: {current.entry.source}." if current.entry.source else "",
        )

    def previous(self) -> str:
        """Which result stands in the previous-year column, and whether it is that year's."""
        previous, on = self.row.previous, format_date(self.as_at.day)
        cutoff = format_date(previous_year_cutoff(self.as_at.day))
        if previous is None:
            return f"No result reported by {on} starts on or before {cutoff}."
        label = financial_year_label(financial_year(previous.period.start))
        return _sentences(
            f"{previous.period.label} is the latest period with a result reported by {on} that "
            f"starts on or before {cutoff}.",
            _written(previous),
            self._of_the_year(previous),
            self._result_elsewhere(previous),
            f"It is older than the column says: it belongs to {label}."
            if self.row.previous_older
            else "",
        )

    def target(self) -> str:
        """From when the target is in force, and what it is by the other past."""
        current = self.row.current
        on = current.period.start if current else self.as_at.day
        where = (
            f"the start of the current result's period, {current.period.label}"
            if current
            else f"{format_date(on)}, as there is no result"
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
        return _sentences(said, self._target_elsewhere(target, on))

    def year(self) -> Iterator[Said]:
        """The year's figure by the year rule, of the year that the current result belongs to."""
        if self.row.current is None:
            return
        measure, year = self.row.measure, financial_year(self.row.current.period.start)
        picked = pick_results(self.revisions, self.as_at)
        results = {p: r.value for p, r in picked.items()}
        of_year = year_periods(measure.cycle, year)
        figure = year_figure(
            measure.year_rule, measure.cycle, year, results, self._target_of, self.as_at.day
        )
        if figure is None:
            return
        because = _sentences(
            _YEAR_RULES[measure.year_rule],
            f"{figure.periods} of {figure.of} periods have a figure.",
            f"The target for the whole year is {figure_words(self.row, figure.target)}."
            if figure.target is not None
            else "",
        )
        cell = "Outturn" if figure.complete else "Year to date"
        label = financial_year_label(year)
        if _gives_away(measure.year_rule, [r for p, r in picked.items() if p in of_year]):
            because = "A figure that the year's is made of is withheld, which this would give away."
            yield f"{cell} {label}", str(MissingReason.SUPPRESSED), because
            return
        yield f"{cell} {label}", figure_words(self.row, figure.value), because

    def defined(self) -> str:
        """Which revision of its definition the row is read with, and how the other past differs."""
        read, other = self.definition, self.as_at.turned().last(self.definitions)
        said = (
            f"The row is read with revision {read.number} of the measure's definition, which "
            f"{_since(read.counts_from)}{_by(read.stamp)}."
        )
        if other is None or other.number == read.number:
            return said
        before, after = (other, read) if self.as_at.revised else (read, other)
        changes = "; ".join(
            f"{name} {old or 'none'} became {new or 'none'}"
            for name, old, new in differences(before.measure, after.measure)
        )
        when = f"from {format_date(after.counts_from)}" if after.counts_from else ""
        return f"{said} Revised since, {when}: {changes or 'nothing that shows'}."

    def _result_elsewhere(self, revision: Revision) -> str:
        """What another reading of the ledger has in a result's place, where it has another."""
        others = [r for r in self.revisions if r.period == revision.period]
        if self.as_at.revised and revision.reported_on > self.as_at.day:
            was = result_words(self.row, self.as_at.turned().last(others))
            return f"As reported at that date it was {was}; this is its newest revision."
        newest = max(others, key=lambda r: r.number, default=revision)
        if newest.number <= revision.number:
            return ""
        return (
            f"A later revision, reported on {format_date(newest.reported_on)}, says "
            f"{result_words(self.row, newest)}."
        )

    def _target_elsewhere(self, target: Target | None, on: date) -> str:
        """What the other past has in the target's place, where it has another."""
        other = pick_target(self.targets, on, self.as_at.turned())
        if other == target:
            return ""
        amount = figure_words(self.row, other.amount if other else None)
        if self.as_at.revised:
            return f"As reported at that date the target was {amount}."
        day = other.counts_from if other else None
        since = f", which counts from {format_date(day)}" if day else ""
        return f"It has been revised since: the target is {amount} now{since}."

    def _of_the_year(self, revision: Revision) -> str:
        """How one period's figure stands to its year's."""
        cycle, year = revision.period.cycle, financial_year(revision.period.start)
        if cycle.frequency.months == 12:
            return ""
        if not self.row.measure.cumulative:
            return "It is that one period's result, not the year's outturn."
        label = financial_year_label(year)
        if revision.period == year_periods(cycle, year)[-1]:
            return f"Its figures are the year to date, so this is the outturn of {label}."
        return f"Its figures are the year to date: this is {label} up to then, not its outturn."

    def _target_of(self, period: Period) -> Decimal | None:
        target = pick_target(self.targets, period.start, self.as_at)
        return target.amount if target else None


_YEAR_RULES = {
    YearRule.LAST: "The year's figure is that of its last period.",
    YearRule.SUM: "The year's figure is the sum of its periods.",
    YearRule.AVERAGE: "The year's figure is the average of its periods.",
    YearRule.CUMULATIVE: "Each figure is the year to date, so the year's is the latest.",
}


def _gives_away(rule: YearRule, results: Sequence[Revision]) -> bool:
    """Whether a year's figure would tell one of its results, oldest first, that is suppressed."""
    latest_only = rule in (YearRule.LAST, YearRule.CUMULATIVE)
    results = results[-1:] if latest_only else results
    return any(result.entry.missing is MissingReason.SUPPRESSED for result in results)


def _sentences(*said: str) -> str:
    return " ".join(filter(None, said))


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
