from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from ncc_tui.domain.errors import StoreError
from ncc_tui.services import drafts
from ncc_tui.services.drafts import keep
from ncc_tui.services.forms import form_inputs
from ncc_tui.services.session import open_session
from ncc_tui.store.connection import Store
from ncc_tui.store.engine import sqlite3
from ncc_tui.tui.base import drafting
from ncc_tui.tui.base.screen import WAITING
from ncc_tui.tui.form import filling
from ncc_tui.tui.form.beside import moment
from ncc_tui.tui.form.conflict import ConflictScreen
from ncc_tui.tui.form.screen import ResultForm
from ncc_tui.tui.prompts.question import Question
from ncc_tui.tui.screens.trend import TrendScreen
from tests.tui.bulking import locked
from tests.tui.forming import MEASURE, Form, form_open, inputs_of, newest, open_form, save, saved_by
from tests.tui.seeing import flowing, make_app, press, running, settled, text, write


def drafted(database: Path, period: str | None = None) -> dict[str, str]:
    draft = inputs_of(database, period).draft
    return dict(draft.content) if draft else {}


def leave_draft(database: Path, revision: int, period: str = "Apr 2024", **content: str) -> None:
    """A draft as another session of jsmith left it when it was killed."""
    session = open_session(database, "jsmith")
    inputs = form_inputs(session, MEASURE)
    chosen = inputs.measure.cycle.parse(period)
    keep(session, MEASURE, chosen, {"seen": str(revision), **content})
    session.store.close()


async def test_what_is_typed_is_in_the_database_by_itself(database: Path) -> None:
    async with form_open(database) as form:
        await form.pilot.press("7", "4")
        await form.until(lambda: drafted(database).get("value") == "74")
        await form.until(lambda: "Draft kept" in text(form.pilot))


async def test_drafts_are_kept_while_the_typing_goes_on(database: Path) -> None:
    async with form_open(database) as form:
        form.screen.query_one("#comments").focus()
        typed = 0
        while not drafted(database):
            await form.pilot.press("x")
            typed += 1
        assert typed > 1


async def test_the_last_key_before_the_app_ends_is_kept(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafting, "KEEP_AFTER_SECONDS", 600)
    async with form_open(database) as form:
        await form.pilot.press("7", "4")
        form.pilot.app.exit()
    assert drafted(database)["value"] == "74"


async def test_every_field_is_kept_and_comes_back(database: Path) -> None:
    async with form_open(database) as form:
        form.put(
            value="74",
            comments="Line\nline",
            reported_on="1 May 2024",
            override="Green",
            override_reason="Because",
        )
        form.screen.query_one("#provisional").focus()
        await press(form.pilot, "space")
        form.screen.query(".action-text").first().focus()
        await write(form.pilot, "Ring")
        await press(form.pilot, "escape", "down", "enter")
        await form.until(lambda: form.closed)
        again = await open_form(form.pilot)
        assert isinstance(form.pilot.app.screen, Question)
        await press(form.pilot, "enter")
        held = {
            name: again.holds(name)
            for name in (
                "value",
                "comments",
                "reported_on",
                "override",
                "override_reason",
                "provisional",
            )
        }
        assert held == {
            "value": "74",
            "comments": "Line\nline",
            "reported_on": "1 May 2024",
            "override": "Green",
            "override_reason": "Because",
            "provisional": "ticked",
        }
        assert again.screen._body.typed.actions[0].text == "Ring"


async def test_a_draft_is_offered_with_its_time_and_what_it_holds(database: Path) -> None:
    leave_draft(database, 0, value="74", comments="Half a sentence [b]")
    draft = inputs_of(database).draft
    assert draft is not None
    async with form_open(database) as form:
        shown = flowing(form.pilot)
        assert f"Draft of {moment(draft.saved_at)}" in shown
        assert "Half a sentence [b]" in shown
        await press(form.pilot, "enter")
        assert (form.holds("value"), form.holds("comments")) == ("74", "Half a sentence [b]")
        assert "74 will be" in text(form.pilot)


