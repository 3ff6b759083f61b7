from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from ncc_tui.domain.entries import (
    carried_over,
    check_entry,
    reporting_day,
    same_figure,
    unlikely_value,
)
from ncc_tui.domain.entries import (
    doubts as doubts_of,
)
from ncc_tui.domain.errors import InvalidEntry, InvalidField
from ncc_tui.domain.ledger import Ledger
from ncc_tui.domain.model import Entry, MissingReason, Revision
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.year import YearRule
from tests.domain.building import AT, QUARTERLY, a_measure, a_revision, figures

JANUARY = QUARTERLY.parse("Jan 2024")


def doubts(value: str, last: str | None = None, **measure: Any) -> tuple[str, ...]:
    before = Decimal(last) if last is not None else None
    return tuple(unlikely_value(a_measure(**measure), Decimal(value), before))


@pytest.mark.parametrize(
    ("value", "last", "doubt"),
    [
        ("10", "1", "10 is 10 times the last value, 1, or more."),
        ("9.9", "1", None),
        ("-10", "1", "-10 is 10 times the last value, 1, or more."),
        ("1", "10", "1 is a tenth of the last value, 10, or less."),
        ("1.1", "10", None),
        ("15080", "1508", "15,080 is 10 times the last value, 1,508, or more."),
        ("0", "10", None),
        ("5", "0", None),
        ("5", None, None),
    ],
)
def test_ten_times_and_a_tenth_of_the_last_value_are_unlikely(
    value: str, last: str | None, doubt: str | None
) -> None:
    assert doubts(value, last) == ((doubt,) if doubt else ())


@pytest.mark.parametrize("unit", ["Percentage", "percent", "% of pupils"])
def test_a_percentage_outside_0_to_100_is_unlikely(unit: str) -> None:
    for value in ("0", "100", "46.7"):
        assert doubts(value, unit=unit) == ()
    for value in ("-0.1", "100.1", "467"):
        assert any("outside 0 to 100" in doubt for doubt in doubts(value, unit=unit))


def test_a_percentage_change_may_be_anything() -> None:
    assert doubts("-22.8", unit="Percentage Change") == doubts("140", unit="% change") == ()


@pytest.mark.parametrize(
    ("decimals", "value", "said"),
    [
        (0, "1.5", "has 1 decimal, and the measure has no decimals."),
        (1, "1.25", "has 2 decimals, and the measure has 1 decimal."),
        (2, "1.255", "has 3 decimals, and the measure has 2 decimals."),
        (2, "1.25", None),
        (1, "1.50", None),
        (None, "1.23456", None),
    ],
)
def test_more_decimals_than_the_measure_has_are_unlikely(
    decimals: int | None, value: str, said: str | None
) -> None:
    found = doubts(value, decimals=decimals)
    assert found == (() if said is None else (f"{value} {said}",))


@given(figures)
def test_the_same_value_again_is_never_unlikely(value: Decimal) -> None:
    assert not list(unlikely_value(a_measure(unit="Degrees"), value, value))


@pytest.mark.parametrize("unit", ["Rates per 10,000", "Rate", "per 1,000"])
def test_a_rate_below_nought_is_unlikely(unit: str) -> None:
    assert doubts("0", unit=unit) == ()
    assert any("-66 is below 0" in doubt for doubt in doubts("-66", unit=unit))


def check(entry: Entry, newest: Revision | None = None, *, today: date = AT, **fields: Any) -> None:
    check_entry(a_measure(**fields), JANUARY, entry, newest, today)


def test_a_period_that_has_not_begun_is_refused() -> None:
    check(Entry(Decimal(1)), today=JANUARY.start)
    with pytest.raises(InvalidEntry, match=r"Jan 2024 has not begun: it starts on 1 Jan 2024\."):
        check(Entry(Decimal(1)), today=date(2023, 12, 31))


def test_a_period_after_the_measures_end_is_refused() -> None:
    check(Entry(Decimal(1)), ends_on=JANUARY.start)
    with pytest.raises(InvalidEntry, match=r"M1 ended on 31 Dec 2023\."):
        check(Entry(Decimal(1)), ends_on=date(2023, 12, 31))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (Entry(None), "Expected a value, or a reason why there is none."),
        (
            Entry(Decimal(1), MissingReason.SUPPRESSED),
            "Expected a value or a reason why there is none, found both.",
        ),
        (
            Entry(Decimal(1), override=Rating.GREEN, override_reason=" "),
            "Expected a reason for the rating set by hand, found none.",
        ),
    ],
)
def test_fields_that_contradict_each_other_are_refused(entry: Entry, said: str) -> None:
    with pytest.raises(InvalidEntry) as refused:
        check(entry)
    assert str(refused.value) == said


def test_whole_entries_pass() -> None:
    check(Entry(Decimal(0)))
    check(Entry(None, MissingReason.NOT_AVAILABLE))
    check(Entry(Decimal(0), override=Rating.RED, override_reason="Agreed"))


def test_text_too_long_to_be_read_back_from_an_export_is_refused() -> None:
    check(Entry(Decimal(1), comments="x" * 100_000))
    with pytest.raises(InvalidEntry, match="at most 100,000 characters of text, found 100,001"):
        check(Entry(Decimal(1), comments="x" * 100_001))


WITHDRAWAL = Entry(None, MissingReason.WITHDRAWN, reason="Entered for the wrong quarter")


