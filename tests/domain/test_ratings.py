from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ncc_tui.domain.errors import InvalidChoice
from ncc_tui.domain.ratings import (
    Polarity,
    Rating,
    Tolerance,
    ToleranceMode,
    direction_of_travel,
    performance,
    shortfall,
)
from tests.domain.building import figures

HIGHER, LOWER, NEUTRAL = Polarity.HIGHER, Polarity.LOWER, Polarity.NEUTRAL
GREEN, AMBER, RED, NONE = Rating.GREEN, Rating.AMBER, Rating.RED, Rating.NOT_APPLICABLE

judged = st.sampled_from([HIGHER, LOWER])
amounts = st.decimals(0, 100, places=2)
tolerances = st.builds(Tolerance, amounts, st.sampled_from(list(ToleranceMode)), amounts)


def rate(value: str, target: str, polarity: Polarity, tolerance: Tolerance | None = None) -> Rating:
    return performance(Decimal(value), Decimal(target), polarity, tolerance or Tolerance())


@pytest.mark.parametrize(
    ("value", "target", "polarity", "rating"),
    [
        ("8.52", "8.7", HIGHER, AMBER),
        ("75", "73", LOWER, RED),
        ("1", "0", LOWER, AMBER),
        ("2", "0", LOWER, RED),
        ("-1", "0", HIGHER, AMBER),
        ("-1.01", "0", HIGHER, RED),
        ("0", "0", LOWER, GREEN),
        ("80", "75", HIGHER, GREEN),
        ("12", "10", LOWER, RED),
        ("46.7", "62", HIGHER, RED),
        ("-98", "-100", HIGHER, GREEN),
        ("-102.5", "-100", HIGHER, AMBER),
        ("-102.51", "-100", HIGHER, RED),
    ],
)
def test_known_points(value: str, target: str, polarity: Polarity, rating: Rating) -> None:
    assert rate(value, target, polarity) is rating


@given(figures, judged, tolerances)
def test_equal_to_the_target_is_green(
    target: Decimal, polarity: Polarity, tolerance: Tolerance
) -> None:
    assert performance(target, target, polarity, tolerance) is GREEN


@given(figures, st.decimals(0, 1000, places=3), judged, tolerances)
def test_better_than_the_target_is_green(
    target: Decimal, better: Decimal, polarity: Polarity, tolerance: Tolerance
) -> None:
    value = target + better if polarity is HIGHER else target - better
    assert performance(value, target, polarity, tolerance) is GREEN


@given(figures, judged, tolerances)
def test_worse_by_exactly_the_tolerance_is_amber_and_by_any_more_is_red(
    target: Decimal, polarity: Polarity, tolerance: Tolerance
) -> None:
    margin = tolerance.margin(target)
    worse = -1 if polarity is HIGHER else 1
    if margin > 0:
        assert performance(target + worse * margin, target, polarity, tolerance) is AMBER
    beyond = margin + Decimal("0.000001")
    assert performance(target + worse * beyond, target, polarity, tolerance) is RED


@given(figures, figures, tolerances)
def test_lower_is_better_is_the_mirror_of_higher_is_better(
    value: Decimal, target: Decimal, tolerance: Tolerance
) -> None:
    assert performance(value, target, HIGHER, tolerance) is performance(
        -value, -target, LOWER, tolerance
    )
    assert direction_of_travel(value, target, HIGHER) is direction_of_travel(-value, -target, LOWER)


@given(figures, tolerances)
def test_the_tolerance_is_relative_absolute_or_for_a_target_of_nought_the_fallback(
    target: Decimal, tolerance: Tolerance
) -> None:
    margin = tolerance.margin(target)
    if tolerance.mode is ToleranceMode.ABSOLUTE:
        assert margin == tolerance.amount
    elif target == 0:
        assert margin == tolerance.zero_target
    else:
        assert margin * 100 == abs(target) * tolerance.amount


def test_the_default_tolerance_is_2_5_per_cent_and_1_at_a_target_of_nought() -> None:
    assert Tolerance().margin(Decimal(200)) == 5
    assert Tolerance().margin(Decimal(0)) == 1
    assert Tolerance(Decimal(3), ToleranceMode.ABSOLUTE).margin(Decimal(0)) == 3


@given(st.none() | figures, st.none() | figures, st.sampled_from(list(Polarity)), tolerances)
def test_without_a_value_a_reference_or_a_better_way_there_is_no_judgement(
    value: Decimal | None, reference: Decimal | None, polarity: Polarity, tolerance: Tolerance
) -> None:
    judged = value is not None and reference is not None and polarity is not NEUTRAL
    assert (performance(value, reference, polarity, tolerance) is not NONE) is judged
    assert (direction_of_travel(value, reference, polarity) is not NONE) is judged


@given(figures, figures, judged)
def test_direction_is_green_where_equal_or_better_and_red_where_worse(
    value: Decimal, earlier: Decimal, polarity: Polarity
) -> None:
    worse = value < earlier if polarity is HIGHER else value > earlier
    assert direction_of_travel(value, earlier, polarity) is (RED if worse else GREEN)


@given(figures, judged)
def test_direction_has_no_dead_band(value: Decimal, polarity: Polarity) -> None:
    step = Decimal("0.0000001")
    worse = value - step if polarity is HIGHER else value + step
    assert direction_of_travel(worse, value, polarity) is RED
    assert direction_of_travel(value, value, polarity) is GREEN


@given(figures, figures, judged)
def test_a_shortfall_is_how_much_worse(
    value: Decimal, reference: Decimal, polarity: Polarity
) -> None:
    assume(value != reference)
    short = shortfall(value, reference, polarity)
    assert abs(short) == abs(value - reference)
    assert (short > 0) is (direction_of_travel(value, reference, polarity) is RED)


def test_each_rating_has_a_shape_a_letter_and_a_word_of_its_own() -> None:
    assert [r.shape for r in Rating] == ["●", "◆", "▲", "○"]
    assert [r.letter for r in Rating] == ["G", "A", "R", "-"]
    assert [str(r) for r in Rating] == ["Green", "Amber", "Red", "N/A"]


def test_words_are_read_whatever_their_case() -> None:
    assert Rating.parse(" amber ") is Rating.parse("a") is AMBER
    assert Rating.parse("n/a") is Rating.parse("-") is NONE
    assert Polarity.parse(" Lower ") is LOWER
    assert ToleranceMode.parse("ABSOLUTE") is ToleranceMode.ABSOLUTE


@pytest.mark.parametrize(
    ("parse", "named"),
    [
        (Rating.parse, "Red, Amber, Green or N/A"),
        (Polarity.parse, "higher, lower or neutral"),
        (ToleranceMode.parse, "relative or absolute"),
    ],
)
def test_other_words_are_refused_with_those_there_are(parse, named: str) -> None:
    with pytest.raises(InvalidChoice, match=named):
        parse("purple")
