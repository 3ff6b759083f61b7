from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from rich.style import Style
from textual.widgets import Input

from ncc_tui.domain.model import Entry
from ncc_tui.tui.form.conflict import ConflictScreen, version
from ncc_tui.tui.prompts.question import Question
from ncc_tui.tui.themes import THEMES, VARIABLES, Look
from tests.tui.forming import Form, form_open, inputs_of, newest, save, saved_by
from tests.tui.seeing import assert_square, flowing, look_for_changes, press, settled, text, write


@asynccontextmanager
async def conflict(database: Path, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Form]:
    """jsmith and anair both correct Jan 2024, anair first."""
    before = newest(database, "Jan 2024")
    assert before is not None
    async with form_open(database, period="Jan 2024", size=size) as form:
        form.put(value="74", comments=f"{before.entry.comments} Mine.", reason="Late returns")
        await settled(form.pilot)
        saved_by(
            database,
            "anair",
            "77",
            comments=before.entry.comments.replace("final figure", "last figure"),
            period="Jan 2024",
            seen=before.number,
            reason="A recount",
        )
        await save(form)
        await form.until(lambda: isinstance(form.pilot.app.screen, ConflictScreen))
        await settled(form.pilot)
        yield form


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_the_second_to_save_sees_both_versions_side_by_side(
    database: Path, size: tuple[int, int]
) -> None:
    async with conflict(database, size) as form:
        shown = flowing(form.pilot)
        assert "was saved by Amara Nair" in shown
        assert_square(form.pilot)
        mine = form.pilot.app.screen.query_one("#mine")
        theirs = form.pilot.app.screen.query_one("#theirs")
        assert mine.region.y == theirs.region.y
        assert mine.region.right <= theirs.region.x
        assert "Value  74  was 73" in str(mine.render())
        assert "Value  77  was 73" in str(theirs.render())
        assert "Mine." in str(mine.render())
        assert "last figure" not in str(mine.render())
        assert "final last figure" in str(theirs.render())
        assert "Keep mine" in text(form.pilot)


async def test_keeping_mine_makes_the_next_revision(database: Path) -> None:
    async with conflict(database) as form:
        theirs = newest(database, "Jan 2024")
        await press(form.pilot, "m", "enter")
        await form.until(lambda: form.closed)
        given = form.given[0]
        assert given is not None
        assert theirs is not None
        assert given.revision.number == theirs.number + 1
    after = newest(database, "Jan 2024")
    assert after is not None
    assert after.value == Decimal(74)
    assert after.entry.comments.endswith("Mine.")
    kept = inputs_of(database, "Jan 2024").ledger.revision(after.period, after.number - 1)
    assert kept is not None
    assert kept.value == Decimal(77)


async def test_keeping_mine_asks_why_where_no_reason_was_typed(database: Path) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "74")
        saved_by(database, "anair", "71")
        await save(form)
        await form.until(lambda: isinstance(form.pilot.app.screen, ConflictScreen))
        await settled(form.pilot)
        await press(form.pilot, "m", "enter")
        assert isinstance(form.pilot.app.screen, ConflictScreen)
        assert "Say why the figure changed." in text(form.pilot)
        assert "Value  74" in text(form.pilot)
        assert "Value  71" in text(form.pilot)
        await write(form.pilot, "Counted twice")
        await press(form.pilot, "enter")
        if isinstance(form.pilot.app.screen, Question):
            await press(form.pilot, "down", "enter")
        await form.until(lambda: form.closed)
    after = newest(database, "Apr 2024")
    assert after is not None
    assert (after.number, after.value, after.entry.reason) == (2, Decimal(74), "Counted twice")


async def test_their_comments_can_be_kept_below_mine(database: Path) -> None:
    async with conflict(database) as form:
        await press(form.pilot, "m")
        assert "with the comments of Amara Nair below mine" in text(form.pilot)
        await press(form.pilot, "tab", "space", "ctrl+s")
        await form.until(lambda: form.closed)
    after = newest(database, "Jan 2024")
    assert after is not None
    assert after.value == Decimal(74)
    assert "Mine." in after.entry.comments
    assert "last figure" in after.entry.comments


async def test_escape_leads_from_the_reason_back_to_the_choice(database: Path) -> None:
    async with conflict(database, (80, 24)) as form:
        await press(form.pilot, "m", "escape")
        assert "Keep theirs" in text(form.pilot)
        await press(form.pilot, "t")
        await form.until(lambda: form.closed)


async def test_keeping_theirs_saves_nothing_of_mine(database: Path) -> None:
    async with conflict(database) as form:
        theirs = newest(database, "Jan 2024")
        await press(form.pilot, "t")
        await form.until(lambda: form.closed)
        assert form.given == [None]
    assert newest(database, "Jan 2024") == theirs
    assert inputs_of(database, "Jan 2024").draft is None


