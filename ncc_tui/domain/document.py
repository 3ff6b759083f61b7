"""What every rendering is made from: the reports, their trends, and when and how they were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.report import DEFAULT_NAME, Report
from ncc_tui.domain.trend import TREND_YEARS, Trend


@dataclass(frozen=True)
class Document:
    """One or more reports at one date, ready to be rendered.

    `trends` is by measure code; `names` gives officers' names by login; `warnings` are for
    whoever makes the rendering, not for its readers.
    """

    organisation: str
    reports: tuple[Report, ...]
    as_at: AsAt
    made_at: datetime
    notice: str = ""
    trends: Mapping[str, Trend] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    name: str = DEFAULT_NAME

    @property
    def at(self) -> date:
        """The report date."""
        return self.as_at.day

    @property
    def title(self) -> str:
        """The heading of the whole."""
        return f"{self.name} at {format_date(self.at)}"

    @property
    def moment(self) -> str:
        """When the rendering was made, in words."""
        return f"{format_date(self.made_at.date())} {self.made_at:%H:%M}"

    def recent_trend(self, code: str) -> Trend | None:
        """The part of a measure's trend that is drawn and described."""
        trend = self.trends.get(code)
        return trend.recent(TREND_YEARS) if trend else None

    def owner(self, login: str | None) -> str:
        """An owner's name where the login is an officer's, else what was written."""
        return self.names.get(login, login) if login else ""
