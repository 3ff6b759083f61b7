"""Importing what the ledgers refer to: services, officers, measures and settings.

These tables are small: each is read as a whole, checked against what will be there when all of it
is in, and then written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from ncc_tui.domain.model import DEFAULT_LAG_DAYS, Measure, Officer, Role, Service
from ncc_tui.domain.periods import Cycle, Frequency, Period, parse_anchor
from ncc_tui.domain.ratings import Polarity, Tolerance, ToleranceMode
from ncc_tui.services.importing.outcome import Kind, shortened
from ncc_tui.services.importing.row import Row
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.words import difference
from ncc_tui.services.importing.work import Work
from ncc_tui.store import catalogue
from ncc_tui.store.imports import put_all
from ncc_tui.store.records import from_measure

_LIST = re.compile(r"[;,\n]")
_HIGHEST_NUMBER = 100_000
_LONGEST_LAG = 3_660
_ANCHOR = 4

T = TypeVar("T")


@dataclass(frozen=True)
class _Given(Generic[T]):
    """What a row says, and the row, for problems that show only beside others."""

    row: Row
    what: T


def import_services(work: Work, sources: Sequence[Source]) -> None:
    """Add and change services; parents may come after their children."""

    def read(row: Row, code: str) -> Service:
        if _LIST.search(code):
            row.fail("code", "a code without ; or ,")
        known = work.services.get(code)
        parent = known.parent if known else None
        if row.has("parent"):
            parent = row.text("parent") or None
        return Service(code, row.required("service"), parent)

    given = _read(work, sources, "code", work.services, read, fixed_case=True)
    every = {**work.services, **{code: g.what for code, g in given.items()}}
    names = _first_by(every.values(), lambda s: s.name, given)
    for code, (row, service) in _pairs(given):
        if (holder := names[service.name]) != code:
            row.fail("service", f"a name that no other service has ({holder} has it)")
        if service.parent is not None and service.parent not in every:
            if ("service", service.parent) not in work.faulty:
                row.fail("parent", "the code of a service")
        elif _own_ancestor(service, every):
            row.fail("parent", "a service that does not lie below this one")
    good = _good(work, "service", given)
    work.services.update(good)
    rows = [{"code": s.code, "name": s.name, "parent": s.parent} for s in good.values()]
    _put(work, "service", ("code",), rows, given, "name")


def import_officers(work: Work, sources: Sequence[Source]) -> None:
    """Add and change officers; somebody must be left who administers the database."""
    known = {officer.login: officer for officer in catalogue.officers(work.staging.db)}

    def read(row: Row, login: str) -> Officer:
        role = row.parse("role", Role.parse, row.raw("role").strip()) or Role.VIEWER
        services = known[login].services if login in known else ()
        if row.has("services"):
            words = (word.strip() for word in _LIST.split(row.text("services")))
            services = tuple(dict.fromkeys(word for word in words if word))
            for code in services:
                if code not in work.services and ("service", code) not in work.faulty:
                    row.fail("services", f"codes of services ({shortened(code)} is none)")
        return Officer(login, row.required("name"), role, tuple(sorted(services)))

    given = _read(work, sources, "login", known, read)
    good = _good(work, "officer", given)
    every = {**known, **good}
    if given and every and not any(o.role is Role.ADMIN for o in every.values()):
        last = list(given.values())[-1].row
        last.fail("role", "at least one admin among the officers", "none")
    for login, officer in good.items():
        sheet = given[login].row.sheet
        before = known.get(login)
        if not catalogue.put_officer(work.staging.db, officer, work.staging.author):
            work.journal.leave(sheet, "officers")
        elif before is None:
            work.journal.add(sheet, "officers")
            work.journal.list_change(Kind.ADDED, "officers", login, "", officer.name)
        else:
            work.journal.revise(sheet, "officers")
            old, new = difference(_officer_words(before), _officer_words(officer))
            work.journal.list_change(Kind.REVISED, "officers", login, old, new)


def import_measures(work: Work, sources: Sequence[Source]) -> None:
    """Add and change measures; the numbers of a service's measures may be swapped."""

    def read(row: Row, code: str) -> Measure:
        return _measure(work, row, code)

    given = _read(work, sources, "code", work.measures, read, fixed_case=True)
    every = {**work.measures, **{c: g.what for c, g in given.items() if g.row.good}}
    holders = _first_by(every.values(), lambda m: (m.service, m.number), given)
    for code, (row, measure) in _pairs(given):
        if not row.good:
            continue
        holder = holders[measure.service, measure.number]
        if holder != code:
            there = f"{holder} has it"
            if holder in given:
                there += f", {given[holder].row.place}"
            row.fail("number", f"a number that no other measure of the service has ({there})")
        _check_periods(work, row, measure)
    good = _good(work, "measure", given)
    work.measures.update(good)
    _put(work, "measure", ("code",), [from_measure(m) for m in good.values()], given, "number")