async def test_keeping_theirs_keeps_my_new_actions(database: Path) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "74")
        form.screen.query(".action-text").first().focus()
        await write(form.pilot, "Ring the panel")
        saved_by(database, "anair", "71")
        await save(form)
        await form.until(lambda: isinstance(form.pilot.app.screen, ConflictScreen))
        await settled(form.pilot)
        assert "1 new action" in text(form.pilot)
        await press(form.pilot, "t")
        assert not form.closed
        assert form.holds("value") == "71"
        await save(form)
        await form.until(lambda: form.closed)
    after = newest(database, "Apr 2024")
    assert after is not None
    assert (after.number, after.value) == (1, Decimal(71))
    assert inputs_of(database).actions[-1].text == "Ring the panel"


async def test_an_edit_of_the_two_has_theirs_beside_mine(database: Path) -> None:
    async with conflict(database) as form:
        await press(form.pilot, "e")
        assert form.holds("value") == "74"
        assert form.holds("comments").endswith("Mine.")
        beside = str(form.screen.query_one("#context").render())
        assert "Theirs: revision" in beside
        assert "by Amara Nair" in beside
        assert "77" in beside
        assert "last figure" in beside
        form.put(value="76", comments="Both of us", reason="Agreed")
        await save(form)
        await form.until(lambda: form.closed)
    after = newest(database, "Jan 2024")
    assert after is not None
    assert (after.value, after.entry.comments) == (Decimal(76), "Both of us")


async def test_escape_leads_back_to_the_form_with_everything_in_it(database: Path) -> None:
    async with conflict(database) as form:
        await press(form.pilot, "escape")
        held = (form.holds("value"), form.holds("reason"))
        assert held == ("74", "Late returns")
        assert form.holds("comments").endswith("Mine.")
        assert not form.closed
        # Saving again meets the same conflict: nothing is overwritten unseen.
        await save(form)
        await form.until(lambda: isinstance(form.pilot.app.screen, ConflictScreen))


async def test_a_third_to_save_meanwhile_is_met_too(database: Path) -> None:
    async with conflict(database) as form:
        theirs = newest(database, "Jan 2024")
        assert theirs is not None
        saved_by(database, "anair", "78", period="Jan 2024", seen=theirs.number, reason="Once more")
        await press(form.pilot, "m", "enter")
        await form.until(lambda: "Value  78" in text(form.pilot))
        assert isinstance(form.pilot.app.screen, ConflictScreen)


def test_changed_words_need_no_style_to_be_told_apart() -> None:
    ascii_look = Look.of(VARIABLES, "ascii")
    plain = Look.of(VARIABLES, THEMES[0].name, plain=True)
    before, after = (Entry(None, comments=words) for words in ("a b c", "a d c"))
    for look in (ascii_look, plain):
        assert version(before, after, before, look).plain.endswith("\na [-b-]{+d+} c")
    coloured = version(before, after, before, Look.of(VARIABLES, THEMES[0].name))
    assert coloured.plain.endswith("\na b d c")
    styles = [span.style for span in coloured.spans]
    assert any(isinstance(s, Style) and s.strike for s in styles)
    assert any(isinstance(s, Style) and s.underline for s in styles)


async def test_anothers_save_is_told_of_while_the_form_is_open_and_nothing_moves(
    database: Path,
) -> None:
    async with form_open(database) as form:
        await look_for_changes(form.pilot)
        form.put(value="74", comments="Mine")
        await settled(form.pilot)
        before = {w.id: w.region for w in form.screen.query(Input)}
        saved_by(database, "anair", "71", comments="Theirs")
        await look_for_changes(form.pilot)
        await form.until(lambda: "Saved since: 71" in flowing(form.pilot))
        assert "by Amara Nair" in flowing(form.pilot)
        assert form.pilot.app.screen is form.screen
        assert {w.id: w.region for w in form.screen.query(Input)} == before
        assert (form.holds("value"), form.holds("comments")) == ("74", "Mine")
        await press(form.pilot, "f4")
        assert isinstance(form.pilot.app.screen, ConflictScreen)
        assert "Theirs" in text(form.pilot)
        assert "Mine" in text(form.pilot)
        await press(form.pilot, "escape")
        assert (form.holds("value"), form.holds("comments")) == ("74", "Mine")


async def test_anothers_save_is_taken_over_by_a_key_where_nothing_is_typed(
    database: Path,
) -> None:
    async with form_open(database) as form:
        await look_for_changes(form.pilot)
        saved_by(database, "anair", "71")
        await look_for_changes(form.pilot)
        await form.until(lambda: "F4 shows it" in flowing(form.pilot))
        await press(form.pilot, "f4")
        assert form.holds("value") == "71"
        assert "Saved since" not in flowing(form.pilot)
