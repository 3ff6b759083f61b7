from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.model import Definition, Measure, Revision, Stamp, Target
from ncc_tui.domain.ratings import Polarity, Rating, Tolerance, ToleranceMode
from ncc_tui.domain.report import (
    build_row,
    pick_current,
    pick_previous,
    pick_results,
    pick_target,
)
from ncc_tui.domain.why import explain
from ncc_tui.domain.year import YearRule
from tests.domain.building import ANNUALLY, AT, a_measure, a_revision, a_target


def why(
    revisions: list[Revision] | None = None,
    targets: list[Target] | None = None,
    *,
    at: date = AT,
    as_revised: bool = False,
    measure: Measure | None = None,
    definitions: list[Definition] | None = None,
    **fields: Any,
) -> dict[str, tuple[str, str]]:
    """Each cell's outcome and reason, the rows being chosen as a report chooses them."""
    measure = measure or a_measure(**fields)
    revisions, targets = revisions or [], targets or []
    as_at = AsAt(at, as_revised)
    current = pick_current(revisions, as_at)
    target = pick_target(targets, current.period.start if current else at, as_at)
    values = {p: r.value for p, r in pick_results(revisions, as_at).items()}
    row = build_row(
        measure,
        at,
        current=current,
        previous=pick_previous(revisions, as_at),
        target=target.amount if target else None,
        value_at=values.get,
    )
    defined = definitions or [Definition(measure, 1, None, STAMP)]
    explained = explain(row, as_at, revisions, targets, defined)
    assert (explained.measure, explained.as_at) == (measure, as_at)
    return {r.cell: (r.outcome, r.because) for r in explained.reasons}


STAMP = Stamp(datetime(2024, 1, 2, tzinfo=UTC), "jsmith")
JANUARY = a_revision("Jan 2024", "75")
PREVIOUS = "Previous year (2023/24)"


def test_every_cell_has_its_reason() -> None:
    assert list(why([JANUARY])) == [
        "Current performance",
        PREVIOUS,
        "Current target",
        "Performance",
        "Direction of travel",
        "Against the period before",
        "Against the same period last year",
        "Year to date 2023/24",
        "Status",
        "Definition",
    ]


def test_the_current_result_says_period_date_and_author() -> None:
    outcome, because = why([JANUARY])["Current performance"]
    assert outcome == "75"
    assert "Jan 2024 (1 Jan 2024 to 31 Mar 2024) is the latest period" in because
    assert "counts from 1 Apr 2024" in because
    assert "recorded by jsmith on 2 Jan 2024" in because


def test_provisional_source_and_reason_are_said() -> None:
    revision = a_revision(
        "Jan 2024", "75", number=2, provisional=True, source="DfE", reason="Recount"
    )
    because = why([revision])["Current performance"][1]
    assert "It is provisional." in because
    assert "Source: DfE." in because
    assert "Reason for the revision: Recount" in because
    assert "revision 2" in because


LATER = a_revision("Jan 2024", "73", number=2, reported_on=date(2024, 11, 14))


def test_as_reported_mentions_a_later_revision() -> None:
    outcome, because = why([JANUARY, LATER])["Current performance"]
    assert outcome == "75"
    assert "A later revision, reported on 14 Nov 2024, says 73." in because


def test_as_revised_mentions_what_was_reported() -> None:
    outcome, because = why([JANUARY, LATER], as_revised=True)["Current performance"]
    assert outcome == "73"
    assert "As reported at that date it was 75; this is its newest revision." in because


def test_a_result_that_nobody_corrected_mentions_no_revision() -> None:
    assert "revision" not in why([JANUARY])["Current performance"][1]


def test_a_missing_result_gives_its_reason() -> None:
    cells = why([a_revision("Jan 2024", None)], [a_target("Jan 2024", "1")])
    assert cells["Current performance"][0] == "not available"
    assert cells["Performance"] == ("N/A", "There is no figure to rate.")


def test_nothing_reported_is_said() -> None:
    cells = why()
    assert cells["Current performance"] == (
        "none",
        "No result was reported on or before 18 May 2024.",
    )
    assert (
        cells[PREVIOUS][1] == "No result reported by 18 May 2024 starts on or before 31 Mar 2024."
    )
    assert cells["Status"][1] == "The measure has no result and no start date, so nothing is due."
    assert "Against the period before" not in cells


def test_a_previous_year_older_than_its_heading_says_so() -> None:
    old = a_revision(ANNUALLY.parse("Apr 2022"), "9")
    because = why([old], cycle=ANNUALLY)[PREVIOUS][1]
    assert "It is older than the column says: it belongs to 2022/23." in because


