"""The table of roles (design, section 6): every function of the services, with who may call it.

A function that is not in the table fails a test, and so does one that says otherwise.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import ncc_tui.services
from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import NccError, NotPermitted
from ncc_tui.domain.keys import parse_public_key
from ncc_tui.domain.model import Entry, Officer, Role
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.services import (
    actions,
    aside,
    backup,
    bulk,
    documents,
    drafts,
    due,
    entering,
    exporting,
    forms,
    history,
    keys,
    reports,
    trends,
)
from ncc_tui.services.administration import (
    lists,
    log,
    measure_form,
    measures,
    officers,
    services,
    settings,
    targets,
)
from ncc_tui.services.administration import pages as administration_pages
from ncc_tui.services.entering import RowsRefused, Submission
from ncc_tui.services.importing import run
from ncc_tui.services.pages.actions import actions_page
from ncc_tui.services.pages.admin import admin_page
from ncc_tui.services.pages.council import council_page
from ncc_tui.services.pages.due import due_page
from ncc_tui.services.pages.history import history_page
from ncc_tui.services.pages.opening import opening_page
from ncc_tui.services.pages.report import report_page
from ncc_tui.services.session import Session, open_session
from ncc_tui.services.why import explain_row
from ncc_tui.store import keys as store_keys
from tests.services.conftest import AT, acting

QUARTERLY = Cycle(Frequency.QUARTERLY)
JANUARY, APRIL = QUARTERLY.parse("Jan 2024"), QUARTERLY.parse("Apr 2024")
TODAY = AsAt(AT)
A_RESULT = Submission("CSC04", APRIL, Entry(Decimal(75)), 0)
A_MEASURE = {
    "code": "N1",
    "service": "26",
    "measure": "New",
    "unit": "Number",
    "frequency": "Monthly",
    "polarity": "lower",
}
A_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGqW7h8dS3q0oNMcxUfRjSO7nqN0T3z8xZ3E3qU1b2Zr"
NEW_OFFICER = {"login": "new", "name": "New", "role": "viewer"}

# Who may: everybody; those who keep the service; of them the editors; admins. An admin always may.
READS, ENTERS, DEFINES, ADMINISTERS = "reads", "enters", "defines", "administers"
MAY = {
    READS: set(Role),
    ENTERS: {Role.OFFICER, Role.EDITOR, Role.ADMIN},
    DEFINES: {Role.EDITOR, Role.ADMIN},
    ADMINISTERS: {Role.ADMIN},
}


@dataclass(frozen=True)
class Right:
    """Who may call a function, and a call of it on what stands in service 26."""

    who: str
    call: Callable[[Session, Path], object]


def action(session: Session) -> Any:
    return actions.standing(session, "CSC04")[0].action


def one_result(folder: Path) -> list[Path]:
    (folder / "results.csv").write_text("measure,period,value\nCSC01,Jan 2024,81\n")
    return [folder / "results.csv"]


def imported(session: Session, folder: Path) -> object:
    outcome = run.import_paths(session, one_result(folder), confirmed=True)
    if not outcome.written:
        raise NotPermitted(outcome.errors[0].message)
    return outcome


def removed_key(session: Session, _: Path) -> object:
    with session.store.writing() as db:
        public = parse_public_key(A_KEY)
        store_keys.add_key(db, "jsmith", public, session.author)
    return keys.remove_key(session, "jsmith", public.fingerprint)


def a_line(session: Session) -> log.LogLine:
    with session.store.reading() as db:
        return log.read_lines(db, log.LogFilter(), 1)[0]


TABLE: dict[Callable[..., object], Right] = {
    actions.standing: Right(READS, lambda s, _: actions.standing(s, "CSC04")),
    actions.add: Right(
        ENTERS, lambda s, _: actions.add(s, "CSC04", APRIL, actions.NewAction("Do it"))
    ),
    actions.edit: Right(
        ENTERS, lambda s, _: actions.edit(s, action(s), text="Other", owner=None, due_on=None)
    ),
    actions.mark_done: Right(ENTERS, lambda s, _: actions.mark_done(s, action(s))),
    actions.reopen: Right(
        ENTERS, lambda s, _: actions.reopen(s, replace(action(s), done_on=date(2024, 5, 1)))
    ),
    aside.set_aside: Right(READS, lambda s, _: aside.set_aside(s, [])),
    aside.take_back: Right(READS, lambda s, _: aside.take_back(s)),
    backup.back_up: Right(ADMINISTERS, lambda s, folder: backup.back_up(s, folder / "copy.db")),
    bulk.bulk_page: Right(READS, lambda s, _: bulk.bulk_page(s, "26", AT)),
    documents.document: Right(READS, lambda s, _: documents.document(s, "26", TODAY)),
    drafts.keep: Right(ENTERS, lambda s, _: drafts.keep(s, "CSC04", APRIL, {"value": "1"})),
    drafts.find: Right(READS, lambda s, _: drafts.find(s, "CSC04", APRIL)),
    drafts.mine: Right(READS, lambda s, _: drafts.mine(s)),
    drafts.drop: Right(READS, lambda s, _: drafts.drop(s, "CSC04", APRIL)),
    due.due_list: Right(READS, lambda s, _: due.due_list(s, AT)),
    entering.save_result: Right(
        ENTERS, lambda s, _: entering.save_result(s, A_RESULT, confirmed=True)
    ),
    entering.save_many: Right(
        ENTERS, lambda s, _: entering.save_many(s, [A_RESULT], confirmed=True)
    ),
    entering.undo: Right(ENTERS, lambda s, _: entering.undo(s, "CSC04", JANUARY, seen=3)),
    entering.withdraw: Right(
        ENTERS,
        lambda s, _: entering.withdraw(s, "CSC04", JANUARY, seen=3, reason="By mistake"),
    ),
    exporting.export_folder: Right(
        ADMINISTERS, lambda s, folder: exporting.export_folder(s, folder / "out")
    ),
    forms.form_inputs: Right(READS, lambda s, _: forms.form_inputs(s, "CSC04")),
    keys.list_keys: Right(ADMINISTERS, lambda s, _: keys.list_keys(s)),
    keys.add_key: Right(ADMINISTERS, lambda s, _: keys.add_key(s, "jsmith", A_KEY)),
    keys.remove_key: Right(ADMINISTERS, removed_key),
    keys.require_officer: Right(READS, lambda s, _: keys.require_officer(s, "jsmith")),
    opening_page: Right(READS, lambda s, _: opening_page(s, TODAY)),
    reports.idle_seconds: Right(READS, lambda s, _: reports.idle_seconds(s)),
    history.history: Right(READS, lambda s, _: history.history(s, "CSC04")),
    run.import_paths: Right(ENTERS, imported),
    report_page: Right(READS, lambda s, _: report_page(s, "26", TODAY)),
    council_page: Right(READS, lambda s, _: council_page(s, TODAY)),
    due_page: Right(READS, lambda s, _: due_page(s, AT)),
    history_page: Right(READS, lambda s, _: history_page(s, "CSC04", AT)),
    actions_page: Right(READS, lambda s, _: actions_page(s, "CSC04", AT)),
    # It says who may when it is refused, and shows nothing that is an admin's.
    admin_page: Right(READS, lambda s, _: admin_page(s, TODAY)),
    reports.report: Right(READS, lambda s, _: reports.report(s, "26", TODAY)),
    reports.overview: Right(READS, lambda s, _: reports.overview(s, TODAY)),
    trends.trends: Right(READS, lambda s, _: trends.trends(s, "26", TODAY)),
    explain_row: Right(READS, lambda s, _: explain_row(s, "CSC04", TODAY)),
    reports.services: Right(READS, lambda s, _: reports.services(s)),
    reports.measure: Right(READS, lambda s, _: reports.measure(s, "CSC04")),
    reports.officers: Right(READS, lambda s, _: reports.officers(s)),
    reports.settings: Right(READS, lambda s, _: reports.settings(s)),
    reports.opening_date: Right(READS, lambda s, _: reports.opening_date(s)),
    # They say who may where they are refused, and keep back what is an admin's to see.
    lists.services_page: Right(READS, lambda s, _: lists.services_page(s, TODAY)),
    lists.officers_page: Right(READS, lambda s, _: lists.officers_page(s, TODAY)),
    lists.keys_page: Right(READS, lambda s, _: lists.keys_page(s, "jsmith", TODAY)),
    lists.settings_page: Right(READS, lambda s, _: lists.settings_page(s, TODAY)),
    lists.log_page: Right(READS, lambda s, _: lists.log_page(s, log.LogFilter(), TODAY)),
    lists.first_page: Right(READS, lambda s, _: lists.first_page(s, TODAY)),
    log.log_fields: Right(ADMINISTERS, lambda s, _: log.log_fields(s, a_line(s))),
    log.read_log: Right(ADMINISTERS, lambda s, _: log.read_log(s)),
    measures.measure_lines: Right(READS, lambda s, _: measures.measure_lines(s)),
    measure_form.measure_inputs: Right(READS, lambda s, _: measure_form.measure_inputs(s, "CSC04")),
    measure_form.copy_inputs: Right(READS, lambda s, _: measure_form.copy_inputs(s, "CSC04")),
    measures.add_measure: Right(DEFINES, lambda s, _: measures.add_measure(s, A_MEASURE)),
    measures.edit_measure: Right(
        DEFINES, lambda s, _: measures.edit_measure(s, "CSC04", {"unit": "Rate"})
    ),
    measures.retire_measure: Right(
        DEFINES, lambda s, _: measures.retire_measure(s, "CSC04", date(2024, 6, 1))
    ),
    measures.copy_measure: Right(DEFINES, lambda s, _: measures.copy_measure(s, "CSC04", "N2")),
    measures.replace_measure: Right(
        DEFINES, lambda s, _: measures.replace_measure(s, "CSC04", "N2", date(2024, 6, 1))
    ),
    measures.move_measure: Right(DEFINES, lambda s, _: measures.move_measure(s, "CSC04", 1)),
    officers.officer_lines: Right(READS, lambda s, _: officers.officer_lines(s)),
    officers.add_officer: Right(ADMINISTERS, lambda s, _: officers.add_officer(s, NEW_OFFICER)),
    officers.edit_officer: Right(
        ADMINISTERS, lambda s, _: officers.edit_officer(s, "jsmith", {"name": "Other"})
    ),
    officers.remove_officer: Right(ADMINISTERS, lambda s, _: officers.remove_officer(s, "epotts")),
    services.service_lines: Right(READS, lambda s, _: services.service_lines(s)),
    services.add_service: Right(
        ADMINISTERS, lambda s, _: services.add_service(s, {"code": "1", "service": "One"})
    ),
    services.edit_service: Right(
        ADMINISTERS, lambda s, _: services.edit_service(s, "26", {"director": "Other"})
    ),
    services.remove_service: Right(ADMINISTERS, lambda s, _: services.remove_service(s, "spare")),
    settings.setting_lines: Right(READS, lambda s, _: settings.setting_lines(s)),
    settings.set_setting: Right(
        ADMINISTERS, lambda s, _: settings.set_setting(s, "title", "Other")
    ),
    # They show what the officer may define, and say why it is nothing.
    administration_pages.measures_page: Right(
        READS, lambda s, _: administration_pages.measures_page(s, AT)
    ),
    administration_pages.targets_page: Right(
        READS, lambda s, _: administration_pages.targets_page(s, "26", 2023, AT)
    ),
    targets.target_list: Right(READS, lambda s, _: targets.target_list(s, "CSC04")),
    targets.target_grid: Right(READS, lambda s, _: targets.target_grid(s, "26", 2023)),
    targets.target_turns: Right(
        READS, lambda s, _: targets.target_turns(s, "CSC04", JANUARY, "70")
    ),
    targets.targets_turns: Right(
        READS,
        lambda s, _: targets.targets_turns(s, [targets.TargetEntry("CSC04", JANUARY, "70")]),
    ),
    targets.set_target: Right(
        DEFINES, lambda s, _: targets.set_target(s, "CSC04", "Jan 2024", "70")
    ),
    targets.set_targets: Right(
        DEFINES,
        lambda s, _: targets.set_targets(s, [targets.TargetEntry("CSC04", JANUARY, "70")]),
    ),
    targets.copy_targets: Right(
        DEFINES, lambda s, _: targets.copy_targets(s, 2023, "26", uplift=Decimal(2))
    ),
}
# Functions that a session is handed to and that do nothing by themselves.
NOT_DEEDS = {"administration.ledgers.transaction"}


def public_functions() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function of the services that is called with a session."""
    prefix = f"{ncc_tui.services.__name__}."
    for found in pkgutil.walk_packages(ncc_tui.services.__path__, prefix):
        module = import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            own = function.__module__ == found.name and not name.startswith("_")
            if own and first is not None and first.annotation == "Session":
                yield f"{found.name.removeprefix(prefix)}.{name}", function


