"""The report: which result, target and earlier result stand in each row, and their ratings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from ncc_tui.domain.dates import financial_year, financial_year_label
from ncc_tui.domain.model import Action, Benchmark, Measure, Revision, Service, Target
from ncc_tui.domain.periods import Frequency, Period, previous_year_cutoff
from ncc_tui.domain.ratings import Rating, direction_of_travel, performance


class Status(StrEnum):
    """Whether a measure's next result is late."""

    UP_TO_DATE = "Up to date"
    OVERDUE = "Overdue"


@dataclass(frozen=True)
class Row:
    """One line of a report: the inputs chosen for a measure, and the ratings they give."""

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


@dataclass(frozen=True)
class Report:
    """A service's report as at a date, as reported then or as revised since."""

    organisation: str
    service: Service
    at: date
    as_revised: bool
    rows: tuple[Row, ...]

    @property
    def previous_year_label(self) -> str:
        """The financial year that heads the previous-year column: `2023/24`."""
        return previous_year_label(self.at)

    @property
    def summary(self) -> Summary:
        """The report's counts."""
        return summarise(self.rows)


@dataclass(frozen=True)
class Due:
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


def pick_current(
    revisions: Iterable[Revision], at: date, *, as_revised: bool = False
) -> Revision | None:
    """Choose a measure's current result at a date from its whole ledger.

    The latest period that starts, and has a revision reported, on or before the date; of it the
    last such revision, or as revised the newest (design section 2, Current result).
    """
    return _latest(revisions, at, before=at, as_revised=as_revised)


def pick_previous(
    revisions: Iterable[Revision], at: date, *, as_revised: bool = False
) -> Revision | None:
    """Choose the previous-year column's result: the latest eligible by that year's 31 March."""
    return _latest(revisions, at, before=previous_year_cutoff(at), as_revised=as_revised)


def _latest(
    revisions: Iterable[Revision], at: date, *, before: date, as_revised: bool
) -> Revision | None:
    started = [r for r in revisions if r.period.start <= before]
    eligible = [r for r in started if r.reported_on <= at]
    if not eligible:
        return None
    period = max(r.period.start for r in eligible)
    candidates = started if as_revised else eligible
    return max((r for r in candidates if r.period.start == period), key=lambda r: r.number)


def pick_target(targets: Iterable[Target], on: date) -> Target | None:
    """Choose the target in force on a day: the latest `from period` at or before it."""
    in_force = [t for t in targets if t.period.start <= on]
    return max(in_force, key=lambda t: (t.period.start, t.revision), default=None)


def next_due(measure: Measure, current: Period | None) -> Due | None:
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
) -> Row:
    """Rate one measure from the inputs chosen for it."""
    value = current.value if current else None
    computed = performance(value, target, measure.polarity, measure.tolerance)
    override = current.entry.override if current else None
    due = next_due(measure, current.period if current else None)
    return Row(
        measure=measure,
        current=current,
        previous=previous,
        target=target,
        performance=override or computed,
        computed_performance=computed,
        direction=direction_of_travel(
            value, previous.value if previous else None, measure.polarity
        ),
        status=Status.OVERDUE if due and due.overdue_at(at) else Status.UP_TO_DATE,
        due=due,
        actions=tuple(a for a in actions if a.stands_at(at)),
        comparators=tuple(comparators),
    )


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
    benchmarks: Sequence[Benchmark] = (),
    *,
    restarts: bool = False,
) -> Trend:
    """Lay out a measure's results (ascending by period) with gaps for the periods missing."""
    if not series:
        return Trend((), ())
    values = dict(series)
    points: list[tuple[Period, Decimal | None]] = []
    period, last = series[0][0], series[-1][0]
    while period <= last:
        points.append((period, values.get(period)))
        period = period.next()
    in_force = [pick_target(targets, period.start) for period, _ in points]
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
    amounts = tuple(t.amount if t else None for t in in_force)
    return Trend(tuple(points), amounts, comparators, restarts)
