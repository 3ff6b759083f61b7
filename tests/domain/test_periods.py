from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.domain.dates import financial_year, financial_year_label
from ncc_tui.domain.errors import InvalidChoice, InvalidPeriod
from ncc_tui.domain.periods import (
    Cycle,
    Frequency,
    NamedPeriod,
    Period,
    parse_anchor,
    previous_year_cutoff,
)
from tests.domain.building import ANNUALLY, MONTHLY, QUARTERLY, cycles, days, periods

TERMLY = Cycle(Frequency.TERMLY)
HALF_YEARLY = Cycle(Frequency.HALF_YEARLY)


@given(periods)
def test_a_label_reads_back_as_its_period(period: Period) -> None:
    assert period.cycle.parse(period.label) == period


@given(periods)
def test_next_and_previous_undo_each_other_and_leave_no_gap(period: Period) -> None:
    assert period.next().previous() == period == period.previous().next()
    assert period.end + timedelta(days=1) == period.next().start
    assert period.previous().end + timedelta(days=1) == period.start


@given(periods, st.integers(-40, 40))
def test_shifting_is_taking_that_many_steps(period: Period, by: int) -> None:
    stepped = period
    for _ in range(abs(by)):
        stepped = stepped.next() if by > 0 else stepped.previous()
    assert period.shifted(by) == stepped


