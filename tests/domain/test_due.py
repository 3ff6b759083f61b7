from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.domain.due import DueItem, due_item
from ncc_tui.domain.model import Measure, Service
from ncc_tui.domain.report import Row, build_row
from tests.domain.building import AT, MONTHLY, a_measure, a_revision, days

SERVICE = Service("1", "Roads")


def a_row(measure: Measure, last: str | None, at: date) -> Row:
    current = a_revision(measure.cycle.parse(last), "1") if last else None
    return build_row(measure, at, current=current, previous=None, target=None)


def due(measure: Measure, last: str | None, at: date = AT) -> DueItem | None:
    owed = a_row(measure, last, at).due
    if owed is None or not owed.owed_at(at):
        return None
    return due_item(measure, SERVICE, owed, at, "")


def test_a_period_that_is_not_over_is_not_due() -> None:
    monthly = a_measure(cycle=MONTHLY)
    assert due(monthly, "Apr 2024", date(2024, 5, 31)) is None
    item = due(monthly, "Apr 2024", date(2024, 6, 1))
    assert item is not None
    assert item.period.label == "May 2024"
    assert (item.due_on, item.days_late, item.overdue) == (date(2024, 6, 15), -14, False)


@pytest.mark.parametrize(
    ("day", "lateness"),
    [
        (date(2024, 6, 1), "14 days left"),
        (date(2024, 6, 14), "1 day left"),
        (date(2024, 6, 15), "due today"),
        (date(2024, 6, 16), "1 day late"),
        (date(2024, 6, 17), "2 days late"),
    ],
)
def test_lateness_in_words(day: date, lateness: str) -> None:
    item = due(a_measure(cycle=MONTHLY), "Apr 2024", day)
    assert item is not None
    assert item.lateness == lateness
    assert item.overdue == lateness.endswith("late")


def test_periods_behind_counts_every_period_that_is_over() -> None:
    item = due(a_measure(cycle=MONTHLY), "Dec 2023", date(2024, 5, 1))
    assert item is not None
    assert (item.period.label, item.periods_behind) == ("Jan 2024", 4)


def test_periods_after_the_measures_end_are_not_counted() -> None:
    measure = a_measure(cycle=MONTHLY, ends_on=date(2024, 2, 10))
    item = due(measure, "Dec 2023", date(2024, 5, 1))
    assert item is not None
    assert item.periods_behind == 2
    assert due(measure, "Feb 2024", date(2024, 5, 1)) is None


@given(days, st.integers(2, 40), st.integers(0, 60))
def test_an_item_is_overdue_just_where_the_report_says_so(at: date, months: int, lag: int) -> None:
    measure = a_measure(cycle=MONTHLY, lag_days=lag)
    last = MONTHLY.containing(at).shifted(-months)
    row = build_row(measure, at, current=a_revision(last, "1"), previous=None, target=None)
    assert row.due is not None
    item = due_item(measure, SERVICE, row.due, at, "")
    assert item.overdue == row.due.overdue_at(at)
    assert item.periods_behind == months - 1
