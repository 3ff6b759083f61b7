from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.domain.dates import financial_year
from ncc_tui.domain.errors import InvalidChoice
from ncc_tui.domain.periods import Cycle, Frequency, Period
from ncc_tui.domain.year import YearFigure, YearRule, year_figure, year_periods
from tests.domain.building import MONTHLY, QUARTERLY, cycles, figures, periods

LAST, SUM, AVERAGE, CUMULATIVE = YearRule
YEAR_END = date(2024, 3, 31)
QUARTERS = year_periods(QUARTERLY, 2023)

Results = dict[Period, Decimal | None]
rules = st.sampled_from(YearRule)
years = st.integers(2000, 2050)


def quarters(*values: str | None) -> Results:
    """Results of 2023/24's quarters in order: a figure, `-` for a reason, or none yet (None)."""
    return {
        quarter: Decimal(value) if value != "-" else None
        for quarter, value in zip(QUARTERS, values, strict=False)
        if value is not None
    }


def no_target(period: Period) -> Decimal | None:
    return None


def figure_of(
    rule: YearRule, results: Results, until: date = YEAR_END, target_at=no_target
) -> YearFigure | None:
    return year_figure(rule, QUARTERLY, 2023, results, target_at, until)


def value_of(rule: YearRule, results: Results, until: date = YEAR_END) -> Decimal | None:
    year = figure_of(rule, results, until)
    assert year is not None
    return year.value


def words_of(rule: YearRule, results: Results) -> str:
    year = figure_of(rule, results)
    assert year is not None
    return year.words


def results_of(cycle: Cycle, first_year: int, values=figures) -> st.SearchStrategy[Results]:
    """Results of some of a year's periods, at least one, in any order."""
    periods = st.sampled_from(year_periods(cycle, first_year))
    return st.dictionaries(periods, values, min_size=1)


def exact_total(results: Results) -> Fraction:
    return sum((Fraction(figure) for figure in results.values() if figure is not None), Fraction())


# Which periods a year has


@pytest.mark.parametrize(
    ("cycle", "labels"),
    [
        (
            MONTHLY,
            "Apr 2023, May 2023, Jun 2023, Jul 2023, Aug 2023, Sep 2023, "
            "Oct 2023, Nov 2023, Dec 2023, Jan 2024, Feb 2024, Mar 2024",
        ),
        (QUARTERLY, "Apr 2023, Jul 2023, Oct 2023, Jan 2024"),
        (Cycle(Frequency.TERMLY), "May 2023, Sep 2023, Jan 2024"),
        (Cycle(Frequency.HALF_YEARLY), "Apr 2023, Oct 2023"),
        (Cycle(Frequency.ANNUALLY), "Apr 2023"),
        (Cycle(Frequency.ANNUALLY, 9), "Sep 2023"),
        (Cycle(Frequency.ANNUALLY, 1), "Jan 2024"),
        (Cycle(Frequency.ANNUALLY, 3), "Mar 2024"),
    ],
)
def test_a_years_periods_are_those_that_start_in_it(cycle: Cycle, labels: str) -> None:
    assert ", ".join(period.label for period in year_periods(cycle, 2023)) == labels


@given(periods)
def test_every_period_belongs_to_the_one_year_it_starts_in(period: Period) -> None:
    year = financial_year(period.start)
    assert period in year_periods(period.cycle, year)
    assert period not in year_periods(period.cycle, year - 1)
    assert period not in year_periods(period.cycle, year + 1)


# The figure


@pytest.mark.parametrize(
    ("rule", "value"),
    [(LAST, "400"), (CUMULATIVE, "400"), (SUM, "1000"), (AVERAGE, "250")],
)
def test_each_rule_has_its_figure(rule: YearRule, value: str) -> None:
    assert value_of(rule, quarters("100", "200", "300", "400")) == Decimal(value)


def test_the_sample_councils_registrations_are_the_last_quarters_count() -> None:
    """1,508 registrations were counted cumulatively by 31 March 2024."""
    results = quarters("517", "963", "1247", "1508")
    assert value_of(CUMULATIVE, results) == 1508
    assert words_of(CUMULATIVE, results) == "outturn 2023/24"