def named(function: Callable[..., object]) -> str:
    module = function.__module__.removeprefix(f"{ncc_tui.services.__name__}.")
    return f"{module}.{function.__name__}"


def at_work(council: Session, role: Role, service: str) -> Session:
    """Somebody of a role who keeps a service, and what the deeds need."""
    services.add_service(council, {"code": "spare", "service": "Spare"})
    inputs = forms.form_inputs(council, "CSC04", JANUARY)
    assert inputs.newest is not None
    entry = replace(inputs.newest.entry, comments="Read again")
    submission = Submission("CSC04", JANUARY, entry, inputs.seen)
    entering.save_result(council, submission, confirmed=True)
    return acting(council, Officer("them", "Them", role, (service,)))


def refusal(session: Session, right: Right, folder: Path) -> NccError | None:
    """What a call is refused with for want of a right."""
    try:
        right.call(session, folder)
    except (NotPermitted, RowsRefused, targets.TargetsRefused) as refused:
        return refused
    return None


def test_every_function_of_the_services_is_in_the_table() -> None:
    there = {name for name, _ in public_functions()} - NOT_DEEDS
    assert there == {named(function) for function in TABLE}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("function", TABLE, ids=named)
def test_who_may_is_let_in_and_nobody_else(
    function: Callable[..., object], role: Role, council: Session, tmp_path: Path
) -> None:
    right = TABLE[function]
    refused = refusal(at_work(council, role, "26"), right, tmp_path)
    assert (refused is None) == (role in MAY[right.who]), refused


# They read no database where nothing was set aside.
BESIDE = (aside.set_aside, aside.take_back)


@pytest.mark.parametrize("function", [f for f in TABLE if f not in BESIDE], ids=named)
def test_who_is_at_work_already_is_let_in_no_more_once_nobody_may(
    function: Callable[..., object], council: Session, tmp_path: Path
) -> None:
    stranger = open_session(council.store.path, "stranger", council.clock)
    settings.set_setting(council, "unknown_logins", "nobody")
    with pytest.raises(NotPermitted, match="stranger is no officer of"):
        TABLE[function].call(stranger, tmp_path)
    stranger.store.close()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.EDITOR])
@pytest.mark.parametrize(
    "function", [f for f in TABLE if TABLE[f].who in (ENTERS, DEFINES)], ids=named
)
def test_those_of_another_service_are_not(
    function: Callable[..., object], role: Role, council: Session, tmp_path: Path
) -> None:
    refused = refusal(at_work(council, role, "21"), TABLE[function], tmp_path)
    assert refused is not None
    assert "21" in str(refused) or "only an editor" in str(refused)