def import_settings(work: Work, sources: Sequence[Source]) -> None:
    """Add and change settings."""
    given = _read(work, sources, "setting", (), lambda row, _: row.text("value"))
    good = _good(work, "setting", given)
    rows = [{"name": name, "value": value} for name, value in good.items()]
    _put(work, "setting", ("name",), rows, given)


def _read(
    work: Work,
    sources: Sequence[Source],
    column: str,
    known: Mapping[str, object] | tuple[()],
    read: Callable[[Row, str], T],
    *,
    fixed_case: bool = False,
) -> dict[str, _Given[T]]:
    """Every row by its code; a code given twice is reported, and so, where codes have a
    fixed case, is one that differs from another only in that.
    """
    given: dict[str, _Given[T]] = {}
    spelt = {code.casefold(): code for code in known}
    for source in sources:
        for row in work.rows(source):
            code = row.code(column)
            if code in given:
                row.fail(column, f"a {column} given only once ({given[code].row.place} has it)")
                continue
            spelling = spelt.setdefault(code.casefold(), code)
            if fixed_case and spelling != code and code not in known:
                row.fail(column, f"{spelling}, or a code that differs by more than capital letters")
            given[code] = _Given(row, read(row, code))
    return given


def _good(work: Work, kind: str, given: Mapping[str, _Given[T]]) -> dict[str, T]:
    work.faulty |= {(kind, code) for code, g in given.items() if not g.row.good}
    return {code: g.what for code, g in given.items() if g.row.good}


def _pairs(given: Mapping[str, _Given[T]]) -> list[tuple[str, tuple[Row, T]]]:
    return [(code, (g.row, g.what)) for code, g in given.items()]


def _put(
    work: Work,
    table: str,
    key: tuple[str],
    rows: Sequence[Mapping[str, Any]],
    given: Mapping[str, _Given[Any]],
    unique: str = "",
) -> None:
    staging, journal, words = work.staging, work.journal, f"{table}s"
    changed = put_all(staging.db, table, key, rows, staging.author, unique=unique)
    touched = set()
    for before, after in changed:
        code = after[key[0]]
        touched.add(code)
        sheet = given[code].row.sheet
        if before is None:
            journal.add(sheet, words)
            shown = str(after.get("title") or after.get("name") or "")
            if table == "setting":
                shown = after["value"]
            journal.list_change(Kind.ADDED, words, code, "", shortened(shown))
        else:
            journal.revise(sheet, words)
            journal.list_change(Kind.REVISED, words, code, *difference(before, after))
    for row in rows:
        if row[key[0]] not in touched:
            journal.leave(given[row[key[0]]].row.sheet, words)


