from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.domain.movement import Comparison, Judgement, Movement, Way, movement
from ncc_tui.domain.periods import Period
from ncc_tui.domain.ratings import Polarity, Rating, direction_of_travel
from ncc_tui.domain.year import YearRule
from tests.domain.building import ANNUALLY, QUARTERLY, figures, periods

HIGHER, LOWER, NEUTRAL = Polarity.HIGHER, Polarity.LOWER, Polarity.NEUTRAL
BETTER, WORSE, SAME = Judgement
LAST, CUMULATIVE = YearRule.LAST, YearRule.CUMULATIVE
Q4 = QUARTERLY.parse("Q4 2023/24")

maybe = st.none() | figures
polarities = st.sampled_from(Polarity)
judged = st.sampled_from([HIGHER, LOWER])
MIRRORED = {HIGHER: LOWER, LOWER: HIGHER, NEUTRAL: NEUTRAL}


def values(**by_label: str | None) -> Callable[[Period], Decimal | None]:
    """Values by period, each written `jan_2024`; those that are not named have none."""
    known = {label.replace("_", " ").title(): value for label, value in by_label.items()}

    def value_at(period: Period) -> Decimal | None:
        value = known.get(period.label)
        return Decimal(value) if value is not None else None

    return value_at


def compared(
    value: Decimal | str | None, earlier: Decimal | str | None, polarity: Polarity
) -> Comparison:
    """A result against the period before."""
    now = Decimal(value) if value is not None else None
    before = Decimal(earlier) if earlier is not None else None
    comparison = movement(now, Q4, polarity, LAST, lambda period: before).period_before
    assert comparison is not None
    return comparison


# Way and judgement


@pytest.mark.parametrize(
    ("value", "earlier", "polarity", "words"),
    [
        ("80", "75", HIGHER, "↑ better"),
        ("75", "80", HIGHER, "↓ worse"),
        ("80", "75", LOWER, "↑ worse"),
        ("75", "80", LOWER, "↓ better"),
        ("80", "80.0", HIGHER, "= same"),
        ("0", "0", LOWER, "= same"),
        ("-5", "-4", LOWER, "↓ better"),
        ("80", "75", NEUTRAL, "↑"),
        ("75", "80", NEUTRAL, "↓"),
        ("80", "80", NEUTRAL, "="),
        ("80", None, HIGHER, ""),
        (None, "80", LOWER, ""),
        (None, None, NEUTRAL, ""),
    ],
)
def test_the_arrow_gives_the_figures_way_and_the_word_the_judgement(
    value: str | None, earlier: str | None, polarity: Polarity, words: str
) -> None:
    comparison = compared(value, earlier, polarity)
    assert comparison.words == words
    assert comparison.arrow == words[:1]


@given(maybe, maybe, polarities)
def test_a_mirrored_polarity_mirrors_the_judgement_and_leaves_the_arrow(
    value: Decimal | None, earlier: Decimal | None, polarity: Polarity
) -> None:
    mirror = {BETTER: WORSE, WORSE: BETTER, SAME: SAME, None: None}
    there, here = (compared(value, earlier, p) for p in (MIRRORED[polarity], polarity))
    assert there.judgement is mirror[here.judgement]
    assert there.way is here.way


@given(maybe, maybe, judged)
def test_mirrored_figures_mirror_the_arrow_and_with_the_polarity_keep_the_judgement(
    value: Decimal | None, earlier: Decimal | None, polarity: Polarity
) -> None:
    mirror = {Way.UP: Way.DOWN, Way.DOWN: Way.UP, Way.SAME: Way.SAME, None: None}
    here = compared(value, earlier, polarity)
    there = compared(
        -value if value is not None else None,
        -earlier if earlier is not None else None,
        MIRRORED[polarity],
    )
    assert there.way is mirror[here.way]
    assert there.judgement is here.judgement


@given(figures, figures, judged)
def test_then_against_now_is_the_opposite_of_now_against_then(
    value: Decimal, earlier: Decimal, polarity: Polarity
) -> None:
    opposite = {BETTER: WORSE, WORSE: BETTER, SAME: SAME}
    judgement = compared(value, earlier, polarity).judgement
    assert judgement is not None
    assert compared(earlier, value, polarity).judgement is opposite[judgement]