async def test_starting_afresh_forgets_the_draft(database: Path) -> None:
    leave_draft(database, 0, value="74")
    async with form_open(database) as form:
        await press(form.pilot, "down", "enter")
        assert form.holds("value") == ""
        await form.until(lambda: not drafted(database))


async def test_escape_from_the_offer_keeps_the_draft(database: Path) -> None:
    leave_draft(database, 0, value="74")
    async with form_open(database) as form:
        await press(form.pilot, "escape")
        assert form.holds("value") == "74"
    assert drafted(database)["value"] == "74"


async def test_a_draft_of_an_older_revision_leads_to_the_conflict_when_saved(
    database: Path,
) -> None:
    leave_draft(database, 0, value="74", comments="Mine")
    saved_by(database, "anair", "71", comments="Theirs")
    async with form_open(database, period="Apr 2024") as form:
        assert "The result was saved since" in flowing(form.pilot)
        await press(form.pilot, "enter")
        assert "Saved since: 71 by Amara Nair" in flowing(form.pilot)
        await save(form)
        await form.until(lambda: isinstance(form.pilot.app.screen, ConflictScreen))
        await settled(form.pilot)
        assert "Theirs" in text(form.pilot)
    revision = newest(database, "Apr 2024")
    assert revision is not None
    assert revision.number == 1


async def test_a_draft_of_an_older_revision_keeps_to_it_as_the_typing_goes_on(
    database: Path,
) -> None:
    leave_draft(database, 0, value="74")
    saved_by(database, "anair", "71")
    async with form_open(database, period="Apr 2024") as form:
        await press(form.pilot, "enter")
        form.put(comments="More")
        await form.until(lambda: drafted(database, "Apr 2024").get("comments") == "More")
        assert drafted(database, "Apr 2024")["seen"] == "0"


async def test_a_saved_result_leaves_no_draft(database: Path) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "74")
        await form.until(lambda: bool(drafted(database)))
        await save(form)
        await form.until(lambda: form.closed)
    assert not drafted(database, "Apr 2024")


async def test_a_result_saved_before_its_draft_was_leaves_none_either(database: Path) -> None:
    async with form_open(database) as form:
        await form.pilot.press("7", "4", "ctrl+s", "down", "enter")
        await form.until(lambda: form.closed)
        await settled(form.pilot)
    assert not drafted(database, "Apr 2024")


async def test_what_is_typed_back_to_what_it_was_is_no_draft(database: Path) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "7")
        await form.until(lambda: bool(drafted(database)))
        await press(form.pilot, "backspace")
        await form.until(lambda: not drafted(database))


async def test_a_draft_is_nobody_elses_and_in_no_report(database: Path) -> None:
    leave_draft(database, 0, value="7777")
    async with running(make_app(database)) as pilot:
        assert "7777" not in text(pilot)
        assert "7,777" not in text(pilot)
    async with form_open(database, officer="anair") as form:
        assert isinstance(form.pilot.app.screen, ResultForm)
        assert form.holds("value") == ""


async def test_a_damaged_draft_does_not_keep_the_form_shut(database: Path) -> None:
    leave_draft(database, 0, value="74", missing="lost", override="Purple")
    leave_draft(database, 0, "Jan 2024", odd="x", seen="lots")
    async with form_open(database) as form:
        await press(form.pilot, "enter")
        assert form.holds("value") == "74"


async def to_january(form: Form, *answers: str) -> None:
    """Step from April's form to January's and answer what is asked."""
    form.screen.query_one("#period").focus()
    await press(form.pilot, "down", *answers)


BRING, OPEN_THAT, REPLACE, STAY = ("enter",), ("enter",), ("down", "enter"), ("escape",)
LEAVE = ("down", "enter")


