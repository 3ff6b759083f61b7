from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import NotPermitted
from ncc_tui.domain.model import Entry, Officer, Role
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.services import drafts, reports
from ncc_tui.services.entering import Submission, save_many
from ncc_tui.services.session import Session, open_session
from tests.services.conftest import AT, acting

APRIL = Cycle(Frequency.QUARTERLY).parse("Apr 2024")
TYPED = {"value": "7x", "comments": "É half\n\ttyped ", "due": ""}


def at_minute(session: Session, minute: int) -> Session:
    at = datetime(2024, 5, 18, 9, minute, tzinfo=UTC)
    return replace(session, clock=replace(session.clock, now=lambda: at))


def test_a_draft_is_kept_as_typed_and_is_there_after_a_dropped_connection(
    officer: Session,
) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    drafts.keep(officer, "CSC04", APRIL, {"value": "7"})
    drafts.keep(officer, "CSC04", APRIL, TYPED)
    again = open_session(officer.store.path, "jo")
    found = drafts.find(again, "CSC04", APRIL)
    again.store.close()
    assert found is not None
    assert (found.content, found.measure.code, found.period) == (TYPED, "CSC04", APRIL)
    assert before <= found.saved_at <= datetime.now(UTC)


def test_a_draft_is_its_officers_own(officer: Session) -> None:
    drafts.keep(officer, "CSC04", APRIL, TYPED)
    ann = acting(officer, Officer("ann", "Ann", Role.OFFICER, every_service=True))
    assert drafts.find(ann, "CSC04", APRIL) is None
    drafts.drop(ann, "CSC04", APRIL)
    assert drafts.find(officer, "CSC04", APRIL) is not None


def test_drafts_are_listed_newest_first_until_they_are_dropped(officer: Session) -> None:
    for minute, measure in enumerate(("CSC01", "CSC04", "CSC03")):
        drafts.keep(at_minute(officer, minute), measure, APRIL, TYPED)
    assert [d.measure.code for d in drafts.mine(officer)] == ["CSC03", "CSC04", "CSC01"]
    drafts.drop(officer, "CSC04", APRIL)
    assert [d.measure.code for d in drafts.mine(officer)] == ["CSC03", "CSC01"]


def test_a_draft_never_shows_in_a_report(officer: Session) -> None:
    before = reports.report(officer, "26", AsAt(AT))
    drafts.keep(officer, "CSC04", APRIL, {"value": "75", "comments": "Typed"})
    assert reports.report(officer, "26", AsAt(AT)) == before


def test_who_may_not_enter_results_keeps_no_draft(officer: Session) -> None:
    viewer = acting(officer, Officer("v", "V", Role.VIEWER))
    with pytest.raises(NotPermitted):
        drafts.keep(viewer, "CSC04", APRIL, TYPED)
    assert drafts.mine(viewer) == ()


def test_what_a_grid_has_no_room_for_stays_a_draft_of_what_it_saved(officer: Session) -> None:
    typed = {"value": "7", "forecast": "74", "action0.text": "Ring them", "seen": "0"}
    drafts.keep(officer, "CSC04", APRIL, typed)
    save_many(officer, [Submission("CSC04", APRIL, Entry(Decimal(75)), 0)], confirmed=True)
    draft = drafts.find(officer, "CSC04", APRIL)
    assert draft is not None
    held = {name: text for name, text in draft.content.items() if text}
    assert held == {**typed, "value": "75", "seen": "1"}


def test_a_grid_leaves_no_draft_where_a_form_held_nothing_more(officer: Session) -> None:
    drafts.keep(officer, "CSC04", APRIL, {"value": "7", "comments": "", "action0.text": ""})
    save_many(officer, [Submission("CSC04", APRIL, Entry(Decimal(75)), 0)], confirmed=True)
    assert drafts.mine(officer) == ()
