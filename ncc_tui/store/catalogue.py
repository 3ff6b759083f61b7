"""Services, measures, officers, settings and comparators: what the ledgers refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ncc_tui.domain.model import Benchmark, Measure, Officer, Role, Service
from ncc_tui.store.changes import Author, log, put
from ncc_tui.store.connection import Connection
from ncc_tui.store.records import from_measure, real, to_benchmark, to_measure


def services(db: Connection) -> list[Service]:
    """Every service, numeric codes in numeric order first."""
    found = [Service(**record) for record in db.query("SELECT code, name, parent FROM service")]
    return sorted(found, key=lambda s: (not s.code.isdigit(), len(s.code), s.code))


def put_service(db: Connection, service: Service, author: Author) -> bool:
    """Add a service or change it; gives whether anything changed."""
    values = {"name": service.name, "parent": service.parent}
    return put(db, "service", {"code": service.code}, values, author)


def measures(db: Connection, service: str | None = None) -> list[Measure]:
    """Every measure, or those of one service, by service and number."""
    query = (
        "SELECT * FROM measure WHERE :service IS NULL OR service = :service "
        "ORDER BY service, number"
    )
    return [to_measure(record) for record in db.query(query, {"service": service})]


def put_measure(db: Connection, measure: Measure, author: Author) -> bool:
    """Add a measure or change it; gives whether anything changed."""
    values = from_measure(measure)
    return put(db, "measure", {"code": values.pop("code")}, values, author)


def officers(db: Connection) -> list[Officer]:
    """Every officer, by login."""
    allowed: dict[str, list[str]] = defaultdict(list)
    for record in db.query("SELECT login, service FROM officer_service ORDER BY login, service"):
        allowed[record["login"]].append(record["service"])
    return [
        Officer(r["login"], r["name"], Role(r["role"]), tuple(allowed[r["login"]]))
        for r in db.query("SELECT login, name, role FROM officer ORDER BY login")
    ]


def officer(db: Connection, login: str) -> Officer | None:
    """One officer by login."""
    return next((o for o in officers(db) if o.login == login), None)


def put_officer(db: Connection, officer: Officer, author: Author) -> bool:
    """Add an officer or change one, with the services allowed; gives whether anything changed."""
    key = {"login": officer.login}
    changed = put(db, "officer", key, {"name": officer.name, "role": str(officer.role)}, author)
    query = "SELECT service FROM officer_service WHERE login = :login ORDER BY service"
    before = [record["service"] for record in db.query(query, key)]
    after = sorted(set(officer.services))
    if before == after:
        return changed
    db.execute("DELETE FROM officer_service WHERE login = :login", key)
    db.executemany(
        "INSERT INTO officer_service (login, service) VALUES (:login, :service)",
        [{"login": officer.login, "service": service} for service in after],
    )
    log(db, "officer_service", key, {"services": before}, {"services": after}, author)
    return True


def settings(db: Connection) -> dict[str, str]:
    """Every setting."""
    return {r["name"]: r["value"] for r in db.query("SELECT * FROM setting ORDER BY name")}


def put_setting(db: Connection, name: str, value: str, author: Author) -> bool:
    """Set a setting; gives whether anything changed."""
    return put(db, "setting", {"name": name}, {"value": value}, author)


def benchmarks(db: Connection, measures: Sequence[Measure]) -> list[Benchmark]:
    """Every comparator's figure, by measure, comparator and period."""
    cycles = {measure.code: measure.cycle for measure in measures}
    query = "SELECT * FROM benchmark ORDER BY measure, comparator, period"
    return [
        to_benchmark(r, cycles[r["measure"]]) for r in db.query(query) if r["measure"] in cycles
    ]


def put_benchmark(db: Connection, benchmark: Benchmark, author: Author) -> bool:
    """Add a comparator's figure or change it; gives whether anything changed."""
    key = {
        "measure": benchmark.measure,
        "period": benchmark.period.start.isoformat(),
        "comparator": benchmark.comparator,
    }
    values = {"value": real(benchmark.value), "source": benchmark.source}
    return put(db, "benchmark", key, values, author)
