from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ncc_tui.domain.model import Officer, Role
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.services import aside, drafts
from ncc_tui.services.aside import Unkept
from ncc_tui.services.session import Session
from ncc_tui.store import drafts as store
from ncc_tui.store.engine import sqlite3

APRIL = Cycle(Frequency.QUARTERLY).parse("Apr 2024")
TYPED = {"value": "7x", "comments": "É half\n\ttyped "}


def at_minute(session: Session, minute: int) -> Session:
    at = datetime(2024, 5, 18, 9, minute, tzinfo=UTC)
    return replace(session, clock=replace(session.clock, now=lambda: at))


def files(session: Session) -> list[Path]:
    return list(session.store.path.parent.glob("*-draft*"))


def content(session: Session) -> dict[str, str] | None:
    draft = drafts.find(session, "CSC04", APRIL)
    return dict(draft.content) if draft else None


def test_what_is_set_aside_while_the_database_is_locked_comes_back_as_a_draft(
    officer: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "PATIENCE_SECONDS", 0.01)
    with closing(sqlite3.connect(officer.store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        aside.set_aside(at_minute(officer, 1), [Unkept("CSC04", APRIL, TYPED)])
        aside.take_back(officer)
        assert content(officer) is None
    assert len(files(officer)) == 1
    aside.take_back(officer)
    assert content(officer) == TYPED
    assert files(officer) == []


def test_what_was_typed_since_is_not_overwritten(officer: Session) -> None:
    aside.set_aside(at_minute(officer, 1), [Unkept("CSC04", APRIL, {"value": "7"})])
    since = store.StoredDraft(
        "jo", "CSC04", "2024-04-01", {"value": "8"}, at_minute(officer, 2).author.at
    )
    with officer.store.writing() as db:
        store.keep_draft(db, since)
    aside.take_back(officer)
    assert content(officer) == {"value": "8"}
    assert files(officer) == []


def test_the_last_of_several_counts(officer: Session) -> None:
    for minute, value in ((2, "second"), (1, "first")):
        aside.set_aside(at_minute(officer, minute), [Unkept("CSC04", APRIL, {"value": value})])
    aside.take_back(officer)
    assert content(officer) == {"value": "second"}


def test_it_is_the_officers_own_and_nobody_else_may_read_it(officer: Session) -> None:
    aside.set_aside(officer, [Unkept("CSC04", APRIL, TYPED)])
    (path,) = files(officer)
    assert path.stat().st_mode & 0o077 == 0
    for login in ("ann", "j", "j*", "../jo"):
        aside.take_back(replace(officer, officer=Officer(login, login, Role.OFFICER)))
    assert files(officer) == [path]


def test_a_login_that_begins_with_mine_is_not_mine(officer: Session) -> None:
    longer = replace(officer, officer=Officer("jo-1+", "Other Jo", Role.OFFICER))
    aside.set_aside(longer, [Unkept("CSC04", APRIL, TYPED)])
    aside.take_back(officer)
    assert content(officer) is None
    assert len(files(officer)) == 1


def test_a_login_is_no_path(officer: Session) -> None:
    odd = replace(officer, officer=Officer("../../up", "Up", Role.OFFICER))
    aside.set_aside(odd, [Unkept("CSC04", APRIL, TYPED)])
    assert len(files(officer)) == 1


@pytest.mark.parametrize("text", ["", "[{]", "[1]", '[{"measure": "CSC04"}]', "{}", "\ud800"])
def test_a_damaged_file_is_left_and_does_no_harm(officer: Session, text: str) -> None:
    aside.set_aside(officer, [Unkept("CSC04", APRIL, TYPED)])
    (path,) = files(officer)
    path.write_bytes(os.fsencode(text) if text.isascii() else b"\xed\xa0\x80")
    aside.take_back(officer)
    assert path.exists() == (text != "{}")
    assert content(officer) is None


def test_nothing_typed_leaves_nothing(officer: Session) -> None:
    aside.set_aside(officer, [])
    assert files(officer) == []
