"""Officers, their roles and their services: listing, adding, changing and removing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ncc_tui.domain.errors import InvalidEntry, NotFound
from ncc_tui.domain.fields import OFFICER_FIELDS, filled, first_problem
from ncc_tui.domain.model import Officer, Role, Service
from ncc_tui.services.administration.conflicts import Change
from ncc_tui.services.reports import nearest
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue, keys
from ncc_tui.store.connection import Transaction

# What `officer add` cannot do without.
REQUIRED = ("login", "name", "role")


def officer_lines(session: Session) -> tuple[Officer, ...]:
    """Every officer, by login."""
    with session.store.reading() as db:
        return tuple(catalogue.officers(db))


def check_officer(
    texts: Mapping[str, str],
    every: Sequence[Officer],
    services: Sequence[Service],
    known: Officer | None = None,
) -> tuple[Officer, dict[str, str]]:
    """An officer as typed, new or a known one changed; and what is wrong, by field.

    Reads nothing, so that it can be asked at each key.
    """
    begins = known or Officer("", "", Role.VIEWER)
    officer, problems = filled(begins, texts, OFFICER_FIELDS)
    if known is None:
        for name in REQUIRED:
            if name not in texts:
                problems.setdefault(name, f"Expected a {name}, found none.")
        if any(o.login == officer.login for o in every):
            problems["login"] = f"There is an officer {officer.login} already."
    elif officer.login != known.login:
        problems["login"] = f"Expected {known.login}: the login of an officer stays."
    codes = {service.code for service in services}
    unknown = [code for code in officer.services if code not in codes]
    if unknown:
        problems["services"] = (
            f"There is no service '{unknown[0]}' (there are {', '.join(sorted(codes)) or 'none'})."
        )
    after = [o for o in every if known is None or o.login != known.login] + [officer]
    if known is not None and not _administered(after):
        problems["role"] = f"{officer.login} is the last admin, and stays one."
    return officer, problems


def add_officer(session: Session, texts: Mapping[str, str]) -> Officer:
    """Add an officer as typed, by field; raises InvalidField for the first that is wrong."""
    with session.store.writing() as db:
        session.require_admin(db)
        every = catalogue.officers(db)
        officer, problems = check_officer(texts, every, catalogue.services(db))
        first_problem(problems)
        if not _administered([*every, officer]):
            raise InvalidEntry("Expected an admin first: nobody administers the database yet.")
        catalogue.put_officer(db, officer, session.author)
    return officer


def edit_officer(
    session: Session, login: str, texts: Mapping[str, str], *, seen: Officer | None = None
) -> Officer:
    """Change what is typed of an officer, who was `seen` so.

    Raises ChangedSince where somebody changed it meanwhile, InvalidField where a text is wrong or
    nobody would be left to administer, and InvalidEntry where nothing changes.
    """
    with session.store.writing() as db:
        session.require_admin(db)
        known = _find(db, login)
        if seen is not None and seen != known:
            mine, _ = filled(seen, texts, OFFICER_FIELDS)
            raise Change(seen, known, mine).refused(f"Officer {known.login}", OFFICER_FIELDS)
        every, services = catalogue.officers(db), catalogue.services(db)
        officer, problems = check_officer(texts, every, services, known)
        first_problem(problems)
        if not catalogue.put_officer(db, officer, session.author):
            raise InvalidEntry(f"Nothing to save: officer {officer.login} says that already.")
    return officer


def remove_officer(session: Session, login: str) -> Officer:
    """Remove an officer, with what they may do; what they wrote stays, under their login.

    Raises InvalidEntry for the last admin.
    """
    with session.store.writing() as db:
        session.require_admin(db)
        known = _find(db, login)
        if not _administered([o for o in catalogue.officers(db) if o.login != known.login]):
            raise InvalidEntry(f"{known.login} is the last admin, and is not removed.")
        # They would go with the officer unseen: so the log tells of each.
        for key in keys.keys(db, known.login):
            keys.remove_key(db, key.public.fingerprint, session.author)
        catalogue.remove_officer(db, known, session.author)
    return known


def _administered(officers: Sequence[Officer]) -> bool:
    return any(officer.role is Role.ADMIN for officer in officers)


def _find(db: Transaction, login: str) -> Officer:
    officers = {officer.login: officer for officer in catalogue.officers(db)}
    if known := officers.get(login.strip()):
        return known
    near = nearest(login, officers)
    hint = f" Did you mean {near}?" if near else ""
    raise NotFound(f"There is no officer '{login}'.{hint}")
