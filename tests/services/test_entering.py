from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.entries import carried_over
from ncc_tui.domain.errors import (
    Conflict,
    InvalidEntry,
    InvalidField,
    InvalidPeriod,
    NeedsConfirmation,
    NotFound,
    NotPermitted,
)
from ncc_tui.domain.figures import from_real
from ncc_tui.domain.model import Entry, MissingReason, Officer, Role
from ncc_tui.domain.periods import Cycle, Frequency, Period
from ncc_tui.domain.ratings import Rating
from ncc_tui.services import drafts, entering, reports
from ncc_tui.services.actions import NewAction, standing
from ncc_tui.services.entering import (
    RowsRefused,
    RowsUnlikely,
    SaveConflict,
    Saved,
    Submission,
    Unlikely,
    save_many,
    save_result,
    undo,
)
from ncc_tui.services.forms import form_inputs, preview
from ncc_tui.services.history import history
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue, ledgers
from tests.services.conftest import AT, acting
from tests.services.defining import define

QUARTERLY = Cycle(Frequency.QUARTERLY)
JANUARY, APRIL = QUARTERLY.parse("Jan 2024"), QUARTERLY.parse("Apr 2024")


def save(session: Session, value: str | None, **given: Any) -> Saved:
    """Save a figure for CSC04, April 2024 and first revision unless said otherwise."""
    names = ("seen", "reported_on", "actions", "confirmed", "reason_needed", "measure", "period")
    options = {name: given.pop(name) for name in names if name in given}
    measure = options.pop("measure", "CSC04")
    period = options.pop("period", APRIL)
    entry = Entry(Decimal(value) if value is not None else None, **given)
    options.setdefault("seen", 0)
    # April's quarter is not over yet, which would be asked about.
    options.setdefault("confirmed", True)
    seen = options.pop("seen")
    actions = tuple(options.pop("actions", ()))
    reported_on = options.pop("reported_on", None)
    submission = Submission(measure, period, entry, seen, reported_on, actions)
    return save_result(session, submission, **options)


def revisions(session: Session, measure: str = "CSC04", period: Period = APRIL) -> list[int]:
    return [s.revision.number for s in history(session, measure, period).steps]


def row_of(session: Session, measure: str, at: date = AT) -> Any:
    rows = reports.report(session, "26", AsAt(at)).rows
    return next(row for row in rows if row.measure.code == measure)


def other(session: Session, login: str = "ann", *services: str) -> Session:
    officer = Officer(login, "Ann", Role.OFFICER, services, every_service=not services)
    return acting(session, officer)


def test_a_saved_result_stands_in_the_report_with_the_rating_told(officer: Session) -> None:
    saved = save(officer, "75", comments=" It rose.\r\n\r\nAgain. ")
    assert saved.words == "Saved CSC04 Apr 2024: 75, ▲ Red (revision 1)"
    row = row_of(officer, "CSC04")
    assert row.current == saved.revision
    assert (row.current.value, row.comments) == (75, "It rose.\n\nAgain.")
    assert (row.performance, row.direction) == (saved.performance, saved.direction)
    assert saved.revision.reported_on == AT
    assert saved.revision.recorded_by == "jo"


def test_a_reason_instead_of_a_value_is_told(officer: Session) -> None:
    saved = save(officer, None, missing=MissingReason.NOT_YET_PUBLISHED)
    assert saved.words == "Saved CSC04 Apr 2024: not yet published, ○ N/A (revision 1)"


