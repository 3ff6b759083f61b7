"""Who is at work on which database: what every service is handed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from ncc_tui.domain.errors import NotFound, NotPermitted
from ncc_tui.domain.model import Officer, Role
from ncc_tui.domain.settings import admits_unknown
from ncc_tui.services.confinement import Files
from ncc_tui.store import catalogue
from ncc_tui.store.changes import Author
from ncc_tui.store.connection import Store, Transaction, Watch
from ncc_tui.store.opening import ready

ADMINS_ONLY = "only an admin may do that."


@dataclass(frozen=True)
class Clock:
    """What today and now are; handed in, so that tests and the demo can hold the day still."""

    today: Callable[[], date] = date.today
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @classmethod
    def held_at(cls, day: date) -> Clock:
        """A clock on which it is always the same day, while moments go on being real."""
        return cls(today=lambda: day)


@dataclass(frozen=True)
class Session:
    """An officer at work on a database; the app's files are where `files` has them."""

    store: Store
    officer: Officer
    clock: Clock
    files: Files = field(default_factory=Files)

    @property
    def author(self) -> Author:
        """The officer and the moment, as a change is signed."""
        return Author(self.officer.login, self.clock.now())

    def watch(self) -> Watch:
        """Something to ask, now and then, whether anybody has written since."""
        return self.store.watch()

    def now(self, db: Transaction) -> Officer:
        """The officer as the database has them in a transaction: a role taken away is gone.

        Raises NotPermitted where they are no officer and nobody else may read.
        """
        return _at_work(db, self.officer.login, self.store.path)

    def require_admin(self, db: Transaction) -> None:
        """Raise NotPermitted unless the officer administers the database."""
        if refusal := self.admin_refusal(db):
            raise NotPermitted(refusal)

    def admin_refusal(self, db: Transaction) -> str:
        """Why the officer may not administer the database, in a sentence; empty if they may."""
        officer = self.now(db)
        if officer.role is Role.ADMIN:
            return ""
        return f"{officer.login} is {_a(officer.role)}: {ADMINS_ONLY}"

    def require_service(self, db: Transaction, service: str) -> None:
        """Raise NotPermitted unless the officer may enter results for a service."""
        require_service(db, self.now(db), service)

    def require_definitions(self, db: Transaction, service: str) -> None:
        """Raise NotPermitted unless the officer may set a service's measures and targets."""
        require_definitions(db, self.now(db), service)

    def definition_refusal(self, db: Transaction, service: str) -> str:
        """Why the officer may not define what stands in a service; empty if they may."""
        officer = self.now(db)
        try:
            require_definitions(db, officer, service)
        except NotPermitted as reason:
            return str(reason)
        return ""

    def definition_refusals(self, db: Transaction) -> dict[str, str]:
        """The same of each service, by its code."""
        return {s.code: self.definition_refusal(db, s.code) for s in catalogue.services(db)}

    def refusal(self, db: Transaction, service: str) -> str:
        """Why the officer may not enter results for a service, in a sentence; empty if they may."""
        officer = self.now(db)
        try:
            require_service(db, officer, service)
        except NotPermitted as reason:
            return str(reason)
        return ""


def require_service(db: Transaction, officer: Officer, service: str) -> None:
    """Raise NotPermitted unless an officer may enter results for a service."""
    if may_enter(db, officer, service):
        return
    if officer.role is Role.VIEWER:
        raise NotPermitted(f"{officer.login} is {_a(officer.role)} and may not enter results.")
    raise NotPermitted(
        f"{officer.login} may not enter results for service {service}, {_only(officer)}."
    )


def require_definitions(db: Transaction, officer: Officer, service: str) -> None:
    """Raise NotPermitted unless an officer may set a service's measures and targets."""
    if officer.role not in (Role.EDITOR, Role.ADMIN):
        raise NotPermitted(
            f"{officer.login} is {_a(officer.role)}: only an editor of service {service} or an "
            "admin may do that."
        )
    if not may_enter(db, officer, service):
        raise NotPermitted(
            f"{officer.login} may not define what stands in service {service}, {_only(officer)}."
        )


def may_enter(db: Transaction, officer: Officer, service: str) -> bool:
    """Whether an officer may enter results for a service, or for the parents above it."""
    if officer.role is Role.ADMIN:
        return True
    if officer.role is Role.VIEWER:
        return False
    if officer.every_service:
        return True
    parents = {s.code: s.parent for s in catalogue.services(db)}
    above: str | None = service
    while above is not None:
        if above in officer.services:
            return True
        above = parents.pop(above, None)
    return False


def _unregistered(login: str, registered: Sequence[Officer]) -> Officer:
    """Somebody who is no officer may read; while nobody is one, everybody administers."""
    return Officer(login, login, Role.VIEWER if registered else Role.ADMIN)


def _at_work(db: Transaction, login: str, path: Path) -> Officer:
    """Whoever has a login, as the database has them; raises NotPermitted for one not let in."""
    registered = catalogue.officers(db)
    known = next((o for o in registered if o.login == login), None)
    if known is None and registered and not admits_unknown(catalogue.settings(db)):
        raise NotPermitted(
            f"{login} is no officer of {path.name}, and nobody else may read it; an admin can add "
            "one."
        )
    return known or _unregistered(login, registered)


def _only(officer: Officer) -> str:
    services = ", ".join(officer.services)
    return f"only for {services}" if services else "nor for any other"


def _a(role: Role) -> str:
    return f"an {role}" if role[0] in "aeo" else f"a {role}"


def open_session(
    path: Path, login: str, clock: Clock | None = None, *, named: bool = False
) -> Session:
    """Open a database as an officer; an unknown login may read, and nothing else.

    While no officer is registered everybody administers, so that a database can be set up. A
    login that was named on purpose must be registered (NotFound otherwise), and any other too
    where the setting `unknown_logins` says `nobody` (NotPermitted).
    """
    ready(path)
    store = Store(path)
    with store.reading() as db:
        registered = catalogue.officers(db)
        if named and registered and all(o.login != login for o in registered):
            raise NotFound(
                f"{login} is no officer of {path.name}; an admin can add one "
                f"(officers: {', '.join(o.login for o in registered[:8])})."
            )
        officer = _at_work(db, login, path)
    # Whoever is let in no more is refused at the next transaction, whatever it is for.
    store.admit = lambda db: _at_work(db, login, path)
    return Session(store, officer, clock or Clock())
