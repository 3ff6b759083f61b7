"""What one screen shows, read at once: a report with its trends, a due list, a history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.due import DueItem
from ncc_tui.domain.model import Measure, Officer, Service
from ncc_tui.domain.periods import Period
from ncc_tui.domain.report import Report
from ncc_tui.domain.trend import Trend
from ncc_tui.services.actions import Standing, read_standing
from ncc_tui.services.disclosure import Sight
from ncc_tui.services.drafts import Draft, read_mine
from ncc_tui.services.due import Scope, count_due, own_scope, read_due_list, scopes
from ncc_tui.services.forms import read_ledger
from ncc_tui.services.history import History, read_history
from ncc_tui.services.reports import (
    Overview,
    laid_out,
    read_overview,
    read_report,
    service_named,
)
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.trends import trend_inputs


class ReportPage(NamedTuple):
    """A service's report, the trend of each measure by code, and officers' names by login.

    Here and below, `due` is how many results are due or overdue in the officer's own scope, and
    `drafts` is what the officer has typed and not saved, of any service, newest first. `refusal`
    says why the officer may enter no result there.
    """

    report: Report
    trends: Mapping[str, Trend]
    names: Mapping[str, str]
    due: int | None
    notice: str = ""
    drafts: tuple[Draft, ...] = ()
    refusal: str = ""


class CouncilPage(NamedTuple):
    """Every service's report; `begins` where there is none yet and the officer is an admin."""

    overview: Overview
    due: int | None
    notice: str = ""
    drafts: tuple[Draft, ...] = ()
    begins: bool = False


class DuePage(NamedTuple):
    """The results due in a scope; `scopes` are those that there are for the officer.

    `refusals` say, by the service's code, why the officer may not enter a result.
    """

    items: tuple[DueItem, ...]
    at: date
    scope: Scope
    scopes: tuple[Scope, ...]
    due: int | None
    drafts: tuple[Draft, ...] = ()
    refusals: Mapping[str, str] = MappingProxyType({})


class HistoryPage(NamedTuple):
    """Every revision of a measure; `refusal` says why the officer may change none of them."""

    history: History
    refusal: str
    due: int | None


class ActionsPage(NamedTuple):
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


class AdminPage(NamedTuple):
    """How the database is set up; `refusal` says why the officer may change none of it.

    `definitions` says why they may set no service's measures and targets.
    `measures` is how many measures each service reports at the date looked at, by code.
    """

    refusal: str
    definitions: str
    officers: tuple[Officer, ...]
    services: tuple[Service, ...]
    measures: Mapping[str, int]
    settings: Mapping[str, str]
    due: int | None


def report_page(session: Session, service: str, as_at: AsAt) -> ReportPage:
    """A service's report at a date with all that its screen shows."""
    with session.store.reading() as db:
        found = service_named(db, service)
        inputs = trend_inputs(db, as_at, service=found.code)
        sight = Sight.of(db, session)
        return ReportPage(
            report=read_report(db, found, as_at, sight, inputs),
            trends=laid_out(inputs, as_at, sight),
            names={officer.login: officer.name for officer in catalogue.officers(db)},
            due=count_due(db, session, as_at.day),
            notice=catalogue.settings(db).get("notice", ""),
            drafts=read_mine(db, session),
            refusal=session.refusal(db, found.code),
        )


def opening_page(session: Session, as_at: AsAt) -> ReportPage | CouncilPage:
    """Where an officer begins: on the report of their one service, else on the council."""
    match session.officer.services:
        case (service,):
            page = report_page(session, service, as_at)
            if page.report.rows:
                return page
    return council_page(session, as_at)


def council_page(session: Session, as_at: AsAt) -> CouncilPage:
    """The council's overview at a date with all that its screen shows."""
    with session.store.reading() as db:
        overview = read_overview(db, as_at, Sight.of(db, session))
        empty = not overview.reports and not catalogue.measure_codes(db)
        return CouncilPage(
            overview=overview,
            due=count_due(db, session, as_at.day),
            notice=catalogue.settings(db).get("notice", ""),
            drafts=read_mine(db, session),
            begins=empty and not session.admin_refusal(db),
        )


def due_page(session: Session, at: date, scope: Scope | None = None) -> DuePage:
    """The due list at a date for a scope; unless the officer has that one, for their own."""
    with session.store.reading() as db:
        own, there = own_scope(db, session), scopes(db, session)
        chosen = scope if scope in there else own
        items = read_due_list(db, session, at, scope=chosen)
        due = len(items) if chosen is own else count_due(db, session, at)
        services = {item.service.code for item in items}
        refusals = {code: session.refusal(db, code) for code in services}
        return DuePage(items, at, chosen, there, due, read_mine(db, session), refusals)


def history_page(session: Session, measure: str, at: date) -> HistoryPage:
    """Every revision of a measure's results."""
    with session.store.reading() as db:
        found = read_history(db, session, measure)
        refused = session.refusal(db, found.measure.service)
        return HistoryPage(found, refused, count_due(db, session, at))


def actions_page(
    session: Session, measure: str, at: date, period: Period | None = None
) -> ActionsPage:
    """A measure's actions at a date or today, whichever is later: what is raised today shows."""
    day = max(at, session.clock.today())
    with session.store.reading() as db:
        sight = Sight.of(db, session)
        ledger = read_ledger(db, measure, day, sight)
        standing = read_standing(db, sight, ledger.measure, day, done=True)
        return ActionsPage(
            measure=ledger.measure,
            period=period or ledger.next_period(),
            at=day,
            actions=tuple(sorted(standing, key=lambda s: s.action.done_on is not None)),
            names={officer.login: officer.name for officer in catalogue.officers(db)},
            refusal=session.refusal(db, ledger.measure.service),
            due=count_due(db, session, at),
        )


def admin_page(session: Session, as_at: AsAt) -> AdminPage:
    """How the database is set up."""
    with session.store.reading() as db:
        measures = Counter(
            m.service for m in catalogue.measures(db, as_at=as_at) if m.runs_at(as_at.day)
        )
        admin, definitions = session.admin_refusal(db), session.definition_refusals(db).values()
        return AdminPage(
            refusal=admin,
            definitions="" if "" in definitions else next(iter(definitions), admin),
            officers=tuple(catalogue.officers(db)),
            services=tuple(catalogue.services(db)),
            measures=measures,
            settings=catalogue.settings(db),
            due=count_due(db, session, as_at.day),
        )
