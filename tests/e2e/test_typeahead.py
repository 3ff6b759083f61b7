"""Keys that arrive in one packet, as over a slow line, land where they would have one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ncc_tui.services.setup import make_database
from tests.e2e.terminals import app, drafted, form, rows, wait_until

F2, LEFT, DOWN, SHIFT_TAB, BACKSPACE = "\x1bOQ", "\x1b[D", "\x1b[B", "\x1b[Z", "\x7f"
# The clock of the ledger is of whole seconds, in one of which the sample can have been made.
NEWEST = "SELECT value, comments FROM result ORDER BY recorded_at DESC, reported_on DESC LIMIT 1"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "ncc.db"
    make_database(path, "wgrey", sample=True)
    return path


@pytest.mark.parametrize(
    "keys",
    [
        "71\t\t\t5 more",
        f"19{BACKSPACE}{BACKSPACE}1{LEFT}7\t\t\tx{BACKSPACE}5 more",
    ],
    ids=["typed", "mended with backspace and the arrows"],
)
def test_the_form_saves_the_figure_and_the_words_where_they_were_typed(
    database: Path, tmp_path: Path, keys: str
) -> None:
    with form(database, tmp_path / "home") as opened:
        opened.type(f"{keys}{F2}")
        opened.wait_for("Saved")
    assert rows(database, NEWEST) == [(71, "5 more")]


def test_a_form_is_opened_filled_in_and_saved(database: Path, tmp_path: Path) -> None:
    with app(database, tmp_path / "home") as opened:
        opened.type(f"e71\t\t\t5 more{F2}")
        opened.wait_for("Saved")
    assert rows(database, NEWEST) == [(71, "5 more")]


def test_the_figure_after_another_period_is_that_periods(database: Path, tmp_path: Path) -> None:
    with form(database, tmp_path / "home") as opened:
        opened.type(f"{SHIFT_TAB}{DOWN}\t71")
        wait_until(lambda: drafted(database) == ["71"])
    newest = rows(database, "SELECT max(period) FROM result WHERE measure = 'EDU01'")
    assert rows(database, "SELECT period FROM draft") == newest


def test_the_grids_cells_take_what_was_typed_for_them(database: Path, tmp_path: Path) -> None:
    with app(database, tmp_path / "home") as opened:
        opened.type("2")
        opened.wait_for("Results due")
        opened.type("b71\t5 more\t72\r73")
        wait_until(lambda: drafted(database) == ["71", "72", "73"])
        assert drafted(database, "comments")[0] == "5 more"


def test_an_answer_to_a_question_and_what_follows_it(database: Path, tmp_path: Path) -> None:
    with app(database, tmp_path / "home") as opened:
        # The date, its last digits mended; the service, by a word and the second that has it.
        opened.type(f"d18 May 2033{BACKSPACE * 2}22\rsser{DOWN}\r")
        opened.wait_for("18 May 2022 · Transactional Services")


def test_a_search_narrows_the_list_that_the_next_key_is_for(database: Path, tmp_path: Path) -> None:
    with app(database, tmp_path / "home") as opened:
        opened.type("/phonics\re")
        opened.wait_for("Type a value")
        assert "5  Phonics" in opened.shown


def test_letters_that_follow_a_saved_form_are_the_reports_commands(
    database: Path, tmp_path: Path
) -> None:
    with form(database, tmp_path / "home") as opened:
        opened.type(f"71{F2}{DOWN}w")
        opened.wait_for("Why? 2  % getting their first choice")
    assert rows(database, NEWEST) == [(71, "")]
