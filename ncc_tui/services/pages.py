"""What one screen shows, read at once: a report with its trends, a due list, a history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ncc_tui.domain.due import DueItem
from ncc_tui.domain.errors import NotPermitted
from ncc_tui.domain.model import Measure, Role
from ncc_tui.domain.periods import Period
from ncc_tui.domain.report import Report, Trend
from ncc_tui.services import reports
from ncc_tui.services.actions import Standing, standing
from ncc_tui.services.due import Scope, due_list
from ncc_tui.services.forms import read_ledger
from ncc_tui.services.history import History, history
from ncc_tui.services.reports import Overview
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue


@dataclass(frozen=True)
class ReportPage:
    """A service's report, the trend of each measure by code, and officers' names by login.

    `due`, here and below, is how many results are due or overdue in the officer's own scope.
    """

    report: Report
    trends: Mapping[str, Trend]
    names: Mapping[str, str]
    due: int | None
    notice: str = ""


@dataclass(frozen=True)
class CouncilPage:
    """Every service's report."""

    overview: Overview
    due: int | None
    notice: str = ""


@dataclass(frozen=True)
class DuePage:
    """The results due in a scope; `own` is the scope the officer begins with."""

    items: tuple[DueItem, ...]
    at: date
    scope: Scope
    own: Scope
    due: int | None


@dataclass(frozen=True)
class HistoryPage:
    """Every revision of a measure; `refusal` says why the officer may change none of them."""

    history: History
    refusal: str
    due: int | None


@dataclass(frozen=True)
class ActionsPage:
    """A measure's actions at a day: those that stand, then those done; officers' names by login.

    `period` is the one a new action is raised in; `refusal` says why the officer may change none.
    """

    measure: Measure
    period: Period
    at: date
    actions: tuple[Standing, ...]
    names: Mapping[str, str]
    refusal: str
    due: int | None


def report_page(session: Session, service: str, at: date, *, as_revised: bool) -> ReportPage:
    """A service's report at a date with all that its screen shows."""
    found = reports.report(session, service, at, as_revised=as_revised)
    return ReportPage(
        report=found,
        trends=reports.trends(session, found.service.code, at, as_revised=as_revised),
        names={login: officer.name for login, officer in reports.officers(session).items()},
        due=due_count(session, at),
        notice=reports.settings(session).get("notice", ""),
    )


def council_page(session: Session, at: date, *, as_revised: bool) -> CouncilPage:
    """The council's overview at a date with all that its screen shows."""
    return CouncilPage(
        overview=reports.overview(session, at, as_revised=as_revised),
        due=due_count(session, at),
        notice=reports.settings(session).get("notice", ""),
    )


def due_page(session: Session, at: date, scope: Scope | None = None) -> DuePage:
    """The due list at a date for a scope, or for the officer's own."""
    own = own_scope(session)
    chosen = scope or own
    items = due_list(session, at, scope=chosen)
    due = len(items) if chosen is own else due_count(session, at)
    return DuePage(items, at, chosen, own, due)


def history_page(session: Session, measure: str, at: date) -> HistoryPage:
    """Every revision of a measure's results."""
    found = history(session, measure)
    return HistoryPage(found, refusal(session, found.measure.service), due_count(session, at))


def actions_page(
    session: Session, measure: str, at: date, period: Period | None = None
) -> ActionsPage:
    """A measure's actions at a date or today, whichever is later: what is raised today shows."""
    day = max(at, session.clock.today())
    with session.store.reading() as db:
        ledger = read_ledger(db, measure)
        found = standing(session, measure, day, done=True)
        names = {officer.login: officer.name for officer in catalogue.officers(db)}
    return ActionsPage(
        measure=ledger.measure,
        period=period or ledger.next_period(day),
        at=day,
        actions=tuple(sorted(found, key=lambda s: s.action.done_on is not None)),
        names=names,
        refusal=refusal(session, ledger.measure.service),
        due=due_count(session, at),
    )


def own_scope(session: Session) -> Scope:
    """Whose due results an officer is shown first: their own, else those of their services."""
    if session.officer.role is not Role.OFFICER:
        return Scope.ALL
    with session.store.reading() as db:
        owners = {measure.owner for measure in catalogue.measures(db)}
    return Scope.ME if session.officer.login in owners else Scope.MY_SERVICES


def due_count(session: Session, at: date) -> int:
    """How many results are due or overdue at a date in the officer's own scope."""
    return len(due_list(session, at, scope=own_scope(session)))


def refusal(session: Session, service: str) -> str:
    """Why the officer may not enter results for a service, in a sentence; empty if they may."""
    try:
        session.require_service(service)
    except NotPermitted as reason:
        return str(reason)
    return ""
