from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import Conflict, InvalidEntry, NeedsConfirmation, NotPermitted
from ncc_tui.domain.model import Action, Officer, Role
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.services import reports
from ncc_tui.services.actions import (
    NewAction,
    add,
    edit,
    mark_done,
    owner_of,
    reopen,
    standing,
)
from ncc_tui.services.session import Session
from tests.services.conftest import AT, acting

JANUARY = Cycle(Frequency.QUARTERLY).parse("Jan 2024")


def texts(session: Session, at: date | None = None, *, done: bool = False) -> list[str]:
    return [s.action.text for s in standing(session, "CSC01", at, done=done)]


def added(session: Session, text: str = "Do it", **given: object) -> Action:
    return add(session, "CSC01", JANUARY, NewAction(text, **given))  # type: ignore[arg-type]


def test_an_action_added_today_stands_in_the_report(officer: Session) -> None:
    action = added(officer, " Do it\r\nwell ", owner="anair", due_on=date(2024, 6, 1))
    assert (action.text, action.owner, action.due_on) == ("Do it\nwell", "anair", date(2024, 6, 1))
    assert (action.raised_on, action.period) == (AT, JANUARY)
    row = next(r for r in reports.report(officer, "26", AsAt(AT)).rows if r.measure.code == "CSC01")
    assert row.actions == (action,)
    assert texts(officer, AT - timedelta(1)) == []


def test_an_action_that_is_there_already_is_refused(officer: Session) -> None:
    added(officer)
    with pytest.raises(InvalidEntry, match="CSC01 Jan 2024 has that action already"):
        added(officer)
    with pytest.raises(InvalidEntry, match="without text"):
        added(officer, "  ")


def test_an_action_can_be_changed_done_and_reopened(officer: Session) -> None:
    action = added(officer)
    action = edit(officer, action, text="Do it now", owner="jo", due_on=date(2024, 6, 1))
    assert standing(officer, "CSC01")[0].action == action
    done = mark_done(officer, action)
    assert done.done_on == AT
    assert standing(officer, "CSC01")[0].action == done
    assert texts(officer, AT + timedelta(1)) == []
    assert texts(officer, AT + timedelta(1), done=True) == ["Do it now"]
    again = reopen(officer, done)
    assert replace(again, number=action.number) == action
    assert again.number == 4
    assert texts(officer, AT + timedelta(1)) == ["Do it now"]


PAST = "1 May 2024 is past already on 18 May 2024, when the action is entered."


def test_a_day_that_is_past_is_asked_about_when_it_is_entered(officer: Session) -> None:
    late = NewAction("Do it", due_on=date(2024, 5, 1))
    with pytest.raises(NeedsConfirmation, match=PAST):
        add(officer, "CSC01", JANUARY, late)
    assert texts(officer) == []
    action = add(officer, "CSC01", JANUARY, late, confirmed=True)
    assert standing(officer, "CSC01")[0].overdue
    # It stands there already: other words do not ask again, another day that is past does.
    action = edit(officer, action, text="Do it now", owner=None, due_on=action.due_on)
    earlier = date(2024, 4, 30)
    with pytest.raises(NeedsConfirmation, match="30 Apr 2024 is past"):
        edit(officer, action, text=action.text, owner=None, due_on=earlier)
    action = edit(officer, action, text="Do it", owner=None, due_on=earlier, confirmed=True)
    assert mark_done(officer, action).due_on == earlier


def test_who_does_it_needs_no_login(officer: Session) -> None:
    action = added(officer, owner=" The fostering\nteam ", due_on=AT)
    assert action.owner == "The fostering team"
    action = edit(officer, action, text=action.text, owner=" Kim Lee (NHS) ", due_on=AT)
    assert standing(officer, "CSC01")[0].action.owner == "Kim Lee (NHS)"
    assert edit(officer, action, text=action.text, owner=" ", due_on=AT).owner is None


def test_an_action_cannot_be_done_in_the_future(officer: Session) -> None:
    action = added(officer)
    with pytest.raises(InvalidEntry, match="in the future"):
        mark_done(officer, action, AT + timedelta(1))
    assert mark_done(officer, action, AT - timedelta(1)).done_on == AT - timedelta(1)


def test_an_overdue_action_is_flagged_until_it_is_done(officer: Session) -> None:
    action = added(officer, due_on=AT)
    assert [s.overdue for s in standing(officer, "CSC01")] == [False]
    assert [s.overdue for s in standing(officer, "CSC01", AT + timedelta(1))] == [True]
    mark_done(officer, action)
    late = standing(officer, "CSC01", AT + timedelta(1), done=True)
    assert [s.overdue for s in late] == [False]


def test_a_change_by_somebody_else_is_not_overwritten(officer: Session) -> None:
    action = added(officer)
    edit(officer, action, text="Theirs", owner=None, due_on=None)
    with pytest.raises(Conflict, match="CSC01 was changed by somebody else"):
        edit(officer, action, text="Mine", owner=None, due_on=None)
    with pytest.raises(Conflict):
        mark_done(officer, action)
    assert texts(officer) == ["Theirs"]


def test_only_who_may_enter_results_may_change_actions(officer: Session) -> None:
    action = added(officer)
    barred = acting(officer, Officer("e", "E", Role.OFFICER, ("27",)))
    for attempt in (
        lambda: added(barred, "More"),
        lambda: edit(barred, action, text="Mine", owner=None, due_on=None),
        lambda: mark_done(barred, action),
        lambda: reopen(barred, action),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert [s.action for s in standing(barred, "CSC01")] == [action]


def test_every_change_of_an_action_is_written_down(officer: Session) -> None:
    action = added(officer)
    mark_done(officer, action)
    with officer.store.reading() as db:
        query = "SELECT * FROM action_revision WHERE action = :k ORDER BY revision"
        trace = db.query(query, {"k": action.id})
    assert [entry["recorded_by"] for entry in trace] == ["jo", "jo"]
    assert [entry["done_on"] for entry in trace] == [None, AT.isoformat()]
    assert [entry["counts_from"] for entry in trace] == [None, AT.isoformat()]


@pytest.mark.parametrize(
    ("typed", "owner"),
    [
        ("anair", "anair"),
        ("amara nair", "anair"),
        ("Amara", "anair"),
        ("Nair", "Nair"),
        ("Housing  team", "Housing team"),
        ("  ", None),
    ],
)
def test_an_owner_is_an_officer_where_just_one_is_meant_and_else_whoever_is_named(
    typed: str, owner: str | None
) -> None:
    names = {"anair": "Amara Nair", "bnair": "Ben Nair"}
    assert owner_of(typed, names) == owner
