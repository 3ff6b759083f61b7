"""Reading: reports, the council's overview, trends, and why a cell says what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import parse_date
from ncc_tui.domain.errors import InvalidDate, InvalidFigure, NotFound
from ncc_tui.domain.figures import parse_figure
from ncc_tui.domain.model import Measure, Officer, Service
from ncc_tui.domain.report import Report, Row, Summary
from ncc_tui.domain.settings import effective
from ncc_tui.services.disclosure import Sight, Veil
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.connection import Transaction
from ncc_tui.store.reports import rows_at
from ncc_tui.store.trends import TrendInputs

# How alike two words must be, of 100, for one to be a slip of the other.
_NEAR = 60


class Overview(NamedTuple):
    """Every service with its report at a date."""

    organisation: str
    as_at: AsAt
    reports: tuple[Report, ...]

    @property
    def summary(self) -> Summary:
        """The counts of all services together."""
        parts = [report.summary for report in self.reports]
        return Summary(
            green=sum(p.green for p in parts),
            amber=sum(p.amber for p in parts),
            red=sum(p.red for p in parts),
            not_applicable=sum(p.not_applicable for p in parts),
            overdue=sum(p.overdue for p in parts),
        )


def report(session: Session, service: str, as_at: AsAt) -> Report:
    """The report of a service (by code or name) at a date."""
    with session.store.reading() as db:
        return read_report(db, service_named(db, service), as_at, Sight.of(db, session))


def read_report(
    db: Transaction,
    service: Service,
    as_at: AsAt,
    sight: Sight,
    known: Mapping[str, TrendInputs] | None = None,
) -> Report:
    """The same within a transaction; `known` is what `read_trend_inputs` gave for it."""
    rows = tuple(seen_rows(db, as_at, sight, service.code, known))
    return Report(organisation(db), service, as_at, rows, report_name(db))


def seen_rows(
    db: Transaction,
    as_at: AsAt,
    sight: Sight,
    service: str | None,
    known: Mapping[str, TrendInputs] | None,
) -> Iterator[Row]:
    """Rows of the report, as the officer may see them."""
    for row in rows_at(db, as_at, service=service, known=known):
        yield sight.see(row.measure, Veil.row, row)


def overview(session: Session, as_at: AsAt) -> Overview:
    """The reports of every service that has measures at a date."""
    with session.store.reading() as db:
        return read_overview(db, as_at, Sight.of(db, session))


def read_overview(
    db: Transaction,
    as_at: AsAt,
    sight: Sight,
    known: Mapping[str, TrendInputs] | None = None,
) -> Overview:
    """The same within a transaction."""
    by_service: dict[str, list[Row]] = {}
    for row in seen_rows(db, as_at, sight, None, known):
        by_service.setdefault(row.measure.service, []).append(row)
    name, called = organisation(db), report_name(db)
    reports = tuple(
        Report(name, service, as_at, tuple(by_service[service.code]), called)
        for service in catalogue.services(db)
        if service.code in by_service
    )
    return Overview(name, as_at, reports)


def services(session: Session) -> list[Service]:
    """Every service there is."""
    with session.store.reading() as db:
        return catalogue.services(db)


def measure(session: Session, code: str) -> Measure:
    """A measure by its code; raises NotFound naming the nearest."""
    with session.store.reading() as db:
        return find_measure(db, code)


def officers(session: Session) -> Mapping[str, Officer]:
    """Every officer by login."""
    with session.store.reading() as db:
        return {officer.login: officer for officer in catalogue.officers(db)}


def settings(session: Session) -> dict[str, str]:
    """Every setting of the database."""
    with session.store.reading() as db:
        return catalogue.settings(db)


def opening_date(session: Session) -> date:
    """The report date the app opens at: the setting `opens_at`, else today."""
    try:
        return parse_date(settings(session).get("opens_at", ""))
    except InvalidDate:
        return session.clock.today()


def idle_seconds(session: Session) -> float | None:
    """After how long without a key the app leaves: the setting `idle_minutes`; None is never."""
    try:
        minutes = float(parse_figure(settings(session).get("idle_minutes", "")))
    except InvalidFigure:
        return None
    return minutes * 60 if minutes > 0 else None


def service_named(db: Transaction, text: str) -> Service:
    """The service with a code or name; a measure's code is told as what it is (NotFound)."""
    services = catalogue.services(db)
    try:
        return find_service(services, text)
    except NotFound:
        code = text.strip().casefold()
        known = next((c for c in catalogue.measure_codes(db) if c.casefold() == code), None)
        measure = catalogue.measure(db, known) if known else None
        if measure is None:
            raise
        name = next(service.name for service in services if service.code == measure.service)
        raise NotFound(
            f"There is no service '{text}': {measure.code} is a measure of {name}. "
            f"Did you mean {measure.service}? The measure alone: ncc-tui why {measure.code}."
        ) from None


def find_service(services: Sequence[Service], text: str) -> Service:
    """The service with a code or name, letters' case aside; raises NotFound naming the nearest."""
    wanted = " ".join(text.split()).casefold()
    for service in services:
        if wanted in (service.code.casefold(), service.name.casefold()):
            return service
    names = {service.name: service for service in services}
    near = nearest(text, names)
    hint = f" Did you mean {near} ({names[near].code})?" if near else ""
    raise NotFound(f"There is no service '{text}'.{hint}")


def find_measure(db: Transaction, code: str, as_at: AsAt | None = None) -> Measure:
    """The measure with a code, letters' case aside, as it is defined at a date, else newest.

    Raises NotFound naming the nearest.
    """
    if known := catalogue.measure(db, code.strip(), as_at):
        return known
    wanted = code.strip().casefold()
    codes = catalogue.measure_codes(db)
    for candidate in codes:
        if candidate.casefold() == wanted and (known := catalogue.measure(db, candidate, as_at)):
            return known
    near = nearest(code, codes)
    hint = f" Did you mean {near}?" if near else ""
    raise NotFound(f"There is no measure '{code}'.{hint}")


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The word of those known for which a text is a slip of the pen, if it is one."""
    from rapidfuzz import process, utils  # only a wrong word has to wait for it

    found = process.extractOne(
        text, list(known), processor=utils.default_process, score_cutoff=_NEAR
    )
    return found[0] if found else None


def organisation(db: Transaction) -> str:
    """What the council is called."""
    return effective(catalogue.settings(db), "organisation")


def report_name(db: Transaction) -> str:
    """What a report is called, before its date."""
    return effective(catalogue.settings(db), "title")