@given(maybe, maybe, polarities)
def test_it_is_worse_just_where_direction_of_travel_is_red(
    value: Decimal | None, earlier: Decimal | None, polarity: Polarity
) -> None:
    rating = {
        BETTER: Rating.GREEN,
        SAME: Rating.GREEN,
        WORSE: Rating.RED,
        None: Rating.NOT_APPLICABLE,
    }
    judgement = compared(value, earlier, polarity).judgement
    assert rating[judgement] is direction_of_travel(value, earlier, polarity)


@given(figures, judged)
def test_there_is_no_dead_band(value: Decimal, polarity: Polarity) -> None:
    step = Decimal("0.0000001")
    higher = compared(value + step, value, polarity)
    assert higher.way is Way.UP
    assert higher.judgement is (BETTER if polarity is HIGHER else WORSE)
    assert compared(value, value, polarity).judgement is SAME


# What is compared with what


def test_a_quarter_is_compared_with_the_one_before_and_with_last_years() -> None:
    value_at = values(oct_2023="75", jan_2023="82", apr_2024="99", oct_2022="99")
    moved = movement(Decimal(80), Q4, HIGHER, LAST, value_at)
    assert moved == Movement(
        Comparison(QUARTERLY.parse("Oct 2023"), Decimal(75), Way.UP, BETTER),
        Comparison(QUARTERLY.parse("Jan 2023"), Decimal(82), Way.DOWN, WORSE),
    )
    assert moved.headline is moved.period_before


def test_a_cumulative_figure_is_compared_with_last_years_only() -> None:
    """In the first quarter of a year it starts again, which is no fall."""
    first = QUARTERLY.parse("Q1 2024/25")
    moved = movement(
        Decimal(400), first, HIGHER, CUMULATIVE, values(jan_2024="1508", apr_2023="380")
    )
    assert moved.period_before is None
    assert moved.headline is moved.year_before
    assert moved.headline is not None
    assert moved.headline.words == "↑ better"
    assert moved.headline.period.label == "Apr 2023"


def test_an_annual_figure_has_the_year_before_for_its_period_before() -> None:
    moved = movement(Decimal(80), ANNUALLY.parse("2023/24"), HIGHER, LAST, values(apr_2022="75"))
    assert moved.year_before == moved.period_before == moved.headline
    assert moved.headline is not None
    assert (moved.headline.period.label, moved.headline.words) == ("Apr 2022", "↑ better")


def test_where_the_period_before_has_no_figure_last_years_does_not_take_its_place() -> None:
    moved = movement(Decimal(80), Q4, HIGHER, LAST, values(jan_2023="75"))
    assert moved.headline is not None
    assert (moved.headline.period.label, moved.headline.words) == ("Oct 2023", "")
    assert moved.year_before is not None
    assert moved.year_before.words == "↑ better"


def test_without_a_result_the_earlier_figures_are_still_named() -> None:
    moved = movement(None, Q4, HIGHER, LAST, values(oct_2023="75", jan_2023="82"))
    assert moved == Movement(
        Comparison(QUARTERLY.parse("Oct 2023"), Decimal(75), None, None),
        Comparison(QUARTERLY.parse("Jan 2023"), Decimal(82), None, None),
    )


@given(maybe, periods, polarities, st.sampled_from(YearRule))
def test_each_rule_and_frequency_compares_with_the_periods_it_should(
    value: Decimal | None, period: Period, polarity: Polarity, rule: YearRule
) -> None:
    asked: list[Period] = []

    def value_at(earlier: Period) -> Decimal | None:
        asked.append(earlier)
        return Decimal(1)

    moved = movement(value, period, polarity, rule, value_at)
    if rule is CUMULATIVE:
        expected = [period.year_before()]
    else:
        expected = [period.previous(), period.year_before()]
    assert sorted(asked) == sorted(expected)
    earlier = [c.period for c in (moved.period_before, moved.year_before) if c]
    assert earlier == expected
    assert moved.headline is not None
    assert moved.headline.period == expected[0]
