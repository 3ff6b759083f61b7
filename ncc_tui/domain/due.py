"""The due list: the results whose period is over and which nobody has entered yet."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ncc_tui.domain.model import Measure, Service
from ncc_tui.domain.periods import Period
from ncc_tui.domain.report import Due


class DueItem(NamedTuple):
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


def due_item(measure: Measure, service: Service, due: Due, at: date, owner_name: str) -> DueItem:
    """What a measure owes at a date."""
    return DueItem(
        measure=measure,
        service=service,
        period=due.period,
        due_on=due.due_on,
        days_late=due.days_late(at),
        owner_name=owner_name,
        periods_behind=_periods_behind(measure, due, at),
    )


def _periods_behind(measure: Measure, due: Due, at: date) -> int:
    period, count = due.period, 0
    while period.end < at and (measure.ends_on is None or period.start <= measure.ends_on):
        period, count = period.next(), count + 1
    return count
