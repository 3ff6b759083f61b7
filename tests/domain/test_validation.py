from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from ncc_tui.domain.errors import InvalidEntry
from ncc_tui.domain.model import Entry, MissingReason
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.validation import check_entry, check_whole, unlikely
from tests.domain.building import QUARTERLY, a_measure, figures


def doubts(value: str, last: str | None = None, **measure: Any) -> tuple[str, ...]:
    before = Decimal(last) if last is not None else None
    return unlikely(a_measure(**measure), Decimal(value), before)


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
    assert unlikely(a_measure(), value, value) == ()


def test_no_value_is_not_unlikely() -> None:
    assert unlikely(a_measure(), None, Decimal(5)) == ()


def test_a_period_that_has_not_begun_is_refused() -> None:
    period = QUARTERLY.parse("Apr 2024")
    entry = Entry(Decimal(1))
    check_entry(a_measure(), period, entry, date(2024, 4, 1))
    with pytest.raises(InvalidEntry, match=r"Apr 2024 has not begun: it starts on 1 Apr 2024\."):
        check_entry(a_measure(), period, entry, date(2024, 3, 31))


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
        check_whole(entry)
    assert str(refused.value) == said


def test_whole_entries_pass() -> None:
    check_whole(Entry(Decimal(0)))
    check_whole(Entry(None, MissingReason.NOT_AVAILABLE))
    check_whole(Entry(Decimal(0), override=Rating.RED, override_reason="Agreed"))


def test_text_too_long_to_be_read_back_from_an_export_is_refused() -> None:
    check_whole(Entry(Decimal(1), comments="x" * 100_000))
    with pytest.raises(InvalidEntry, match="at most 100,000 characters of text, found 100,001"):
        check_whole(Entry(Decimal(1), comments="x" * 100_001))
