from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.model import Action, Benchmark, MissingReason, Revision, Service, Target
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.domain.ratings import Polarity, Rating
from ncc_tui.domain.report import (
    Report,
    Status,
    Summary,
    build_row,
    decimals_shown,
    next_due,
    pick_comparators,
    pick_current,
    pick_previous,
    pick_target,
    summarise,
)
from ncc_tui.domain.trend import build_trend
from tests.domain.building import (
    ANNUALLY,
    AT,
    QUARTERLY,
    a_measure,
    a_revision,
    a_target,
    ledgers,
    near,
    target_ledgers,
)

ALL = AsAt(AT, revised=True)


def april(year: int) -> date:
    return date(year, 4, 1)


# The rules of the README again, said day by day and without looking at the code.


def naive_result(
    ledger: list[Revision], at: date, latest_start: date, as_revised: bool
) -> Revision | None:
    by_period: dict[date, list[Revision]] = {}
    for revision in ledger:
        by_period.setdefault(revision.period.start, []).append(revision)
    day = latest_start
    while day >= date(2020, 1, 1):
        known = sorted(by_period.get(day, []), key=lambda r: r.number)
        reported = [r for r in known if r.reported_on <= at]
        last = (known[-1] if as_revised else reported[-1]) if reported else None
        if last is not None and not last.entry.withdrawn:
            return last
        day -= timedelta(days=1)
    return None


def naive_cutoff(at: date) -> date:
    this_year = april(at.year) if at >= april(at.year) else april(at.year - 1)
    return this_year - timedelta(days=1)


cycle_choices = st.sampled_from([Cycle(f) for f in Frequency])


@given(cycle_choices.flatmap(ledgers), near, st.booleans())
def test_the_current_result_is_that_of_the_latest_period_begun_and_reported(
    ledger: list[Revision], at: date, as_revised: bool
) -> None:
    wanted = naive_result(ledger, at, at, as_revised)
    assert pick_current(ledger, AsAt(at, as_revised)) == wanted


@given(cycle_choices.flatmap(ledgers), near, st.booleans())
def test_the_previous_year_is_the_latest_that_began_by_its_31_march(
    ledger: list[Revision], at: date, as_revised: bool
) -> None:
    wanted = naive_result(ledger, at, naive_cutoff(at), as_revised)
    assert pick_previous(ledger, AsAt(at, as_revised)) == wanted


@given(cycle_choices.flatmap(ledgers), near)
def test_both_views_of_the_past_choose_the_same_periods(ledger: list[Revision], at: date) -> None:
    ledger = [r for r in ledger if not r.entry.withdrawn]
    for pick in (pick_current, pick_previous):
        reported, revised = pick(ledger, AsAt(at)), pick(ledger, AsAt(at, True))
        assert (reported and reported.period) == (revised and revised.period)
        if reported and revised:
            assert revised.number >= reported.number


@given(cycle_choices.flatmap(target_ledgers), near, near, st.booleans())
def test_the_target_is_the_last_known_of_the_latest_period_at_or_before_the_day(
    ledger: list[Target], on: date, at: date, as_revised: bool
) -> None:
    picked, day = pick_target(ledger, on, AsAt(at, as_revised)), on
    while day >= date(2020, 1, 1):
        said = [t for t in ledger if t.period.start == day]
        known = [t for t in said if as_revised or t.counts_from is None or t.counts_from <= at]
        if known:
            assert picked == max(known, key=lambda t: t.number)
            return
        day -= timedelta(days=1)
    assert picked is None


def test_a_correction_counts_from_the_day_it_is_reported() -> None:
    ledger = [
        a_revision("Jan 2024", "75", reported_on=date(2024, 4, 10)),
        a_revision("Jan 2024", "73", number=2, reported_on=date(2024, 11, 14)),
    ]

    def shown(at: date, as_revised: bool = False) -> Decimal | None:
        picked = pick_current(ledger, AsAt(at, as_revised))
        return picked.value if picked else None

    assert shown(date(2024, 4, 9)) is None
    assert shown(date(2024, 4, 9), as_revised=True) is None
    assert shown(date(2024, 4, 10)) == shown(date(2024, 11, 13)) == 75
    assert shown(date(2024, 11, 14)) == shown(date(2024, 4, 10), as_revised=True) == 73


