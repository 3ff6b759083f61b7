"""The due list: what is due and overdue, for whom, and reminders ready to send."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.due import DueItem, due_item
from ncc_tui.domain.model import Officer, Role, Service
from ncc_tui.domain.report import Due, next_due
from ncc_tui.domain.text import one_line
from ncc_tui.services.reports import service_named
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.connection import Transaction
from ncc_tui.store.reports import Owed, owed_at


class Scope(StrEnum):
    """Whose results a due list shows; its value is what a screen calls it."""

    ME = "me"
    MY_SERVICES = "my services"
    ALL = "all"


class Reminder(NamedTuple):
    """What to send to the owner of due results; `login` and `name` are empty without an owner."""

    login: str
    name: str
    items: tuple[DueItem, ...]
    text: str


def due_list(
    session: Session, at: date, *, service: str | None = None, scope: Scope = Scope.ALL
) -> tuple[DueItem, ...]:
    """The results due at a date, most late first: of a service (code or name), or of all.

    For `me` these are the measures the officer owns and, in the officer's services, those nobody
    owns.
    """
    with session.store.reading() as db:
        return read_due_list(db, session, at, service=service, scope=scope)


def read_due_list(
    db: Transaction,
    session: Session,
    at: date,
    *,
    service: str | None = None,
    scope: Scope = Scope.ALL,
) -> tuple[DueItem, ...]:
    """The same within a transaction."""
    chosen = service_named(db, service).code if service is not None else None
    owed = _in_scope(db, session, _owing(db, at, chosen), scope)
    if not owed:
        return ()
    measures = {m.code: m for m in catalogue.measures(db, chosen, AsAt(at))}
    services = {s.code: s for s in catalogue.services(db)}
    names = {officer.login: officer.name for officer in catalogue.officers(db)}
    items = [
        due_item(
            measures[o.code], services[o.service], due, at, names.get(o.owner or "", o.owner or "")
        )
        for o, due in owed
    ]
    order = {code: place for place, code in enumerate(measures)}
    return tuple(sorted(items, key=lambda item: (-item.days_late, order[item.measure.code])))


def count_due(db: Transaction, session: Session, at: date) -> int:
    """How many results are due or overdue at a date in the officer's own scope."""
    owed = _owing(db, at)
    return len(_in_scope(db, session, owed, own_scope(db, session)))


def own_scope(db: Transaction, session: Session) -> Scope:
    """Whose due results an officer is shown first: their own, else those of their services."""
    officer = session.now(db)
    likely = officer.role in (Role.OFFICER, Role.EDITOR)
    return scopes(db, session)[0] if likely else Scope.ALL


def scopes(db: Transaction, session: Session) -> tuple[Scope, ...]:
    """The due lists that there are for an officer, the narrowest first.

    Who owns no measure has none of their own, and who has no services listed none of theirs.
    """
    officer = session.now(db)
    narrower = {
        Scope.ME: catalogue.owns_any(db, officer.login),
        Scope.MY_SERVICES: bool(officer.services) and not officer.every_service,
    }
    return tuple(scope for scope in Scope if narrower.get(scope, True))


def reminders(items: Iterable[DueItem]) -> tuple[Reminder, ...]:
    """A reminder for each owner of due results, the one with the latest result first."""
    by_owner: dict[tuple[str, str], list[DueItem]] = {}
    for item in items:
        by_owner.setdefault((item.owner or "", item.owner_name), []).append(item)
    return tuple(
        Reminder(login, name, tuple(owed), _letter(name, owed))
        for (login, name), owed in by_owner.items()
    )


def _owing(db: Transaction, at: date, service: str | None = None) -> list[tuple[Owed, Due]]:
    """The measures that owe a result at a date; those alike in rule and period owe alike."""
    known: dict[tuple[object, ...], Due | None] = {}
    owing = []
    for measure in owed_at(db, at, service=service):
        rule = (
            *(measure.cycle, measure.current, measure.lag_days),
            *(measure.starts_on, measure.ends_on),
        )
        if rule not in known:
            due = next_due(measure, measure.current)
            known[rule] = due if due is not None and due.owed_at(at) else None
        if (due := known[rule]) is not None:
            owing.append((measure, due))
    return owing


def _in_scope(
    db: Transaction, session: Session, owing: list[tuple[Owed, Due]], scope: Scope
) -> list[tuple[Owed, Due]]:
    if scope is Scope.ALL or not owing:
        return owing
    officer = session.now(db)
    mine = _own_services(officer, catalogue.services(db))
    if scope is Scope.MY_SERVICES:
        return [(owed, due) for owed, due in owing if owed.service in mine]
    return [
        (owed, due)
        for owed, due in owing
        if owed.owner == officer.login or (owed.owner is None and owed.service in mine)
    ]


def _own_services(officer: Officer, services: Sequence[Service]) -> set[str]:
    """The services an officer is listed for and those below them, or all."""
    if officer.every_service or officer.role in (Role.VIEWER, Role.ADMIN):
        return {service.code for service in services}
    own = set(officer.services)
    while more := {s.code for s in services if s.parent in own} - own:
        own |= more
    return own


def _letter(name: str, items: Sequence[DueItem]) -> str:
    late = sum(item.overdue for item in items)
    results = "1 result" if len(items) == 1 else f"{len(items)} results"
    verb = "is" if len(items) == 1 else "are"
    due = "overdue" if late == len(items) else "due"
    lines = [
        f"Dear {one_line(name) or 'colleague'},",
        "",
        f"{results} for the performance report {verb} {due}"
        f"{f', {late} of them overdue' if 0 < late < len(items) else ''}:",
        "",
    ]
    for item in items:
        measure, period = item.measure, item.period
        lines += [
            f"- {one_line(measure.code)} {one_line(measure.title)}",
            f"  {one_line(item.service.name)}, {period.label} ({period.span})",
            f"  due by {format_date(item.due_on)}: {item.lateness}{_more(item)}",
            "",
        ]
    return "\n".join(
        [
            *lines,
            "Please enter each in NCC TUI (ncc-tui, the Due list). Where a figure cannot be had "
            "yet,",
            "say why in place of the value, so that readers know.",
            "",
            "Thank you.",
        ]
    )


def _more(item: DueItem) -> str:
    return f" ({item.periods_behind} periods to enter)" if item.periods_behind > 1 else ""