@pytest.mark.parametrize("answer", [OPEN_THAT, REPLACE, STAY])
async def test_bringing_what_is_typed_asks_before_it_takes_the_place_of_another_draft(
    database: Path, answer: tuple[str, ...]
) -> None:
    leave_draft(database, 2, "Jan 2024", value="71", comments="Of January")
    async with form_open(database) as form:
        form.put(value="74", comments="Of April")
        await form.until(lambda: drafted(database, "Apr 2024").get("comments") == "Of April")
        await to_january(form, *BRING)
        assert "Jan 2024 has a draft of" in flowing(form.pilot)
        assert "Of January" in flowing(form.pilot)
        assert drafted(database, "Jan 2024")["comments"] == "Of January"
        assert drafted(database, "Apr 2024")["comments"] == "Of April"
        await press(form.pilot, *answer)
        held = (form.holds("period"), form.holds("comments"))
        if answer == OPEN_THAT:
            assert held == ("Jan 2024", "Of January")
        elif answer == REPLACE:
            assert held == ("Jan 2024", "Of April")
            await form.until(lambda: not drafted(database, "Apr 2024"))
            assert drafted(database, "Jan 2024")["comments"] == "Of April"
        else:
            assert held == ("Apr 2024", "Of April")
    if answer != REPLACE:
        assert drafted(database, "Jan 2024")["comments"] == "Of January"
        assert drafted(database, "Apr 2024")["comments"] == "Of April"


@pytest.mark.parametrize("answer", [BRING, LEAVE])
async def test_a_period_that_cannot_be_read_leaves_what_is_typed_where_it_is(
    database: Path, monkeypatch: pytest.MonkeyPatch, answer: tuple[str, ...]
) -> None:
    async with form_open(database) as form:
        form.put(value="74", comments="Of April")
        await form.until(lambda: drafted(database, "Apr 2024").get("comments") == "Of April")

        def unread(*_: object) -> None:
            raise StoreError("ncc.db cannot be read.")

        monkeypatch.setattr(filling, "form_inputs", unread)
        await to_january(form, *answer)
        await form.until(lambda: "ncc.db cannot be read." in flowing(form.pilot))
        assert form.holds("period") == "Apr 2024"
        assert form.holds("comments") == "Of April"
        monkeypatch.undo()
        assert drafted(database, "Apr 2024")["comments"] == "Of April"


async def test_a_period_is_not_left_while_its_draft_cannot_be_kept(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store.__init__, "__kwdefaults__", {"busy_seconds": 0.1})
    monkeypatch.setattr(drafting, "KEEP_AFTER_SECONDS", 600)
    other = sqlite3.connect(database, isolation_level=None)
    async with form_open(database) as form:
        form.put(value="74", comments="Of April")
        await settled(form.pilot)
        other.execute("BEGIN IMMEDIATE")
        await to_january(form, *LEAVE)
        await form.until(lambda: "Still at Apr 2024" in flowing(form.pilot))
        assert (form.holds("period"), form.holds("comments")) == ("Apr 2024", "Of April")
        other.execute("ROLLBACK")
        await to_january(form, *LEAVE)
        await form.until(lambda: form.holds("period") == "Jan 2024")
        assert drafted(database, "Apr 2024")["comments"] == "Of April"
    other.close()


async def test_the_draft_of_a_period_left_goes_only_once_what_was_brought_is_kept(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store.__init__, "__kwdefaults__", {"busy_seconds": 0.1})
    monkeypatch.setattr(drafting, "AGAIN_AFTER_SECONDS", 0.1)
    other = sqlite3.connect(database, isolation_level=None)
    async with form_open(database) as form:
        form.put(value="74", comments="Of April")
        await form.until(lambda: drafted(database, "Apr 2024").get("comments") == "Of April")
        other.execute("BEGIN IMMEDIATE")
        await to_january(form, *BRING)
        await form.until(lambda: "Draft not kept" in flowing(form.pilot))
        assert form.holds("comments") == "Of April"
        assert drafted(database, "Apr 2024")["comments"] == "Of April"
        other.execute("ROLLBACK")
        await form.until(lambda: not drafted(database, "Apr 2024"))
        assert drafted(database, "Jan 2024")["comments"] == "Of April"
    other.close()