def test_a_rating_set_by_hand_is_told_and_shown(officer: Session) -> None:
    saved = save(officer, "75", override=Rating.AMBER, override_reason="One family of six")
    assert saved.words == "Saved CSC04 Apr 2024: 75, ◆ Amber set by hand (revision 1)"
    assert (saved.computed, saved.performance) == (Rating.RED, Rating.AMBER)
    assert row_of(officer, "CSC04").performance is Rating.AMBER


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.sampled_from(["CSC01", "CSC02", "CSC04", "CSC09", "CSC10"]),
    st.integers(-4, 0),
    st.decimals(0, 100, places=1).map(lambda d: from_real(float(d))),
)
def test_the_preview_is_what_the_report_shows_afterwards(
    council: Session, measure: str, later: int, value: Decimal
) -> None:
    session = replace(council, clock=replace(council.clock, today=lambda: date(2026, 11, 23)))
    inputs = form_inputs(session, measure)
    period = inputs.period.shifted(later)
    inputs = form_inputs(session, measure, period)
    promised = preview(inputs, value)
    ratings = promised.performance, promised.direction
    entry = replace(
        carried_over(inputs.newest, value), reason="So it is", comments=str(inputs.seen)
    )
    submission = Submission(measure, period, entry, inputs.seen)
    saved = save_result(session, submission, confirmed=True)
    assert (saved.computed, saved.direction) == ratings
    row = row_of(session, measure, date(2026, 11, 23))
    if row.current.period == period:
        assert (row.computed_performance, row.direction) == ratings


@pytest.mark.parametrize(
    ("officer_is", "told"),
    [
        (Officer("v", "V", Role.VIEWER), "v is a viewer and may not enter results"),
        (Officer("e", "E", Role.OFFICER, ("27",)), "e may not enter results for service 26"),
    ],
)
def test_who_may_not_enter_results_saves_nothing(
    officer: Session, officer_is: Officer, told: str
) -> None:
    barred = acting(officer, officer_is)
    with pytest.raises(NotPermitted, match=told):
        save(barred, "75", actions=[NewAction("Do it")])
    with pytest.raises(NotPermitted):
        undo(barred, "CSC04", JANUARY, seen=2)
    with pytest.raises(RowsRefused, match=told):
        save_many(barred, [Submission("CSC04", APRIL, Entry(Decimal(75)), 0)])
    assert revisions(officer) == []
    assert "Do it" not in [s.action.text for s in standing(officer, "CSC04")]


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        ({"measure": "CSC4"}, NotFound, "Did you mean CSC04"),
        ({"period": Cycle(Frequency.MONTHLY).parse("Feb 2024")}, InvalidPeriod, "Jan 2024 and Apr"),
        ({"period": QUARTERLY.parse("Jul 2024")}, InvalidEntry, "has not begun"),
        ({"value": None}, InvalidEntry, "Expected a value, or a reason"),
        ({"missing": MissingReason.NOT_AVAILABLE}, InvalidEntry, "found both"),
        ({"override": Rating.RED}, InvalidEntry, "reason for the rating set by hand"),
        ({"actions": [NewAction(" \n")]}, InvalidEntry, "action without text"),
        ({"reported_on": AT + timedelta(1)}, InvalidField, "19 May 2024 is in the future"),
        ({"reported_on": date(2024, 3, 31)}, InvalidField, "Expected 1 Apr 2024 or later"),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_written(
    officer: Session, given: dict[str, Any], error: type[Exception], told: str
) -> None:
    before = history(officer, "CSC04")
    with pytest.raises(error, match=told):
        save(officer, **({"value": "75"} | given))
    assert history(officer, "CSC04") == before


def test_a_period_after_the_measures_end_is_refused(council: Session) -> None:
    define(council, "CSC04", ends_on=date(2024, 3, 31))
    with pytest.raises(InvalidEntry, match=r"CSC04 ended on 31 Mar 2024\."):
        save(council, "75")


def test_an_action_due_in_the_past_is_saved_only_when_confirmed(officer: Session) -> None:
    save(officer, "75")
    late = [NewAction("Do it", "The fostering team", date(2024, 5, 1))]
    with pytest.raises(Unlikely, match="1 May 2024 is past already on 18 May 2024"):
        save(officer, "75", seen=1, actions=late, confirmed=False)
    assert "Do it" not in [s.action.text for s in standing(officer, "CSC04")]
    saved = save(officer, "75", seen=1, actions=late)
    assert [action.owner for action in saved.actions] == ["The fostering team"]
    assert not saved.corrected


def test_an_unlikely_value_is_saved_only_when_confirmed(officer: Session) -> None:
    with pytest.raises(Unlikely) as refused:
        save(officer, "1508.5", confirmed=False)
    assert refused.value.doubts == (
        "Apr 2024 is not over: it ends on 30 Jun 2024.",
        "1,508.5 has 1 decimal, and the measure has no decimals.",
        "1,508.5 is 10 times the last value, 75, or more.",
    )
    assert revisions(officer) == []
    assert save(officer, "1508.5", confirmed=True).revision.value == Decimal("1508.5")


