from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.entries import doubts
from ncc_tui.domain.ledger import Ledger
from ncc_tui.domain.model import Entry, Measure, Revision, Target
from ncc_tui.domain.ratings import Polarity, Rating
from ncc_tui.domain.report import build_row, pick_current, pick_previous, pick_target
from tests.domain.building import (
    AT,
    QUARTERLY,
    a_measure,
    a_revision,
    a_target,
    figures,
    ledgers,
    near,
    target_ledgers,
)


def a_ledger(
    *revisions: Revision, targets: list[Target] | None = None, **measure: object
) -> Ledger:
    return Ledger(a_measure(**measure), revisions, tuple(targets or ()), AT)


@given(
    ledgers(QUARTERLY),
    target_ledgers(QUARTERLY),
    near,
    st.integers(0, 6),
    st.none() | figures,
    st.sampled_from(list(Polarity)),
)
def test_a_value_is_rated_as_the_report_will_rate_it(
    revisions: list[Revision],
    targets: list[Target],
    at: date,
    back: int,
    value: Decimal | None,
    polarity: Polarity,
) -> None:
    measure = a_measure(polarity=polarity)
    ledger = Ledger(measure, tuple(revisions), tuple(targets), at)
    period = QUARTERLY.containing(at).shifted(-back)
    newest = ledger.newest(period)
    if newest is not None and newest.reported_on > at:
        return
    number = newest.number + 1 if newest else 1
    after = [*revisions, a_revision(period, value, number=number, reported_on=at)]
    current = pick_current(after, AsAt(at))
    if current is None or current.period != period:
        return
    target = pick_target(targets, period.start, AsAt(at))
    row = build_row(
        measure,
        at,
        current=current,
        previous=pick_previous(after, AsAt(at)),
        target=target.amount if target else None,
    )
    assert ledger.ratings(period, value, at) == (row.computed_performance, row.direction)


def test_the_result_before_is_the_one_known_today_not_one_that_counts_from_later() -> None:
    ledger = a_ledger(
        a_revision("Jan 2024", "75", reported_on=date(2024, 4, 1)),
        a_revision("Jan 2024", "73", number=2, reported_on=date(2024, 11, 14)),
    )
    before = ledger.before(QUARTERLY.parse("Apr 2024"))
    assert before is not None
    assert before.value == 75
    assert ledger.before(QUARTERLY.parse("Jan 2024")) is None
    newest = ledger.newest(QUARTERLY.parse("Jan 2024"))
    assert newest is not None
    assert newest.value == 73


def test_an_older_period_is_compared_with_the_year_before_it() -> None:
    ledger = a_ledger(
        a_revision("Jan 2022", "50"), a_revision("Oct 2022", "70"), a_revision("Jan 2024", "40")
    )
    rated = ledger.ratings(QUARTERLY.parse("Oct 2022"), Decimal(60), AT)
    assert rated == (Rating.NOT_APPLICABLE, Rating.GREEN)
    assert ledger.ratings(QUARTERLY.parse("Oct 2022"), Decimal(49), AT)[1] is Rating.RED


def test_an_older_period_is_compared_with_what_the_year_before_says_since() -> None:
    corrected = a_revision("Jan 2022", "65", number=2, reported_on=date(2023, 6, 1))
    ledger = a_ledger(a_revision("Jan 2022", "50"), corrected, a_revision("Jan 2024", "40"))
    assert ledger.ratings(QUARTERLY.parse("Oct 2022"), Decimal(60), AT)[1] is Rating.RED


def test_the_target_is_that_of_the_periods_start() -> None:
    targets = [a_target("Apr 2023", "70"), a_target("Jan 2024", "80")]
    ledger = a_ledger(targets=targets)
    assert ledger.target(QUARTERLY.parse("Oct 2023")) == 70
    assert ledger.target(QUARTERLY.parse("Jan 2024")) == 80
    assert ledger.target(QUARTERLY.parse("Jan 2023")) is None


@pytest.mark.parametrize(
    ("measure", "periods", "today", "expected"),
    [
        (a_measure(), ["Oct 2023", "Jan 2024"], date(2024, 5, 18), "Apr 2024"),
        (a_measure(), ["Oct 2023", "Jan 2024"], date(2024, 3, 31), "Jan 2024"),
        (a_measure(), ["Apr 2020"], date(2024, 5, 18), "Jul 2020"),
        (a_measure(), [], date(2024, 5, 18), "Jan 2024"),
        (a_measure(starts_on=date(2023, 5, 1)), [], date(2024, 5, 18), "Jul 2023"),
        (a_measure(starts_on=date(2024, 9, 1)), [], date(2024, 5, 18), "Oct 2024"),
        (a_measure(ends_on=date(2024, 3, 31)), ["Jan 2024"], date(2024, 5, 18), "Jan 2024"),
    ],
)
def test_the_period_to_enter_next(
    measure: Measure, periods: list[str], today: date, expected: str
) -> None:
    ledger = Ledger(measure, tuple(a_revision(p, "1") for p in periods), (), today)
    assert ledger.next_period().label == expected


def test_a_value_is_doubted_against_the_last_figure_before_it() -> None:
    ledger = a_ledger(a_revision("Jul 2023", "70"), a_revision("Oct 2023", None))
    january = QUARTERLY.parse("Jan 2024")
    assert doubts(ledger, january, Entry(Decimal(700))) == (
        "700 is 10 times the last value, 70, or more.",
    )
    assert doubts(ledger, january, Entry(Decimal(71))) == ()
    assert doubts(ledger, QUARTERLY.parse("Jul 2023"), Entry(Decimal(700))) == ()


def test_a_value_that_stands_already_is_not_doubted_again() -> None:
    ledger = a_ledger(a_revision("Oct 2023", "70"), a_revision("Jan 2024", "700"))
    assert doubts(ledger, QUARTERLY.parse("Jan 2024"), Entry(Decimal(700))) == ()
    assert doubts(ledger, QUARTERLY.parse("Jan 2024"), Entry(Decimal(701))) != ()


def test_the_trend_has_gaps_corrections_and_the_value_to_come() -> None:
    april, january = QUARTERLY.parse("Apr 2023"), QUARTERLY.parse("Jan 2024")
    ledger = a_ledger(
        a_revision(april, "1"),
        a_revision(april, "2", number=2),
        a_revision("Oct 2023", "3"),
        a_revision(january, "9", reported_on=date(2025, 1, 1)),
        targets=[a_target("Jul 2023", "5")],
    )
    trend = ledger.trend(also=(january, Decimal(4)))
    assert [(p.label, v) for p, v in trend.points] == [
        ("Apr 2023", 2),
        ("Jul 2023", None),
        ("Oct 2023", 3),
        ("Jan 2024", 4),
    ]
    assert list(trend.targets) == [None, 5, 5, 5]
    assert [p.label for p, _ in ledger.trend().points][-1] == "Oct 2023"
