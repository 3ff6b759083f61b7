"""Dates as they are typed and as they are shown."""

from __future__ import annotations

import calendar
import re
from datetime import date

from ncc_tui.domain.errors import InvalidDate

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# Two digits of a year are of this century: a report of 1999 says so in full.
_CENTURY = 2000
# 29 February is eight years from the next where a century has no leap year.
_LONGEST_WAIT = 8

_ISO = re.compile(r"(?P<year>\d{4})([-/])(?P<month>\d{1,2})\2(?P<day>\d{1,2})", re.ASCII)
_NUMBERS = re.compile(
    r"(?P<day>\d{1,2})([-/. ])(?P<month>\d{1,2})\2(?P<year>\d{4}|\d{2})", re.ASCII
)
_NUMBERS_NO_YEAR = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})", re.ASCII)
_WORDS = re.compile(
    r"(?:(?P<weekday>[a-z]{3,9})\.?,? )?"
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ /-]?"
    r"(?P<month>[a-z]{3,9})\.?"
    r"(?:,?[ /-]?(?P<year>\d{4}|\d{2}))?",
    re.ASCII,
)
_FORMS = (_ISO, _NUMBERS, _NUMBERS_NO_YEAR, _WORDS)


def parse_date(text: str, today: date | None = None, *, ahead: bool = False) -> date:
    """Read a date as it is written here: day first, the month in figures or by name.

    `2024-07-31`, `31/7/24`, `31.07.2024`, `31-Jul-24`, `31st July 2024` and `Wed 31 July 2024`.
    Where there is a day to reckon from (`today`), `31 Jul` and `31/7` do too: they mean the one
    nearest to that day or, of what lies `ahead` (a due date), the first from that day on.
    Raises InvalidDate for anything else and for years outside 1900 to 2199.
    """
    words = " ".join(text.split()).casefold()
    match = next((match for form in _FORMS if (match := form.fullmatch(words))), None)
    if match is None:
        raise _refused(text)
    parts = match.groupdict()
    month = int(parts["month"]) if parts["month"].isdigit() else month_number(parts["month"])
    if month is None:
        raise _refused(text)
    if parts.get("year"):
        read = _day(year_number(parts["year"]), month, int(parts["day"]))
    elif today is None:
        raise _refused(text, " without its year")
    else:
        read = _reckoned(month, int(parts["day"]), today, ahead)
    if read is None or not EARLIEST_YEAR <= read.year <= LATEST_YEAR:
        raise _refused(text)
    weekday = parts.get("weekday")
    if weekday and not _is_name(weekday, calendar.day_name[read.weekday()]):
        raise _refused(text, f", and {format_date(read)} is a {calendar.day_name[read.weekday()]}")
    return read


def understood(text: str, today: date | None = None, *, ahead: bool = False) -> str:
    """What a date that is being typed is taken for: `Wed 31 Jul 2024`; nothing while it is none."""
    try:
        read = parse_date(text, today, ahead=ahead)
    except InvalidDate:
        return ""
    return f"{_WEEKDAYS[read.weekday()]} {format_date(read)}"


def format_date(day: date) -> str:
    """Show a date as `18 May 2024`, whatever the machine's locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_number(word: str) -> int | None:
    """The month (1 to 12) that a name stands for: `Sep`, `Sept` or `September`."""
    return next((n for n in range(1, 13) if _is_name(word, calendar.month_name[n])), None)


def year_number(digits: str) -> int:
    """The year that four digits or two stand for: `24` is 2024."""
    return int(digits) + (_CENTURY if len(digits) == 2 else 0)


def financial_year(day: date) -> int:
    """Give the year in which the financial year (1 April to 31 March) of a day began."""
    return day.year if day.month >= 4 else day.year - 1


def financial_year_label(first_year: int) -> str:
    """Write the financial year that began in `first_year` as `2023/24`."""
    return f"{first_year}/{(first_year + 1) % 100:02d}"


def _reckoned(month: int, day: int, today: date, ahead: bool) -> date | None:
    """The day of a month nearest to today (of two as near, the one before), or the next."""
    years = range(today.year - _LONGEST_WAIT, today.year + _LONGEST_WAIT + 1)
    days = [near for year in years if (near := _day(year, month, day))]
    if ahead:
        return next((near for near in days if near >= today), None)
    return min(days, key=lambda near: abs(near - today), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_name(word: str, name: str) -> bool:
    """Whether a word is a name, or its first three letters or more.

    calendar's names are English unless a program sets a locale, which we do not.
    """
    return len(word) >= 3 and name.casefold().startswith(word.casefold())


def _refused(text: str, because: str = "") -> InvalidDate:
    return InvalidDate(
        f"Expected a date such as 2024-05-18, 18/05/2024 or 18 May 2024, found '{text}'{because}."
    )
