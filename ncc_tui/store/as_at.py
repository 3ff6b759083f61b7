"""A date and a past in SQL: the condition by which a ledger is read, and its values."""

from __future__ import annotations

from datetime import date
from typing import Any

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.periods import previous_year_cutoff

_NEWEST = AsAt(date.max, revised=True)


def counting(ledger: str) -> str:
    """The condition by which rows of a ledger are read at the date."""
    return f"(:revised = 1 OR coalesce({ledger}.counts_from, '') <= :at)"


def values_at(as_at: AsAt | None, service: str | None = None) -> dict[str, Any]:
    """The values that the statements about a date are given; without one they read the newest."""
    as_at = as_at or _NEWEST
    return {
        "at": as_at.day.isoformat(),
        "cutoff": previous_year_cutoff(as_at.day).isoformat(),
        "revised": int(as_at.revised),
        "service": service,
    }