def test_a_correction_asks_why_and_counts_from_today(officer: Session) -> None:
    first = save(officer, "75", comments="Seventy-five.", reported_on=date(2024, 5, 1))
    with pytest.raises(InvalidField, match=r"Say why the figure changed\.") as asked:
        save(officer, "74", seen=1)
    assert asked.value.field == "reason"
    second = save(officer, "74", seen=1, reason="One child counted twice")
    assert second.revision.number == 2
    assert (first.revision.reported_on, second.revision.reported_on) == (date(2024, 5, 1), AT)
    assert row_of(officer, "CSC04", date(2024, 5, 17)).value == 75
    assert row_of(officer, "CSC04").value == 74


def test_a_changed_rating_asks_why_and_changed_words_do_not(officer: Session) -> None:
    save(officer, "75")
    by_hand = {"override": Rating.AMBER, "override_reason": "One family"}
    with pytest.raises(InvalidField, match=r"Say why the rating changed\."):
        save(officer, "75", seen=1, **by_hand)
    assert save(officer, "75", seen=1, comments="More words").revision.number == 2
    assert save(officer, "75", seen=2, reason="Agreed", **by_hand).revision.number == 3


def test_a_correction_without_a_reason_is_for_scripts(officer: Session) -> None:
    save(officer, "75")
    assert save(officer, "74", seen=1, reason_needed=False).revision.entry.reason == ""


def test_a_correction_never_counts_before_what_it_corrects(officer: Session) -> None:
    save(officer, "75")
    with pytest.raises(InvalidField, match="Expected 18 May 2024 or later") as refused:
        save(officer, "74", seen=1, reason="Why", reported_on=AT - timedelta(1))
    assert refused.value.field == "reported_on"
    earlier = replace(officer, clock=replace(officer.clock, today=lambda: AT - timedelta(3)))
    # By a clock that stands before it, the revision was dated ahead: that binds nobody.
    saved = save(earlier, "74", seen=1, reason="Why")
    assert saved.revision.reported_on == AT - timedelta(3)


def test_a_save_that_changes_nothing_is_refused(officer: Session) -> None:
    save(officer, "75", comments="Words")
    with pytest.raises(InvalidEntry, match="Nothing to save: CSC04 Apr 2024 says that already"):
        save(officer, "75.0", seen=1, comments=" Words\n", reason="For no reason")
    assert revisions(officer) == [1]


def test_actions_alone_make_no_revision(officer: Session) -> None:
    save(officer, "75")
    saved = save(officer, "75", seen=1, actions=[NewAction("Do it", "anair", date(2024, 6, 1))])
    assert (saved.corrected, saved.revision.number) == (False, 1)
    assert saved.words == "Saved CSC04 Apr 2024: 75, ▲ Red (revision 1, 1 action added)"
    (added,) = saved.actions
    assert (added.owner, added.due_on, added.raised_on) == ("anair", date(2024, 6, 1), AT)
    assert revisions(officer) == [1]


def test_an_action_that_stands_already_is_not_added_twice(officer: Session) -> None:
    saved = save(officer, "75", actions=[NewAction("Do it"), NewAction(" Do it "), NewAction("B")])
    assert [action.text for action in saved.actions] == ["Do it", "B"]
    with pytest.raises(InvalidEntry, match="Nothing to save"):
        save(officer, "75", seen=1, actions=[NewAction("Do it")])
    assert [s.action.text for s in standing(officer, "CSC04")].count("Do it") == 1


def test_saving_forgets_the_officers_own_draft_of_that_result_only(officer: Session) -> None:
    ann = other(officer)
    for session, period in ((officer, APRIL), (officer, JANUARY), (ann, APRIL)):
        drafts.keep(session, "CSC04", period, {"value": "7"})
    save(officer, "75")
    assert drafts.find(officer, "CSC04", APRIL) is None
    assert drafts.find(officer, "CSC04", JANUARY) is not None
    assert drafts.find(ann, "CSC04", APRIL) is not None


