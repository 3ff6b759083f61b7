"""The desk: what a screen may ask of the app, and all that it knows of it."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import date
from typing import Protocol

from ncc_tui.domain.as_at import AsAt
from ncc_tui.services.session import Session
from ncc_tui.tui.themes import Look


class Desk(Protocol):
    """Who is at work, the past looked at, how things look, and the ways to other screens.

    `opens_at` is the date looked at first; `places` is the key of the row last chosen in each list
    that is come back to, by the list's name.
    """

    session: Session
    as_at: AsAt
    opens_at: date
    places: MutableMapping[str, str]
    look: Look

    def look_at(self, as_at: AsAt) -> None:
        """Show another date, or the other past, on every screen."""

    def open_report(self, service: str) -> None:
        """Show a service's report in place of the screens above the overview."""

    def open_council(self) -> None:
        """Show the overview of services."""
