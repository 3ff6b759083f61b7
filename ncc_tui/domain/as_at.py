"""At which date the ledgers are read, and which of the two pasts that gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol, TypeVar

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.periods import Cycle, Frequency

_QUARTERS = Cycle(Frequency.QUARTERLY)


class Counting(Protocol):
    """A revision of any ledger: its number, and the day from which it counts."""

    @property
    def number(self) -> int:
        """Its place in the ledger, from 1."""

    @property
    def counts_from(self) -> date | None:
        """The day from which it counts in reports; None for a first revision that always did."""


Revised = TypeVar("Revised", bound=Counting)


@dataclass(frozen=True)
class AsAt:
    """A report date, as reported then or, with `revised`, as everything has been revised since."""

    day: date
    revised: bool = False

    @property
    def words(self) -> str:
        """The date and the past in words, for titles."""
        return f"{format_date(self.day)}{' as revised' if self.revised else ''}"

    @property
    def past(self) -> str:
        """Which of the two pasts this is."""
        return "as revised" if self.revised else "as reported"

    def turned(self) -> AsAt:
        """The same date in the other past."""
        return replace(self, revised=not self.revised)

    def stepped(self, quarters: int) -> AsAt:
        """The date some quarters later or earlier: at quarters' last days, one step at a time."""
        day = self.day
        for _ in range(abs(quarters)):
            quarter = _QUARTERS.containing(day)
            if quarters < 0:
                day = quarter.start - timedelta(days=1)
            else:
                day = quarter.end if day < quarter.end else quarter.next().end
        return replace(self, day=day)

    def counts(self, revision: Counting) -> bool:
        """Whether a revision is among those that are read."""
        return self.revised or counts_by(revision, self.day)

    def last(self, revisions: Iterable[Revised]) -> Revised | None:
        """The revision of one thing's ledger that is read: the last that counts."""
        counting = (revision for revision in revisions if self.counts(revision))
        return max(counting, key=lambda revision: revision.number, default=None)


def counts_by(revision: Counting, day: date) -> bool:
    """Whether a revision counts on a day."""
    return revision.counts_from is None or revision.counts_from <= day
