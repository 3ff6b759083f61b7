"""From when a change of a ledger counts, and who may have it count in earlier reports."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.errors import InvalidField, NotPermitted
from ncc_tui.domain.model import Officer, Role
from ncc_tui.domain.text import is_blank
from ncc_tui.services.session import Session
from ncc_tui.store.connection import Transaction


def transaction(session: Session, *, dry_run: bool) -> AbstractContextManager[Transaction]:
    """A transaction that writes or, to say what would be written, one that only reads."""
    return session.store.reading() if dry_run else session.store.writing()


def counting_day(
    asked: date | None,
    today: date,
    officer: Officer,
    reason: str,
    *,
    first: bool = False,
    corrects: date | None = None,
) -> date | None:
    """The day from which a change counts: today unless asked for.

    What no report can have shown yet (`first`) counts always unless asked for. A ledger's days
    never go back: it counts from no earlier than the revision that it `corrects`, unless that is
    still to come. Only an admin may change what earlier reports said, with a reason. Raises
    InvalidField and NotPermitted.
    """
    if asked is None:
        return None if first else today
    if corrects is not None and asked < corrects <= today:
        raise InvalidField(
            "counts_from",
            f"Expected {format_date(corrects)} or later: the revision it corrects counts from "
            "then.",
        )
    if asked < today and not first:
        if officer.role is not Role.ADMIN:
            raise NotPermitted(
                f"{officer.login} may not change what reports before today said: only an admin may."
            )
        if is_blank(reason):
            raise InvalidField(
                "reason", f"Say why reports since {format_date(asked)} are to say otherwise."
            )
    return asked


def since_words(counts_from: date | None) -> str:
    """From when something counts, in words."""
    return f"counts from {format_date(counts_from)}" if counts_from else "counts always"
