"""Measures: what they may say, what becomes of the past, and what a change would turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import InvalidEntry, InvalidField, NotFound, NotPermitted
from ncc_tui.domain.measure_fields import MEASURE_FIELDS
from ncc_tui.domain.model import Officer, Role
from ncc_tui.printing.history import history_json, history_text
from ncc_tui.services import forms, reports
from ncc_tui.services.administration.conflicts import ChangedSince
from ncc_tui.services.administration.measure_form import copy_inputs, examine, measure_inputs
from ncc_tui.services.administration.measures import (
    Defined,
    add_measure,
    copy_measure,
    edit_measure,
    measure_lines,
    move_measure,
    replace_measure,
    retire_measure,
)
from ncc_tui.services.administration.pages import measures_page, targets_page
from ncc_tui.services.administration.services import add_service
from ncc_tui.services.administration.settings import set_setting
from ncc_tui.services.administration.targets import set_target
from ncc_tui.services.checks import check_database
from ncc_tui.services.history import history
from ncc_tui.services.importing.tables import MEASURES
from ncc_tui.services.session import Clock, Session
from ncc_tui.services.why import explain_row
from ncc_tui.store.ledgers import definition_revisions
from tests.services.conftest import AT, acting
from tests.services.importing import dump

A_MEASURE = {
    "code": "N1",
    "service": "26",
    "measure": "A new figure",
    "unit": "Number",
    "frequency": "monthly",
    "polarity": "lower",
}


def rows(session: Session, at: date = AT, *, revised: bool = False) -> dict[str, Any]:
    found = reports.report(session, "26", AsAt(at, revised)).rows
    return {row.measure.code: row for row in found}


def turns(defined: Defined) -> list[tuple[str, str, str]]:
    return [(turn.cell, turn.before, turn.after) for turn in defined.turns]


def editor(session: Session, *services: str) -> Session:
    return acting(session, Officer("ed", "Ed", Role.EDITOR, services))


def test_every_column_of_the_import_format_has_a_field() -> None:
    columns = set(MEASURES.columns) - {"counts_from", "reason"}
    assert {field.name for field in MEASURE_FIELDS} == columns
    assert all(field.about.endswith(".") and "\n" not in field.about for field in MEASURE_FIELDS)


def test_what_a_field_says_is_read_as_the_same(council: Session) -> None:
    for line in measure_lines(council):
        for field in MEASURE_FIELDS:
            assert field.put(line.measure, field.says(line.measure)) == line.measure


def test_a_measure_begins_as_the_settings_have_it_and_takes_the_next_number(
    council: Session,
) -> None:
    set_setting(council, "default_tolerance", "5")
    set_setting(council, "default_lag_days", "30")
    added = add_measure(council, A_MEASURE).measure
    assert (added.tolerance.amount, added.lag_days, added.number) == (Decimal(5), 30, 13)


def test_what_is_added_once_there_are_results_leaves_earlier_reports_alone(
    council: Session,
) -> None:
    before = rows(council, date(2024, 5, 17))
    assert add_measure(council, A_MEASURE).counts_from == AT
    assert rows(council, date(2024, 5, 17)) == before
    assert "N1" in rows(council)


def test_what_is_set_up_before_any_result_counts_always(empty: Session) -> None:
    add_service(empty, {"code": "26", "service": "Children"})
    assert add_measure(empty, A_MEASURE).counts_from is None
    assert "N1" in rows(empty, date(2020, 1, 1))


@pytest.mark.parametrize(
    ("texts", "field", "sentence"),
    [
        ({"code": "csc01"}, "code", "There is a measure CSC01 already"),
        ({"service": "27"}, "service", "There is no service '27'."),
        ({"number": "4"}, "number", "no other measure of the service has (CSC04 has 4)"),
        ({"number": "0"}, "number", "a whole number from 1 to 100,000"),
        ({"measure": " "}, "measure", "Expected a text"),
        ({"frequency": "weekly"}, "frequency", "Expected a frequency (Monthly"),
        ({"polarity": "up"}, "polarity", "Expected a polarity"),
        ({"decimals": "7"}, "decimals", "from 0 to 6"),
        ({"tolerance": "-1"}, "tolerance", "a number of 0 or more"),
        ({"tolerance_mode": "both"}, "tolerance_mode", "relative or absolute"),
        ({"lag_days": "2.5"}, "lag_days", "a whole number from 0 to 3,660"),
        ({"period_anchor": "Spring"}, "period_anchor", "Expected a month"),
        ({"owner": "jsmyth"}, "owner", "There is no officer 'jsmyth'."),
        ({"starts_on": "soon"}, "starts_on", "Expected a date"),
        ({"starts_on": "2024-05-02", "ends_on": "2024-05-01"}, "ends_on", "not before starts_on"),
        ({"suppress_below": "x"}, "suppress_below", "Expected a number"),
        ({"year_rule": "best"}, "year_rule", "Expected a year rule"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    council: Session, texts: dict[str, str], field: str, sentence: str
) -> None:
    typed = A_MEASURE | texts
    with pytest.raises(InvalidField) as refused:
        add_measure(council, typed)
    assert (refused.value.field, sentence in str(refused.value)) == (field, True)
    assert sentence in examine(measure_inputs(council), typed).problems[field]


def test_what_a_new_measure_lacks_is_said(council: Session) -> None:
    problems = examine(measure_inputs(council), {}).problems
    assert set(problems) == {"code", "service", "measure", "unit", "frequency", "polarity"}


def test_a_definition_that_changes_leaves_earlier_reports_as_they_were(council: Session) -> None:
    yesterday = rows(council, date(2024, 5, 17))
    saved = edit_measure(council, "csc04", {"measure": "Renamed"}, reason="Plainer")
    assert saved.words == "CSC04 (revision 2, counts from 18 May 2024)"
    assert rows(council, date(2024, 5, 17)) == yesterday
    assert rows(council)["CSC04"].measure.title == "Renamed"
    assert rows(council, date(2024, 5, 17), revised=True)["CSC04"].measure.title == "Renamed"
    with council.store.reading() as db:
        newest = definition_revisions(db, saved.measure)[-1]
    assert (newest.stamp.by, newest.stamp.reason) == ("chief", "Plainer")


def test_which_ratings_a_change_turns_is_told_before_it_is_saved(council: Session) -> None:
    inputs = measure_inputs(council, "CSC04")
    examined = examine(inputs, inputs.texts() | {"polarity": "higher"})
    assert [(t.cell, t.before, t.after) for t in examined.turns] == [
        ("performance", "Red", "Green")
    ]
    assert examined.turns[0].words == "CSC04 performance: ▲ Red → ● Green"
    before = dump(council)
    dry = edit_measure(council, "CSC04", {"tolerance": "5"}, dry_run=True)
    assert turns(dry) == [("performance", "Red", "Amber")]
    assert dump(council) == before
    assert turns(edit_measure(council, "CSC04", {"tolerance": "5"})) == turns(dry)
    assert rows(council)["CSC04"].performance == "Amber"


def test_what_counts_from_later_on_turns_nothing_today(council: Session) -> None:
    later = date(2024, 6, 1)
    saved = edit_measure(council, "CSC04", {"tolerance": "5"}, counts_from=later)
    assert (saved.turns, saved.counts_from) == ((), later)
    assert rows(council)["CSC04"].performance == "Red"
    assert rows(council, later)["CSC04"].performance == "Amber"


def test_a_late_result_is_told_as_a_turn_of_the_status(council: Session) -> None:
    assert turns(edit_measure(council, "CSC10", {"lag_days": "400"}, dry_run=True)) == [
        ("status", "Overdue", "Up to date")
    ]


@pytest.mark.parametrize(
    ("texts", "field", "kept"),
    [
        ({"frequency": "Monthly"}, "frequency", "Expected Quarterly: CSC04 has results by it"),
        ({"service": "21", "number": "99"}, "service", "Expected 26: CSC04 has results by it"),
        ({"period_anchor": "Sep"}, "period_anchor", "Expected Apr: CSC04 has results by it"),
        ({"code": "CSC99"}, "code", "the code of a measure stays"),
    ],
)
def test_what_would_break_history_is_refused_with_the_way_to_do_it(
    council: Session, texts: dict[str, str], field: str, kept: str
) -> None:
    with pytest.raises(InvalidField) as refused:
        edit_measure(council, "CSC04", texts)
    assert (refused.value.field, kept in str(refused.value)) == (field, True)
    if field != "code":
        assert "retire this measure (ends_on) and copy it under a new code" in str(refused.value)


def test_the_way_to_do_it_works(council: Session) -> None:
    retire_measure(council, "CSC04", date(2024, 5, 31), reason="Monthly from June")
    copied = copy_measure(council, "CSC04", "CSC04M", {"frequency": "Monthly"}).measure
    assert (copied.number, copied.starts_on, copied.ends_on) == (4, date(2024, 6, 1), None)
    assert "CSC04" in rows(council)
    after = rows(council, date(2024, 6, 1))
    assert "CSC04" not in after
    assert after["CSC04M"].measure.number == 4
    assert "CSC04M" not in rows(council, date(2024, 5, 31))


def test_a_measure_without_results_may_be_moved_and_counted_otherwise(council: Session) -> None:
    add_measure(council, A_MEASURE)
    set_target(council, "N1", "May 2024", "3")
    with pytest.raises(InvalidField, match="May 2024 begins a period: it is in use already"):
        edit_measure(council, "N1", {"frequency": "Quarterly"})
    saved = edit_measure(council, "N1", {"service": "21", "number": "90"}).measure
    assert reports.measure(council, "N1") == saved
    assert saved.service == "21"


def test_a_copy_is_like_its_original_but_for_its_number(council: Session) -> None:
    original = reports.measure(council, "CSC04")
    copied = copy_measure(council, "CSC04", "CSC40", {"measure": "Another"}).measure
    assert (copied.title, copied.number) == ("Another", 13)
    assert (copied.definition, copied.cycle) == (original.definition, original.cycle)
    elsewhere = copy_measure(council, "CSC04", "PLN40", {"service": "21"}).measure
    assert elsewhere.service == "21"
    with pytest.raises(InvalidField, match="There is a measure CSC40 already"):
        copy_measure(council, "CSC04", "csc40")


def order(session: Session) -> list[str]:
    return [line.measure.code for line in measure_lines(session, "26")]


@pytest.mark.parametrize(
    ("code", "to", "first"),
    [
        ("CSC04", 1, ["CSC04", "CSC01", "CSC02", "CSC03", "CSC05"]),
        ("CSC01", 3, ["CSC02", "CSC03", "CSC01", "CSC04", "CSC05"]),
        ("CSC02", 3, ["CSC01", "CSC03", "CSC02", "CSC04", "CSC05"]),
    ],
)
def test_a_measure_that_moves_has_those_between_make_room(
    council: Session, code: str, to: int, first: list[str]
) -> None:
    saved = move_measure(council, code, to)
    assert (saved[0].measure.code, saved[0].measure.number) == (code, to)
    assert order(council)[:5] == first
    numbers = [line.measure.number for line in measure_lines(council, "26")]
    assert numbers == list(range(1, 13))
    assert [row.measure.number for row in rows(council, date(2024, 5, 17)).values()] == numbers


def test_a_free_number_moves_nobody_else(council: Session) -> None:
    (saved,) = move_measure(council, "CSC04", 40)
    assert (saved.measure.number, saved.number) == (40, 2)
    with pytest.raises(InvalidEntry, match="has the number 40 already"):
        move_measure(council, "CSC04", 40)
    with pytest.raises(InvalidField, match="from 1 to 100,000"):
        move_measure(council, "CSC04", 0)


def test_a_retired_measure_moves_with_the_one_that_follows_it(council: Session) -> None:
    retire_measure(council, "CSC04", date(2024, 5, 31))
    copy_measure(council, "CSC04", "CSC04M", {"frequency": "Monthly"})
    move_measure(council, "CSC04M", 1)
    found = {line.measure.code: line.measure.number for line in measure_lines(council, "26")}
    assert (found["CSC04"], found["CSC04M"], found["CSC01"]) == (1, 1, 2)


def test_retired_measures_and_those_to_come_are_told_apart_from_missing_ones(
    council: Session,
) -> None:
    retire_measure(council, "CSC04", date(2024, 4, 30))
    edit_measure(council, "CSC05", {"ends_on": "2024-12-31"})
    add_measure(council, A_MEASURE | {"starts_on": "1 Sep 2024"})
    standing = {line.measure.code: line.standing for line in measure_lines(council, "26")}
    assert standing["CSC03"] == "reported"
    assert standing["CSC04"] == "retired on 30 Apr 2024"
    assert standing["CSC05"] == "reported until 31 Dec 2024"
    assert standing["N1"] == "starts on 1 Sep 2024"
    for code, words in (("CSC04", "was retired on 30 Apr 2024"), ("N1", "starts on")):
        with pytest.raises(NotFound, match=f"is not reported at 18 May 2024: it {words}"):
            explain_row(council, code, AsAt(AT))
    notices = {code: history(council, code).notice for code in ("CSC03", "CSC04", "CSC05", "N1")}
    assert notices == {
        "CSC03": "",
        "CSC04": "Retired on 30 Apr 2024.",
        "CSC05": "Reported until 31 Dec 2024.",
        "N1": "Starts on 1 Sep 2024.",
    }
    assert "\nStarts on 1 Sep 2024.\n" in history_text(history(council, "N1"), 80)
    assert history_json(history(council, "CSC04"))["standing"] == "retired on 30 Apr 2024"
    for read in (history, forms.form_inputs, reports.measure):
        with pytest.raises(NotFound, match="There is no measure 'CSC99'"):
            read(council, "CSC99")


def test_two_who_define_one_measure_see_both_versions(council: Session) -> None:
    inputs = measure_inputs(council, "CSC04")
    edit_measure(council, "CSC04", {"measure": "Theirs"}, seen=inputs.seen)
    with pytest.raises(ChangedSince) as refused:
        edit_measure(council, "CSC04", {"measure": "Mine"}, seen=inputs.seen)
    (versions,) = refused.value.versions
    assert (versions.field, versions.theirs, versions.mine) == ("Measure", "Theirs", "Mine")
    assert "changed by chief" in str(refused.value)


def test_an_editor_defines_the_measures_of_their_services(council: Session) -> None:
    ed = editor(council, "26")
    edit_measure(ed, "CSC04", {"unit": "Rate"})
    move_measure(ed, "CSC04", 2)
    with pytest.raises(NotPermitted, match="ed may not define what stands in service 21, only"):
        edit_measure(ed, "PLN01", {"unit": "Rate"})
    with pytest.raises(NotPermitted, match="service 21"):
        copy_measure(ed, "CSC04", "X1", {"service": "21"})
    assert measure_inputs(ed, "PLN01").refusal
    assert not measure_inputs(ed, "CSC04").refusal
    assert not measure_inputs(ed).refusal
    assert not copy_inputs(ed, "CSC04").refusal
    jo = acting(council, Officer("jo", "Jo", Role.OFFICER, ("26",)))
    assert "only an editor" in measure_inputs(jo).refusal


def test_a_measure_with_results_gets_another_frequency_by_a_successor(council: Session) -> None:
    last = date(2024, 3, 31)
    ended, after = replace_measure(council, "CSC04", "CSC04M", last, {"frequency": "Monthly"})
    assert (ended.measure.ends_on, after.measure.starts_on) == (last, date(2024, 4, 1))
    assert (after.measure.number, after.measure.title) == (4, ended.measure.title)
    assert str(after.measure.cycle.frequency) == "Monthly"
    assert "CSC04M" in rows(council)
    assert "CSC04" in rows(council, date(2024, 3, 31))


def test_a_successor_that_is_refused_leaves_the_measure_as_it_was(council: Session) -> None:
    with pytest.raises(InvalidField, match="There is a measure CSC05 already"):
        replace_measure(council, "CSC04", "CSC05", date(2024, 3, 31))
    assert reports.measure(council, "CSC04").ends_on is None
    edit_measure(council, "CSC04", {"unit": "Other"})
    with pytest.raises(ChangedSince):
        replace_measure(council, "CSC04", "CSC04M", date(2024, 3, 31), seen=1)
    assert reports.measure(council, "CSC04").ends_on is None


def test_an_editor_is_shown_what_they_may_define(council: Session) -> None:
    page = measures_page(editor(council, "26"), AT)
    assert {line.service.code for line in page.lines} == {"26"}
    assert targets_page(editor(council, "26"), "21", 2023, AT).grid is None
    assert measure_inputs(editor(council, "26")).own == {"26"}
    refused = measures_page(acting(council, Officer("jo", "Jo", Role.OFFICER, ("26",))), AT)
    assert refused.lines == ()
    assert "only an editor" in refused.refusal


def test_the_form_of_a_copy_begins_like_its_original(council: Session) -> None:
    inputs = copy_inputs(council, "CSC04")
    assert (inputs.seen, inputs.texts()["measure"][:4]) == (0, "Rate")
    examined = examine(inputs, inputs.texts() | {"code": "CSC40"})
    assert (examined.problems, examined.measure.number) == ({}, 13)


def test_only_an_admin_changes_what_earlier_reports_said_and_says_why(council: Session) -> None:
    past = date(2024, 1, 1)
    with pytest.raises(NotPermitted, match="only an admin may"):
        edit_measure(
            editor(council, "26"), "CSC04", {"unit": "X"}, counts_from=past, reason="Wrong"
        )
    with pytest.raises(InvalidField, match="Say why reports since 1 Jan 2024"):
        edit_measure(council, "CSC04", {"unit": "X"}, counts_from=past)
    edit_measure(council, "CSC04", {"unit": "X"}, counts_from=past, reason="Wrong all along")
    assert rows(council, past)["CSC04"].measure.unit == "X"


def test_the_days_of_a_ledger_never_go_back(council: Session, clock: Clock) -> None:
    council = replace(council, clock=clock)
    first, later = date(2024, 3, 1), date(2024, 7, 1)
    edit_measure(council, "CSC04", {"unit": "A"}, counts_from=first, reason="Wrong")
    with pytest.raises(InvalidField, match="Expected 1 Mar 2024 or later: the revision it correct"):
        edit_measure(
            council, "CSC04", {"unit": "B"}, counts_from=date(2024, 2, 1), reason="Wrong too"
        )
    with pytest.raises(InvalidField, match="Expected 1 Mar 2024 or later"):
        move_measure(council, "CSC04", 1, counts_from=date(2024, 2, 1), reason="Order")
    # What is still to come binds nobody.
    edit_measure(council, "CSC04", {"unit": "C"}, counts_from=later)
    edit_measure(council, "CSC04", {"unit": "D"})
    set_target(council, "CSC04", "Jan 2024", "70", counts_from=first, reason="Wrong")
    with pytest.raises(InvalidField, match="Expected 1 Mar 2024 or later"):
        set_target(
            council, "CSC04", "Jan 2024", "71", counts_from=date(2024, 2, 1), reason="Wrong too"
        )
    faults = {check.name: check.faults for check in check_database(council.store.path)}
    assert not faults["Report dates"]


def test_nothing_to_save_is_said(council: Session) -> None:
    with pytest.raises(InvalidEntry, match="Nothing to save"):
        edit_measure(council, "CSC04", {"number": "4"})
    with pytest.raises(NotFound, match="Did you mean CSC04"):
        edit_measure(council, "CSC4", {"number": "4"})