def test_a_withdrawal_wants_a_reason_and_something_to_withdraw() -> None:
    check(WITHDRAWAL, a_revision(JANUARY, "5"))
    with pytest.raises(InvalidField, match="Say why the result is withdrawn"):
        check(replace(WITHDRAWAL, reason=" "), a_revision(JANUARY, "5"))
    with pytest.raises(InvalidEntry, match="M1 Jan 2024 has no result to withdraw"):
        check(WITHDRAWAL)
    with pytest.raises(InvalidEntry, match="has no result to withdraw"):
        check(WITHDRAWAL, replace(a_revision(JANUARY, "5"), entry=WITHDRAWAL))


def test_a_changed_figure_or_rating_asks_for_a_reason_where_one_is_needed() -> None:
    newest = a_revision(JANUARY, "5")

    def changed(entry: Entry) -> None:
        check_entry(a_measure(), JANUARY, entry, newest, AT, reason_needed=True)

    changed(replace(newest.entry, comments="Another word"))
    changed(Entry(Decimal(6), reason="A recount"))
    with pytest.raises(InvalidField, match="Say why the figure changed"):
        changed(Entry(Decimal(6)))
    with pytest.raises(InvalidField, match="Say why the rating changed"):
        changed(Entry(Decimal(5), override=Rating.RED, override_reason="Agreed"))


def test_what_belongs_to_the_figure_stays_only_with_the_same_figure() -> None:
    newest = a_revision(
        JANUARY,
        "5",
        comments="Up",
        provisional=True,
        source="DfE",
        override=Rating.RED,
        override_reason="Agreed",
        forecast=Decimal(9),
        reason="A recount",
    )
    assert carried_over(newest, Decimal(5)) == replace(newest.entry, reason="")
    assert carried_over(newest, Decimal(6)) == Entry(Decimal(6), comments="Up", forecast=Decimal(9))
    assert carried_over(None, Decimal(6)) == Entry(Decimal(6))
    withdrawn = replace(newest, entry=WITHDRAWAL)
    assert carried_over(withdrawn, Decimal(6)) == Entry(Decimal(6))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("73.0", "73", True),
        ("66.599999999999994", "66.6", True),
        ("-0", "0", True),
        ("73", "73.1", False),
        (None, "0", False),
        (None, None, True),
    ],
)
def test_figures_are_the_same_however_they_were_typed(
    one: str | None, other: str | None, same: bool
) -> None:
    pair = (None if text is None else Decimal(text) for text in (one, other))
    assert same_figure(*pair) is same


def test_an_entry_counts_from_today_and_never_before_what_it_corrects() -> None:
    newest = a_revision(JANUARY, "5", reported_on=date(2024, 5, 1))
    assert reporting_day(None, JANUARY, newest, AT) == AT
    assert reporting_day(date(2024, 5, 1), JANUARY, newest, AT) == date(2024, 5, 1)
    with pytest.raises(InvalidField, match="Expected 1 May 2024 or later"):
        reporting_day(date(2024, 4, 30), JANUARY, newest, AT)
    with pytest.raises(InvalidField, match="19 May 2024 is in the future: expected today"):
        reporting_day(date(2024, 5, 19), JANUARY, newest, AT)
    with pytest.raises(InvalidField, match="Expected 1 Jan 2024 or later: the period begins then"):
        reporting_day(date(2023, 12, 31), JANUARY, None, AT)


def test_a_revision_dated_ahead_by_a_wrong_clock_binds_no_later_one() -> None:
    ahead = a_revision(JANUARY, "5", reported_on=date(2060, 1, 1))
    assert reporting_day(None, JANUARY, ahead, AT) == AT


def asked(period: str, *others: str, today: date = AT) -> tuple[str, ...]:
    revisions = tuple(a_revision(other, "1") for other in others)
    ledger = Ledger(a_measure(), revisions, (), today)
    return doubts_of(ledger, QUARTERLY.parse(period), Entry(Decimal(1)))


def test_a_period_that_is_not_over_is_asked_about() -> None:
    assert asked("Apr 2024", "Jan 2024") == ("Apr 2024 is not over: it ends on 30 Jun 2024.",)
    assert asked("Apr 2024", "Jan 2024", today=date(2024, 7, 1)) == ()


def test_a_period_far_from_every_other_is_asked_about() -> None:
    assert asked("Jan 1900", "Jan 2019", "Jan 2024") == (
        "Jan 1900 is 119 years from the nearest other result, Jan 2019.",
    )
    assert asked("Jan 1900") == ("Jan 1900 is 124 years ago.",)
    assert asked("Jan 2019", "Jan 2024") == ()
    assert asked("Oct 2018", "Jan 2024") != ()


def test_a_cumulative_figure_is_compared_with_the_year_befores() -> None:
    revisions = tuple(
        a_revision(period, value) for period, value in (("Apr 2022", "10"), ("Jan 2023", "400"))
    )
    ledger = Ledger(a_measure(year_rule=YearRule.CUMULATIVE), revisions, (), AT)
    assert doubts_of(ledger, QUARTERLY.parse("Apr 2023"), Entry(Decimal(12))) == ()
    assert doubts_of(ledger, QUARTERLY.parse("Apr 2023"), Entry(Decimal(120))) != ()


@pytest.mark.parametrize("rule", YearRule)
def test_a_years_forecast_is_compared_with_a_period_only_where_they_are_alike(
    rule: YearRule,
) -> None:
    measure = a_measure(year_rule=rule, decimals=0)
    ledger = Ledger(measure, (a_revision("Oct 2023", "5"),), (), AT)
    alike = rule in (YearRule.LAST, YearRule.AVERAGE)
    found = doubts_of(ledger, JANUARY, Entry(Decimal(5), forecast=Decimal(60)))
    assert any("10 times" in doubt for doubt in found) is alike
    (finer,) = doubts_of(ledger, JANUARY, Entry(Decimal(5), forecast=Decimal("6.5")))
    assert finer == "The forecast 6.5 has 1 decimal, and the measure has no decimals."