def test_a_draft_outlives_a_save_that_is_refused(officer: Session) -> None:
    drafts.keep(officer, "CSC04", APRIL, {"value": "750"})
    with pytest.raises(NeedsConfirmation):
        save(officer, "750", confirmed=False)
    with pytest.raises(SaveConflict):
        save(officer, "75", period=JANUARY)
    assert drafts.find(officer, "CSC04", APRIL) is not None


def test_the_second_of_two_officers_gets_both_versions(officer: Session) -> None:
    first = save(officer, "75", comments="As found").revision
    ann = other(officer)
    with officer.store.writing() as db:
        catalogue.put_officer(db, Officer("ann", "Ann Other", Role.OFFICER, ("26",)), ann.author)
    theirs = save(ann, "76", seen=1, reason="One more").revision
    with pytest.raises(SaveConflict) as conflict:
        save(officer, "74", seen=1, comments="Mine", reason="One fewer")
    assert (conflict.value.base, conflict.value.theirs) == (first, theirs)
    assert conflict.value.mine == Entry(Decimal(74), comments="Mine", reason="One fewer")
    assert str(conflict.value).startswith("CSC04 Apr 2024 was saved by Ann Other at ")
    assert str(conflict.value).endswith(
        ", after you had read it: it says 76 now (revision 2). "
        "Look at it, then save yours as a correction."
    )
    assert revisions(officer) == [1, 2]


def test_two_first_results_conflict_with_no_base(officer: Session) -> None:
    theirs = save(other(officer), "76").revision
    with pytest.raises(SaveConflict) as conflict:
        save(officer, "75")
    assert (conflict.value.base, conflict.value.theirs) == (None, theirs)


def test_a_revision_that_is_not_there_yet_cannot_be_corrected(officer: Session) -> None:
    with pytest.raises(Conflict, match="CSC04 Apr 2024 has no result yet, so no revision 3"):
        save(officer, "75", seen=3)
    save(officer, "75")
    with pytest.raises(Conflict, match="has no revision 3 to correct: its newest is revision 1"):
        save(officer, "75", seen=3)


