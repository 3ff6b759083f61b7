"""The other tables: services, officers, measures, targets, actions, benchmarks, settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ncc_tui.domain.model import Officer, Role
from ncc_tui.domain.ratings import Tolerance
from ncc_tui.domain.text import LONGEST_TEXT
from ncc_tui.services import reports
from ncc_tui.services.history import history
from ncc_tui.services.importing import import_paths
from ncc_tui.services.session import Clock, Session
from ncc_tui.store import actions, catalogue, ledgers
from ncc_tui.store.ledgers import benchmark_revisions
from ncc_tui.store.records import iso
from tests.services.conftest import acting
from tests.services.importing import MEASURE_HEADER, basics, bring_in, dump, messages, write


@pytest.fixture
def ready(empty: Session, tmp_path: Path) -> Session:
    basics(empty, tmp_path)
    return empty


def measure_rows(*rows: str, more: str = "") -> str:
    return "\n".join((MEASURE_HEADER + more, *rows)) + "\n"


def test_a_folder_comes_in_whatever_the_order_of_its_files(empty, tmp_path) -> None:
    folder = write(
        tmp_path / "in",
        {
            "actions.csv": "measure,period,action\nA,Jan 2024,Do it\n",
            "results.csv": "measure,period,value\nA,Jan 2024,1\n",
            "measures.csv": measure_rows("9,1,A,Title,Number,Quarterly,higher"),
            "services.csv": "code,service,parent\n9,Nine,8\n8,Eight,\n",
        },
    )
    outcome = import_paths(empty, sorted(folder.iterdir()))
    assert outcome.written, messages(outcome)
    assert outcome.added == 5


def test_measures_begin_with_the_designs_defaults(ready) -> None:
    measure = reports.measure(ready, "Q1")
    assert measure.tolerance == Tolerance()
    assert (measure.lag_days, measure.cycle.anchor, measure.decimals) == (15, 4, None)


def test_columns_that_are_not_there_leave_a_measure_as_it_is(ready, tmp_path) -> None:
    row = "1,1,Q1,A quarterly figure,Number,Quarterly,higher"
    bring_in(ready, tmp_path, measures=measure_rows(f"{row},20,3", more=",lag_days,tolerance"))
    assert bring_in(ready, tmp_path, measures=measure_rows(row)).unchanged == 1
    assert reports.measure(ready, "Q1").lag_days == 20
    outcome = bring_in(ready, tmp_path, measures=measure_rows(f"{row},30", more=",lag_days"))
    (change,) = outcome.changes
    assert (change.old, change.new) == ("lag days 20", "lag days 30")


def test_a_definition_that_was_revised_since_is_left_unless_a_day_is_given(ready, tmp_path) -> None:
    row = "1,1,Q1,A quarterly figure,Number,Quarterly,higher"
    bring_in(ready, tmp_path, measures=measure_rows(f"{row},20", more=",lag_days"))
    outcome = bring_in(ready, tmp_path, measures=measure_rows(f"{row},15", more=",lag_days"))
    assert "1 row says what has been revised since" in outcome.notes[0]
    assert reports.measure(ready, "Q1").lag_days == 20
    text = measure_rows(f"{row},15,2024-05-18", more=",lag_days,counts_from")
    assert bring_in(ready, tmp_path, measures=text).revised == 1
    assert reports.measure(ready, "Q1").lag_days == 15


def test_two_measures_can_swap_their_numbers(ready, tmp_path) -> None:
    rows = ["1,2,Q1,A quarterly figure,Number,Quarterly,higher",
            "1,1,M1,A monthly figure,Percentage,Monthly,lower"]  # fmt: skip
    outcome = bring_in(ready, tmp_path, measures=measure_rows(*rows))
    assert (outcome.revised, outcome.written) == (2, True)
    assert {c.key: (c.old, c.new) for c in outcome.changes} == {
        "Q1": ("number 1", "number 2"),
        "M1": ("number 2", "number 1"),
    }
    assert [reports.measure(ready, code).number for code in ("Q1", "M1")] == [2, 1]


def test_two_services_can_swap_their_names(ready, tmp_path) -> None:
    assert bring_in(ready, tmp_path, services="code,service\n1,Two\n2,One\n").revised == 2


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,1,Q1,T,Number,Quarterly,higher", "line 3, column counts_from: found nothing, "
         "expected a date: line 2 says otherwise"),
        ("1,1,X1,T,Number,Quarterly,higher", "line 3, column number: found '1', expected a number "
         "that no other measure of the service has (Q1 has it, line 2 of measures.csv)"),
        ("1,2,X1,T,Number,Quarterly,higher", "line 3, column number: found '2', expected a number "
         "that no other measure of the service has (M1 has it)"),
        ("1,0,X1,T,Number,Quarterly,higher", "line 3, column number: found '0', expected a whole "
         "number from 1 to 100,000"),
        ("1,,X1,T,Number,Quarterly,higher", "line 3, column number: found nothing, expected a "
         "whole number"),
        ("1,-,X1,T,Number,Quarterly,higher", "line 3, column number: found '-', expected a whole "
         "number"),
        ("5,9,X1,T,Number,Quarterly,higher", "line 3, column service: found '5', expected the code "
         "of a service"),
        ("1,9,m1,T,Number,Quarterly,higher", "line 3, column code: found 'm1', expected M1, or a "
         "code that differs by more than capital letters"),
        ("1,9,X1,T,Number,Weekly,higher", "line 3, column frequency: found 'Weekly', expected a "
         "frequency (Monthly, Quarterly, Termly, Half-yearly, Annually)"),
        ("1,9,X1,T,Number,Quarterly,up", "line 3, column polarity: found 'up', expected a polarity "
         "(higher, lower or neutral)"),
        ("1,9,X1,,Number,Quarterly,higher", "line 3, column measure: found nothing, expected a "
         "text"),
    ],
)  # fmt: skip
def test_a_measure_that_cannot_be_right_is_refused(ready, tmp_path, row, message) -> None:
    before = dump(ready)
    first = "1,1,Q1,A quarterly figure,Number,Quarterly,higher"
    outcome = bring_in(ready, tmp_path, measures=measure_rows(first, row))
    assert messages(outcome)[0].removeprefix("measures.csv, ").startswith(message)
    assert dump(ready) == before


def test_the_rows_of_a_faulty_measure_are_not_reported_as_well(empty, tmp_path) -> None:
    outcome = bring_in(
        empty,
        tmp_path,
        services="code,service\n1,One\n",
        measures=measure_rows("1,1,Q1,T,Number,Weekly,higher", "1,2,Q2,T,Number,Monthly,higher"),
        results="measure,period,value\nQ1,Jan 2024,1\nQ2,Jan 2024,1\n",
    )
    assert [(e.file, e.line) for e in outcome.errors] == [("measures.csv", 2)]


def test_a_frequency_by_which_results_would_have_no_period_is_refused(ready, tmp_path) -> None:
    bring_in(ready, tmp_path, results="measure,period,value\nM1,Feb 2024,1\n")
    row = "1,2,M1,A monthly figure,Percentage,Quarterly,lower"
    (message,) = messages(bring_in(ready, tmp_path, measures=measure_rows(row)))
    assert "expected Monthly: M1 has results by it" in message
    assert "retire this measure (ends_on) and copy it" in message


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("1,One,2\n2,Two,1\n", "expected a service that does not lie below this one"),
        ("1,One,7\n", "found '7', expected the code of a service"),
        ("3,One,\n", "expected a name that no other service has (1 has it)"),
        ("3;4,Three,\n", "expected a code without ; or ,"),
    ],
)
def test_a_service_that_cannot_be_right_is_refused(ready, tmp_path, rows, message) -> None:
    outcome = bring_in(ready, tmp_path, services=f"code,service,parent\n{rows}")
    assert message in messages(outcome)[0]


def test_officers_come_in_with_their_services(ready, tmp_path) -> None:
    text = "login,name,role,services\nann,Ann,officer,2;1\nbob,Bob,Manager,\nchief,Chief,admin,\n"
    outcome = bring_in(ready, tmp_path, officers=text)
    assert (outcome.added, outcome.revised) == (2, 1)
    with ready.store.reading() as db:
        found = {o.login: o for o in catalogue.officers(db)}
    assert found["ann"].services == ("1", "2")
    assert found["bob"].role is Role.VIEWER
    assert bring_in(ready, tmp_path, officers=text).unchanged == 3


def test_nobody_is_locked_out(ready, tmp_path) -> None:
    outcome = bring_in(ready, tmp_path, officers="login,name,role\nchief,Chief,viewer\n")
    assert "expected at least one admin" in messages(outcome)[0]


def test_officers_name_services_that_are_there(ready, tmp_path) -> None:
    text = "login,name,role,services\nann,Ann,officer,1;7\n"
    assert (
        "found '1;7', expected codes of services, or all (7 is none)"
        in messages(bring_in(ready, tmp_path, officers=text))[0]
    )


@pytest.mark.parametrize(
    ("written", "services", "every"),
    [
        ("all", (), True),
        ("Every", (), True),
        ("1;all", (), True),
        ("", (), False),
        ("1", ("1",), False),
    ],
)
def test_every_service_is_said_by_a_word_not_by_nothing(
    ready, tmp_path, written, services, every
) -> None:
    text = f"login,name,role,services\nann,Ann,officer,{written}\n"
    assert bring_in(ready, tmp_path, officers=text).written
    ann = reports.officers(ready)["ann"]
    assert (ann.services, ann.every_service) == (services, every)


def test_no_service_has_the_word_for_every_one_as_its_code(ready, tmp_path) -> None:
    outcome = bring_in(ready, tmp_path, services="code,service\nAll,Everything\n")
    assert "expected another code than All, which means every service" in messages(outcome)[0]


def test_targets_are_revised_and_ended(ready, tmp_path) -> None:
    text = "measure,period,target\nQ1,Apr 2023,75\nQ1,Apr 2024,x\n"
    assert bring_in(ready, tmp_path, targets=text).added == 2
    assert bring_in(ready, tmp_path, targets=text).unchanged == 2
    outcome = bring_in(ready, tmp_path, targets="measure,period,target\nQ1,Apr 2023,80\n")
    (change,) = outcome.changes
    assert (change.kind, change.old, change.new) == ("revised", "75", "80")
    with ready.store.reading() as db:
        found = ledgers.target_revisions(db, reports.measure(ready, "Q1"))
    assert [(t.period.label, t.number, t.amount) for t in found] == [
        ("Apr 2023", 1, 75),
        ("Apr 2023", 2, 80),
        ("Apr 2024", 1, None),
    ]


@pytest.mark.parametrize(
    ("name", "header", "rows"),
    [
        ("targets", "measure,period,target", ("Q1,Apr 2023,75", "Q1,2023-04,76")),
        (
            "benchmarks",
            "measure,period,comparator,value",
            ("Q1,Apr 2023,England,75", "Q1,2023-04,England,76"),
        ),
    ],
)
def test_two_rows_for_one_thing_that_differ_are_refused(
    ready, tmp_path, name, header, rows
) -> None:
    (message,) = messages(bring_in(ready, tmp_path, **{name: "\n".join((header, *rows))}))
    assert "line 3" in message
    assert "column counts_from: found nothing, expected a date: line 2 says otherwise" in message
    same = bring_in(ready, tmp_path, **{name: "\n".join((header, rows[0], rows[0]))})
    assert (same.added, same.unchanged) == (1, 1)


def test_benchmarks_come_in_and_leave_a_trace(ready, tmp_path) -> None:
    header = "measure,period,comparator,value"
    text = f"{header},source\nQ1,Apr 2023,England,75,DfE\nQ1,Apr 2023,North East,c,\n"
    assert bring_in(ready, tmp_path, benchmarks=text).added == 2
    assert bring_in(ready, tmp_path, benchmarks=text).unchanged == 2
    outcome = bring_in(ready, tmp_path, benchmarks=f"{header}\nQ1,Apr 2023,England,76\n")
    (change,) = outcome.changes
    assert (change.key, change.old, change.new) == ("Q1 Apr 2023 England", "value 75", "value 76")
    with ready.store.reading() as db:
        ledger = benchmark_revisions(db, reports.measure(ready, "Q1"))
    assert [(b.comparator, b.value, b.source, b.counts_from) for b in ledger] == [
        ("England", 75, "DfE", None),
        ("England", 76, "DfE", ready.clock.today()),
        ("North East", None, "", None),
    ]


def test_lines_of_an_actions_cell_are_actions(ready, tmp_path) -> None:
    text = 'measure,period,value,actions\nQ1,Jan 2024,1,"Do this\n\nDo that\n"\n'
    outcome = bring_in(ready, tmp_path, results=text)
    assert [(c.table, c.added) for c in outcome.counts] == [("results", 1), ("actions", 2)]
    again = bring_in(ready, tmp_path, results=text)
    assert again.unchanged == 3
    assert found_actions(ready) == [
        ("Do this", None, None, "2024-04-01"),
        ("Do that", None, None, "2024-04-01"),
    ]


def test_an_action_takes_over_what_is_given(ready, tmp_path) -> None:
    bring_in(ready, tmp_path, results="measure,period,value,actions\nQ1,Jan 2024,1,Do this\n")
    header = "measure,period,action,owner,due_on,done_on"
    text = f"{header}\nQ1,Jan 2024,Do this,ann,30 Jun 2024,\n"
    outcome = bring_in(ready, tmp_path, actions=text)
    assert (outcome.added, outcome.revised) == (0, 1)
    assert bring_in(ready, tmp_path, actions=f"{header}\nQ1,Jan 2024,Do this,,,\n").unchanged == 1
    assert found_actions(ready) == [("Do this", "ann", "2024-06-30", "2024-04-01")]


def test_an_action_due_before_it_is_entered_is_asked_about(ready, tmp_path) -> None:
    header = "measure,period,action,owner,due_on,raised_on,done_on"
    rows = (
        "Q1,Jan 2024,Late,The fostering team,1 May 2024,10 May 2024,",
        "Q1,Jan 2024,Done,,1 May 2024,10 May 2024,12 May 2024",
        "Q1,Jan 2024,In time,,12 May 2024,10 May 2024,",
    )
    file = tmp_path / "actions.csv"
    file.write_text("\n".join((header, *rows, "")))
    asked = import_paths(ready, [file])
    assert not asked.written
    (doubt,) = asked.doubts
    told = "Q1: 1 May 2024 is past already on 10 May 2024, when the action is entered."
    assert doubt.message == f"actions.csv, line 2: {told}"
    assert import_paths(ready, [file], confirmed=True).written
    assert found_actions(ready)[0][:2] == ("Late", "The fostering team")
    assert import_paths(ready, [file]).doubts == ()


def test_a_cell_and_a_row_of_one_import_are_one_action(ready, tmp_path) -> None:
    outcome = bring_in(
        ready,
        tmp_path,
        results="measure,period,value,actions\nQ1,Jan 2024,1,Do this\n",
        actions="measure,period,action,owner\nQ1,Jan 2024,Do this,ann\n",
    )
    assert outcome.written
    assert [a[:2] for a in found_actions(ready)] == [("Do this", "ann")]


def test_an_action_is_raised_when_its_periods_result_first_counted(ready, tmp_path) -> None:
    bring_in(
        ready,
        tmp_path,
        actions="measure,period,action,raised_on\nQ1,Jan 2024,One,\nQ1,Jan 2024,Two,2024-05-02\n"
        "Q1,Oct 2023,Three,\n",
        results="measure,period,value,reported_on\nQ1,Jan 2024,1,2024-04-20\n",
    )
    assert {a[0]: a[3] for a in found_actions(ready)} == {
        "One": "2024-04-20",
        "Two": "2024-05-02",
        "Three": "2024-01-01",
    }


def test_a_line_of_a_correction_is_raised_with_it(ready, tmp_path) -> None:
    later = replace(ready, clock=Clock.held_at(date(2025, 1, 1)))
    bring_in(
        later,
        tmp_path,
        results="measure,period,value,reported_on,actions\n"
        'Q1,Jan 2024,3,2024-11-14,"One\nTwo\nThree"\n'
        'Q1,Jan 2024,2,2024-06-30,"One\nTwo"\n'
        "Q1,Jan 2024,1,2024-04-20,One\n",
    )
    assert {a[0]: a[3] for a in found_actions(ready)} == {
        "One": "2024-04-20",
        "Two": "2024-06-30",
        "Three": "2024-11-14",
    }


def test_a_line_added_undated_to_a_result_that_was_there_is_raised_today(ready, tmp_path) -> None:
    bring_in(ready, tmp_path, results="measure,period,value,actions\nQ1,Jan 2024,1,One\n")
    later = replace(ready, clock=replace(ready.clock, now=lambda: datetime(2030, 1, 1, tzinfo=UTC)))
    bring_in(later, tmp_path, results='measure,period,value,actions\nQ1,Jan 2024,2,"One\nTwo"\n')
    raised = {a[0]: a[3] for a in found_actions(ready)}
    assert raised == {"One": "2024-04-01", "Two": ready.clock.today().isoformat()}


def test_settings_come_in(ready, tmp_path) -> None:
    text = "setting,value\norganisation,Council\nopens_at,2024-05-18\n"
    assert bring_in(ready, tmp_path, settings=text).added == 2
    assert bring_in(ready, tmp_path, settings=text).unchanged == 2
    assert reports.settings(ready)["organisation"] == "Council"


def test_a_setting_that_is_known_says_what_the_app_reads(ready, tmp_path) -> None:
    text = "setting,value\nunknown_logins,admin\nopens_at,18 May 2024\nmotto,Onward\n"
    (message,) = messages(bring_in(ready, tmp_path, settings=text))
    assert "Expected viewer or nobody, found 'admin'" in message
    assert bring_in(ready, tmp_path, settings=text.replace("admin", "nobody")).written
    assert reports.settings(ready) == {
        "motto": "Onward",
        "opens_at": "2024-05-18",
        "unknown_logins": "nobody",
    }


def found_actions(session: Session) -> list[tuple[str, str | None, str | None, str | None]]:
    with session.store.reading() as db:
        return [
            (a.text, a.owner, iso(a.due_on), iso(a.raised_on))
            for a in actions.actions(db, reports.measure(session, "Q1"))
        ]


def test_a_target_or_definition_is_back_dated_with_a_reason_only(ready, tmp_path) -> None:
    bring_in(ready, tmp_path, targets="measure,period,target\nQ1,Apr 2023,70\n")
    rows = {
        "targets": "measure,period,target,counts_from,reason\nQ1,Apr 2023,71,2024-05-01,",
        "measures": f"{MEASURE_HEADER},counts_from,reason\n"
        "1,1,Q1,Renamed,Number,Quarterly,higher,2024-05-01,",
    }
    for name, row in rows.items():
        refused = bring_in(ready, tmp_path, **{name: f"{row}\n"})
        assert messages(refused) == [
            f"{name}.csv, line 2, column reason: Say why: this changes what reports since "
            "1 May 2024 said."
        ]
        assert bring_in(ready, tmp_path, **{name: f"{row}Agreed\n"}).revised == 1
        assert bring_in(ready, tmp_path, **{name: f"{row}Agreed again\n"}).unchanged == 1
    kept = history(ready, "Q1").amendments
    reasons = {a.stamp.reason for a in kept if a.stamp and a.counts_from}
    assert reasons == {"Back-dated: Agreed"}


def test_an_officer_changes_an_action_from_today_on_only(ready, tmp_path) -> None:
    header = "measure,period,action,owner,counts_from"
    bring_in(ready, tmp_path, actions=f"{header}\nQ1,Jan 2024,Do it,a,\n")
    officer = acting(ready, Officer("jo", "Jo", Role.OFFICER, ("1",)))
    row = f"{header}\nQ1,Jan 2024,Do it,b,2024-05-01\n"
    (message,) = messages(bring_in(officer, tmp_path, actions=row))
    assert "line 2, column counts_from: This would change what reports since 1 May 2024" in message
    assert bring_in(ready, tmp_path, actions=row).revised == 1


@pytest.mark.parametrize(
    ("files", "column"),
    [
        ({"actions": "measure,period,action,raised_on\nQ1,Jan 2024,New,2024-05-01\n"}, "raised_on"),
        (
            {
                "actions": "measure,period,action,raised_on,counts_from\n"
                "Q1,Jan 2024,New,2024-05-01,always\n"
            },
            "raised_on",
        ),
        (
            {"results": "measure,period,value,reported_on,actions\nQ1,Jan 2024,1,2024-04-20,New\n"},
            "reported_on",
        ),
    ],
)
def test_only_an_admin_has_an_action_raised_in_reports_that_stood(
    ready, tmp_path, files, column
) -> None:
    bring_in(
        ready, tmp_path, results="measure,period,value,reported_on\nQ1,Jan 2024,1,2024-04-20\n"
    )
    officer = acting(ready, Officer("jo", "Jo", Role.OFFICER, ("1",)))
    (message,) = messages(bring_in(officer, tmp_path, **files))
    assert f"column {column}: This would change what reports since" in message
    assert bring_in(ready, tmp_path, **files).written
    with ready.store.reading() as db:
        assert db.query("SELECT reason FROM action_revision") == [
            {"reason": "Back-dated: as imported"}
        ]


@pytest.mark.parametrize("period", ["Jan 2024", "Oct 2023"])
def test_an_undated_action_of_a_measure_that_was_reported_is_raised_today(
    ready, tmp_path, period
) -> None:
    bring_in(
        ready, tmp_path, results="measure,period,value,reported_on\nQ1,Jan 2024,1,2024-04-20\n"
    )
    bring_in(ready, tmp_path, actions=f"measure,period,action\nQ1,{period},New\n")
    assert [a[3] for a in found_actions(ready)] == ["2024-05-18"]


@pytest.mark.parametrize(("column", "verb"), [("done_on", "done"), ("raised_on", "raised")])
def test_no_action_was_done_or_raised_in_the_future(ready, tmp_path, column, verb) -> None:
    row = f"measure,period,action,{column}\nQ1,Jan 2024,Do it,2024-05-19\n"
    assert messages(bring_in(ready, tmp_path, actions=row)) == [
        f"actions.csv, line 2, column {column}: Expected the day the action was {verb}, "
        "found one in the future."
    ]


LONG = "x" * (LONGEST_TEXT + 1)


@pytest.mark.parametrize(
    ("name", "column", "text"),
    [
        ("services", "director", f"code,service,director\n3,Three,{LONG}\n"),
        ("measures", "definition", f"{MEASURE_HEADER},definition\n"
         f"1,9,Q9,Nine,Number,Quarterly,higher,{LONG}\n"),
        ("targets", "reason", f"measure,period,target,reason\nQ1,Apr 2023,1,{LONG}\n"),
        ("results", "actions", f"measure,period,value,actions\nQ1,Jan 2024,1,{LONG}\n"),
        ("results", "comments", f"measure,period,value,comments\nQ1,Jan 2024,1,{LONG}\n"),
        ("actions", "action", f"measure,period,action\nQ1,Jan 2024,{LONG}\n"),
        ("benchmarks", "source", f"measure,period,comparator,value,source\n"
         f"Q1,Jan 2024,England,1,{LONG}\n"),
        ("officers", "name", f"login,name,role\nnew,{LONG},viewer\n"),
        ("settings", "value", f"setting,value\ntitle,{LONG}\n"),
    ],
    ids=lambda value: value if len(value) < 20 else "",
)  # fmt: skip
def test_no_text_is_longer_than_the_form_takes(ready, tmp_path, name, column, text) -> None:
    assert messages(bring_in(ready, tmp_path, **{name: text})) == [
        f"{name}.csv, line 2, column {column}: Expected at most 100,000 characters of text, "
        "found 100,001."
    ]


def test_two_actions_of_one_history_are_two(ready, tmp_path) -> None:
    rows = "".join(
        f"Q1,Jan 2024,{text},{day},{number}\n"
        for number in (1, 2)
        for text, day in (("Begin", "2024-04-01"), ("Go on", "2024-05-01"))
    )
    header = "measure,period,action,counts_from,number\n"
    outcome = bring_in(ready, tmp_path, actions=f"{header}{rows}")
    assert (outcome.added, outcome.revised, outcome.unchanged) == (2, 2, 0)
    assert bring_in(ready, tmp_path, actions=f"{header}{rows}").unchanged == 4
