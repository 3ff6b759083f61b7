"""The due list: the results whose period is over and which nobody has entered yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ncc_tui.domain.model import Measure, Service
from ncc_tui.domain.periods import Period
from ncc_tui.domain.report import Due


class Owes(Protocol):
    """What a due list is made from: a measure and its next result, such as a report's row."""

    @property
    def measure(self) -> Measure:
        """The measure."""

    @property
    def due(self) -> Due | None:
        """The next result it owes."""


@dataclass(frozen=True)
class Owing:
    """A measure and the next result it owes, without the rest of a report's row."""

    measure: Measure
    due: Due | None


@dataclass(frozen=True)
class DueItem:
    """A measure's oldest result that is due, and how late it is.

    `days_late` is negative while there is time. `periods_behind` counts this period and those
    after it that are over too.
    """

    measure: Measure
    service: Service
    period: Period
    due_on: date
    days_late: int
    owner_name: str
    periods_behind: int

    @property
    def owner(self) -> str | None:
        """The login of the measure's owner, if it has one."""
        return self.measure.owner

    @property
    def overdue(self) -> bool:
        """Whether the last day to enter it has passed."""
        return self.days_late > 0

    @property
    def lateness(self) -> str:
        """How late it is, in words: `3 days late`, `due today`, `1 day left`."""
        if self.days_late == 0:
            return "due today"
        days = abs(self.days_late)
        return f"{days} day{'' if days == 1 else 's'} {'late' if self.overdue else 'left'}"


def due_items(
    rows: Iterable[Owes], at: date, services: Mapping[str, Service], names: Mapping[str, str]
) -> tuple[DueItem, ...]:
    """What measures owe at a date, most late first.

    `services` is by code; `names` has officers' names by login.
    """
    return tuple(sorted(_items(rows, at, services, names), key=lambda item: -item.days_late))


def _items(
    rows: Iterable[Owes], at: date, services: Mapping[str, Service], names: Mapping[str, str]
) -> Iterator[DueItem]:
    for row in rows:
        measure, due = row.measure, row.due
        if due is None or not due.owed_at(at):
            continue
        yield DueItem(
            measure=measure,
            service=services[measure.service],
            period=due.period,
            due_on=due.due_on,
            days_late=due.days_late(at),
            owner_name=names.get(measure.owner, measure.owner) if measure.owner else "",
            periods_behind=_periods_behind(measure, due, at),
        )


def _periods_behind(measure: Measure, due: Due, at: date) -> int:
    period, count = due.period, 0
    while period.end < at and (measure.ends_on is None or period.start <= measure.ends_on):
        period, count = period.next(), count + 1
    return count