def test_a_period_that_has_not_begun_is_not_current_even_if_reported() -> None:
    ledger = [a_revision("Apr 2024", "1", reported_on=date(2024, 1, 1))]
    assert pick_current(ledger, AsAt(date(2024, 3, 31))) is None
    assert pick_current(ledger, AsAt(date(2024, 4, 1))) is not None


def test_the_target_is_that_at_the_start_of_the_results_period() -> None:
    profile = [a_target("Oct 2023", "10"), a_target("Jan 2024", "20"), a_target("Apr 2024", "30")]
    assert (found := pick_target(profile, date(2024, 1, 1), ALL))
    assert found.amount == 20


# Status.


def row_at(
    at: date, *, period: str | None = "Jan 2024", **measure: Any
) -> tuple[Status, date | None]:
    current = a_revision(period, "1") if period else None
    row = build_row(a_measure(**measure), at, current=current, previous=None, target=None)
    return row.status, row.due.due_on if row.due else None


@pytest.mark.parametrize("lag", [0, 1, 15, 30, 270])
def test_the_due_day_itself_is_in_time_and_the_next_is_late(lag: int) -> None:
    due = date(2024, 6, 30) + timedelta(days=lag)
    assert row_at(due, lag_days=lag) == (Status.UP_TO_DATE, due)
    assert row_at(due + timedelta(days=1), lag_days=lag) == (Status.OVERDUE, due)


def test_the_lag_is_15_days_unless_the_measure_says_otherwise() -> None:
    assert row_at(date(2024, 7, 15)) == (Status.UP_TO_DATE, date(2024, 7, 15))
    assert row_at(date(2024, 7, 16))[0] is Status.OVERDUE


def test_without_a_result_the_first_period_since_the_start_date_is_due() -> None:
    # Begun within January to March, so April to June is the first whole quarter.
    begun: dict[str, Any] = {"period": None, "starts_on": date(2024, 2, 10)}
    assert row_at(date(2024, 7, 15), **begun) == (Status.UP_TO_DATE, date(2024, 7, 15))
    assert row_at(date(2024, 7, 16), **begun)[0] is Status.OVERDUE
    on_the_day: dict[str, Any] = {"period": None, "starts_on": date(2024, 4, 1)}
    assert row_at(date(2024, 7, 15), **on_the_day)[1] == date(2024, 7, 15)


def test_without_a_result_or_a_start_date_nothing_is_due() -> None:
    assert row_at(date(2199, 1, 1), period=None) == (Status.UP_TO_DATE, None)


def test_a_measure_that_has_ended_owes_what_began_before_and_no_more() -> None:
    late = date(2025, 1, 1)
    assert row_at(late, ends_on=date(2024, 4, 1))[0] is Status.OVERDUE
    assert row_at(late, ends_on=date(2024, 3, 31)) == (Status.UP_TO_DATE, None)


def test_a_missing_value_with_its_reason_is_a_result_all_the_same() -> None:
    current = a_revision("Jan 2024", None)
    row = build_row(a_measure(), AT, current=current, previous=None, target=Decimal(1))
    assert row.due is not None
    assert row.due.period.label == "Apr 2024"
    assert row.performance is Rating.NOT_APPLICABLE


def test_due_days_are_counted() -> None:
    due = next_due(a_measure(), a_revision("Jan 2024", "1").period)
    assert due is not None
    assert (due.days_late(date(2024, 7, 15)), due.days_late(date(2024, 7, 18))) == (0, 3)
    assert (due.owed_at(date(2024, 6, 30)), due.owed_at(date(2024, 7, 1))) == (False, True)


# Rows, reports and summaries.


def test_an_override_is_shown_and_the_computed_rating_is_kept() -> None:
    current = a_revision("Jan 2024", "1", override=Rating.GREEN, override_reason="Late data")
    row = build_row(a_measure(), AT, current=current, previous=None, target=Decimal(9))
    assert (row.performance, row.computed_performance) == (Rating.GREEN, Rating.RED)
    assert row.overridden


