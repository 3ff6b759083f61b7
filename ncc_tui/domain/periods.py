"""Periods: the stretches of time results are for, written by their start."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from ncc_tui.domain.dates import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    MONTHS,
    financial_year,
    format_date,
    month_number,
    parse_date,
    year_number,
)
from ncc_tui.domain.errors import InvalidChoice, InvalidDate, InvalidPeriod


class Frequency(StrEnum):
    """How often a measure has a result."""

    MONTHLY = "Monthly"
    QUARTERLY = "Quarterly"
    TERMLY = "Termly"
    HALF_YEARLY = "Half-yearly"
    ANNUALLY = "Annually"

    @property
    def months(self) -> int:
        """The length of a period in months."""
        return _MONTHS_LONG[self]

    @property
    def noun(self) -> str:
        """What one period is called in a sentence."""
        return _NOUNS[self]

    @classmethod
    def parse(cls, text: str) -> Frequency:
        """Read a frequency by name; raises InvalidChoice naming those there are."""
        word = text.strip().casefold().replace(" ", "-")
        frequency = _FREQUENCY_WORDS.get(word)
        if frequency is None:
            names = ", ".join(cls)
            raise InvalidChoice(f"Expected a frequency ({names}), found '{text}'.")
        return frequency


_MONTHS_LONG = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.TERMLY: 4,
    Frequency.HALF_YEARLY: 6,
    Frequency.ANNUALLY: 12,
}
_NOUNS = {
    Frequency.MONTHLY: "month",
    Frequency.QUARTERLY: "quarter",
    Frequency.TERMLY: "term",
    Frequency.HALF_YEARLY: "half-year",
    Frequency.ANNUALLY: "year",
}
_FREQUENCY_WORDS = {str(f).casefold(): f for f in Frequency} | {
    "annual": Frequency.ANNUALLY,
    "yearly": Frequency.ANNUALLY,
    "halfyearly": Frequency.HALF_YEARLY,
}
# Quarters are financial, terms begin in September, January and May, half-years in April and
# October: in each case one month fixes the rest.
_FIRST_MONTH = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 4,
    Frequency.TERMLY: 9,
    Frequency.HALF_YEARLY: 4,
}


@dataclass(frozen=True, order=True)
class Period:
    """One period of a cycle, known by its first day."""

    start: date
    cycle: Cycle

    def __hash__(self) -> int:
        # Reports look figures up by period, and periods in one table mostly share their cycle.
        return hash(self.start)

    @property
    def end(self) -> date:
        """The last day of the period."""
        return self.next().start - timedelta(days=1)

    @property
    def label(self) -> str:
        """The period as it is written: `Jan 2024`."""
        return f"{MONTHS[self.start.month - 1]} {self.start.year}"

    @property
    def span(self) -> str:
        """The period in full: `1 Jan 2024 to 31 Mar 2024`."""
        return f"{format_date(self.start)} to {format_date(self.end)}"

    def next(self) -> Period:
        """The period after this one."""
        return self.shifted(1)

    def previous(self) -> Period:
        """The period before this one."""
        return self.shifted(-1)

    def shifted(self, by: int) -> Period:
        """The period `by` places later (earlier where negative)."""
        return Period(_add_months(self.start, by * self.cycle.frequency.months), self.cycle)

    def next_year(self) -> Period:
        """The same period of the year after."""
        return Period(_add_months(self.start, 12), self.cycle)

    def year_before(self) -> Period:
        """The same period of the year before."""
        return Period(_add_months(self.start, -12), self.cycle)


@dataclass(frozen=True, order=True)
class Cycle:
    """A frequency, and for annual measures the month in which their year begins."""

    frequency: Frequency
    anchor: int = 4

    @property
    def start_months(self) -> frozenset[int]:
        """The months (1 to 12) in which a period can start."""
        first = _FIRST_MONTH.get(self.frequency, self.anchor)
        step = self.frequency.months
        return frozenset((first - 1 + k * step) % 12 + 1 for k in range(12 // step))

    def containing(self, day: date) -> Period:
        """The period in which a day falls."""
        start = day.replace(day=1)
        while start.month not in self.start_months:
            start = _add_months(start, -1)
        return Period(start, self)

    def starts_at(self, day: date) -> bool:
        """Whether a period begins on a day."""
        return day.day == 1 and day.month in self.start_months

    def starting(self, day: date) -> Period:
        """The period that begins on a day; raises InvalidPeriod naming the nearest two."""
        if not self.starts_at(day):
            before = self.containing(day)
            start = format_date(day) if day.day != 1 else f"{MONTHS[day.month - 1]} {day.year}"
            raise InvalidPeriod(
                f"{start} is not the start of a {self.frequency.noun}: "
                f"the nearest are {before.label} and {before.next().label}."
            )
        return Period(day, self)

    def first_from(self, day: date) -> Period:
        """The first period that begins on or after a day."""
        period = self.containing(day)
        return period if period.start >= day else period.next()

    def parse(self, text: str) -> Period:
        """Read a period as typed or imported.

        Accepts months (`Jan 2024`, `Jan-24`, `2024-01`, `01/2024`), first days (`2024-01-01` and
        whatever else parse_date reads), parts of a financial year (`Q4 2023/24`, `23/24 Q4`,
        `H2 2023/24`) and whole ones (`2023/24`, `2023-24`, `FY 23/24`). Raises InvalidPeriod
        where the text is none of these, or names a day that is no start of a period of this cycle.
        """
        days = list(_readings(text))
        if not days:
            raise InvalidPeriod(
                "Expected a period such as Jan 2024, 2024-01, Q4 2023/24 or 2023/24, "
                f"found '{text}'."
            )
        fitting = (day for day in days if self.starts_at(day))
        return self.starting(next(fitting, days[0]))

    def understood(self, text: str) -> str:
        """What a period that is being typed is taken for: its span; nothing while it is none."""
        try:
            return self.parse(text).span
        except InvalidPeriod:
            return ""


@dataclass(frozen=True)
class NamedPeriod:
    """A period as somebody named it, of no measure in particular.

    A part of a year or a whole one (`Q4 2023/24`, `2023/24`) is one of its frequency only; a
    month, for which `frequency` is None, begins whatever starts in it but a year.
    """

    start: date
    frequency: Frequency | None = None

    @classmethod
    def parse(cls, text: str) -> NamedPeriod:
        """Read a period as `Cycle.parse` does; raises InvalidPeriod."""
        start = Cycle(Frequency.MONTHLY).parse(text).start
        words = " ".join(text.split()).casefold()
        for form in _PARTS:
            if match := form.fullmatch(words):
                quarter = match["kind"].startswith("q")
                return cls(start, Frequency.QUARTERLY if quarter else Frequency.HALF_YEARLY)
        month = _ISO_MONTH.fullmatch(words)
        # 2005-06 reads as a month too, and is likelier to be one.
        is_month = month is not None and int(month["month"]) <= 12
        year = _FINANCIAL_YEAR.fullmatch(words) and not is_month
        return cls(start, Frequency.ANNUALLY if year else None)

    def of(self, cycle: Cycle) -> Period | None:
        """The period of a cycle that is meant; None where that cycle has none.

        Of measures whose year begins in another month, a financial year is the one begun in it.
        """
        if cycle.frequency is Frequency.ANNUALLY:
            return cycle.first_from(self.start) if self.frequency is cycle.frequency else None
        if self.frequency not in (None, cycle.frequency) or not cycle.starts_at(self.start):
            return None
        return Period(self.start, cycle)


_MONTH_YEAR = re.compile(r"([a-z]{3,9})\.?,?[ /-]?['’]?(\d{4}|\d{2})", re.ASCII)
_ISO_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})", re.ASCII)
_UK_MONTH = re.compile(r"(?P<month>\d{1,2})[/.-](?P<year>\d{4})", re.ASCII)
_YEAR = r"(?:fy ?)?(?P<first>\d{4}|\d{2})[/-](?P<last>\d{4}|\d{2})"
_PART = r"(?P<kind>q|quarter|qtr|h|half) ?(?P<number>\d)"
_FINANCIAL_YEAR = re.compile(_YEAR, re.ASCII)
# A quarter or a half of a financial year, before the year or after it.
_PARTS = tuple(re.compile(p, re.ASCII) for p in (f"{_PART}[ ,-]*{_YEAR}", f"{_YEAR}[ ,-]*{_PART}"))


def _readings(text: str) -> Iterator[date]:
    """Every first day that a period's text can mean, the likeliest first.

    Only `2000-01` to `2011-12` have two: a month, and a financial year.
    """
    words = " ".join(text.split()).casefold()
    if match := _MONTH_YEAR.fullmatch(words):
        yield from _month(year_number(match[2]), month_number(match[1]))
    for form in (_ISO_MONTH, _UK_MONTH):
        if match := form.fullmatch(words):
            yield from _month(int(match["year"]), int(match["month"]))
    for form in _PARTS:
        if match := form.fullmatch(words):
            yield from _part_of_year(match)
    if match := _FINANCIAL_YEAR.fullmatch(words):
        yield from _financial_year(match)
    with suppress(InvalidDate):
        yield parse_date(words)


def _month(year: int, month: int | None) -> Iterator[date]:
    if month and 1 <= month <= 12 and EARLIEST_YEAR <= year <= LATEST_YEAR:
        yield date(year, month, 1)


def _part_of_year(match: re.Match[str]) -> Iterator[date]:
    """The first day of `Q4 2023/24` or `H2 2023/24`."""
    months = 3 if match["kind"].startswith("q") else 6
    number = int(match["number"])
    if 1 <= number <= 12 // months:
        for start in _financial_year(match):
            yield _add_months(start, months * (number - 1))


def _financial_year(match: re.Match[str]) -> Iterator[date]:
    """The first day of a financial year, if its second year follows its first."""
    first, last = year_number(match["first"]), match["last"]
    if EARLIEST_YEAR <= first <= LATEST_YEAR and last == str(first + 1)[-len(last) :]:
        yield date(first, 4, 1)


def parse_anchor(text: str) -> int:
    """Read the month an annual measure's year begins in (`Jan` to `Dec`) as 1 to 12."""
    month = month_number(text.strip())
    if month is None:
        raise InvalidChoice(f"Expected a month (Jan to Dec), found '{text}'.")
    return month


def previous_year_cutoff(at: date) -> date:
    """The 31 March that ends the financial year before that of a report date."""
    return date(financial_year(at), 3, 31)


@lru_cache(maxsize=8192)
def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
