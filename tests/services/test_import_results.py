"""Results: revisions, dates, what is carried over, what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ncc_tui.domain.model import Officer, Role
from ncc_tui.domain.ratings import Rating
from ncc_tui.services.importing import Kind
from ncc_tui.services.session import Session
from tests.services.conftest import Opener, acting
from tests.services.importing import basics, bring_in, ledger, messages, values

HEADER = "measure,period,value"


@pytest.fixture
def ready(empty: Session, tmp_path: Path) -> Session:
    basics(empty, tmp_path)
    return empty


def results(session: Session, tmp_path: Path, *rows: str, header: str = HEADER):
    return bring_in(session, tmp_path, results="\n".join((header, *rows)) + "\n")


def test_an_undated_result_counts_from_the_day_after_its_period(ready, tmp_path) -> None:
    assert results(ready, tmp_path, "Q1,Jan 2024,75").added == 1
    assert values(ready, "Q1") == [("Jan 2024", "75", "2024-04-01")]


def test_an_undated_result_of_a_period_not_over_counts_from_the_day_of_import(
    ready, tmp_path
) -> None:
    results(ready, tmp_path, "Q1,Apr 2024,75")
    assert values(ready, "Q1") == [("Apr 2024", "75", "2024-05-18")]


def test_a_period_that_has_not_begun_is_refused(ready, tmp_path) -> None:
    assert messages(results(ready, tmp_path, "M1,Jun 2024,75")) == [
        "results.csv, line 2, column period: Jun 2024 has not begun: it starts on 1 Jun 2024."
    ]


def test_the_same_file_twice_changes_nothing_the_second_time(ready, tmp_path) -> None:
    rows = (
        "Q1,Jan 2024,75,first,",
        "Q1,Jan 2024,74,second,2024-05-01",
        "Q1,Oct 2023,-,,",
        "M1,May 2024,5,,",
    )
    header = f"{HEADER},comments,reported_on"
    assert results(ready, tmp_path, *rows, header=header).added == 3
    again = results(ready, tmp_path, *rows, header=header)
    assert (again.added, again.revised, again.unchanged) == (0, 0, 4)


def test_the_same_file_changes_nothing_on_a_later_day(opened: Opener, tmp_path) -> None:
    early = opened("empty")
    basics(early, tmp_path)
    results(early, tmp_path, "Q1,Apr 2024,75")
    late = opened("empty", day=date(2024, 8, 1))
    assert results(late, tmp_path, "Q1,Apr 2024,75").unchanged == 1
    assert values(late, "Q1") == [("Apr 2024", "75", "2024-05-18")]


def test_a_row_with_a_later_date_is_a_revision(ready, tmp_path) -> None:
    results(ready, tmp_path, "Q1,Jan 2024,75")
    header = f"{HEADER},reported_on,reason"
    outcome = results(ready, tmp_path, "Q1,Jan 2024,73,2024-05-03,Recount", header=header)
    (change,) = outcome.changes
    assert (change.kind, change.key, change.old, change.new) == (
        Kind.REVISED,
        "Q1 Jan 2024",
        "75",
        "73",
    )
    assert values(ready, "Q1")[-1] == ("Jan 2024", "73", "2024-05-03")


def test_an_admin_back_dates_a_correction_with_a_reason_that_tells_it(ready, tmp_path) -> None:
    header = f"{HEADER},reported_on,reason"
    results(ready, tmp_path, "Q1,Jan 2024,75")
    assert messages(results(ready, tmp_path, "Q1,Jan 2024,73,2024-05-03,", header=header)) == [
        "results.csv, line 2, column reason: Say why: this changes what reports since 3 May 2024 "
        "said."
    ]
    row = "Q1,Jan 2024,73,2024-05-03,Recount"
    assert results(ready, tmp_path, row, header=header).revised == 1
    assert ledger(ready, "Q1")[-1].entry.reason == "Back-dated: Recount"
    assert results(ready, tmp_path, row, header=header).unchanged == 1


def test_an_officer_corrects_from_today_on_only(ready, tmp_path) -> None:
    header = f"{HEADER},reported_on,reason"
    officer = acting(ready, Officer("jo", "Jo", Role.OFFICER, ("1",)))
    late = results(officer, tmp_path, "Q1,Jan 2024,75,2024-04-10,", header=header)
    assert late.written, "a first result may be late"
    assert messages(results(officer, tmp_path, "Q1,Jan 2024,73,2024-05-03,Why", header=header)) == [
        "results.csv, line 2, column reported_on: This would change what reports since 3 May 2024 "
        "said: only an admin may do that. Without a day it counts from today."
    ]
    for row in ("Q1,Jan 2024,73,,", "Q1,Jan 2024,72,2024-05-18,"):
        assert results(officer, tmp_path, row, header=header).revised == 1
    assert values(ready, "Q1")[-1] == ("Jan 2024", "72", "2024-05-18")


def test_a_history_that_comes_in_as_a_whole_is_no_back_dating(ready, tmp_path) -> None:
    rows = ("Q1,Jan 2024,75,2024-04-10", "Q1,Jan 2024,73,2024-05-03")
    assert results(ready, tmp_path, *rows, header=f"{HEADER},reported_on").written
    assert [v[1] for v in values(ready, "Q1")] == ["75", "73"]


def test_another_reason_alone_changes_nothing(ready, tmp_path) -> None:
    header = f"{HEADER},reason"
    results(ready, tmp_path, "Q1,Jan 2024,75,One", header=header)
    outcome = results(ready, tmp_path, "Q1,Jan 2024,75,Another", "M1,Jan 2024,5,", header=header)
    assert (outcome.added, outcome.revised, outcome.unchanged) == (1, 0, 1)
    assert ledger(ready, "Q1")[-1].entry.reason == "One"


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        ("override,override_reason", "75,,Left over"),
        ("missing_reason,reason,comments", ",withdrawn,By mistake,Left over"),
        ("comments", "75,' two \r\nlines "),
        ("forecast", "75,0.1000000000000000055"),
        ("comments", "75,cafe\u0301"),
    ],
)
def test_the_same_row_again_changes_nothing_however_it_is_written(
    ready, tmp_path, columns, cells
) -> None:
    results(ready, tmp_path, "Q1,Jan 2024,74")
    for written in (True, False):
        outcome = results(ready, tmp_path, f"Q1,Jan 2024,{cells}", header=f"{HEADER},{columns}")
        assert (outcome.written, outcome.revised) == (True, written), messages(outcome)


def test_an_undated_correction_counts_from_the_day_of_import(ready, tmp_path) -> None:
    results(ready, tmp_path, "Q1,Jan 2024,75")
    assert results(ready, tmp_path, "Q1,Jan 2024,73").revised == 1
    assert values(ready, "Q1")[-1] == ("Jan 2024", "73", "2024-05-18")


def test_rows_are_revisions_in_the_order_of_their_dates(ready, tmp_path) -> None:
    header = f"{HEADER},reported_on"
    results(
        ready, tmp_path, "Q1,Jan 2024,73,2024-05-03", "Q1,Jan 2024,75,2024-04-20", header=header
    )
    assert [v[1] for v in values(ready, "Q1")] == ["75", "73"]


def test_a_date_before_the_newest_revision_is_refused(ready, tmp_path) -> None:
    header = f"{HEADER},reported_on"
    results(ready, tmp_path, "Q1,Jan 2024,75,2024-05-03", header=header)
    outcome = results(ready, tmp_path, "Q1,Jan 2024,73,2024-04-02", header=header)
    assert messages(outcome) == [
        "results.csv, line 2, column reported_on: found '2024-04-02', expected 3 May 2024 "
        "or later: the revision it corrects counts from then"
    ]


def test_two_undated_rows_that_differ_are_refused_with_both_lines(ready, tmp_path) -> None:
    outcome = results(ready, tmp_path, "Q1,Jan 2024,75", "M1,Jan 2024,1", "Q1,Jan 2024,73")
    (message,) = messages(outcome)
    assert message.startswith("results.csv, line 4, column reported_on: found nothing")
    assert "line 2" in message
    assert ledger(ready, "M1") == []


def test_a_row_that_only_repeats_another_adds_nothing(ready, tmp_path) -> None:
    outcome = results(ready, tmp_path, "Q1,Jan 2024,75", "Q1,2024-01,75.0")
    assert (outcome.added, outcome.unchanged) == (1, 1)


def test_what_a_file_does_not_say_is_carried_over(ready, tmp_path) -> None:
    results(
        ready,
        tmp_path,
        "Q1,Jan 2024,75,Said,yes,Amber,Because,Who",
        header=f"{HEADER},comments,provisional,override,override_reason,source",
    )
    assert results(ready, tmp_path, "Q1,Jan 2024,75").unchanged == 1
    results(ready, tmp_path, "Q1,Jan 2024,75,Other", header=f"{HEADER},comments")
    entry = ledger(ready, "Q1")[-1].entry
    assert (entry.comments, entry.provisional, entry.source) == ("Other", True, "Who")
    assert (entry.override, entry.override_reason) == (Rating.AMBER, "Because")


def test_a_rating_set_by_hand_does_not_outlive_its_value(ready, tmp_path) -> None:
    header = f"{HEADER},override,override_reason"
    results(ready, tmp_path, "Q1,Jan 2024,75,Amber,Because", header=header)
    results(ready, tmp_path, "Q1,Jan 2024,70")
    entry = ledger(ready, "Q1")[-1].entry
    assert (entry.value, entry.override, entry.override_reason) == (Decimal(70), None, "")


def test_a_column_that_is_there_and_empty_empties(ready, tmp_path) -> None:
    header = f"{HEADER},comments"
    results(ready, tmp_path, "Q1,Jan 2024,75,Said", header=header)
    outcome = results(ready, tmp_path, "Q1,Jan 2024,75,", header=header)
    (change,) = outcome.changes
    assert (change.old, change.new) == (
        "comments Said, reported on 2024-04-01",
        "comments (nothing), reported on 2024-05-18",
    )


def test_a_missing_value_keeps_the_reason_that_is_there(ready, tmp_path) -> None:
    header = f"{HEADER},missing_reason"
    results(ready, tmp_path, "Q1,Jan 2024,,not yet published", header=header)
    assert results(ready, tmp_path, "Q1,Jan 2024,-").unchanged == 1
    assert results(ready, tmp_path, "Q1,Jan 2024,c").revised == 1
    assert [v[1] for v in values(ready, "Q1")] == ["not yet published", "suppressed"]


def test_an_old_figure_given_again_is_left_and_said(ready, tmp_path) -> None:
    results(ready, tmp_path, "Q1,Jan 2024,75")
    results(ready, tmp_path, "Q1,Jan 2024,73")
    outcome = results(ready, tmp_path, "Q1,Jan 2024,75")
    assert outcome.unchanged == 1
    assert "has been revised since" in outcome.notes[0]


@pytest.mark.parametrize(
    ("columns", "cells", "message"),
    [
        ("missing_reason", "75,suppressed", "column missing_reason: Expected a value or a reason "
         "why there is none, found both."),
        ("missing_reason", ",lost", "column missing_reason: found 'lost', expected a reason (not "
         "available, not applicable, suppressed, not yet published or withdrawn)"),
        ("override,override_reason", "75,Green,", "column override_reason: Expected a "
         "reason for the rating set by hand, found none."),
        ("override", "75,Purple", "column override: found 'Purple', expected a rating (Red, "
         "Amber, Green or N/A)"),
        ("provisional", "75,perhaps", "column provisional: found 'perhaps', expected yes or no"),
        ("reported_on", "75,31/02/2024", "column reported_on: found '31/02/2024', expected a date "
         "such as 2024-05-18, 18/05/2024 or 18 May 2024"),
        ("source", "seventy,", "column value: found 'seventy', expected a number, such as 46.7"),
        ("source", "1e300,", "column value: found '1e300', expected a number of at most 15 "
         "digits before the decimal point"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused(ready, tmp_path, columns, cells, message) -> None:
    outcome = results(ready, tmp_path, f"Q1,Jan 2024,{cells}", header=f"{HEADER},{columns}")
    assert message in messages(outcome)[0]
    assert ledger(ready, "Q1") == []


def test_an_override_reason_needs_the_column_override(ready, tmp_path) -> None:
    outcome = results(ready, tmp_path, "Q1,Jan 2024,1,x", header=f"{HEADER},override_reason")
    assert messages(outcome) == [
        "results.csv, column override_reason: It needs the column override beside it."
    ]


def test_an_unknown_measure_is_refused_with_the_nearest(ready, tmp_path) -> None:
    outcome = results(ready, tmp_path, "q1,Jan 2024,1", "Y2,Apr 2023,1", ",Apr 2023,1")
    assert messages(outcome) == [
        "results.csv, line 2, column measure: found 'q1', expected the code of a measure "
        "(did you mean Q1?)",
        "results.csv, line 3, column measure: found 'Y2', expected the code of a measure "
        "(did you mean Y1?)",
        "results.csv, line 4, column measure: found nothing, expected the code of a measure",
    ]


def test_every_error_of_a_row_is_listed_with_its_column(ready, tmp_path) -> None:
    outcome = results(
        ready, tmp_path, "Q1,Foo,a,maybe", "Q9,Jan 2024,b,yes", header=f"{HEADER},provisional"
    )
    assert [(e.line, e.column) for e in outcome.errors] == [
        (2, "period"),
        (2, "value"),
        (2, "provisional"),
        (3, "measure"),
        (3, "value"),
    ]
    assert outcome.counts[0].in_error == 2


def test_revision_reasons_come_in(ready, tmp_path) -> None:
    results(ready, tmp_path, "Q1,Jan 2024,75,,Typed wrongly", header=f"{HEADER},comments,reason")
    assert ledger(ready, "Q1")[0].entry.reason == "Typed wrongly"
