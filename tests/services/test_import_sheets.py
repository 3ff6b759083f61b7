"""Spreadsheets as councils have them: read as they are meant, and asked about where in doubt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from ncc_tui.services.importing import Choices, ImportOutcome, import_paths
from ncc_tui.services.session import Session
from tests.services.importing import MEASURE_HEADER, ledger, messages, values, write
from tests.services.test_import_xlsx import saved

COUNCIL = """Performance report 2023/24,,,,
Prepared for the committee of 18 May; see the notes,,,,
,,,,
Ref,Measure,Unit,Q3,Q4
,Children,,,
Q1,A figure of ours,Number,70,71
,A monthly figure,%,,
Total,,,70,71
,,,,
* Provisional
"""


@pytest.fixture
def ready(empty: Session, tmp_path: Path) -> Session:
    files = {
        "services.csv": "code,service\n1,One\n",
        "measures.csv": f"{MEASURE_HEADER}\n"
        "1,1,Q1,Rate of children looked after per 10000,Number,Quarterly,higher\n"
        "1,2,Q2,% of care leavers in education or training,Number,Quarterly,higher\n"
        "1,3,M1,A monthly figure,Percentage,Monthly,lower\n"
        "1,4,Y1,A yearly figure,Number,Annually,higher\n",
    }
    assert import_paths(empty, [write(tmp_path / "basics", files)]).written
    return empty


@pytest.fixture
def bring(ready: Session, tmp_path: Path) -> Callable[..., ImportOutcome]:
    """Imports one file, with choices."""

    def bring(content: str | bytes, name: str = "council.csv", **choices: Any) -> ImportOutcome:
        write(tmp_path, {name: content})
        paths = [tmp_path / name]
        return import_paths(ready, paths, confirmed=True, choices=Choices(**choices))

    return bring


def offers(outcome: ImportOutcome) -> list[str]:
    return [offer.message for offer in outcome.offers]


def left_out(outcome: ImportOutcome) -> list[tuple[int, str, str]]:
    return [(left.line, left.text, left.why) for left in outcome.left_out]


def figures(session: Session, code: str) -> list[tuple[str, str | None]]:
    return [(period, value) for period, value, _ in values(session, code)]


def test_the_header_is_found_below_titles_and_what_holds_no_result_is_left_out(
    ready, bring
) -> None:
    outcome = bring(COUNCIL, leave_out=frozenset({"unit"}))
    assert outcome.written, (messages(outcome), offers(outcome))
    assert figures(ready, "Q1") == [("Oct 2023", "70"), ("Jan 2024", "71")]
    assert figures(ready, "M1") == []
    assert left_out(outcome) == [
        (1, "Performance report 2023/24", "stands above the header"),
        (2, "Prepared for the committee of 18 May; see the notes", "stands above the header"),
        (5, "Children", "has no figure"),
        (8, "Total", "is a total"),
        (10, "* Provisional", "has no figure"),
    ]
    assert outcome.notes == (
        "council.csv: line 4 was taken as the header, with Q3 2023/24 to Q4 2023/24.",
    )


def test_a_column_that_is_unknown_is_asked_about_and_nothing_is_written_before(
    ready, bring
) -> None:
    outcome = bring(COUNCIL)
    assert offers(outcome) == [
        "council.csv, line 4: column 'Unit' is unknown; it would be left out"
    ]
    assert messages(outcome) == []
    assert not outcome.written
    # What would come of it is told nevertheless.
    assert outcome.added == 2
    assert ledger(ready, "Q1") == []
    taken = bring(COUNCIL, yes=True)
    assert taken.written
    assert taken.offers == ()
    assert "council.csv, line 4: column 'Unit' is unknown; it was left out." in taken.notes
    assert figures(ready, "Q1") == [("Oct 2023", "70"), ("Jan 2024", "71")]


@pytest.mark.parametrize(
    "text",
    [
        "Ref,Measure,2023/24,,\n,,Q2,Q3,Q4\nQ1,x,1,2,3\n",
        ",,2023/24,,\nRef,Measure,Q2,Q3,Q4\nQ1,x,1,2,3\n",
        "KPI code,Title,Q2 2023/24,Q3 2023/24,Q4 2023/24\nQ1,x,1,2,3\n",
        "KPI,Jul-23 Actual,Oct-23 Actual,Jan-24 Actual\nQ1,1,2,3\n",
        "Results\n\nRef;Indicator;Jul 2023;Oct 2023;Jan 2024\nQ1;Here, as in, a, b, c;1;2;3\n",
        "Ref,2023/24,,,2024/25\n,Jul,Oct,Jan,Apr\nQ1,1,2,3,\n",
    ],
    ids=["year above", "year in its own row", "code", "actual", "semicolons", "months"],
)
def test_periods_are_understood_however_they_head_their_columns(ready, bring, text) -> None:
    outcome = bring(text)
    assert outcome.written, (messages(outcome), offers(outcome))
    assert figures(ready, "Q1") == [("Jul 2023", "1"), ("Oct 2023", "2"), ("Jan 2024", "3")]


def test_targets_beside_the_figures_of_a_period_are_not_taken_for_results(ready, bring) -> None:
    text = "Ref,Q3 2023/24,,Q4 2023/24,\n,Actual,Target,Actual,Target\nQ1,1,9,2,9\n"
    outcome = bring(text)
    assert offers(outcome) == [
        f"council.csv, line 2: column '{name}' is unknown; it would be left out"
        for name in ("Q3 2023/24 Target", "Q4 2023/24 Target")
    ]
    assert bring(text, yes=True).written
    assert figures(ready, "Q1") == [("Oct 2023", "1"), ("Jan 2024", "2")]


def test_a_year_beside_its_quarters_counts_for_annual_measures_only(ready, bring) -> None:
    outcome = bring("Ref,Q1 2023/24,Q2 2023/24,2023/24\nQ1,1,2,3\nY1,,,8\n")
    assert outcome.written, messages(outcome)
    assert figures(ready, "Q1") == [("Apr 2023", "1"), ("Jul 2023", "2")]
    assert figures(ready, "Y1") == [("Apr 2023", "8")]
    assert left_out(outcome) == [
        (2, "3", "is the figure of a year (2023/24), not of a period of Q1")
    ]


def test_a_mark_beside_a_figure_is_told_once_and_the_figure_is_read(ready, bring) -> None:
    text = 'Ref,Jul 2023,Oct 2023,Jan 2024\nQ1,"1,750*",12.5*,see note\nQ2,7 (p),tbc,TBC\n'
    outcome = bring(text, leave_out=frozenset({"see note"}))
    assert offers(outcome) == [
        "council.csv, line 2: '1,750*' would be read as 1750, without its mark; so would be 1 more "
        "like it",
        "council.csv, line 3: '7 (p)' would be read as 7, without its mark",
        "council.csv, line 3: 'tbc' would be read as not yet published; so would be 1 more like it",
    ]
    assert bring(text, yes=True, leave_out=frozenset({"see note"})).written
    assert figures(ready, "Q1") == [("Jul 2023", "1750"), ("Oct 2023", "12.5")]
    assert figures(ready, "Q2") == [
        ("Jul 2023", "7"),
        ("Oct 2023", "not yet published"),
        ("Jan 2024", "not yet published"),
    ]


@pytest.mark.parametrize("text", ["<5", "12 to 15", "1,75", "7p", "about 7", "1*2", "* 7 *x"])
def test_what_may_be_no_figure_is_no_figure(ready, bring, text) -> None:
    outcome = bring(f'Ref,Jan 2024\nQ1,"{text}"\n', yes=True)
    assert messages(outcome) == [
        f"council.csv, line 2, column Jan 2024: found '{text}', expected a number, such as 46.7"
    ]


def test_a_value_may_be_decided_otherwise(ready, bring) -> None:
    text = "measure,period,value\nQ1,Jan 2024,tbc\nQ1,Oct 2023,about 7\n"
    matches = {"TBC": "not available", "About  7": "7"}
    assert bring(text, "results.csv", matches=matches).written
    assert figures(ready, "Q1") == [("Oct 2023", "7"), ("Jan 2024", "not available")]


def test_columns_of_periods_to_come_may_say_that_there_is_nothing_yet(ready, bring) -> None:
    assert bring("Ref,Jan 2024,Apr 2025,Jul 2025\nQ1,1,tbc,-\n").written
    assert figures(ready, "Q1") == [("Jan 2024", "1")]


def test_a_name_that_nearly_matches_is_offered(ready, bring) -> None:
    text = 'Measure,Jan 2024\n"Rate of Children Looked-After per 10,000",75\n'
    outcome = bring(text)
    assert offers(outcome) == [
        "council.csv, line 2: 'Rate of Children Looked-After per 10,000' is no measure's name; it "
        "would be taken for Q1 (Rate of children looked after per 10000)"
    ]
    assert ledger(ready, "Q1") == []
    assert bring(text, yes=True).written
    assert figures(ready, "Q1") == [("Jan 2024", "75")]


@pytest.mark.parametrize(
    "name",
    [
        "Rate of children looked after per 1000",
        "Number of care leavers in education or training",
        "Something else",
    ],
)
def test_a_name_that_differs_in_what_tells_measures_apart_is_left_out(ready, bring, name) -> None:
    outcome = bring(f"Measure,Jan 2024\n{name},75\n", yes=True)
    assert outcome.written
    assert any("its row was left out" in note for note in outcome.notes)
    assert figures(ready, "Q1") == figures(ready, "Q2") == []


def test_a_name_that_is_as_near_to_two_measures_is_taken_for_neither(
    ready, bring, tmp_path
) -> None:
    files = {
        "measures.csv": f"{MEASURE_HEADER}\n"
        "1,5,A1,Planning applications decided in time (minor),Number,Quarterly,higher\n"
        "1,6,A2,Planning applications decided in time (major),Number,Quarterly,higher\n"
    }
    assert import_paths(ready, [write(tmp_path / "more", files)]).written
    outcome = bring("Measure,Jan 2024\nPlanning applications decided in time (maior),5\n")
    (offer,) = outcome.offers
    assert (offer.taken, {meaning.taken for meaning in offer.instead}) == ("", {"A1", "A2"})
    assert "its row would be left out (or is it A" in offer.message


def test_a_mark_may_be_left_out_by_itself(ready, bring) -> None:
    assert bring('Ref,Oct 2023,Jan 2024\nQ1,"1,750*",12.5*\n', leave_out=frozenset({"*"})).written
    assert figures(ready, "Q1") == [("Oct 2023", "1750"), ("Jan 2024", "12.5")]


def test_only_a_sheet_of_results_may_have_notes(bring) -> None:
    (message,) = messages(bring("code,service\n2,Two\nA note\n", "services.csv", yes=True))
    assert message == "services.csv, line 3: found '1 cell', expected 2 (as in the header)"


def test_a_name_may_be_matched_or_left_out_by_hand(ready, bring) -> None:
    text = "Measure,Jan 2024\nSomething else,75\nWidgets,3\n"
    outcome = bring(text, matches={"something else": "Q2"}, leave_out=frozenset({"widgets"}))
    assert outcome.written, offers(outcome)
    assert figures(ready, "Q2") == [("Jan 2024", "75")]


def test_a_code_and_a_title_of_two_measures_are_an_error(ready, bring) -> None:
    (message,) = messages(bring("Ref,Measure,Jan 2024\nQ1,A monthly figure,5\n"))
    assert message == (
        "council.csv, line 2, column Measure: found 'A monthly figure', expected Q1, which the "
        "column ref says"
    )


def test_results_below_a_title_are_read_by_what_their_columns_mean(ready, bring) -> None:
    text = "Figures\nRef,Quarter,Actual,Colour\nQ1,Q4 2023/24,71,red\nNote: final,,,\n"
    assert offers(bring(text)) == [
        "council.csv, line 2: column 'Quarter' is unknown; it would be taken for period",
        "council.csv, line 2: column 'Actual' is unknown; it would be taken for value",
        "council.csv, line 2: column 'Colour' is unknown; it would be left out",
    ]
    outcome = bring(text, yes=True)
    assert outcome.written
    assert "council.csv: line 2 was taken as the header." in outcome.notes
    assert figures(ready, "Q1") == [("Jan 2024", "71")]


def test_the_import_format_stays_strict_and_tells_what_was_meant(ready, bring) -> None:
    text = "measure,period,value,coments\nQ1,Jan 2024,71,Said\n"
    outcome = bring(text, "results.csv")
    (message,) = messages(outcome)
    assert message.startswith(
        "results.csv, column coments: It is unknown. Did you mean comments? The columns of"
    )
    assert len(outcome.offers) == 1
    assert bring(text, "results.csv", matches={"coments": "comments"}).written
    assert ledger(ready, "Q1")[0].entry.comments == "Said"
    (message,) = messages(bring("measure,period,value\nQ9,Jan 2024,1\n", "results.csv", yes=True))
    assert message.endswith("expected the code of a measure (did you mean Q1?)")


def test_a_ref_beside_the_measure_is_no_unknown_column(ready, bring) -> None:
    assert bring("Ref,measure,period,value\n1.1,Q1,Jan 2024,71\n", "results.csv").written
    assert bring("Ref,period,value\nQ1,Oct 2023,70\n", "results.csv").written
    assert figures(ready, "Q1") == [("Oct 2023", "70"), ("Jan 2024", "71")]


def test_where_no_row_has_all_it_needs_the_nearest_is_named_by_what_it_lacks(bring) -> None:
    (message,) = messages(bring("Ours\nmeasure,period,amounts\nQ1,Jan 2024,1\n"))
    assert message.startswith("council.csv, line 2, column value: It is missing.")


def council_book() -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Q4"
    for row in (
        ["Performance report"],
        [None, "Measure", None, "2023/24", None],
        [None, None, None, "Q3", "Q4"],
        [None, "Q1", "ours", 70, "1,750*"],
        [None, "All that follows is provisional"],
        [None, "Q2", None, 5, 6],
    ):
        sheet.append(row)
    for merged in ("A1:E1", "B2:C3", "D2:E2", "B5:E5"):
        sheet.merge_cells(merged)
    return book


def test_merged_cells_count_for_all_they_cover(ready, bring) -> None:
    outcome = bring(saved(council_book()), "book.xlsx", yes=True)
    assert outcome.written, messages(outcome)
    assert figures(ready, "Q1") == [("Oct 2023", "70"), ("Jan 2024", "1750")]
    assert figures(ready, "Q2") == [("Oct 2023", "5"), ("Jan 2024", "6")]
    assert (5, "All that follows is provisional", "has no figure") in left_out(outcome)
    assert outcome.notes[:2] == (
        "book.xlsx, sheet Q4: lines 2 and 3 were taken as the header, with Q3 2023/24 to "
        "Q4 2023/24.",
        "book.xlsx, sheet Q4: columns without a name are left out: 1.",
    )


def test_a_measure_merged_over_its_rows_is_that_of_each(ready, bring) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("Measure", "Period", "Value"),
        ("Q1", "Oct 2023", 1),
        (None, "Jan 2024", 2),
        ("Q2", "Oct 2023", 3),
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    assert bring(saved(book), "book.xlsx").written
    assert figures(ready, "Q1") == [("Oct 2023", "1"), ("Jan 2024", "2")]
    assert figures(ready, "Q2") == [("Oct 2023", "3")]


def test_an_error_in_a_column_that_is_left_out_does_not_matter(ready, bring) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(("Ref", "Change", "Jan 2024"))
    sheet.append(("Q1", "=1/0", 2))
    assert bring(saved(book), "book.xlsx", leave_out=frozenset({"Change"})).written
    assert figures(ready, "Q1") == [("Jan 2024", "2")]


def test_a_sheet_of_a_workbook_can_be_left_out(ready, bring) -> None:
    book = Workbook()
    for name, value in (("Old", "x y"), ("New", 2)):
        sheet = book.create_sheet(name)
        sheet.append(("Ref", "Jan 2024"))
        sheet.append(("Q1", value))
    assert bring(saved(book), "book.xlsx").error_count == 1
    assert bring(saved(book), "book.xlsx", leave_out=frozenset({"old"})).written
    assert figures(ready, "Q1") == [("Jan 2024", "2")]
