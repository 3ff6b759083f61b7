"""How the database is set up, with all that its screen shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.model import Officer, Service
from ncc_tui.services.due import count_due
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue


class AdminPage(NamedTuple):
    """How the database is set up; `refusal` says why the officer may change none of it.

    `definitions` says why they may set no service's measures and targets.
    `measures` is how many measures each service reports at the date looked at, by code.
    """

    refusal: str
    definitions: str
    officers: tuple[Officer, ...]
    services: tuple[Service, ...]
    measures: Mapping[str, int]
    settings: Mapping[str, str]
    due: int | None


def admin_page(session: Session, as_at: AsAt) -> AdminPage:
    """How the database is set up."""
    with session.store.reading() as db:
        measures = Counter(
            m.service for m in catalogue.measures(db, as_at=as_at) if m.runs_at(as_at.day)
        )
        admin, definitions = session.admin_refusal(db), session.definition_refusals(db).values()
        return AdminPage(
            refusal=admin,
            definitions="" if "" in definitions else next(iter(definitions), admin),
            officers=tuple(catalogue.officers(db)),
            services=tuple(catalogue.services(db)),
            measures=measures,
            settings=catalogue.settings(db),
            due=count_due(db, session, as_at.day),
        )