@given(st.data(), cycles, years)
def test_a_years_sum_is_the_sum_of_its_parts(data: st.DataObject, cycle: Cycle, first: int) -> None:
    results = data.draw(results_of(cycle, first))
    year = year_figure(SUM, cycle, first, results, no_target, date(first + 1, 3, 31))
    assert year is not None
    assert year.value is not None
    assert Fraction(year.value) == exact_total(results)


@given(st.data(), cycles, years)
def test_an_average_is_the_mean_to_fifteen_digits(
    data: st.DataObject, cycle: Cycle, first: int
) -> None:
    results = data.draw(results_of(cycle, first))
    year = year_figure(AVERAGE, cycle, first, results, no_target, date(first + 1, 3, 31))
    assert year is not None
    assert year.value is not None
    mean = exact_total(results) / len(results)
    assert abs(Fraction(year.value) - mean) * 2 * 10**14 <= abs(mean)
    assert len(year.value.as_tuple().digits) <= 15


@given(figures, st.integers(1, 4))
def test_the_average_of_one_figure_is_that_figure(figure: Decimal, count: int) -> None:
    assert value_of(AVERAGE, dict.fromkeys(QUARTERS[:count], figure)) == figure


def test_an_average_that_does_not_come_out_even_has_fifteen_digits() -> None:
    assert value_of(AVERAGE, quarters("1", "2", "2")) == Decimal("1.66666666666667")
    assert value_of(AVERAGE, quarters("100", "100", "100.1")) == Decimal("100.033333333333")


def test_no_digit_is_lost_between_the_largest_and_the_smallest() -> None:
    results = quarters("999999999999999", "1e-20", "-999999999999999")
    assert value_of(SUM, results) == Decimal("1e-20")
    assert value_of(AVERAGE, results) == Decimal("3.33333333333333e-21")


@given(st.data(), rules, st.sampled_from(list(Frequency)), years)
def test_the_order_of_the_results_is_all_one(
    data: st.DataObject, rule: YearRule, frequency: Frequency, first: int
) -> None:
    cycle = Cycle(frequency)
    results = data.draw(results_of(cycle, first, st.none() | figures))
    shuffled = dict(data.draw(st.permutations(list(results.items()))))
    until = date(first + 1, 3, 31)
    assert year_figure(rule, cycle, first, results, no_target, until) == year_figure(
        rule, cycle, first, shuffled, no_target, until
    )


@given(st.data(), rules, cycles, years)
def test_results_of_other_years_do_not_enter(
    data: st.DataObject, rule: YearRule, cycle: Cycle, first: int
) -> None:
    until = date(first + 2, 3, 31)
    results = data.draw(results_of(cycle, first, st.none() | figures))
    others = data.draw(results_of(cycle, first - 1)) | data.draw(results_of(cycle, first + 1))
    alone = year_figure(rule, cycle, first, results, no_target, until)
    assert alone is not None
    assert year_figure(rule, cycle, first, results | others, no_target, until) == alone
    assert year_figure(rule, cycle, first, others, no_target, until) is None


@given(results_of(QUARTERLY, 2023, st.none() | figures), rules, st.sampled_from(QUARTERS))
def test_a_period_that_starts_after_the_report_does_not_count(
    results: Results, rule: YearRule, quarter: Period
) -> None:
    known = {period: value for period, value in results.items() if period.start <= quarter.start}
    assert figure_of(rule, results, quarter.start) == figure_of(rule, known)
    earlier = {period: value for period, value in known.items() if period != quarter}
    eve = quarter.start - timedelta(days=1)
    assert figure_of(rule, results, eve) == figure_of(rule, earlier)


@pytest.mark.parametrize("rule", YearRule)
def test_without_a_result_the_year_has_no_figure(rule: YearRule) -> None:
    assert figure_of(rule, {}) is None
    assert figure_of(rule, quarters(None, "5"), date(2023, 6, 30)) is None


# Outturn, or year to date


@pytest.mark.parametrize("rule", YearRule)
def test_it_is_the_outturn_once_all_periods_have_results(rule: YearRule) -> None:
    assert words_of(rule, quarters("1", "2", "3", "4")) == "outturn 2023/24"
    assert words_of(rule, quarters("1", "2", "3")) == "2023/24 to date"
    assert words_of(rule, quarters("1", None, "3", "4")) == "2023/24 to date"