@given(periods)
def test_the_year_before_is_as_many_periods_back_as_a_year_has(period: Period) -> None:
    assert period.year_before() == period.shifted(-12 // period.cycle.frequency.months)
    assert period.year_before().start == period.start.replace(year=period.start.year - 1)


@given(cycles, days)
def test_a_day_lies_in_the_period_that_contains_it_and_in_no_other(cycle: Cycle, day: date) -> None:
    period = cycle.containing(day)
    assert period.start <= day <= period.end
    assert cycle.starts_at(period.start)
    inside = [period.start + timedelta(days=n) for n in range(1, (day - period.start).days + 1)]
    assert not any(cycle.starts_at(other) for other in inside)


@given(cycles, days)
def test_the_first_period_from_a_day_is_that_day_or_the_next_start(cycle: Cycle, day: date) -> None:
    first = cycle.first_from(day)
    assert first.start >= day > first.previous().start


@given(cycles, days)
def test_what_is_no_start_is_refused_with_the_two_starts_around_it(cycle: Cycle, day: date) -> None:
    if cycle.starts_at(day):
        assert cycle.starting(day).start == day
        return
    with pytest.raises(InvalidPeriod) as refused:
        cycle.starting(day)
    around = cycle.containing(day)
    assert f"the nearest are {around.label} and {around.next().label}." in str(refused.value)


@pytest.mark.parametrize(
    ("cycle", "months"),
    [
        (MONTHLY, set(range(1, 13))),
        (QUARTERLY, {1, 4, 7, 10}),
        (TERMLY, {9, 1, 5}),
        (HALF_YEARLY, {4, 10}),
        (ANNUALLY, {4}),
        (Cycle(Frequency.ANNUALLY, 9), {9}),
    ],
)
def test_each_frequency_starts_in_its_own_months(cycle: Cycle, months: set[int]) -> None:
    assert cycle.start_months == months


def test_only_a_year_moves_with_the_anchor() -> None:
    for frequency in set(Frequency) - {Frequency.ANNUALLY}:
        assert Cycle(frequency, 9).start_months == Cycle(frequency, 4).start_months


@pytest.mark.parametrize(
    ("cycle", "label", "span"),
    [
        (QUARTERLY, "Jan 2024", "1 Jan 2024 to 31 Mar 2024"),
        (ANNUALLY, "Apr 2023", "1 Apr 2023 to 31 Mar 2024"),
        (MONTHLY, "Feb 2024", "1 Feb 2024 to 29 Feb 2024"),
        (TERMLY, "Sep 2023", "1 Sep 2023 to 31 Dec 2023"),
        (HALF_YEARLY, "Oct 2023", "1 Oct 2023 to 31 Mar 2024"),
    ],
)
def test_a_period_spans_what_its_start_says(cycle: Cycle, label: str, span: str) -> None:
    assert cycle.parse(label).span == span


@pytest.mark.parametrize(
    "text",
    [
        "Jan 2024",
        "jan 2024",
        "January 2024",
        "JAN. 2024",
        "Jan-2024",
        "Jan 24",
        "  Jan   2024 ",
        "2024-01",
        "2024-01-01",
        "01/01/2024",
        "1 Jan 2024",
        "1 January 2024",
        "Q4 2023/24",
        "q4 2023/24",
        "Q4 2023-24",
        "Q4, 2023/2024",
        "Q42023/24",
        "Q4 23/24",
        "Q4 23-24",
        "2023/24 Q4",
        "23/24 q4",
        "2023-24, Q4",
        "Quarter 4 2023/24",
        "Qtr 4 FY23/24",
        "Q4 FY 2023/24",
        "Jan-24",
        "Jan '24",
        "01/2024",
        "1/2024",
        "01.2024",
        "1/1/24",
        "01.01.2024",
        "1st January 2024",
    ],
)
def test_every_way_of_writing_a_quarter_is_accepted(text: str) -> None:
    assert QUARTERLY.parse(text) == Period(date(2024, 1, 1), QUARTERLY)


@pytest.mark.parametrize(
    "text",
    [
        *("2023/24", "2023-24", "2023/2024", "2023-2024", "Apr 2023"),
        *("23/24", "23-24", "FY23/24", "fy 2023/24", "1 April 2023"),
    ],
)
def test_every_way_of_writing_a_year_is_accepted(text: str) -> None:
    assert ANNUALLY.parse(text) == Period(date(2023, 4, 1), ANNUALLY)


@pytest.mark.parametrize(
    ("text", "start"),
    [("H1 23/24", date(2023, 4, 1)), ("H2 2023/24", date(2023, 10, 1)), ("Oct 23", None)],
)
def test_halves_of_the_year_are_written_like_quarters(text: str, start: date | None) -> None:
    assert HALF_YEARLY.parse(text).start == (start or date(2023, 10, 1))


@given(periods)
def test_a_period_reads_back_however_it_is_written(period: Period) -> None:
    start, first = period.start, financial_year(period.start)
    quarter = (start.month - 4) % 12 // 3 + 1
    ways = [f"{start:%Y-%m}", f"{start:%m/%Y}", f"{start:%d.%m.%Y}", f"1st {period.label}"]
    if start.month % 3 == 1:
        ways += [
            f"Q{quarter} {financial_year_label(first)}",
            f"{financial_year_label(first)} Q{quarter}",
        ]
        if 2000 <= first < 2099:
            ways.append(f"Q{quarter} {first % 100:02}/{(first + 1) % 100:02}")
    for text in ways:
        assert period.cycle.parse(text) == period
        assert period.cycle.understood(text) == period.span


def test_what_is_no_period_yet_is_understood_as_nothing() -> None:
    assert QUARTERLY.understood("Q4 23/24") == "1 Jan 2024 to 31 Mar 2024"
    assert [QUARTERLY.understood(text) for text in ("", "Q4", "Q4 23/25", "Feb 2024")] == [""] * 4


def test_september_is_also_sept() -> None:
    assert TERMLY.parse("Sept 2023") == TERMLY.parse("Sep 2023") == TERMLY.parse("September 2023")


@pytest.mark.parametrize(
    ("quarter", "start"),
    [(1, date(2023, 4, 1)), (2, date(2023, 7, 1)), (3, date(2023, 10, 1)), (4, date(2024, 1, 1))],
)
def test_quarters_are_those_of_the_financial_year(quarter: int, start: date) -> None:
    assert QUARTERLY.parse(f"Q{quarter} 2023/24").start == start


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Jan",
        "2024",
        "2024-13",
        "2024-00",
        "13/2024",
        "Q5 2023/24",
        "Q0 2023/24",
        "Q4 2023/25",
        "Q4 2024",
        "H3 2023/24",
        "23/25",
        "Q4 23/25",
        "31 Jul",
        "11/12/13/14",
        "2023/25",
        "2023/2025",
        "2023/23",
        "1899-04",
        "Apr 2200",
        "32/01/2024",
        "2024-02-30",
        "Smarch 2024",
        "Ja 2024",
        "٢٠٢٤-٠١",
        "Jan 2024; DROP TABLE result",
    ],
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InvalidPeriod, match=r"such as Jan 2024, 2024-01, Q4 2023/24 or 2023/24"):
        QUARTERLY.parse(text)


@given(cycles, st.text(max_size=20))
def test_no_text_brings_anything_but_a_period_or_a_refusal(cycle: Cycle, text: str) -> None:
    try:
        period = cycle.parse(text)
    except InvalidPeriod:
        return
    assert cycle.starts_at(period.start)


def test_a_month_that_is_no_start_names_the_nearest_quarters() -> None:
    with pytest.raises(InvalidPeriod) as refused:
        QUARTERLY.parse("Feb 2024")
    assert str(refused.value) == (
        "Feb 2024 is not the start of a quarter: the nearest are Jan 2024 and Apr 2024."
    )


def test_a_day_that_is_no_start_is_named_in_full() -> None:
    with pytest.raises(InvalidPeriod) as refused:
        ANNUALLY.parse("15/06/2023")
    assert str(refused.value) == (
        "15 Jun 2023 is not the start of a year: the nearest are Apr 2023 and Apr 2024."
    )