def test_a_row_is_rated_against_its_target_and_its_previous_year() -> None:
    row = build_row(
        a_measure(polarity=Polarity.LOWER),
        AT,
        current=a_revision("Jan 2024", "75", comments="Said"),
        previous=a_revision("Jan 2023", "76"),
        target=Decimal(73),
    )
    assert (row.performance, row.direction) == (Rating.RED, Rating.GREEN)
    assert (row.value, row.previous_value) == (Decimal(75), Decimal(76))
    assert row.comments == "Said"
    assert not row.overridden


def test_a_row_shows_the_actions_that_are_open_at_its_date() -> None:
    def action(number: int, raised_on: date, done_on: date | None = None) -> Action:
        period = QUARTERLY.parse("Jan 2024")
        return Action(number, "M1", period, "Do it", None, None, done_on, raised_on)

    actions = [
        action(1, AT),
        action(2, AT + timedelta(days=1)),
        action(3, april(2024), done_on=AT),
        action(4, april(2024), done_on=AT - timedelta(days=1)),
    ]
    row = build_row(a_measure(), AT, current=None, previous=None, target=None, actions=actions)
    assert [a.id for a in row.actions] == [1, 3]


def test_an_action_is_overdue_from_the_day_after_it_was_due() -> None:
    due = Action(1, "M1", QUARTERLY.parse("Jan 2024"), "Do it", None, AT, None, april(2024))
    assert not due.overdue_at(AT)
    assert due.overdue_at(AT + timedelta(days=1))
    done = replace(due, done_on=AT + timedelta(days=2))
    late = [done.overdue_at(AT + timedelta(days=k)) for k in range(4)]
    assert late == [False, True, False, False]


def test_an_action_done_on_the_day_is_still_shown_and_no_longer_overdue() -> None:
    late = Action(1, "M1", QUARTERLY.parse("Jan 2024"), "Do it", None, april(2024), AT, april(2024))
    assert late.open_at(AT)
    assert not late.overdue_at(AT)
    assert not late.open_at(AT + timedelta(days=1))


@given(st.lists(st.tuples(st.sampled_from(list(Rating)), st.booleans()), max_size=12))
def test_a_summary_counts_each_rating_shown_and_what_is_overdue(
    wanted: list[tuple[Rating, bool]],
) -> None:
    rows = [
        build_row(
            a_measure(starts_on=date(2020, 1, 1) if late else None),
            AT,
            # Its next quarter is overdue where the result is an old one.
            current=a_revision("Jan 2022" if late else "Jan 2024", "1", override=rating),
            previous=None,
            target=None,
        )
        for rating, late in wanted
    ]
    summary = summarise(rows)
    for rating in Rating:
        assert summary.of(rating) == sum(given is rating for given, _ in wanted)
    assert summary.overdue == sum(late for _, late in wanted)
    assert summary.total == len(rows)


def test_a_report_names_its_previous_year_and_counts_its_rows() -> None:
    row = build_row(a_measure(), AT, current=None, previous=None, target=None)
    report = Report("NCC", Service("1", "Roads"), AsAt(AT), (row,))
    assert report.previous_year_label == "2023/24"
    assert report.summary == Summary(not_applicable=1)


# Trends.


def test_a_trend_has_a_gap_for_each_period_without_a_result() -> None:
    series = [
        (QUARTERLY.parse("Jan 2023"), Decimal(1)),
        (QUARTERLY.parse("Oct 2023"), None),
        (QUARTERLY.parse("Jan 2024"), Decimal(4)),
    ]
    targets = [a_target("Jul 2023", "5"), a_target("Jan 2024", None)]
    trend = build_trend(series, targets, AsAt(AT))
    assert [(p.label, v) for p, v in trend.points] == [
        ("Jan 2023", 1),
        ("Apr 2023", None),
        ("Jul 2023", None),
        ("Oct 2023", None),
        ("Jan 2024", 4),
    ]
    assert trend.targets == (None, None, Decimal(5), Decimal(5), None)


