"""What is refused of an action's days, however it is entered."""

from __future__ import annotations

from datetime import date

from ncc_tui.domain.errors import InvalidField


def check_days(today: date, *, done_on: date | None = None, raised_on: date | None = None) -> None:
    """Refuse (InvalidField) an action that was raised, or done, on a day that is to come."""
    for field, verb, day in (("done_on", "done", done_on), ("raised_on", "raised", raised_on)):
        if day is not None and day > today:
            raise InvalidField(
                field, f"Expected the day the action was {verb}, found one in the future."
            )
