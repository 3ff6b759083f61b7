"""Which past is looked at: a report date, as reported then or as revised since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.periods import Cycle, Frequency

_QUARTERS = Cycle(Frequency.QUARTERLY)


@dataclass(frozen=True)
class View:
    """The report date that every screen shows, and which of the two pasts."""

    at: date
    as_revised: bool = False

    @property
    def words(self) -> str:
        """The view in words, for titles."""
        return f"{format_date(self.at)}{' as revised' if self.as_revised else ''}"

    def stepped(self, quarters: int) -> View:
        """The view some quarters later or earlier: at quarters' last days, one step at a time."""
        at = self.at
        for _ in range(abs(quarters)):
            quarter = _QUARTERS.containing(at)
            if quarters < 0:
                at = quarter.start - timedelta(days=1)
            else:
                at = quarter.end if at < quarter.end else quarter.next().end
        return replace(self, at=at)

    def turned(self) -> View:
        """The same date in the other past."""
        return replace(self, as_revised=not self.as_revised)
