"""Services and their tree: listing, adding, changing and removing them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ncc_tui.domain.errors import InvalidEntry
from ncc_tui.domain.fields import SERVICE_FIELDS, filled, first_problem
from ncc_tui.domain.model import Service
from ncc_tui.domain.tree import in_tree, lies_below_itself
from ncc_tui.services.administration.conflicts import Change
from ncc_tui.services.reports import find_service
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.connection import Transaction


@dataclass(frozen=True)
class ServiceLine:
    """A service where it stands in the tree, and what refers to it."""

    service: Service
    depth: int
    measures: int
    officers: int


def service_lines(session: Session) -> tuple[ServiceLine, ...]:
    """Every service, those below another after it."""
    with session.store.reading() as db:
        return read_lines(db)


def read_lines(db: Transaction) -> tuple[ServiceLine, ...]:
    """The same, in a transaction that is open."""
    measures = Counter(m.service for m in catalogue.measures(db))
    officers = Counter(code for o in catalogue.officers(db) for code in o.services)
    return tuple(
        ServiceLine(service, depth, measures[service.code], officers[service.code])
        for service, depth in in_tree(catalogue.services(db))
    )


def check_service(
    texts: Mapping[str, str], every: Sequence[Service], known: Service | None = None
) -> tuple[Service, dict[str, str]]:
    """A service as typed, new or a known one changed; and what is wrong, by field.

    Reads nothing, so that it can be asked at each key; `every` is what `service_lines` gave.
    """
    service, problems = filled(known or Service("", ""), texts, SERVICE_FIELDS)
    by_code = {s.code: s for s in every}
    if known is None:
        problems |= _required(service, problems)
        same = next((c for c in by_code if c.casefold() == service.code.casefold()), None)
        if same is not None:
            problems["code"] = f"There is a service {same} already: {by_code[same].name}."
    elif service.code != known.code:
        problems["code"] = f"Expected {known.code}: the code of a service stays."
    holder = next((s for s in every if s.name == service.name and s.code != service.code), None)
    if holder is not None and "service" not in problems:
        problems["service"] = f"Expected a name that no other service has ({holder.code} has it)."
    if service.parent is not None and "parent" not in problems:
        if service.parent not in by_code and service.parent != service.code:
            problems["parent"] = f"There is no service '{service.parent}'."
        elif lies_below_itself(service, by_code):
            problems["parent"] = f"Expected a service that does not lie below {service.code}."
    return service, problems


def add_service(session: Session, texts: Mapping[str, str]) -> Service:
    """Add a service as typed, by field; raises InvalidField for the first that is wrong."""
    with session.store.writing() as db:
        session.require_admin(db)
        service, problems = check_service(texts, catalogue.services(db))
        first_problem(problems)
        catalogue.put_service(db, service, session.author)
    return service


def edit_service(
    session: Session, code: str, texts: Mapping[str, str], *, seen: Service | None = None
) -> Service:
    """Change what is typed of a service, which was `seen` so.

    Raises ChangedSince where somebody changed it meanwhile, InvalidField where a text is wrong,
    and InvalidEntry where nothing changes.
    """
    with session.store.writing() as db:
        session.require_admin(db)
        every = catalogue.services(db)
        known = find_service(every, code)
        if seen is not None and seen != known:
            mine, _ = filled(seen, texts, SERVICE_FIELDS)
            raise Change(seen, known, mine).refused(f"Service {known.code}", SERVICE_FIELDS)
        service, problems = check_service(texts, every, known)
        first_problem(problems)
        if not catalogue.put_service(db, service, session.author):
            raise InvalidEntry(f"Nothing to save: service {service.code} says that already.")
    return service


def remove_service(session: Session, code: str) -> Service:
    """Remove a service to which nothing refers; raises InvalidEntry saying what does."""
    with session.store.writing() as db:
        session.require_admin(db)
        every = catalogue.services(db)
        known = find_service(every, code)
        if held := list(_held(db, known, every)):
            raise InvalidEntry(
                f"Service {known.code} is not removed: it has {', and '.join(held)}."
            )
        catalogue.remove_service(db, known.code, session.author)
    return known


def _held(db: Transaction, service: Service, every: Sequence[Service]) -> Iterator[str]:
    """What refers to a service, in words."""
    for what, codes in (
        ("measures", [m.code for m in catalogue.measures(db, service.code)]),
        ("services below it", [s.code for s in every if s.parent == service.code]),
        (
            "officers",
            [o.login for o in catalogue.officers(db) if service.code in o.services],
        ),
    ):
        if codes:
            more = f" and {len(codes) - 3} more" if len(codes) > 3 else ""
            yield f"{what} ({', '.join(codes[:3])}{more})"


def _required(service: Service, problems: Mapping[str, str]) -> dict[str, str]:
    return {
        name: f"Expected a {what}, found none."
        for name, what, said in (("code", "code", service.code), ("service", "name", service.name))
        if not said and name not in problems
    }
