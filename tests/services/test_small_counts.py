"""Small counts are seen by officers of the service and admins, and by nobody else, anywhere.

A figure that stands nowhere else is planted in every place that can hold one, and every function
of the services is asked for it, by everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import NccError
from ncc_tui.domain.filters import Containing
from ncc_tui.domain.model import Entry, MissingReason, Officer, Role
from ncc_tui.domain.ratings import Rating
from ncc_tui.services import actions, bulk, documents, drafts, forms, history, reports, trends
from ncc_tui.services.administration import measure_form, measures, services, targets
from ncc_tui.services.entering import Submission, save_result
from ncc_tui.services.pages.actions import actions_page
from ncc_tui.services.pages.council import council_page
from ncc_tui.services.pages.history import history_page
from ncc_tui.services.pages.opening import opening_page
from ncc_tui.services.pages.report import report_page
from ncc_tui.services.session import Session
from ncc_tui.services.why import explain_row
from tests.services.conftest import AT, acting
from tests.services.test_role_table import (
    APRIL,
    JANUARY,
    TABLE,
    TODAY,
    at_work,
    named,
)

FIGURE = Decimal("987.25")
SAID = "It was 987.25 (９８７.25, or 987)."
WITHHELD = "[figure withheld]"
VIEWER = Officer("them", "Them", Role.VIEWER, ("26",), every_service=True)
NO_SERVICE = Officer("them", "Them", Role.OFFICER)


def planted(session: Session) -> None:
    """The figure in every place of CSC04 that can hold it, and the limit that withholds it."""
    measures.edit_measure(session, "CSC04", {"suppress_below": "1000"}, reason=SAID)
    targets.set_target(session, "CSC04", "Jan 2024", "70", reason=SAID)
    for period in (JANUARY, APRIL):
        inputs = forms.form_inputs(session, "CSC04", period)
        entry = Entry(
            FIGURE,
            comments=SAID,
            override=Rating.RED,
            override_reason=SAID,
            source=SAID,
            reason=SAID,
            forecast=FIGURE,
        )
        submission = Submission("CSC04", period, entry, inputs.seen)
        save_result(session, submission, confirmed=True)
    actions.add(session, "CSC04", APRIL, actions.NewAction(SAID), confirmed=True)


def gives_away(text: str) -> bool:
    return "987" in text or "９８７" in text


def told(call: Callable[[], object]) -> str:
    """All that a call gives away: what it returns, or all of what it is refused with."""
    try:
        return repr(call())
    except NccError as error:
        return f"{error} {vars(error)!r}"


@pytest.mark.parametrize(("role", "service"), [(Role.VIEWER, "26"), (Role.EDITOR, "21")])
@pytest.mark.parametrize("function", TABLE, ids=named)
def test_no_function_of_the_services_gives_it_to_others(
    function: Callable[..., object], role: Role, service: str, council: Session, tmp_path: Path
) -> None:
    session = at_work(council, role, service)
    planted(council)
    assert not gives_away(told(lambda: TABLE[function].call(session, tmp_path)))


READING: Mapping[str, Callable[[Session], object]] = {
    "report": lambda s: reports.report(s, "26", TODAY),
    "report as revised": lambda s: reports.report(s, "26", AsAt(AT, revised=True)),
    "overview": lambda s: reports.overview(s, TODAY),
    "trends": lambda s: trends.trends(s, "26", TODAY),
    "why": lambda s: explain_row(s, "CSC04", TODAY),
    "history": lambda s: history.history(s, "CSC04"),
    "history of a period": lambda s: history.history(s, "CSC04", JANUARY),
    "the report's page": lambda s: report_page(s, "26", TODAY),
    "the opening page": lambda s: opening_page(s, TODAY),
    "the council's page": lambda s: council_page(s, TODAY),
    "the history's page": lambda s: history_page(s, "CSC04", AT),
    "the actions' page": lambda s: actions_page(s, "CSC04", AT),
    "the form": lambda s: forms.form_inputs(s, "CSC04", APRIL),
    "bulk entry": lambda s: bulk.bulk_page(s, "26", AT, also=[("CSC04", APRIL)]),
    "actions": lambda s: actions.standing(s, "CSC04"),
    "targets": lambda s: targets.target_list(s, "CSC04"),
    "the grid of targets": lambda s: targets.target_grid(s, "26", 2023),
    "the measure's form": lambda s: measure_form.measure_inputs(s, "CSC04"),
}


@pytest.mark.parametrize("read", READING)
@pytest.mark.parametrize(
    ("officer", "sees"),
    [
        (VIEWER, False),
        (NO_SERVICE, False),
        (Officer("them", "Them", Role.OFFICER, ("21",)), False),
        (Officer("them", "Them", Role.EDITOR, ("21",)), False),
        (Officer("them", "Them", Role.OFFICER, ("26",)), True),
        (Officer("them", "Them", Role.EDITOR, ("26",)), True),
        (Officer("them", "Them", Role.OFFICER, every_service=True), True),
        (Officer("them", "Them", Role.ADMIN), True),
    ],
    ids=lambda value: f"{value.role} {value.reach}" if isinstance(value, Officer) else "",
)
def test_those_who_may_see_it_where_others_do_not(
    read: str, officer: Officer, sees: bool, council: Session
) -> None:
    planted(council)
    assert gives_away(told(lambda: READING[read](acting(council, officer)))) is sees


def test_a_role_taken_away_hides_it_at_once(council: Session) -> None:
    planted(council)
    session = acting(council, Officer("them", "Them", Role.OFFICER, ("26",)))
    assert gives_away(told(lambda: history.history(session, "CSC04")))
    acting(council, VIEWER)
    assert not gives_away(told(lambda: history.history(session, "CSC04")))


def test_an_officer_of_the_service_above_sees_it(council: Session) -> None:
    planted(council)
    services.add_service(council, {"code": "above", "service": "Above"})
    services.edit_service(council, "26", {"parent": "above"})
    session = acting(council, Officer("them", "Them", Role.OFFICER, ("above",)))
    assert gives_away(told(lambda: reports.report(session, "26", TODAY)))


def test_a_printed_report_withholds_it_whoever_prints(council: Session) -> None:
    planted(council)
    assert not gives_away(told(lambda: documents.document(council, "26", TODAY)))
    assert gives_away(told(lambda: documents.document(council, "26", TODAY, disclose=True)))


def test_the_limit_of_today_withholds_it_whatever_date_is_looked_at(council: Session) -> None:
    planted(council)
    session = acting(council, VIEWER)
    measures.edit_measure(
        council, "CSC04", {"suppress_below": ""}, counts_from=AT + timedelta(days=30)
    )
    for as_at in (TODAY, AsAt(date(2025, 1, 1)), AsAt(AT, revised=True)):
        assert not gives_away(repr(reports.report(session, "26", as_at)))


def test_a_limit_agreed_for_later_withholds_it_already(council: Session) -> None:
    planted(council)
    measures.edit_measure(council, "CSC04", {"suppress_below": ""})
    session = acting(council, VIEWER)
    assert gives_away(told(lambda: reports.report(session, "26", TODAY)))
    measures.edit_measure(
        council, "CSC04", {"suppress_below": "1000"}, counts_from=AT + timedelta(days=30)
    )
    assert not gives_away(told(lambda: reports.report(session, "26", TODAY)))


def test_what_others_see_in_its_place(council: Session) -> None:
    planted(council)
    session = acting(council, VIEWER)
    row = next(r for r in reports.report(session, "26", TODAY).rows if r.measure.code == "CSC04")
    assert row.current is not None
    assert row.current.entry.missing is MissingReason.SUPPRESSED
    assert row.comments == f"It was {WITHHELD} ({WITHHELD}, or {WITHHELD})."
    assert row.performance is Rating.RED
    cells = {r.cell: r for r in explain_row(session, "CSC04", TODAY).reasons}
    assert cells["Current performance"].outcome == "suppressed"
    assert "withheld from you" in cells["Performance"].because
    assert "withheld from you" in cells["Direction of travel"].because


def test_a_search_does_not_find_it(council: Session) -> None:
    planted(council)
    for officer, found in ((VIEWER, False), (Officer("them", "T", Role.OFFICER, ("26",)), True)):
        rows = reports.report(acting(council, officer), "26", TODAY).rows
        assert any(Containing("987.25").shows(row) for row in rows) is found


@pytest.mark.parametrize("rule", ["sum", "average", "last", "cumulative"])
def test_the_years_figure_does_not_give_it_away(rule: str, council: Session) -> None:
    planted(council)
    if rule != "last":  # what it is already
        measures.edit_measure(council, "CSC04", {"year_rule": rule})
    session = acting(council, VIEWER)
    year = next(
        reason
        for reason in explain_row(session, "CSC04", TODAY).reasons
        if reason.cell.startswith(("Year to date", "Outturn"))
    )
    assert year.outcome == "suppressed"
    assert "withheld" in year.because


def test_no_target_typed_tells_others_where_it_lies(council: Session) -> None:
    planted(council)
    entry = replace(forms.form_inputs(council, "CSC04", APRIL).ledger.revisions[-1].entry)
    plain = replace(entry, override=None, override_reason="", reason="By the rule")
    save_result(council, Submission("CSC04", APRIL, plain, 1), confirmed=True)
    session = acting(council, VIEWER)
    for amount in ("1", "900", "987", "988", "2000"):
        assert targets.target_turns(session, "CSC04", APRIL, amount) == ()
    assert targets.target_turns(council, "CSC04", APRIL, "2000")


def test_each_reads_their_own_drafts_only(council: Session) -> None:
    jo = acting(council, Officer("jo", "Jo", Role.OFFICER, ("26",)))
    drafts.keep(jo, "CSC04", APRIL, {"value": "987.25", "comments": SAID})
    assert gives_away(repr(drafts.mine(jo)))
    others = (
        Officer("al", "Al", Role.OFFICER, ("26",)),
        Officer("ed", "Ed", Role.EDITOR, ("26",)),
        Officer("ad", "Ad", Role.ADMIN),
        Officer("vi", "Vi", Role.VIEWER),
    )
    for other in others:
        session = acting(council, other)
        assert drafts.mine(session) == ()
        assert drafts.find(session, "CSC04", APRIL) is None
        for read in READING.values():
            assert not gives_away(repr(read(session)))
        drafts.drop(session, "CSC04", APRIL)
    assert gives_away(repr(drafts.mine(jo)))


def test_a_draft_of_who_has_left_the_service_is_kept_without_it(council: Session) -> None:
    planted(council)
    session = acting(council, Officer("them", "Them", Role.OFFICER, ("26",)))
    drafts.keep(session, "CSC04", APRIL, {"value": "987.25", "comments": SAID, "period": "x"})
    moved = acting(council, Officer("them", "Them", Role.OFFICER, ("21",)))
    (draft,) = drafts.mine(moved)
    assert draft.content["value"] == WITHHELD
    assert not gives_away(repr(draft))
    back = acting(council, Officer("them", "Them", Role.OFFICER, ("26",)))
    assert drafts.mine(back)[0].content["value"] == "987.25"
