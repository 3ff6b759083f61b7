"""The report: which result, target and earlier result stand in each row, and their ratings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol

from ncc_tui.domain.as_at import AsAt, counts_by
from ncc_tui.domain.dates import financial_year, financial_year_label, format_date
from ncc_tui.domain.figures import rounded
from ncc_tui.domain.model import Action, Benchmark, Measure, Revision, Service, Target
from ncc_tui.domain.movement import Comparison, Movement, movement
from ncc_tui.domain.periods import Cycle, Period, previous_year_cutoff
from ncc_tui.domain.ratings import Rating

# What a report is called unless the council says otherwise.
DEFAULT_NAME = "Current Performance Report"


class Status(StrEnum):
    """Whether a measure's next result is late."""

    UP_TO_DATE = "Up to date"
    OVERDUE = "Overdue"


@dataclass(frozen=True)
class Row:
    """One line of a report: the inputs chosen for a measure, and the ratings they give.

    `revised_since` says whether a figure has been revised after the report's date or, as revised,
    the target or the definition that it is read with; `previous_older` whether the previous-year
    column's result belongs to an earlier year than the one that heads it.
    """

    measure: Measure
    current: Revision | None
    previous: Revision | None
    target: Decimal | None
    performance: Rating
    computed_performance: Rating
    direction: Rating
    status: Status
    due: Due | None
    actions: tuple[Action, ...] = ()
    comparators: tuple[Benchmark, ...] = ()
    movement: Movement | None = None
    revised_since: bool = False
    previous_older: bool = False

    @property
    def overridden(self) -> bool:
        """Whether an officer set the rating by hand."""
        return self.current is not None and self.current.entry.override is not None

    @property
    def value(self) -> Decimal | None:
        """The current figure, if there is one."""
        return self.current.value if self.current else None

    @property
    def previous_value(self) -> Decimal | None:
        """The figure of the previous-year column, if there is one."""
        return self.previous.value if self.previous else None

    @property
    def moved(self) -> Comparison | None:
        """The comparison that tells of its movement where there is room for one."""
        return self.movement.headline if self.movement else None

    @property
    def decimals(self) -> int | None:
        """With how many decimals its figures are shown: see `decimals_shown`."""
        return decimals_shown(self.measure, self.value, self.target, self.previous_value)

    @property
    def comments(self) -> str:
        """The current result's commentary."""
        return self.current.entry.comments if self.current else ""


@dataclass(frozen=True)
class Summary:
    """How many rows of a report have each rating, and how many are overdue."""

    green: int = 0
    amber: int = 0
    red: int = 0
    not_applicable: int = 0
    overdue: int = 0

    def of(self, rating: Rating) -> int:
        """The number of rows with a rating."""
        return {
            Rating.GREEN: self.green,
            Rating.AMBER: self.amber,
            Rating.RED: self.red,
            Rating.NOT_APPLICABLE: self.not_applicable,
        }[rating]

    @property
    def total(self) -> int:
        """The number of rows."""
        return self.green + self.amber + self.red + self.not_applicable

    @property
    def worst_first(self) -> tuple[int, int, int]:
        """What sorts the worst first: by Reds, then Ambers, then what is overdue."""
        return (-self.red, -self.amber, -self.overdue)


@dataclass(frozen=True)
class Report:
    """A service's report as at a date, as reported then or as revised since."""

    organisation: str
    service: Service
    as_at: AsAt
    rows: tuple[Row, ...]
    name: str = DEFAULT_NAME

    @property
    def at(self) -> date:
        """The report date."""
        return self.as_at.day

    @property
    def title(self) -> str:
        """The report's name and its date."""
        return f"{self.name} at {format_date(self.at)}"

    @property
    def previous_year_label(self) -> str:
        """The financial year that heads the previous-year column: `2023/24`."""
        return previous_year_label(self.at)

    @property
    def summary(self) -> Summary:
        """The report's counts."""
        return summarise(self.rows)


class Due(NamedTuple):
    """The next result a measure owes: its period, and the last day it is in time."""

    period: Period
    due_on: date

    def overdue_at(self, day: date) -> bool:
        """Whether that day has passed at a date."""
        return day > self.due_on

    def owed_at(self, day: date) -> bool:
        """Whether the period is over at a date, so that its result can be entered."""
        return day > self.period.end

    def days_late(self, day: date) -> int:
        """Days past the due date, negative while there is time."""
        return (day - self.due_on).days


def pick_current(revisions: Iterable[Revision], as_at: AsAt) -> Revision | None:
    """Choose a measure's current result from its whole ledger (README, The rules).

    The latest period that starts, and has a revision reported, on or before the date; of it the
    last such revision, or as revised the newest. A period whose result was withdrawn has none.
    """
    return _latest(revisions, as_at, before=as_at.day)


def pick_previous(revisions: Iterable[Revision], as_at: AsAt) -> Revision | None:
    """Choose the previous-year column's result: the latest eligible by that year's 31 March."""
    return _latest(revisions, as_at, before=previous_year_cutoff(as_at.day))


