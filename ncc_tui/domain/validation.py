"""Checks on an entry before it is saved: what is refused, and what asks for confirmation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.errors import InvalidEntry
from ncc_tui.domain.figures import decimals_of, format_figure
from ncc_tui.domain.model import Entry, Measure
from ncc_tui.domain.periods import Period

JUMP = 10
# A spreadsheet program takes no longer text in a cell than some 30,000 characters; an export of
# ours must be read back by CSV readers that stop at 131,072.
LONGEST_TEXT = 100_000


def check_entry(measure: Measure, period: Period, entry: Entry, today: date) -> None:
    """Refuse an entry that cannot be right.

    Raises InvalidEntry for a period that has not begun, a value and a missing reason together or
    neither, and an override without a reason.
    """
    if period.start > today:
        raise InvalidEntry(
            f"{period.label} has not begun: it starts on {format_date(period.start)}."
        )
    check_whole(entry)


def check_whole(entry: Entry) -> None:
    """Refuse an entry whose fields contradict each other (InvalidEntry)."""
    if entry.value is None and entry.missing is None:
        raise InvalidEntry("Expected a value, or a reason why there is none.")
    if entry.value is not None and entry.missing is not None:
        raise InvalidEntry("Expected a value or a reason why there is none, found both.")
    longest = max(map(len, (entry.comments, entry.override_reason, entry.source, entry.reason)))
    if longest > LONGEST_TEXT:
        raise InvalidEntry(
            f"Expected at most {LONGEST_TEXT:,} characters of text, found {longest:,}."
        )
    if entry.override is not None and not entry.override_reason.strip():
        raise InvalidEntry("Expected a reason for the rating set by hand, found none.")


def unlikely(measure: Measure, value: Decimal | None, last: Decimal | None) -> tuple[str, ...]:
    """Say what is unlikely about a value, given the last one; such a value needs confirming."""
    return () if value is None else tuple(_doubts(measure, value, last))


def _doubts(measure: Measure, value: Decimal, last: Decimal | None) -> Iterator[str]:
    shown = format_figure(value)
    unit = measure.unit.casefold()
    is_percentage = unit.startswith(("percent", "%")) and "change" not in unit
    if is_percentage and not 0 <= value <= 100:
        yield f"{shown} is outside 0 to 100, and the measure is a percentage."
    if measure.decimals is not None and decimals_of(value) > measure.decimals:
        found, allowed = _decimals(decimals_of(value)), _decimals(measure.decimals)
        yield f"{shown} has {found}, and the measure has {allowed}."
    if last:
        if abs(value) >= JUMP * abs(last):
            yield f"{shown} is {JUMP} times the last value, {format_figure(last)}, or more."
        elif value and abs(value) * JUMP <= abs(last):
            yield f"{shown} is a tenth of the last value, {format_figure(last)}, or less."


def _decimals(number: int) -> str:
    return "1 decimal" if number == 1 else f"{number or 'no'} decimals"
