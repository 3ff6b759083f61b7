"""Wide sheets: a row per measure, a column per period."""

from __future__ import annotations

from pathlib import Path

import pytest

from ncc_tui.services.session import Session
from tests.services.importing import basics, bring_in, ledger, messages, values


@pytest.fixture
def ready(empty: Session, tmp_path: Path) -> Session:
    basics(empty, tmp_path)
    return empty


@pytest.mark.parametrize("name", ["performance 2023", "results"])
def test_a_wide_sheet_is_recognised_and_comes_in_as_results(ready, tmp_path, name) -> None:
    text = "Measure,Apr 2023,Jul 2023,Q3 2023/24\nQ1,70,71.5,-\nM1,3,,\nA yearly figure,9,,\n"
    outcome = bring_in(ready, tmp_path, **{name: text})
    assert outcome.written, messages(outcome)
    assert (outcome.added, outcome.counts[0].table) == (5, "results")
    assert [v[:2] for v in values(ready, "Q1")] == [
        ("Apr 2023", "70"),
        ("Jul 2023", "71.5"),
        ("Oct 2023", "not available"),
    ]
    assert [v[:2] for v in values(ready, "M1")] == [("Apr 2023", "3")]
    assert [v[:2] for v in values(ready, "Y1")] == [("Apr 2023", "9")]


def test_a_wide_sheet_changes_values_only(ready, tmp_path) -> None:
    bring_in(ready, tmp_path, results="measure,period,value,comments\nQ1,Apr 2023,70,Said\n")
    wide = "code;Apr 2023\nQ1;71\n"
    assert bring_in(ready, tmp_path, wide=wide).revised == 1
    assert ledger(ready, "Q1")[-1].entry.comments == "Said"
    assert bring_in(ready, tmp_path, wide=wide).unchanged == 1


def test_a_cell_that_cannot_be_right_is_named_by_its_column(ready, tmp_path) -> None:
    text = "Measure,Apr 2023,May 2023,Jun 2024\nQ1,a,7,\nM1,1,2,3\n"
    assert messages(bring_in(ready, tmp_path, wide=text)) == [
        "wide.csv, line 2, column Apr 2023: found 'a', expected a number, such as 46.7",
        "wide.csv, line 2, column May 2023: found 'May 2023', expected the start of a quarter "
        "(the nearest are Apr 2023 and Jul 2023)",
        "wide.csv, line 3, column Jun 2024: Jun 2024 has not begun: it starts on 1 Jun 2024.",
    ]


def test_a_name_that_is_another_table_is_believed(ready, tmp_path) -> None:
    outcome = bring_in(ready, tmp_path, targets="measure,Apr 2023\nQ1,7\n")
    assert any("column Apr 2023: It is unknown" in message for message in messages(outcome))


def test_what_is_unlikely_names_the_period_it_is_of(ready, tmp_path) -> None:
    sheet = "measure,Q3 2023/24,Q4 2023/24\nQ1,75,7500\n"
    outcome = bring_in(ready, tmp_path, wide=sheet)
    assert [doubt.message for doubt in outcome.doubts] == [
        "wide.csv, line 2: Q1 Jan 2024: 7,500 is 10 times the last value, 75, or more."
    ]
