from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.domain.dates import (
    financial_year,
    financial_year_label,
    format_date,
    parse_date,
    understood,
)
from ncc_tui.domain.errors import InvalidDate
from tests.domain.building import days

THE_DAY = date(2024, 7, 31)
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
FULL_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


@st.composite
def written_dates(draw, *years: str):
    """A day, a way it is written here (its year in so many digits), and whether it has its year."""
    day = draw(days)
    digits = draw(st.sampled_from(years or ("", "2", "4")))
    if digits == "2":
        day = draw(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
    year = {"": "", "2": f"{day:%y}", "4": f"{day.year}"}[digits]
    number = draw(st.sampled_from([f"{day.day}", f"{day.day:02}"]))
    month = draw(st.sampled_from([f"{day.month}", f"{day.month:02}"]))
    full = FULL_MONTHS[day.month - 1]
    name = draw(st.sampled_from([full, full[:3], full.upper(), full[:3].lower()]))
    weekday = WEEKDAYS[day.weekday()]
    ordinal = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0)
    ways = [
        "/".join(filter(None, (number, month, year))),
        " ".join(filter(None, (number, name, year))),
        "-".join(filter(None, (number, name, year))),
        f"{day.day}{ordinal or 'th'} {name}{', ' if year else ''}{year}",
        f"{number} of {name} {year}".strip(),
    ]
    if year:
        ways += [f"{number}.{month}.{year}", f"{number}-{month}-{year}", f"{number} {month} {year}"]
        ways += [f"{weekday} {number} {name} {year}", f"{weekday[:3]}, {number} {name} {year}"]
    if digits == "4":
        ways += [day.isoformat(), f"{day.year}/{month}/{number}"]
    return day, draw(st.sampled_from(ways)), bool(year)


@given(written_dates("2", "4"))
def test_a_date_reads_back_however_it_is_written(written: tuple[date, str, bool]) -> None:
    day, text, _ = written
    assert parse_date(text) == day


@given(written_dates(), days, st.booleans())
def test_what_was_understood_is_the_date_and_reads_back(
    written: tuple[date, str, bool], today: date, ahead: bool
) -> None:
    _, text, _ = written
    read = parse_date(text, today, ahead=ahead)
    told = understood(text, today, ahead=ahead)
    assert told == f"{WEEKDAYS[read.weekday()][:3]} {format_date(read)}"
    assert parse_date(told) == read


@given(written_dates(""), days)
def test_without_a_year_it_is_that_day_of_the_year_nearest_to_today(
    written: tuple[date, str, bool], today: date
) -> None:
    day, text, _ = written
    read = parse_date(text, today)
    assert (read.day, read.month) == (day.day, day.month)
    if (day.day, day.month) != (29, 2):
        assert abs(read - today) <= timedelta(days=183)


@given(written_dates(""), days)
def test_ahead_it_is_the_first_from_today_on(written: tuple[date, str, bool], today: date) -> None:
    day, text, _ = written
    read = parse_date(text, today, ahead=True)
    assert (read.day, read.month) == (day.day, day.month)
    assert read >= today
    if (day.day, day.month) != (29, 2):
        assert read < today.replace(year=today.year + 1, day=min(today.day, 28)) + timedelta(days=4)


@given(written_dates(), days)
def test_a_year_that_is_written_is_the_year_whatever_today_is(
    written: tuple[date, str, bool], today: date
) -> None:
    _, text, has_year = written
    if has_year:
        assert parse_date(text, today) == parse_date(text, today, ahead=True) == parse_date(text)
    else:
        with pytest.raises(InvalidDate, match=r"without its year\.$"):
            parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        *("2024-07-31", "2024-7-31", "2024/07/31", "31/7/24", "31/07/2024", "31.07.2024"),
        *("31.7.24", "31-07-2024", "31 7 2024", "31 Jul 2024", "31 Jul 24", "31-Jul-24"),
        *("31st July 2024", "31 july, 2024", "31st of July 2024", "31JUL2024", "31 Jul. 2024"),
        *("Wed 31 July 2024", "Wednesday, 31st July 2024", " 31\N{NO-BREAK SPACE}Jul  2024 "),
    ],
)
def test_every_way_people_here_write_a_date(text: str) -> None:
    assert parse_date(text) == THE_DAY


@pytest.mark.parametrize(
    ("text", "today", "nearest", "ahead"),
    [
        ("31 Jul", date(2024, 5, 18), date(2024, 7, 31), date(2024, 7, 31)),
        ("31/7", date(2024, 7, 31), date(2024, 7, 31), date(2024, 7, 31)),
        ("31st July", date(2024, 8, 1), date(2024, 7, 31), date(2025, 7, 31)),
        ("31 January", date(2024, 12, 20), date(2025, 1, 31), date(2025, 1, 31)),
        ("20 Dec", date(2025, 1, 31), date(2024, 12, 20), date(2025, 12, 20)),
        ("29 Feb", date(2025, 6, 1), date(2024, 2, 29), date(2028, 2, 29)),
        ("Wed 31 Jul", date(2024, 5, 18), date(2024, 7, 31), date(2024, 7, 31)),
    ],
)
def test_a_date_without_a_year_is_reckoned_from_today(
    text: str, today: date, nearest: date, ahead: date
) -> None:
    assert parse_date(text, today) == nearest
    assert parse_date(text, today, ahead=True) == ahead


@pytest.mark.parametrize(
    "text",
    [
        *("", "May 2024", "05/18/2024", "2024-02-30", "30 Feb", "1899-12-31", "2200-01-01"),
        *("31/7.24", "31-07/2024", "31", "July 31", "31/7/024", "31 Julember 2024", "32 Jul"),
        *("31 Ju 2024", "31xx July 2024", "2024-07", "31.7", "0/7/24", "٣١/٧/٢٠٢٤", "soon"),
    ],
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InvalidDate, match=r"2024-05-18, 18/05/2024 or 18 May 2024, found"):
        parse_date(text, THE_DAY)
    assert understood(text, THE_DAY) == ""


def test_a_weekday_that_is_another_is_told() -> None:
    with pytest.raises(InvalidDate, match=r"'Fri 31 Jul 2024', and 31 Jul 2024 is a Wednesday\.$"):
        parse_date("Fri 31 Jul 2024")


@given(st.text(max_size=30) | st.text("0123456789/-. JulSeptdyh", max_size=14), days, st.booleans())
def test_no_text_brings_anything_but_a_date_or_a_refusal(
    text: str, today: date, ahead: bool
) -> None:
    with suppress(InvalidDate):
        assert 1900 <= parse_date(text, today, ahead=ahead).year <= 2199


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