def test_an_annual_result_is_the_outturn_of_its_year() -> None:
    cycle = Cycle(Frequency.ANNUALLY, 9)
    results: Results = {cycle.parse("Sep 1999"): Decimal(87)}
    year = year_figure(LAST, cycle, 1999, results, no_target, date(2000, 9, 30))
    assert year is not None
    assert (year.value, year.words) == (Decimal(87), "outturn 1999/00")


@given(results_of(QUARTERLY, 2023, st.none() | figures), rules)
def test_it_counts_the_periods_that_have_a_figure(results: Results, rule: YearRule) -> None:
    year = figure_of(rule, results)
    assert year is not None
    assert year.of == 4
    assert year.periods == sum(value is not None for value in results.values())
    assert (year.value is None) is (year.periods == 0)
    if year.periods == year.of:
        assert year.complete


# A reason instead of a figure


@pytest.mark.parametrize("rule", YearRule)
def test_a_reason_is_a_result_without_a_figure(rule: YearRule) -> None:
    year = figure_of(rule, quarters("-"))
    assert year == YearFigure(2023, None, None, periods=0, of=4, complete=False)


@pytest.mark.parametrize(
    ("rule", "value"),
    [(LAST, "8"), (CUMULATIVE, "8"), (SUM, "12"), (AVERAGE, "6")],
)
def test_a_period_with_a_reason_is_passed_over(rule: YearRule, value: str) -> None:
    assert value_of(rule, quarters("4", "-", "8", "-")) == Decimal(value)
    assert words_of(rule, quarters("4", "-", "8", "-")) == "2023/24 to date"


@pytest.mark.parametrize("rule", [SUM, AVERAGE])
def test_with_a_reason_in_it_the_year_stays_to_date(rule: YearRule) -> None:
    assert words_of(rule, quarters("4", "-", "8", "9")) == "2023/24 to date"


@pytest.mark.parametrize("rule", [LAST, CUMULATIVE])
def test_the_last_figure_is_the_outturn_whatever_reasons_stood_before(rule: YearRule) -> None:
    assert words_of(rule, quarters("4", "-", "-", "9")) == "outturn 2023/24"


# The year's target


def profile(*amounts: str | None):
    by_quarter = {
        quarter: Decimal(amount) if amount is not None else None
        for quarter, amount in zip(QUARTERS, amounts, strict=True)
    }
    return by_quarter.__getitem__


@pytest.mark.parametrize("results", [quarters("1"), quarters("1", "2", "3", "4")])
def test_the_target_is_the_whole_years_however_much_is_reported(results: Results) -> None:
    for rule, target in [(SUM, 100), (LAST, 40), (AVERAGE, 40), (CUMULATIVE, 40)]:
        year = figure_of(rule, results, target_at=profile("10", "20", "30", "40"))
        assert year is not None
        assert year.target == target


def test_a_sum_has_no_target_where_a_period_has_none() -> None:
    for rule, target in [(SUM, None), (LAST, 40), (AVERAGE, 40), (CUMULATIVE, 40)]:
        year = figure_of(rule, quarters("1"), target_at=profile("10", None, "30", "40"))
        assert year is not None
        assert year.target == target


def test_without_a_target_in_the_last_period_the_year_has_none() -> None:
    for rule in YearRule:
        year = figure_of(rule, quarters("1"), target_at=profile("10", "20", "30", None))
        assert year is not None
        assert year.target is None


@given(st.lists(figures, min_size=4, max_size=4))
def test_where_each_period_is_on_target_so_is_the_sum(amounts: list[Decimal]) -> None:
    targets = dict(zip(QUARTERS, amounts, strict=True))
    year = year_figure(SUM, QUARTERLY, 2023, targets, targets.__getitem__, YEAR_END)
    assert year is not None
    assert year.value == year.target


# Its name


def test_a_rule_is_read_whatever_its_case() -> None:
    assert YearRule.parse(" Cumulative ") is CUMULATIVE
    assert [YearRule.parse(rule.upper()) for rule in YearRule] == list(YearRule)


@pytest.mark.parametrize("text", ["mean", "", "sum, average"])
def test_another_word_is_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(InvalidChoice, match="last, sum, average or cumulative") as refused:
        YearRule.parse(text)
    assert f"found '{text}'" in str(refused.value)