def _measure(work: Work, row: Row, code: str) -> Measure:
    """A measure as its row says; columns that are not there stay as they are, or as they begin."""
    known = work.measures.get(code)
    cycle = Cycle(
        row.parse("frequency", Frequency.parse, row.raw("frequency").strip()) or Frequency.MONTHLY,
        known.cycle.anchor if known else _ANCHOR,
    )
    if row.has("period_anchor"):
        cycle = replace(cycle, anchor=row.read("period_anchor", parse_anchor, _ANCHOR))
    measure = Measure(
        code=code,
        service=work.service(row, "service") or "",
        number=row.whole("number", 1, _HIGHEST_NUMBER, 0),
        title=row.required("measure"),
        unit=row.text("unit"),
        cycle=cycle,
        polarity=row.parse("polarity", Polarity.parse, row.raw("polarity").strip())
        or Polarity.NEUTRAL,
    )
    for column in ("service", "number"):
        if not row.raw(column).strip():
            row.fail(column, "the code of a service" if column == "service" else "a whole number")
    read: dict[str, Callable[[], Any]] = {
        "definition": lambda: row.text("definition"),
        "decimals": lambda: row.whole("decimals", 0, 6, None),
        "lag_days": lambda: row.whole("lag_days", 0, _LONGEST_LAG, DEFAULT_LAG_DAYS),
        "owner": lambda: row.text("owner") or None,
        "source": lambda: row.text("source"),
        "starts_on": lambda: row.day("starts_on"),
        "ends_on": lambda: row.day("ends_on"),
        "suppress_below": lambda: _not_negative(row, "suppress_below", None),
    }
    said = {
        name: value() if row.has(name) else getattr(known, name)
        for name, value in read.items()
        if known or row.has(name)
    }
    measure = replace(measure, tolerance=_tolerance(row, known), **said)
    if measure.starts_on and measure.ends_on and measure.ends_on < measure.starts_on:
        row.fail("ends_on", f"a date not before starts_on ({measure.starts_on})")
    return measure


def _tolerance(row: Row, known: Measure | None) -> Tolerance:
    tolerance, begins = known.tolerance if known else Tolerance(), Tolerance()
    if row.has("tolerance"):
        amount = _not_negative(row, "tolerance", begins.amount)
        tolerance = replace(tolerance, amount=amount)
    if row.has("tolerance_mode"):
        mode = row.read("tolerance_mode", ToleranceMode.parse, begins.mode)
        tolerance = replace(tolerance, mode=mode)
    if row.has("zero_target_tolerance"):
        zero = _not_negative(row, "zero_target_tolerance", begins.zero_target)
        tolerance = replace(tolerance, zero_target=zero)
    return tolerance


def _not_negative(row: Row, column: str, default: Decimal | None) -> Any:
    figure = row.figure(column, default)
    if figure is not None and figure < 0:
        row.fail(column, "a number of 0 or more")
    return figure


def _check_periods(work: Work, row: Row, measure: Measure) -> None:
    """Refuse a frequency by which periods that are in use would be none."""
    known = work.measures.get(measure.code)
    if known is None or known.cycle == measure.cycle:
        return
    for start in map(date.fromisoformat, work.staging.periods_of(measure.code)):
        if not measure.cycle.starts_at(start):
            used = Period(start, known.cycle).label
            column = "frequency" if row.has("frequency") else "period_anchor"
            row.fail(column, f"a cycle in which {used} begins a period: it is in use already")
            return


def _own_ancestor(service: Service, every: Mapping[str, Service]) -> bool:
    seen: set[str] = set()
    above = service.parent
    while above is not None and above in every and above not in seen:
        if above == service.code:
            return True
        seen.add(above)
        above = every[above].parent
    return False


def _first_by(every: Any, key: Callable[[Any], Any], given: Mapping[str, object]) -> dict[Any, str]:
    """Who holds each key: somebody who was there before anybody that the import brings."""
    holders: dict[Any, str] = {}
    for one in sorted(every, key=lambda item: item.code in given):
        holders.setdefault(key(one), one.code)
    return holders


def _officer_words(officer: Officer) -> dict[str, Any]:
    services = "; ".join(officer.services)
    return {"name": officer.name, "role": str(officer.role), "services": services}
