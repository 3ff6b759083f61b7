"""The results due with all that their screen shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from ncc_tui.domain.due import DueItem
from ncc_tui.services.drafts import Draft, read_mine
from ncc_tui.services.due import Scope, count_due, own_scope, read_due_list, scopes
from ncc_tui.services.session import Session


class DuePage(NamedTuple):
    """The results due in a scope; `scopes` are those that there are for the officer.

    `refusals` say, by the service's code, why the officer may not enter a result.
    """

    items: tuple[DueItem, ...]
    at: date
    scope: Scope
    scopes: tuple[Scope, ...]
    due: int | None
    drafts: tuple[Draft, ...] = ()
    refusals: Mapping[str, str] = MappingProxyType({})


def due_page(session: Session, at: date, scope: Scope | None = None) -> DuePage:
    """The due list at a date for a scope; unless the officer has that one, for their own."""
    with session.store.reading() as db:
        own, there = own_scope(db, session), scopes(db, session)
        chosen = scope if scope in there else own
        items = read_due_list(db, session, at, scope=chosen)
        due = len(items) if chosen is own else count_due(db, session, at)
        services = {item.service.code for item in items}
        refusals = {code: session.refusal(db, code) for code in services}
        return DuePage(items, at, chosen, there, due, read_mine(db, session), refusals)
