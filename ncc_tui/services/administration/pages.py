"""What the administration's lists show: of which services, and what else stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ncc_tui.domain.model import Service
from ncc_tui.services.administration.measures import MeasureLine, measure_lines
from ncc_tui.services.administration.targets import TargetGrid, target_grid
from ncc_tui.services.due import count_due
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue


@dataclass(frozen=True)
class MeasuresPage:
    """The measures of the services that the officer may define; `refusal` says why of none."""

    lines: tuple[MeasureLine, ...]
    services: tuple[Service, ...]
    refusal: str
    due: int | None


@dataclass(frozen=True)
class TargetsPage:
    """A service's targets in a financial year, and the services that the officer may set."""

    service: Service | None
    grid: TargetGrid | None
    services: tuple[Service, ...]
    refusal: str
    due: int | None


def measures_page(session: Session, at: date) -> MeasuresPage:
    """The measures that the officer may define, those of one service after another."""
    services, refusal, due = _definable(session, at)
    codes = {service.code for service in services}
    lines = tuple(line for line in measure_lines(session) if line.service.code in codes)
    return MeasuresPage(lines, services, refusal, due)


def targets_page(session: Session, service: str | None, first_year: int, at: date) -> TargetsPage:
    """The targets of a service, or of the officer's first, in the year that began then."""
    services, refusal, due = _definable(session, at)
    chosen = next((s for s in services if service in (None, s.code)), None)
    grid = target_grid(session, chosen.code, first_year) if chosen else None
    return TargetsPage(chosen, grid, services, refusal, due)


def _definable(session: Session, at: date) -> tuple[tuple[Service, ...], str, int | None]:
    """The services that the officer may define, why none, and how many results are due."""
    with session.store.reading() as db:
        every = catalogue.services(db)
        refusals: Mapping[str, str] = session.definition_refusals(db)
        own = tuple(service for service in every if not refusals[service.code])
        refusal = "" if own else next(iter(refusals.values()), "")
        return own, refusal, count_due(db, session, at)
