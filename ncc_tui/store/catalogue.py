"""Services, measures, officers and settings: what the ledgers refer to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.model import Measure, Officer, Service
from ncc_tui.store.as_at import counting, values_at
from ncc_tui.store.changes import Author, log, put, remove
from ncc_tui.store.connection import Connection
from ncc_tui.store.records import from_measure, to_measure, to_officer

_MEASURES = f"""
SELECT m.code, m.service, m.frequency, m.period_anchor, d.*
FROM measure AS m
JOIN definition AS d ON d.measure = m.code AND d.revision = coalesce(
    (
        SELECT max(n.revision) FROM definition AS n
        WHERE n.measure = m.code AND {counting("n")}
    ),
    1
)
WHERE (:service IS NULL OR m.service = :service) AND (:code IS NULL OR m.code = :code)
ORDER BY m.service, d.number, m.code
"""


def services(db: Connection) -> list[Service]:
    """Every service, numeric codes in numeric order first."""
    return list(db.remembered(services, lambda: _services(db)))


def _services(db: Connection) -> list[Service]:
    every = [Service(**record) for record in db.query("SELECT * FROM service")]
    return sorted(every, key=lambda s: (not s.code.isdigit(), len(s.code), s.code))


def put_service(db: Connection, service: Service, author: Author) -> bool:
    """Add a service or change it; gives whether anything changed."""
    values = dict(vars(service))
    values.pop("code")
    return put(db, "service", {"code": service.code}, values, author)


def measures(
    db: Connection, service: str | None = None, as_at: AsAt | None = None
) -> list[Measure]:
    """Every measure, or those of one service, by service and number.

    Each is as it is defined at a date, else as it is newest defined; of one that is not defined
    yet at that date, as its first definition has it.
    """
    values = {**values_at(as_at, service), "code": None}
    there = [to_measure(record) for record in db.query(_MEASURES, values)]
    rank = {known.code: place for place, known in enumerate(services(db))}
    return sorted(there, key=lambda m: (rank[m.service], m.number, m.code))


def measure(db: Connection, code: str, as_at: AsAt | None = None) -> Measure | None:
    """One measure by its code, defined as `measures` has it."""
    record = db.one(_MEASURES, {**values_at(as_at), "code": code})
    return to_measure(record) if record else None


def measure_codes(db: Connection) -> list[str]:
    """The code of every measure."""
    return [code for (code,) in db.execute("SELECT code FROM measure ORDER BY code")]


def owns_any(db: Connection, login: str) -> bool:
    """Whether an officer owns a measure, as it is newest defined."""
    return db.remembered((owns_any, login), lambda: _owns_any(db, login))


def _owns_any(db: Connection, login: str) -> bool:
    query = """
        SELECT 1 FROM definition AS d WHERE d.owner = :login AND d.revision = (
            SELECT max(n.revision) FROM definition AS n WHERE n.measure = d.measure
        ) LIMIT 1
    """
    return db.value(query, {"login": login}) is not None


def remove_service(db: Connection, code: str, author: Author) -> bool:
    """Remove a service to which nothing refers; gives whether it was there."""
    return remove(db, "service", {"code": code}, author)


def put_measure(db: Connection, measure: Measure, author: Author) -> bool:
    """Add a measure's code, service and cycle, or change them; gives whether anything changed."""
    values = from_measure(measure)
    return put(db, "measure", {"code": values.pop("code")}, values, author)


def officers(db: Connection) -> list[Officer]:
    """Every officer, by login."""
    return list(db.remembered(officers, lambda: _officers(db)))


def _officers(db: Connection) -> list[Officer]:
    allowed: dict[str, list[str]] = defaultdict(list)
    for record in db.query("SELECT login, service FROM officer_service ORDER BY login, service"):
        allowed[record["login"]].append(record["service"])
    return [
        to_officer(record, allowed[record["login"]])
        for record in db.query(
            "SELECT login, name, role, every_service FROM officer ORDER BY login"
        )
    ]


def officer(db: Connection, login: str) -> Officer | None:
    """One officer by login."""
    return next((o for o in officers(db) if o.login == login), None)


def put_officer(db: Connection, officer: Officer, author: Author) -> bool:
    """Add an officer or change one, with the services allowed; gives whether anything changed."""
    key = {"login": officer.login}
    values = {
        "name": officer.name,
        "role": str(officer.role),
        "every_service": int(officer.every_service),
    }
    changed = put(db, "officer", key, values, author)
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


def remove_officer(db: Connection, officer: Officer, author: Author) -> None:
    """Remove an officer and the services allowed; what they wrote names their login."""
    if officer.services:
        put_officer(db, replace(officer, services=()), author)
    remove(db, "officer", {"login": officer.login}, author)


def settings(db: Connection) -> dict[str, str]:
    """Every setting."""
    return dict(db.remembered(settings, lambda: _settings(db)))


def _settings(db: Connection) -> dict[str, str]:
    return {r["name"]: r["value"] for r in db.query("SELECT * FROM setting ORDER BY name")}


def remove_setting(db: Connection, name: str, author: Author) -> bool:
    """Let a setting say its default; gives whether it said anything."""
    return remove(db, "setting", {"name": name}, author)


def put_setting(db: Connection, name: str, value: str, author: Author) -> bool:
    """Set a setting; gives whether anything changed."""
    return put(db, "setting", {"name": name}, {"value": value}, author)
