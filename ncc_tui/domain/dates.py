"""Dates as they are typed and as they are shown."""

from __future__ import annotations

from datetime import date, datetime

from ncc_tui.domain.errors import InvalidDate

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y")


def parse_date(text: str) -> date:
    """Read `2024-05-18`, `18/05/2024` or `18 May 2024`.

    Raises InvalidDate for anything else and for years outside 1900 to 2199.
    """
    found = " ".join(text.split())
    for pattern in _FORMATS:
        try:
            read = datetime.strptime(found, pattern).date()
        except ValueError:
            continue
        if EARLIEST_YEAR <= read.year <= LATEST_YEAR:
            return read
    raise InvalidDate(
        f"Expected a date such as 2024-05-18, 18/05/2024 or 18 May 2024, found '{text}'."
    )


def format_date(day: date) -> str:
    """Show a date as `18 May 2024`, whatever the machine's locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def financial_year(day: date) -> int:
    """Give the year in which the financial year (1 April to 31 March) of a day began."""
    return day.year if day.month >= 4 else day.year - 1


def financial_year_label(first_year: int) -> str:
    """Write the financial year that began in `first_year` as `2023/24`."""
    return f"{first_year}/{(first_year + 1) % 100:02d}"
