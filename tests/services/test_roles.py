"""A role is read where it is written by: one taken away in the middle saves no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import NotPermitted
from ncc_tui.domain.model import Action, Entry, Officer, Role
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.services import actions, drafts
from ncc_tui.services.backup import back_up
from ncc_tui.services.documents import document
from ncc_tui.services.entering import (
    RowsRefused,
    Submission,
    save_many,
    save_result,
    undo,
    withdraw,
)
from ncc_tui.services.exporting import export_folder
from ncc_tui.services.forms import form_inputs
from ncc_tui.services.importing import import_paths
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from tests.services.conftest import AT
from tests.services.importing import dump

QUARTERLY = Cycle(Frequency.QUARTERLY)
JANUARY, APRIL = QUARTERLY.parse("Jan 2024"), QUARTERLY.parse("Apr 2024")
A_RESULT = Submission("CSC04", APRIL, Entry(Decimal(75)), 0)


def action(session: Session) -> Action:
    return actions.standing(session, "CSC04")[0].action


def one_result(folder: Path) -> list[Path]:
    (folder / "results.csv").write_text("measure,period,value\nCSC01,Jan 2024,81\n")
    return [folder / "results.csv"]


REFUSED = (NotPermitted, RowsRefused)
DEEDS: dict[str, Callable[[Session, Path], object]] = {
    "save a result": lambda s, _: save_result(s, A_RESULT, confirmed=True),
    "save several": lambda s, _: save_many(s, [A_RESULT], confirmed=True),
    "undo": lambda s, _: undo(s, "CSC04", JANUARY, seen=3),
    "withdraw": lambda s, _: withdraw(s, "CSC04", JANUARY, seen=3, reason="By mistake"),
    "keep a draft": lambda s, _: drafts.keep(s, "CSC04", APRIL, {"value": "75"}),
    "add an action": lambda s, _: actions.add(s, "CSC04", APRIL, actions.NewAction("Do it")),
    "reword an action": lambda s, _: actions.edit(
        s, action(s), text="Other", owner=None, due_on=None
    ),
    "mark an action done": lambda s, _: actions.mark_done(s, action(s)),
    "reopen an action": lambda s, _: actions.reopen(s, replace(action(s), done_on=AT)),
    "import": lambda s, folder: import_paths(s, one_result(folder), confirmed=True),
}
AN_ADMINS: dict[str, Callable[[Session, Path], object]] = {
    "export": lambda s, folder: export_folder(s, folder / "out"),
    "back up": lambda s, folder: back_up(s, folder / "copy.db"),
    "disclose small counts": lambda s, _: document(s, "26", AsAt(AT), disclose=True),
}


@pytest.fixture
def council(council: Session) -> Session:
    """The sample council, of which one result was corrected, so that it can be undone."""
    inputs = form_inputs(council, "CSC04", JANUARY)
    assert inputs.newest is not None
    entry = replace(inputs.newest.entry, comments="Read again")
    save_result(council, Submission("CSC04", JANUARY, entry, inputs.seen), confirmed=True)
    return council


def have(council: Session, officer: Officer) -> None:
    with council.store.writing() as db:
        catalogue.put_officer(db, officer, council.author)


def kept(session: Session) -> object:
    with session.store.reading() as db:
        return dump(session), list(map(repr, db.execute("SELECT * FROM draft")))


@pytest.mark.parametrize("deed", DEEDS)
def test_an_officer_made_viewer_meanwhile_saves_no_more(
    deed: str, council: Session, officer: Session, tmp_path: Path
) -> None:
    have(council, Officer("jo", "Jo", Role.VIEWER))
    before = kept(council)
    with pytest.raises(REFUSED, match="jo is a viewer"):
        DEEDS[deed](officer, tmp_path)
    assert kept(council) == before


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed != "import"])
def test_an_officer_given_another_service_meanwhile_saves_no_more(
    deed: str, council: Session, officer: Session, tmp_path: Path
) -> None:
    have(council, Officer("jo", "Jo", Role.OFFICER, ("27",)))
    before = kept(council)
    with pytest.raises(REFUSED, match="only for 27"):
        DEEDS[deed](officer, tmp_path)
    assert kept(council) == before


def test_an_import_into_a_service_taken_away_writes_nothing(
    council: Session, officer: Session, tmp_path: Path
) -> None:
    have(council, Officer("jo", "Jo", Role.OFFICER, ("27",)))
    before = kept(council)
    outcome = import_paths(officer, one_result(tmp_path), confirmed=True)
    assert "only for 27" in outcome.errors[0].message
    assert kept(council) == before


@pytest.mark.parametrize("deed", [*DEEDS, *AN_ADMINS])
def test_an_admin_made_viewer_meanwhile_does_no_more(
    deed: str, council: Session, tmp_path: Path
) -> None:
    have(council, Officer("boss", "Boss", Role.ADMIN))
    have(council, Officer("chief", "Chief", Role.VIEWER))
    before = kept(council)
    with pytest.raises(REFUSED, match="chief is a viewer"):
        (DEEDS | AN_ADMINS)[deed](council, tmp_path)
    assert kept(council) == before


@pytest.mark.parametrize("deed", DEEDS)
def test_an_officer_who_is_removed_meanwhile_may_only_read(
    deed: str, council: Session, officer: Session, tmp_path: Path
) -> None:
    with council.store.writing() as db:
        db.execute("DELETE FROM officer WHERE login = 'jo'")
    with pytest.raises(REFUSED, match="jo is a viewer"):
        DEEDS[deed](officer, tmp_path)


def test_a_role_that_is_given_meanwhile_counts_at_once(council: Session, officer: Session) -> None:
    have(council, Officer("jo", "Jo", Role.VIEWER))
    have(council, Officer("jo", "Jo", Role.OFFICER, ("26",)))
    assert save_result(officer, A_RESULT, confirmed=True).revision.number == 1
