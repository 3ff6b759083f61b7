"""Back-dating: correcting what stands from a day that is over, so that earlier reports change."""

from __future__ import annotations

from datetime import date

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.errors import InvalidField, NotPermitted
from ncc_tui.domain.text import is_blank

# How the reason of a revision begins that changed what earlier reports said.
BACKDATED = "Back-dated: "


def correction_reason(counts_from: date, today: date, *, admin: bool, reason: str) -> str:
    """The reason to keep with a correction of what stands, which tells where it is back-dated.

    From today on anybody corrects what is theirs. A correction that counts from an earlier day
    changes what reports since then have said: only an admin may do that, and has to say why
    (NotPermitted, InvalidField). What nobody had said before is no correction, and neither are
    revisions that come in together with the first of their ledger: a result that is entered late
    counts from when it was due, and an empty database takes in the whole history of another.
    """
    if counts_from >= today:
        return reason
    day = format_date(counts_from)
    if not admin:
        raise NotPermitted(
            f"This would change what reports since {day} said: only an admin may do that. "
            "Without a day it counts from today."
        )
    if is_blank(reason):
        raise InvalidField("reason", f"Say why: this changes what reports since {day} said.")
    return reason if reason.startswith(BACKDATED) else f"{BACKDATED}{reason}"