def test_a_previous_year_of_its_heading_does_not() -> None:
    assert "older" not in why([JANUARY])[PREVIOUS][1]


def test_a_previous_year_shorter_than_a_year_is_no_outturn() -> None:
    assert "not the year's outturn" in why([JANUARY])[PREVIOUS][1]
    year = a_revision(ANNUALLY.parse("Apr 2023"), "9")
    assert "outturn" not in why([year], cycle=ANNUALLY)[PREVIOUS][1]


def test_the_target_names_the_period_it_is_in_force_from() -> None:
    because = why([JANUARY], [a_target("Apr 2021", "70")])["Current target"]
    assert because[0] == "70"
    assert because[1].startswith("In force from Apr 2021:")


def test_a_target_that_ended_and_one_that_never_was() -> None:
    ended = why([JANUARY], [a_target("Apr 2021", "70"), a_target("Oct 2023", None)])
    assert ended["Current target"][1].startswith("The target ended with Oct 2023")
    assert why([JANUARY])["Current target"][1].startswith("No target was in force at")
    assert "18 May 2024, as there is no result" in why()["Current target"][1]
    assert ended["Performance"] == ("N/A", "There is no target to rate it against.")


def rated(value: str, target: str, **fields: Any) -> tuple[str, str]:
    return why([a_revision("Jan 2024", value)], [a_target("Jan 2024", target)], **fields)[
        "Performance"
    ]


def test_performance_shows_its_sum() -> None:
    assert rated("8.52", "8.7") == (
        "Amber",
        "8.52 against a target of 8.7, higher is better: worse by 0.18, no more than the tolerance "
        "of 0.2175 (2.5 % of the target), is Amber.",
    )
    assert rated("75", "73", polarity=Polarity.LOWER) == (
        "Red",
        "75 against a target of 73, lower is better: worse by 2, more than the tolerance of 1.825 "
        "(2.5 % of the target), is Red.",
    )
    assert rated("80", "80")[1].endswith("higher is better: equal to the target is Green.")
    assert rated("81", "80")[1].endswith("better than the target is Green.")


def test_performance_says_which_tolerance_it_took() -> None:
    at_nought = rated("1", "0", polarity=Polarity.LOWER)
    assert at_nought[0] == "Amber"
    assert "since a percentage of a target of 0 is nothing" in at_nought[1]
    absolute = Tolerance(Decimal(3), ToleranceMode.ABSOLUTE)
    assert (
        "the tolerance of 3 (absolute, in the measure's unit)"
        in rated("78", "80", tolerance=absolute)[1]
    )


def test_a_neutral_measure_is_not_rated() -> None:
    cells = why([JANUARY], [a_target("Jan 2024", "1")], polarity=Polarity.NEUTRAL)
    assert cells["Performance"][0] == cells["Direction of travel"][0] == "N/A"
    assert "neutral" in cells["Performance"][1]
    assert "neutral" in cells["Direction of travel"][1]


def test_an_override_stands_beside_what_the_rule_would_say() -> None:
    by_hand = a_revision(
        "Jan 2024", "75", override=Rating.GREEN, override_reason="New counting rule."
    )
    outcome, because = why([by_hand], [a_target("Jan 2024", "90")])["Performance"]
    assert outcome == "Green"
    assert because.startswith(
        "Set by hand to Green: New counting rule. By the rule it would be Red. 75 against"
    )


def test_a_figure_compared_with_itself_is_said_to_be() -> None:
    outcome, because = why([JANUARY])["Direction of travel"]
    assert outcome == "Green"
    assert "are the same figure (Jan 2024), so this compares it with itself." in because
    assert because.endswith(
        "75 against 75 in the previous-year column, higher is better: equal, which is Green."
    )


def test_a_figure_compared_with_another_is_not() -> None:
    revisions = [JANUARY, a_revision("Apr 2024", "70", reported_on=date(2024, 5, 1))]
    outcome, because = why(revisions)["Direction of travel"]
    assert outcome == "Red"
    assert because == (
        "70 against 75 in the previous-year column, higher is better: worse, which is Red."
    )


def test_the_two_other_comparisons_have_their_own_periods() -> None:
    cells = why([a_revision("Jan 2023", "80"), a_revision("Oct 2023", "70"), JANUARY])
    before, year_before = (
        cells["Against the period before"],
        cells["Against the same period last year"],
    )
    assert before[0] == "↑ better"
    assert "75 against 70 in Oct 2023" in before[1]
    assert year_before[0] == "↓ worse"
    assert "75 against 80 in Jan 2023" in year_before[1]


