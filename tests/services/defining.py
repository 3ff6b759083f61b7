"""Defining a measure anew, as administration does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ncc_tui.services import reports
from ncc_tui.services.session import Session
from ncc_tui.store.ledgers import append_definition, definition_revisions


def define(session: Session, code: str, *, counts_from: date | None = None, **changes: Any) -> None:
    """Revise a measure's definition from a day on, today unless given."""
    measure = reports.measure(session, code)
    with session.store.writing() as db:
        append_definition(
            db,
            replace(measure, **changes),
            seen=len(definition_revisions(db, measure)),
            counts_from=counts_from or session.clock.today(),
            stamp=session.author.stamp("Agreed"),
        )
