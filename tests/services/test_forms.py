from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ncc_tui.domain.errors import InvalidPeriod, NotFound
from ncc_tui.domain.model import Officer, Role
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.domain.ratings import Rating
from ncc_tui.services import drafts
from ncc_tui.services.forms import form_inputs, preview, trend_with
from ncc_tui.services.session import Clock, Session
from tests.services.conftest import AT, acting

QUARTERLY = Cycle(Frequency.QUARTERLY)


def test_the_form_opens_on_the_next_period_with_all_that_stands_beside_it(
    council: Session,
) -> None:
    inputs = form_inputs(council, "csc04")
    assert (inputs.measure.code, inputs.period.label) == ("CSC04", "Apr 2024")
    assert (inputs.newest, inputs.seen, inputs.draft, inputs.refusal) == (None, 0, None, "")
    assert inputs.previous is not None
    assert inputs.previous.period.label == "Jan 2024"
    assert "per 10,000" in inputs.previous.entry.comments
    assert inputs.previous.value == 75
    assert inputs.year_before is not None
    assert inputs.year_before.period.label == "Apr 2023"
    assert inputs.target == 73
    assert {action.measure for action in inputs.actions} == {"CSC04"}
    assert inputs.trend.points[-1][0].label == "Jan 2024"
    assert [name for name, _ in inputs.trend.comparators] == ["England", "North East"]


def test_the_form_of_a_period_with_a_result_has_what_it_corrects(council: Session) -> None:
    january = QUARTERLY.parse("Jan 2024")
    inputs = form_inputs(council, "CSC04", january)
    assert inputs.newest is not None
    assert (inputs.seen, inputs.newest.number) == (2, 2)
    assert inputs.previous is not None
    assert inputs.previous.period.label == "Oct 2023"


def test_the_form_has_the_officers_own_draft_and_when_it_was_kept(officer: Session) -> None:
    drafts.keep(officer, "CSC04", QUARTERLY.parse("Apr 2024"), {"value": "7x"})
    draft = form_inputs(officer, "CSC04").draft
    assert draft is not None
    assert draft.content == {"value": "7x"}
    ann = acting(officer, Officer("ann", "Ann", Role.OFFICER, every_service=True))
    assert form_inputs(ann, "CSC04").draft is None


def test_the_form_says_whether_the_officer_may_save(council: Session) -> None:
    viewer = acting(council, Officer("v", "V", Role.VIEWER))
    assert "may not enter results" in form_inputs(viewer, "CSC04").refusal


def test_a_wrong_measure_or_period_is_refused(council: Session) -> None:
    with pytest.raises(NotFound, match="Did you mean CSC04"):
        form_inputs(council, "CSC4")
    with pytest.raises(InvalidPeriod):
        form_inputs(council, "CSC04", Cycle(Frequency.MONTHLY).parse("Feb 2024"))


@pytest.mark.parametrize(
    ("value", "performance"),
    [("73", Rating.GREEN), ("74.8", Rating.AMBER), ("75", Rating.RED)],
)
def test_a_preview_rates_the_value_typed(council: Session, value: str, performance: Rating) -> None:
    assert preview(form_inputs(council, "CSC04"), Decimal(value)).performance is performance


def test_a_preview_follows_the_date_from_which_the_result_counts(council: Session) -> None:
    january = QUARTERLY.parse("Jan 2024")
    inputs = form_inputs(council, "CSC10", january)
    # In May the January quarter stands in the previous-year column too; in March it did not.
    worse = Decimal(170)
    assert preview(inputs, worse).direction is Rating.GREEN
    assert preview(inputs, worse, date(2024, 3, 31)).direction is Rating.RED


def test_a_preview_says_what_is_unlikely(council: Session) -> None:
    inputs = form_inputs(council, "CSC04")
    not_over = "Apr 2024 is not over: it ends on 30 Jun 2024."
    doubts = preview(inputs, Decimal(750)).doubts
    assert doubts == (not_over, "750 is 10 times the last value, 75, or more.")
    assert preview(inputs, Decimal(75)).doubts == (not_over,)
    assert preview(inputs, None).doubts == ()


def test_the_trend_has_the_value_typed_and_forgets_it(council: Session) -> None:
    inputs = form_inputs(council, "CSC04")
    assert trend_with(inputs, Decimal(70)).points[-1] == (inputs.period, Decimal(70))
    assert trend_with(inputs, None).points[-1] == (inputs.period, None)
    assert inputs.trend.points[-1][0] == inputs.period.previous()


def test_a_held_day_is_the_day_of_the_form(council: Session) -> None:
    inputs = form_inputs(council, "CSC04")
    assert inputs.today == AT
    # In November it was corrected to 73; a report of that day in May says 75.
    assert inputs.previous is not None
    assert inputs.previous.value == 75
    assert inputs.trend.points[-1][1] == 75
    later = replace(council, clock=Clock.held_at(date(2024, 11, 14)))
    previous = form_inputs(later, "CSC04", QUARTERLY.parse("Apr 2024")).previous
    assert previous is not None
    assert previous.value == 73
