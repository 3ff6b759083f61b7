from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.domain.dates import financial_year, financial_year_label, format_date, parse_date
from ncc_tui.domain.errors import InvalidDate
from tests.domain.building import days


@given(days)
def test_a_date_reads_back_however_it_is_written(day: date) -> None:
    for text in (day.isoformat(), f"{day:%d/%m/%Y}", format_date(day), f"{day:%d %B %Y}"):
        assert parse_date(text) == day


@pytest.mark.parametrize("text", ["2024-05-18", "18/05/2024", "18 May 2024", " 18  may  2024 "])
def test_the_three_forms(text: str) -> None:
    assert parse_date(text) == date(2024, 5, 18)


@pytest.mark.parametrize(
    "text",
    ["", "May 2024", "05/18/2024", "2024-02-30", "18.05.2024", "1899-12-31", "2200-01-01", "today"],
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InvalidDate, match=r"2024-05-18, 18/05/2024 or 18 May 2024"):
        parse_date(text)


@given(st.text(max_size=30))
def test_no_text_brings_anything_but_a_date_or_a_refusal(text: str) -> None:
    with suppress(InvalidDate):
        assert 1900 <= parse_date(text).year <= 2199


def test_a_date_shows_without_a_leading_nought() -> None:
    assert format_date(date(2024, 5, 8)) == "8 May 2024"


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2024, 3, 31), "2023/24"),
        (date(2024, 4, 1), "2024/25"),
        (date(1999, 12, 31), "1999/00"),
        (date(2009, 4, 1), "2009/10"),
    ],
)
def test_the_financial_year_turns_on_1_april(day: date, label: str) -> None:
    assert financial_year_label(financial_year(day)) == label