async def test_a_draft_of_another_period_is_told_of_on_opening_the_form(database: Path) -> None:
    leave_draft(database, 2, "Jan 2024", value="71")
    async with form_open(database) as form:
        assert "A draft of yours waits: CSC04 Jan 2024, kept" in flowing(form.pilot)


async def test_what_is_thrown_away_while_others_write_is_not_offered_again(
    database: Path,
) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "74")
        await form.until(lambda: bool(drafted(database)))
        with locked(database) as release:
            await press(form.pilot, "escape")
            await form.pilot.press("down", "down", "enter")
            await form.until(lambda: WAITING.capitalize() in flowing(form.pilot))
            assert not form.closed
            release()
            await form.until(lambda: form.closed)
        assert form.given == [None]
    assert not drafted(database)


@pytest.mark.parametrize("queueing", [True, False], ids=["ours", "sqlite"])
async def test_leaving_while_others_write_waits_until_the_draft_is_kept(
    database: Path, monkeypatch: pytest.MonkeyPatch, queueing: bool
) -> None:
    monkeypatch.setattr(drafting, "KEEP_AFTER_SECONDS", 600)
    async with form_open(database) as form:
        await write(form.pilot, "74")
        with locked(database, queueing=queueing) as release:
            await press(form.pilot, "escape")
            await form.pilot.press("down", "enter")
            await form.until(lambda: "Not kept yet" in flowing(form.pilot))
            assert not form.closed
            release()
            await form.until(lambda: form.closed)
        assert form.given == [None]
    assert drafted(database)["value"] == "74"


async def test_a_draft_that_was_refused_is_put_beside_the_database_on_leaving(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("The disk is full; nothing was saved.")

    monkeypatch.setattr(drafts, "keep", full)
    async with form_open(database) as form:
        await write(form.pilot, "74")
        await press(form.pilot, "escape", "down", "enter")
        await form.until(lambda: "Not kept as a draft" in flowing(form.pilot))
        assert "The disk is full" in flowing(form.pilot)
        await press(form.pilot, "down", "down", "enter")
        await form.until(lambda: form.closed)
        await open_form(form.pilot)
        await form.until(lambda: isinstance(form.pilot.app.screen, Question))
    assert drafted(database)["value"] == "74"


async def test_what_is_typed_and_taken_back_while_it_is_saved_is_no_draft(database: Path) -> None:
    async with form_open(database, period="Jan 2024") as form:
        form.put(value="74", reason="Recounted")
        await settled(form.pilot)
        with locked(database) as release:
            await form.pilot.press("ctrl+s")
            await form.until(lambda: "Waiting for others" in flowing(form.pilot))
            form.screen.query_one("#comments").focus()
            await form.pilot.press("x", "backspace")
            release()
            await form.until(lambda: form.closed)
    assert not drafted(database, "Jan 2024")


@pytest.mark.parametrize("queueing", [True, False], ids=["ours", "sqlite"])
async def test_a_save_that_waits_can_be_left_with_the_draft_kept(
    database: Path, queueing: bool
) -> None:
    async with form_open(database, period="Jan 2024") as form, AsyncExitStack() as others:
        form.put(value="74", reason="Recounted")
        release = others.enter_context(locked(database, queueing=queueing))
        await form.pilot.press("ctrl+s")
        await form.until(lambda: "Waiting for others to finish saving" in flowing(form.pilot))
        await form.pilot.press("escape")
        await form.until(lambda: form.closed)
        assert form.given == [None]
        # The report goes on meanwhile.
        await form.pilot.press("t")
        await form.until(lambda: isinstance(form.pilot.app.screen, TrendScreen))
        release()
        await press(form.pilot, "escape")
        again = await open_form(form.pilot, period="Jan 2024")
        await form.until(lambda: isinstance(form.pilot.app.screen, Question))
        assert again.holds("reason") == ""
        await press(form.pilot, "enter")
        assert (again.holds("value"), again.holds("reason")) == ("74", "Recounted")
    before = newest(database, "Jan 2024")
    assert before is not None
    assert before.number == 2