def test_comparisons_use_what_was_known_at_the_date_or_since() -> None:
    revisions = [
        JANUARY,
        a_revision("Oct 2023", "70"),
        a_revision("Oct 2023", "79", number=2, reported_on=date(2024, 9, 1)),
    ]
    assert "against 70" in why(revisions)["Against the period before"][1]
    assert "against 79" in why(revisions, as_revised=True)["Against the period before"][1]


def test_nothing_to_compare_with_says_where_the_figure_is_missing() -> None:
    assert why([JANUARY])["Against the period before"] == (
        "N/A",
        "There is nothing to compare: no figure in Oct 2023.",
    )


def test_the_status_counts_the_days() -> None:
    assert why([JANUARY])["Status"] == (
        "Up to date",
        "Apr 2024 follows the current result; it ends on 30 Jun 2024 and is due 15 days later, by "
        "15 Jul 2024: not yet late at 18 May 2024.",
    )
    outcome, because = why([JANUARY], at=date(2024, 7, 16))["Status"]
    assert outcome == "Overdue"
    assert because.endswith("1 day late at 16 Jul 2024.")
    due_today = why([JANUARY], at=date(2024, 7, 15))["Status"][1]
    assert due_today.endswith("not yet late at 15 Jul 2024.")
    assert why([JANUARY], at=date(2024, 7, 18))["Status"][1].endswith("3 days late at 18 Jul 2024.")


def test_the_status_of_a_new_and_of_an_ended_measure() -> None:
    new = why(starts_on=date(2024, 4, 1))["Status"][1]
    assert new.startswith("Apr 2024 is the first since the measure began")
    ended = why([JANUARY], ends_on=date(2024, 3, 31))["Status"][1]
    assert ended == "The measure has ended, so nothing more is due."


def test_a_cumulative_measures_last_quarter_is_the_outturn_and_no_other_is() -> None:
    cells = why([JANUARY], year_rule=YearRule.CUMULATIVE)
    assert cells[PREVIOUS][1].endswith("so this is the outturn of 2023/24.")
    october = why([a_revision("Oct 2023", "60")], year_rule=YearRule.CUMULATIVE)
    assert "this is 2023/24 up to then, not its outturn" in october[PREVIOUS][1]
    assert "start again with the year" in cells["Against the period before"][1]


def test_the_year_is_counted_by_its_rule_and_named_outturn_once_it_is_whole() -> None:
    quarters = [a_revision(p, v) for p, v in (("Apr 2023", "1"), ("Jul 2023", "2"))]
    outcome, because = why(quarters, year_rule=YearRule.SUM)["Year to date 2023/24"]
    assert outcome == "3"
    assert "the sum of its periods. 2 of 4 periods have a figure." in because
    quarters += [a_revision("Oct 2023", "3"), JANUARY]
    assert why(quarters, year_rule=YearRule.SUM)["Outturn 2023/24"][0] == "81"


def test_the_target_says_its_revision_and_what_has_changed_since() -> None:
    targets = [
        a_target("Apr 2021", "70"),
        replace(a_target("Apr 2021", "72", 2), counts_from=date(2024, 9, 1), stamp=STAMP),
    ]
    outcome, because = why([JANUARY], targets)["Current target"]
    assert outcome == "70"
    assert "It is revision 1, which has counted always." in because
    assert "the target is 72 now, which counts from 1 Sep 2024." in because
    outcome, because = why([JANUARY], targets, as_revised=True)["Current target"]
    assert outcome == "72"
    assert "revision 2, which counts from 1 Sep 2024 (recorded by jsmith on 2 Jan 2024)" in because
    assert "As reported at that date the target was 70." in because


def test_the_definition_says_its_revision_and_what_has_changed_since() -> None:
    first = a_measure()
    then = replace(first, title="Another title", polarity=Polarity.LOWER)
    stamp = replace(STAMP, reason="Asked by the committee.")
    defined = [
        Definition(first, 1, None, STAMP),
        Definition(then, 2, date(2024, 9, 1), stamp),
    ]
    outcome, because = why([JANUARY], measure=first, definitions=defined)["Definition"]
    assert outcome == "revision 1"
    assert "Revised since, from 1 Sep 2024: title A measure became Another title" in because
    assert "polarity higher became lower" in because
    revised = why([JANUARY], measure=then, definitions=defined, as_revised=True)["Definition"]
    assert revised[0] == "revision 2"
    assert "(recorded by jsmith on 2 Jan 2024: Asked by the committee)" in revised[1]
