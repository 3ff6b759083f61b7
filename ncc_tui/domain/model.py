"""What a report is made of, as plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from ncc_tui.domain.choices import choice
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.periods import Cycle, Period
from ncc_tui.domain.ratings import (
    Polarity,
    Rating,
    Ratings,
    Tolerance,
    direction_of_travel,
    performance,
)
from ncc_tui.domain.year import YearRule

DEFAULT_LAG_DAYS = 15
# How a measure stands that has begun and has no end.
REPORTED = "reported"


@dataclass(frozen=True)
class Service:
    """What a report is for; it can have a parent (a directorate, the council)."""

    code: str
    name: str
    parent: str | None = None
    director: str = ""
    portfolio_holder: str = ""


@dataclass(frozen=True)
class Stamp:
    """The audit clock of a revision: when and by whom it was really written, and why."""

    at: datetime
    by: str
    reason: str = ""


@dataclass(frozen=True)
class Measure:
    """One numbered line of a service's report, as one revision of its definition has it.

    Everything but the code, the service and the cycle can be defined anew.
    """

    code: str
    service: str
    number: int
    title: str
    unit: str
    cycle: Cycle
    polarity: Polarity
    definition: str = ""
    decimals: int | None = None
    tolerance: Tolerance = field(default_factory=Tolerance)
    lag_days: int = DEFAULT_LAG_DAYS
    owner: str | None = None
    source: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    suppress_below: Decimal | None = None
    priority: str = ""
    year_rule: YearRule = YearRule.LAST

    @property
    def cumulative(self) -> bool:
        """Whether each figure is the year to date, which starts again with the year."""
        return self.year_rule is YearRule.CUMULATIVE

    def ratings(
        self, value: Decimal | None, target: Decimal | None, earlier: Decimal | None
    ) -> Ratings:
        """The ratings that a value gets against a target and an earlier value."""
        return Ratings(
            performance(value, target, self.polarity, self.tolerance),
            direction_of_travel(value, earlier, self.polarity),
        )

    def runs_at(self, day: date) -> bool:
        """Whether the measure is reported at a date."""
        started = self.starts_on is None or self.starts_on <= day
        return started and (self.ends_on is None or day <= self.ends_on)

    def standing(self, day: date) -> str:
        """How the measure stands at a date, in words: reported, not yet started, or retired."""
        if self.starts_on is not None and day < self.starts_on:
            return f"starts on {format_date(self.starts_on)}"
        if self.ends_on is None:
            return REPORTED
        how = "retired on" if self.ends_on < day else "reported until"
        return f"{how} {format_date(self.ends_on)}"


class Definition(NamedTuple):
    """One row of the definitions ledger: a measure as it is defined from a day on."""

    measure: Measure
    number: int
    counts_from: date | None
    stamp: Stamp


class MissingReason(StrEnum):
    """Why a result has no value; `withdrawn` takes a result back, as if there had been none."""

    NOT_AVAILABLE = "not available"
    NOT_APPLICABLE = "not applicable"
    SUPPRESSED = "suppressed"
    NOT_YET_PUBLISHED = "not yet published"
    WITHDRAWN = "withdrawn"

    @classmethod
    def parse(cls, text: str) -> MissingReason:
        """Read a reason by name; raises InvalidChoice naming those there are."""
        return choice(cls, text, "a reason")


@dataclass(frozen=True)
class Entry:
    """What an officer says of one measure in one period: all of a revision but the audit clock.

    A value and a missing reason exclude each other. `reason` says why a revision changed the
    one before it; `forecast` is the officer's own figure for the end of the year.
    """

    value: Decimal | None
    missing: MissingReason | None = None
    comments: str = ""
    provisional: bool = False
    override: Rating | None = None
    override_reason: str = ""
    source: str = ""
    reason: str = ""
    forecast: Decimal | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether this takes the result back: the period then counts as having none."""
        return self.missing is MissingReason.WITHDRAWN


@dataclass(frozen=True)
class Revision:
    """One row of the results ledger: an entry, when it counts, and who wrote it when."""

    measure: str
    period: Period
    number: int
    entry: Entry
    reported_on: date
    recorded_at: datetime
    recorded_by: str

    @property
    def value(self) -> Decimal | None:
        """The figure, or None where the entry gives a reason instead."""
        return self.entry.value

    @property
    def counts_from(self) -> date:
        """The day it was reported on, by the name that every ledger has for it."""
        return self.reported_on


@dataclass(frozen=True)
class Target:
    """A row of the targets ledger: in force from a period on; an amount of None ends a target."""

    measure: str
    period: Period
    amount: Decimal | None
    number: int = 1
    counts_from: date | None = None
    stamp: Stamp | None = None


@dataclass(frozen=True)
class Action:
    """Something to be done about a measure, raised in a period and carried until done.

    It is as one revision of it has it: the text, the owner and the two dates can be revised.
    """

    id: int
    measure: str
    period: Period
    text: str
    owner: str | None
    due_on: date | None
    done_on: date | None
    raised_on: date
    number: int = 1
    counts_from: date | None = None

    def open_at(self, day: date) -> bool:
        """Whether a report at a date shows the action: raised by then and not done before it."""
        return self.raised_on <= day and (self.done_on is None or self.done_on >= day)

    def overdue_at(self, day: date) -> bool:
        """Whether an action is past its date and, that day included, not done."""
        done = self.done_on is not None and self.done_on <= day
        return self.due_on is not None and self.due_on < day and not done


@dataclass(frozen=True)
class Benchmark:
    """A row of the comparators ledger: one's figure for a period, and where it comes from."""

    measure: str
    period: Period
    comparator: str
    value: Decimal | None
    source: str = ""
    number: int = 1
    counts_from: date | None = None


# What stands for every service where an officer's services are listed.
EVERY_SERVICE = "all"


class Role(StrEnum):
    """What somebody may do: read; enter results for their services; define them; everything."""

    VIEWER = "viewer"
    OFFICER = "officer"
    EDITOR = "editor"
    ADMIN = "admin"

    @classmethod
    def parse(cls, text: str) -> Role:
        """Read a role by name; raises InvalidChoice naming those there are."""
        others = {"manager": cls.VIEWER, "reader": cls.VIEWER}
        return others.get(text.strip().casefold()) or choice(cls, text, "a role")


@dataclass(frozen=True)
class Officer:
    """Somebody who reads or keeps figures, for the services listed or for every one.

    Without either there is no service whose figures they may keep.
    """

    login: str
    name: str
    role: Role
    services: tuple[str, ...] = ()
    every_service: bool = False

    @property
    def reach(self) -> str:
        """The services they work with, in words: an admin keeps every one, a viewer reads it."""
        if self.every_service or self.role in (Role.ADMIN, Role.VIEWER):
            return "every service"
        return ", ".join(self.services) or "no service"


def default_reported_on(period: Period, today: date) -> date:
    """When an imported result counts from if its file does not say: the day after the period.

    Where the period has not ended yet it is the day of import.
    """
    after = period.next().start
    return after if after <= today else today