# 2000-01 to 2011-12 can be a month or a financial year.


@pytest.mark.parametrize("first", range(2000, 2012))
def test_for_a_monthly_measure_it_is_the_month(first: int) -> None:
    month = first - 1999
    assert MONTHLY.parse(f"{first}-{month:02d}").start == date(first, month, 1)


@pytest.mark.parametrize("first", range(2000, 2012))
def test_for_an_annual_measure_it_is_the_year_unless_that_month_starts_it(first: int) -> None:
    month = first - 1999
    start = ANNUALLY.parse(f"{first}-{month:02d}").start
    assert start == date(first, 4, 1)
    assert Cycle(Frequency.ANNUALLY, month).parse(f"{first}-{month:02d}").start == date(
        first, month, 1
    )


def test_for_a_quarterly_measure_it_is_whichever_fits_the_month_first() -> None:
    assert QUARTERLY.parse("2009-10").start == date(2009, 10, 1)
    assert QUARTERLY.parse("2010-11").start == date(2010, 4, 1)


def test_with_a_stroke_it_is_always_the_year() -> None:
    assert MONTHLY.parse("2009/10").start == date(2009, 4, 1)


def test_where_neither_fits_the_refusal_speaks_of_the_month() -> None:
    with pytest.raises(InvalidPeriod, match=r"^Nov 2010 is not the start of a term"):
        TERMLY.parse("2010-11")


@pytest.mark.parametrize(
    ("at", "cutoff"),
    [
        (date(2024, 5, 18), date(2024, 3, 31)),
        (date(2024, 4, 1), date(2024, 3, 31)),
        (date(2024, 3, 31), date(2023, 3, 31)),
        (date(2024, 1, 1), date(2023, 3, 31)),
        (date(2023, 12, 31), date(2023, 3, 31)),
    ],
)
def test_the_previous_year_ends_on_the_31_march_before_this_year(at: date, cutoff: date) -> None:
    assert previous_year_cutoff(at) == cutoff


@pytest.mark.parametrize(
    ("text", "frequency"),
    [
        ("Monthly", Frequency.MONTHLY),
        (" quarterly ", Frequency.QUARTERLY),
        ("TERMLY", Frequency.TERMLY),
        ("half yearly", Frequency.HALF_YEARLY),
        ("halfyearly", Frequency.HALF_YEARLY),
        ("Half-yearly", Frequency.HALF_YEARLY),
        ("annual", Frequency.ANNUALLY),
        ("Yearly", Frequency.ANNUALLY),
    ],
)
def test_frequencies_are_read_by_name(text: str, frequency: Frequency) -> None:
    assert Frequency.parse(text) is frequency


def test_an_unknown_frequency_is_refused_with_those_there_are() -> None:
    names = "Monthly, Quarterly, Termly, Half-yearly, Annually"
    with pytest.raises(InvalidChoice, match=names):
        Frequency.parse("weekly")


def test_anchors_are_read_by_the_months_name() -> None:
    assert [parse_anchor(m) for m in ("Jan", "september", "Sept", " DEC ")] == [1, 9, 9, 12]
    with pytest.raises(InvalidChoice, match=r"Jan to Dec"):
        parse_anchor("13")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Q4 2023/24", {"Quarterly": "Jan 2024"}),
        ("23/24 H2", {"Half-yearly": "Oct 2023"}),
        ("2023/24", {"Annually": "Apr 2023", "Annually from Sep": "Sep 2023"}),
        ("2023-24", {"Annually": "Apr 2023", "Annually from Sep": "Sep 2023"}),
        ("Jan 2024", {"Monthly": "Jan 2024", "Quarterly": "Jan 2024", "Termly": "Jan 2024"}),
        (
            "2023-04",
            {"Monthly": "Apr 2023", "Quarterly": "Apr 2023", "Half-yearly": "Apr 2023"},
        ),
        ("Feb 2024", {"Monthly": "Feb 2024"}),
        ("2003-04", {"Monthly": "Apr 2003", "Quarterly": "Apr 2003", "Half-yearly": "Apr 2003"}),
    ],
)
def test_a_period_named_alone_is_one_of_the_measures_that_have_it(
    text: str, meant: dict[str, str]
) -> None:
    cycles = {str(frequency): Cycle(frequency) for frequency in Frequency}
    cycles["Annually from Sep"] = Cycle(Frequency.ANNUALLY, 9)
    named = NamedPeriod.parse(text)
    periods = {name: named.of(cycle) for name, cycle in cycles.items()}
    assert {name: p.label for name, p in periods.items() if p is not None} == meant


def test_what_names_no_period_is_refused() -> None:
    for text in ("", "yesterday", "18 May 2024"):
        with pytest.raises(InvalidPeriod):
            NamedPeriod.parse(text)