def pick_results(revisions: Iterable[Revision], as_at: AsAt) -> dict[Period, Revision]:
    """Choose the result of each period that has one at a date, in order of the periods."""
    by_period: dict[Period, list[Revision]] = {}
    for revision in revisions:
        if revision.period.start <= as_at.day:
            by_period.setdefault(revision.period, []).append(revision)
    chosen = {}
    for period in sorted(by_period, key=lambda period: period.start):
        of_period = by_period[period]
        result = as_at.last(of_period)
        reported = any(counts_by(revision, as_at.day) for revision in of_period)
        if reported and result is not None and not result.entry.withdrawn:
            chosen[period] = result
    return chosen


def _latest(revisions: Iterable[Revision], as_at: AsAt, *, before: date) -> Revision | None:
    results = pick_results(revisions, as_at)
    return next((r for p, r in reversed(results.items()) if p.start <= before), None)


def pick_target(targets: Iterable[Target], on: date, as_at: AsAt) -> Target | None:
    """Choose the target in force on a day: the latest `from period` at or before it."""
    in_force = [t for t in targets if t.period.start <= on and as_at.counts(t)]
    latest = max((t.period.start for t in in_force), default=None)
    return as_at.last(t for t in in_force if t.period.start == latest)


def pick_comparators(
    benchmarks: Iterable[Benchmark], on: date, as_at: AsAt
) -> tuple[Benchmark, ...]:
    """Choose each comparator's latest figure for a period that starts by a day, by name."""
    by_key: dict[tuple[str, Period], list[Benchmark]] = {}
    for benchmark in benchmarks:
        if benchmark.period.start <= on:
            by_key.setdefault((benchmark.comparator, benchmark.period), []).append(benchmark)
    latest: dict[str, Benchmark] = {}
    for (name, period), revisions in by_key.items():
        known = as_at.last(revisions)
        if known is None or known.value is None:
            continue
        if name not in latest or latest[name].period.start < period.start:
            latest[name] = known
    return tuple(latest[name] for name in sorted(latest))


class Scheduled(Protocol):
    """What rules when a measure's results are due."""

    @property
    def cycle(self) -> Cycle:
        """Its periods."""

    @property
    def lag_days(self) -> int:
        """The days it is allowed after a period's end."""

    @property
    def starts_on(self) -> date | None:
        """The day it began, where that is known."""

    @property
    def ends_on(self) -> date | None:
        """The day it ended, if it did."""


def next_due(measure: Scheduled, current: Period | None) -> Due | None:
    """The next result a measure owes after the period of its current one.

    Without a result it is the first period since the measure's start date; without a start date,
    or once the measure has ended, there is none.
    """
    if current is not None:
        period = current.next()
    elif measure.starts_on is not None:
        period = measure.cycle.first_from(measure.starts_on)
    else:
        return None
    if measure.ends_on is not None and period.start > measure.ends_on:
        return None
    return Due(period, period.end + timedelta(days=measure.lag_days))


def build_row(
    measure: Measure,
    at: date,
    *,
    current: Revision | None,
    previous: Revision | None,
    target: Decimal | None,
    actions: Sequence[Action] = (),
    comparators: Sequence[Benchmark] = (),
    value_at: Callable[[Period], Decimal | None] = lambda _: None,
    revised_since: bool = False,
) -> Row:
    """Rate one measure from the inputs chosen for it.

    `value_at` gives the figures of earlier periods as they stand at the date, for the movement.
    """
    value = current.value if current else None
    computed = measure.ratings(value, target, previous.value if previous else None)
    override = current.entry.override if current else None
    due = next_due(measure, current.period if current else None)
    return Row(
        measure=measure,
        current=current,
        previous=previous,
        target=target,
        performance=override or computed.performance,
        computed_performance=computed.performance,
        direction=computed.direction,
        status=Status.OVERDUE if due and due.overdue_at(at) else Status.UP_TO_DATE,
        due=due,
        actions=tuple(a for a in actions if a.open_at(at)),
        comparators=tuple(comparators),
        movement=movement(value, current.period, measure.polarity, measure.year_rule, value_at)
        if current
        else None,
        revised_since=revised_since,
        previous_older=previous is not None
        and financial_year(previous.period.start) < financial_year(at) - 1,
    )


def decimals_shown(
    measure: Measure,
    value: Decimal | None,
    target: Decimal | None,
    previous: Decimal | None = None,
) -> int | None:
    """With how many decimals figures are shown: the measure's, or all there are (None).

    All where figures so rounded would not bear out the ratings that they are given.
    """
    places = measure.decimals
    if places is None or value is None:
        return places
    exact = (value, target, previous)
    short = tuple(figure if figure is None else rounded(figure, places) for figure in exact)
    if short == exact:
        return places
    # Equal figures are Green: an Amber beside two that look alike would be a riddle.
    alike = short[0] == short[1] and value != target
    return None if alike or measure.ratings(*short) != measure.ratings(*exact) else places


def summarise(rows: Iterable[Row]) -> Summary:
    """Count the ratings of rows."""
    rows = list(rows)
    ratings = [row.performance for row in rows]
    return Summary(
        green=ratings.count(Rating.GREEN),
        amber=ratings.count(Rating.AMBER),
        red=ratings.count(Rating.RED),
        not_applicable=ratings.count(Rating.NOT_APPLICABLE),
        overdue=sum(row.status is Status.OVERDUE for row in rows),
    )


def previous_year_label(at: date) -> str:
    """The financial year before that of a report date: `2023/24` at 18 May 2024."""
    return financial_year_label(financial_year(at) - 1)
