"""Importing officers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ncc_tui.domain.fields import OFFICER_FIELDS, parse_services
from ncc_tui.domain.model import Officer, Role
from ncc_tui.services.importing.outcome import Kind, shortened
from ncc_tui.services.importing.reference import good_ones, leave, read_all
from ncc_tui.services.importing.row import ImportRow
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.words import difference
from ncc_tui.services.importing.work import Work
from ncc_tui.store import catalogue


def import_officers(work: Work, sources: Sequence[Source]) -> None:
    """Add and change officers; somebody must be left who administers the database."""
    db, author, journal = work.staging.db, work.staging.author, work.journal
    known = {officer.login: officer for officer in catalogue.officers(db)}

    def read(row: ImportRow, login: str) -> Officer:
        role = row.parse("role", Role.parse, row.raw("role").strip()) or Role.VIEWER
        officer = known.get(login) or Officer(login, "", role)
        services, every = officer.services, officer.every_service
        if row.has("services"):
            services, every = _services(work, row)
        return Officer(login, row.required("name"), role, services, every)

    given = read_all(work, sources, "login", known, read)
    good = good_ones(work, "officer", given)
    after = {**known, **good}
    if good and not any(officer.role is Role.ADMIN for officer in after.values()):
        last = [given[login].row for login in good][-1]
        last.fail("role", "at least one admin among the officers", "none")
    for login, officer in good.items():
        before = known.get(login)
        if not catalogue.put_officer(db, officer, author):
            leave(work, "officers", [login], given)
            continue
        kind, pair = Kind.ADDED, ("", shortened(officer.name))
        if before is not None:
            kind, pair = Kind.REVISED, difference(_fields(before), _fields(officer))
        journal.sign("officers", before, officer)
        journal.enter(given[login].row.sheet, "officers", kind)
        journal.list_change(kind, "officers", login, *pair)


def _services(work: Work, row: ImportRow) -> tuple[tuple[str, ...], bool]:
    codes, every = parse_services(row.text("services"))
    for code in codes:
        if code not in work.services and ("service", code) not in work.faulty:
            row.fail("services", f"codes of services, or all ({shortened(code)} is none)")
    return codes, every


def _fields(officer: Officer) -> dict[str, Any]:
    return {field.name: field.says(officer) for field in OFFICER_FIELDS if field.name != "login"}
