"""Importing services."""

from __future__ import annotations

from collections.abc import Sequence

from ncc_tui.domain.fields import parse_service_code
from ncc_tui.domain.model import Service
from ncc_tui.domain.tree import lies_below_itself
from ncc_tui.services.importing.reference import good_ones, holders, read_all, write
from ncc_tui.services.importing.row import ImportRow
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.work import Work


def import_services(work: Work, sources: Sequence[Source]) -> None:
    """Add and change services; they may swap names, and parents may follow their children."""

    def read(row: ImportRow, code: str) -> Service:
        if row.good:
            row.parse("code", parse_service_code, code)
        known = work.services.get(code)
        parent = row.text("parent") if row.has("parent") else known and known.parent
        said = {
            name: row.text(name) if row.has(name) else getattr(known, name, "")
            for name in ("director", "portfolio_holder")
        }
        return Service(code, row.required("service"), parent or None, **said)

    given = read_all(work, sources, "code", work.services, read, fixed_case=True)
    every = {**work.services, **{code: g.what for code, g in given.items()}}
    names = holders(every, lambda service: service.name, given)
    for code, one in given.items():
        service, row = one.what, one.row
        if (holder := names[service.name]) != code:
            row.fail("service", f"a name that no other service has ({holder} has it)")
        if service.parent is not None and service.parent not in every:
            row.fail("parent", "the code of a service")
        elif lies_below_itself(service, every):
            row.fail("parent", "a service that does not lie below this one")
    good = good_ones(work, "service", given)
    work.services.update(good)
    rows = {code: vars(service) for code, service in good.items()}
    write(work, "service", rows, given, unique="name")