def test_a_conflict_that_only_the_ledger_sees_gives_both_versions_too(
    officer: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = ledgers.append_result

    def overtaken(*arguments: Any, **given: Any) -> Any:
        theirs = given | {"recorded_by": "ann"}
        append(*arguments, **theirs)
        return append(*arguments, **given)

    monkeypatch.setattr(entering, "append_result", overtaken)
    with pytest.raises(SaveConflict) as conflict:
        save(officer, "75")
    assert conflict.value.theirs.recorded_by == "ann"
    assert revisions(officer) == []


def test_the_override_and_source_stay_only_with_the_same_figure(officer: Session) -> None:
    by_hand = {"override": Rating.AMBER, "override_reason": "One family"}
    newest = save(
        officer, "75", comments="C", source="Mosaic", provisional=True, **by_hand
    ).revision
    assert carried_over(newest, Decimal(75)) == newest.entry
    assert carried_over(newest, Decimal(74)) == Entry(Decimal(74), comments="C")
    missing = MissingReason.SUPPRESSED
    assert carried_over(newest, None, missing) == Entry(None, missing, comments="C")
    assert carried_over(None, Decimal(1)) == Entry(Decimal(1))


def test_several_results_are_saved_together(officer: Session) -> None:
    drafts.keep(officer, "CSC04", APRIL, {"value": "7"})
    rows = [
        Submission("CSC03", APRIL, Entry(Decimal(60)), 0),
        Submission("CSC04", APRIL, Entry(Decimal(75)), 0, actions=(NewAction("Do it"),)),
    ]
    assert [saved.words for saved in save_many(officer, rows, confirmed=True)] == [
        "Saved CSC03 Apr 2024: 60, ● Green (revision 1)",
        "Saved CSC04 Apr 2024: 75, ▲ Red (revision 1, 1 action added)",
    ]
    assert drafts.mine(officer) == ()


def test_one_wrong_row_saves_none_and_every_wrong_one_is_named(officer: Session) -> None:
    save(officer, "75")
    drafts.keep(officer, "CSC03", APRIL, {"value": "70"})
    rows = [
        Submission("CSC03", JANUARY, Entry(Decimal(66), reason="Recount"), 1),
        Submission("CSC04", APRIL, Entry(Decimal(74)), 0),
        Submission("CSC05", APRIL, Entry(None), 0),
        Submission("CSC06", APRIL, Entry(Decimal(1000)), 0),
    ]
    with pytest.raises(RowsRefused) as refused:
        save_many(officer, rows)
    assert [(r.index, type(r.error)) for r in refused.value.rows] == [
        (1, SaveConflict),
        (2, InvalidField),
        (3, Unlikely),
    ]
    told = str(refused.value)
    assert told.startswith("Nothing was saved. CSC04 Apr 2024: CSC04 Apr 2024 was saved by ")
    assert "CSC05 Apr 2024: Expected a value" in told
    assert revisions(officer, "CSC03") == []
    assert drafts.find(officer, "CSC03", APRIL) is not None


def test_unlikely_rows_are_listed_and_saved_when_confirmed(officer: Session) -> None:
    rows = [
        Submission("CSC03", JANUARY, Entry(Decimal(66), reason="Recount"), 1),
        Submission("CSC04", APRIL, Entry(Decimal(750)), 0),
    ]
    with pytest.raises(RowsUnlikely, match=r"CSC04 Apr 2024: .*750 is 10 times") as doubted:
        save_many(officer, rows)
    assert [row.submission for row in doubted.value.rows] == rows[1:]
    assert revisions(officer, "CSC03", JANUARY) == [1]
    assert len(save_many(officer, rows, confirmed=True)) == 2


def test_undo_brings_back_the_revision_before_as_a_new_one(officer: Session) -> None:
    save(officer, "75", comments="First", provisional=True)
    save(officer, "74", seen=1, comments="Second", reason="Why")
    drafts.keep(officer, "CSC04", APRIL, {"value": "7"})
    undone = undo(officer, "CSC04", APRIL, seen=2)
    assert undone.revision.number == 3
    expected = Entry(Decimal(75), comments="First", provisional=True)
    assert replace(undone.revision.entry, reason="") == expected
    assert undone.revision.entry.reason == "Undone: back to revision 1."
    assert drafts.find(officer, "CSC04", APRIL) is not None


def test_undone_again_a_result_goes_further_back_until_nothing_is_before_it(
    officer: Session,
) -> None:
    for seen, value in enumerate(("71", "72", "73")):
        save(officer, value, seen=seen, reason="Why")
    assert undo(officer, "CSC04", APRIL, seen=3).revision.value == 72
    further = undo(officer, "CSC04", APRIL, seen=4).revision
    assert further.value == 71
    assert further.entry.reason == "Undone: back to revision 1."
    with pytest.raises(InvalidEntry, match="CSC04 Apr 2024 has nothing earlier to go back to"):
        undo(officer, "CSC04", APRIL, seen=5)


def test_undo_needs_an_earlier_revision_and_the_newest_seen(officer: Session) -> None:
    save(officer, "75")
    with pytest.raises(InvalidEntry, match="CSC04 Apr 2024 has nothing earlier"):
        undo(officer, "CSC04", APRIL, seen=1)
    save(officer, "74", seen=1, reason="Why")
    save(officer, "73", seen=2, reason="Why")
    with pytest.raises(SaveConflict):
        undo(officer, "CSC04", APRIL, seen=2)
    assert revisions(officer) == [1, 2, 3]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(st.lists(st.tuples(st.integers(1, 99), st.booleans()), min_size=1, max_size=6))
def test_no_sequence_of_saves_and_undos_loses_a_revision(
    opened: Callable[..., Session], entries: list[tuple[int, bool]]
) -> None:
    session = opened("sample")
    period = QUARTERLY.parse("Jan 2010")
    before = history(session, "CSC04", period).steps
    for value, back in entries:
        seen = len(history(session, "CSC04", period).steps)
        try:
            if back:
                undo(session, "CSC04", period, seen=seen)
            else:
                save(session, str(value), period=period, seen=seen, reason="Why", confirmed=True)
        except InvalidEntry:
            continue
        steps = history(session, "CSC04", period).steps
        assert steps[: len(before)] == before
        assert len(steps) == len(before) + 1
        before = steps
