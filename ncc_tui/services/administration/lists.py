"""What one screen of administration shows, read at once: a list, and who may change what it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.keys import OfficerKey
from ncc_tui.domain.model import Officer, Service
from ncc_tui.services.administration import log, services, settings
from ncc_tui.services.administration.log import LogFilter, LogLine
from ncc_tui.services.administration.services import ServiceLine
from ncc_tui.services.administration.settings import SettingLine
from ncc_tui.services.due import count_due
from ncc_tui.services.keys import require_officer_in
from ncc_tui.services.session import Session
from ncc_tui.store import administration, catalogue, keys


@dataclass(frozen=True)
class ServicesPage:
    """Every service in the tree; here and below, `refusal` says why the officer may change none."""

    lines: tuple[ServiceLine, ...]
    refusal: str
    due: int | None


@dataclass(frozen=True)
class OfficersPage:
    """Every officer, with how many keys each has; and the services that they may keep."""

    officers: tuple[Officer, ...]
    keys: Mapping[str, int]
    services: tuple[Service, ...]
    refusal: str
    due: int | None


@dataclass(frozen=True)
class KeysPage:
    """An officer's public keys."""

    login: str
    keys: tuple[OfficerKey, ...]
    refusal: str
    due: int | None


@dataclass(frozen=True)
class SettingsPage:
    """Every setting that the program knows."""

    lines: tuple[SettingLine, ...]
    refusal: str
    due: int | None


@dataclass(frozen=True)
class LogPage:
    """What was written, newest first; `refusal` says why the officer may not read it."""

    lines: tuple[LogLine, ...]
    refusal: str
    due: int | None


@dataclass(frozen=True)
class FirstPage:
    """How far a council has come that begins from nothing: the first of each that there is.

    `measure` is the code of the first measure, None where there is none; `service` its service's.
    """

    organisation: str
    service: str | None
    measure: str | None
    has_target: bool
    has_result: bool
    refusal: str
    due: int | None


def services_page(session: Session, as_at: AsAt) -> ServicesPage:
    """Every service in the tree."""
    with session.store.reading() as db:
        due = count_due(db, session, as_at.day)
        return ServicesPage(services.read_lines(db), session.admin_refusal(db), due)


def officers_page(session: Session, as_at: AsAt) -> OfficersPage:
    """Every officer, by login; how many keys they have is an admin's to see."""
    with session.store.reading() as db:
        refusal = session.admin_refusal(db)
        return OfficersPage(
            officers=tuple(catalogue.officers(db)),
            keys={} if refusal else Counter(key.login for key in keys.keys(db)),
            services=tuple(catalogue.services(db)),
            refusal=refusal,
            due=count_due(db, session, as_at.day),
        )


def keys_page(session: Session, login: str, as_at: AsAt) -> KeysPage:
    """An officer's keys; none of them to anybody but an admin."""
    with session.store.reading() as db:
        refusal, due = session.admin_refusal(db), count_due(db, session, as_at.day)
        require_officer_in(db, login)
        return KeysPage(login, () if refusal else tuple(keys.keys(db, login)), refusal, due)


def settings_page(session: Session, as_at: AsAt) -> SettingsPage:
    """Every setting."""
    with session.store.reading() as db:
        due = count_due(db, session, as_at.day)
        return SettingsPage(settings.read_lines(db), session.admin_refusal(db), due)


def log_page(session: Session, wanted: LogFilter, as_at: AsAt) -> LogPage:
    """What was written and is looked for; nothing of it to anybody but an admin."""
    with session.store.reading() as db:
        refusal, due = session.admin_refusal(db), count_due(db, session, as_at.day)
        return LogPage(() if refusal else log.read_lines(db, wanted), refusal, due)


def first_page(session: Session, as_at: AsAt) -> FirstPage:
    """How far a council has come that begins from nothing."""
    with session.store.reading() as db:
        measure = next(iter(catalogue.measures(db)), None)
        service = measure.service if measure else None
        code = measure.code if measure else None
        return FirstPage(
            organisation=catalogue.settings(db).get("organisation", ""),
            service=service or next((s.code for s in catalogue.services(db)), None),
            measure=code,
            has_target=administration.has_target(db),
            has_result=administration.has_results(db),
            refusal=session.admin_refusal(db),
            due=count_due(db, session, as_at.day),
        )
