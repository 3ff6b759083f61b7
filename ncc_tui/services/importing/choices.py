"""What whoever imports has decided of what a sheet leaves in doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ncc_tui.services.importing.outcome import Offer, folded


@dataclass(frozen=True)
class Choices:
    """What whoever imports has decided: by the text in the file, or to take all as offered.

    `leave_out` names columns, sheets, measures, values and marks that are left out; `matches` says
    what others are taken for. Capital letters and spaces make no difference.
    """

    yes: bool = False
    leave_out: frozenset[str] = frozenset()
    matches: Mapping[str, str] = field(default_factory=dict)

    def of(self, text: str) -> str | None:
        """What a text is taken for, empty where it is left out; None where nothing was decided."""
        key = folded(text)
        if any(folded(left) == key for left in self.leave_out):
            return ""
        return next((taken for one, taken in self.matches.items() if folded(one) == key), None)

    def taking(self, offer: Offer, taken: str) -> Choices:
        """The choices with what an offer's text is taken for, empty where it is left out."""
        if offer.mark and taken == offer.taken:
            return replace(self, leave_out=self.leave_out | {offer.mark})
        if not taken:
            return replace(self, leave_out=self.leave_out | {offer.found})
        return replace(self, matches={**self.matches, offer.found: taken})