@given(st.sets(near.map(ANNUALLY.containing), min_size=1), target_ledgers(QUARTERLY))
def test_a_trend_runs_without_a_break_from_the_first_result_to_the_last(periods, targets) -> None:
    ordered = sorted(periods)
    trend = build_trend([(period, Decimal(1)) for period in ordered], targets, ALL)
    laid_out = [period for period, _ in trend.points]
    assert laid_out[0] == ordered[0]
    assert laid_out[-1] == ordered[-1]
    assert all(a.next() == b for a, b in pairwise(laid_out))
    assert {p for p, v in trend.points if v is not None} == periods
    for period, amount in zip(laid_out, trend.targets, strict=True):
        target = pick_target(targets, period.start, ALL)
        assert amount == (target.amount if target else None)


def test_comparators_stand_beside_it_each_with_its_own_periods() -> None:
    jan, apr = QUARTERLY.parse("Jan 2024"), QUARTERLY.parse("Apr 2024")
    benchmarks = [
        Benchmark("M1", jan, "England", Decimal(1)),
        Benchmark("M1", apr, "England", None),
        Benchmark("M1", apr, "North East", Decimal(2)),
    ]
    trend = build_trend([(jan, Decimal(0))], [], ALL, benchmarks)
    assert trend.comparators == (
        ("England", ((jan, Decimal(1)),)),
        ("North East", ((apr, Decimal(2)),)),
    )


def test_nothing_reported_has_no_trend() -> None:
    assert build_trend([], [a_target("Jan 2024", "1")], ALL).points == ()


def test_a_withdrawn_result_counts_as_none_from_the_day_it_is_withdrawn() -> None:
    withdrawn = a_revision(
        "Jan 2024",
        None,
        number=2,
        reported_on=date(2024, 5, 1),
        missing=MissingReason.WITHDRAWN,
        reason="Entered for the wrong quarter",
    )
    ledger = [a_revision("Oct 2023", "70"), a_revision("Jan 2024", "75"), withdrawn]

    def period(at: date, as_revised: bool = False) -> str | None:
        picked = pick_current(ledger, AsAt(at, as_revised))
        return picked.period.label if picked else None

    assert period(date(2024, 4, 30)) == "Jan 2024"
    assert period(date(2024, 5, 1)) == "Oct 2023"
    assert period(date(2024, 4, 30), as_revised=True) == "Oct 2023"


def test_comparators_are_known_from_the_day_they_are_published() -> None:
    january, before = QUARTERLY.parse("Jan 2024"), QUARTERLY.parse("Jan 2023")
    england = [
        Benchmark("M1", before, "England", Decimal(71), "", 1, date(2023, 11, 15)),
        Benchmark("M1", before, "England", Decimal(70), "", 2, date(2024, 11, 15)),
        Benchmark("M1", january, "England", Decimal(69), "", 1, date(2024, 11, 15)),
    ]

    def figure(at: date, as_revised: bool = False) -> tuple[str, int]:
        (known,) = pick_comparators(england, january.start, AsAt(at, as_revised))
        return known.period.label, int(known.value or 0)

    assert figure(AT) == ("Jan 2023", 71)
    assert figure(AT, as_revised=True) == ("Jan 2024", 69)
    assert figure(date(2024, 11, 15)) == ("Jan 2024", 69)
    assert pick_comparators(england, january.start, AsAt(date(2023, 11, 14))) == ()


@pytest.mark.parametrize(
    ("value", "target", "previous", "places"),
    [
        ("73", "73", "70", 0),
        ("73.4", "80", "70.2", 0),  # rounded, no rating is another
        ("73.2", "73", None, None),  # would be equal
        ("75.4", "77", None, None),  # Amber, and Red if rounded
        ("73.2", None, "73.4", None),  # worse than last year, and equal if rounded
        ("73.2", None, None, 0),
        (None, "73.2", "73.4", 0),
    ],
)
def test_figures_have_the_digits_that_bear_out_their_ratings(
    value: str | None, target: str | None, previous: str | None, places: int | None
) -> None:
    figures = [Decimal(figure) if figure else None for figure in (value, target, previous)]
    assert decimals_shown(a_measure(decimals=0), *figures) == places
    assert decimals_shown(a_measure(decimals=None), *figures) is None
