"""The due list: what is due and overdue, for whom, and reminders ready to send."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.due import DueItem, Owing, due_items
from ncc_tui.domain.model import Measure, Officer, Service
from ncc_tui.domain.report import next_due
from ncc_tui.domain.text import one_line
from ncc_tui.services.reports import service_named
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.reports import current_periods


class Scope(StrEnum):
    """Whose results a due list shows; its value is what a screen calls it."""

    ME = "me"
    MY_SERVICES = "my services"
    ALL = "all"


@dataclass(frozen=True)
class Reminder:
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
    owns; for an officer who owns none, all of the officer's services.
    """
    with session.store.reading() as db:
        services = catalogue.services(db)
        chosen = service_named(db, service).code if service is not None else None
        owing = [
            Owing(measure, next_due(measure, period))
            for measure, period in current_periods(db, at, service=chosen)
        ]
        names = {officer.login: officer.name for officer in catalogue.officers(db)}
        measures = catalogue.measures(db)
    items = due_items(owing, at, {s.code: s for s in services}, names)
    if scope is Scope.ALL:
        return items
    mine = _own_services(session.officer, services)
    in_scope = [item for item in items if item.service.code in mine]
    if scope is Scope.MY_SERVICES or not _owns_any(session.officer, measures):
        return tuple(in_scope)
    login = session.officer.login
    return tuple(
        item
        for item in items
        if item.owner == login or (item.owner is None and item.service.code in mine)
    )


def reminders(items: Iterable[DueItem]) -> tuple[Reminder, ...]:
    """A reminder for each owner of due results, the one with the latest result first."""
    by_owner: dict[tuple[str, str], list[DueItem]] = {}
    for item in items:
        by_owner.setdefault((item.owner or "", item.owner_name), []).append(item)
    return tuple(
        Reminder(login, name, tuple(owed), _letter(name, owed))
        for (login, name), owed in by_owner.items()
    )


def _own_services(officer: Officer, services: Sequence[Service]) -> set[str]:
    """The services an officer is listed for and those below them; all where none is listed."""
    if not officer.services:
        return {service.code for service in services}
    found = set(officer.services)
    while more := {s.code for s in services if s.parent in found} - found:
        found |= more
    return found


def _owns_any(officer: Officer, measures: Iterable[Measure]) -> bool:
    return any(measure.owner == officer.login for measure in measures)


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
