from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from ncc_tui.domain.errors import StoreError
from ncc_tui.services import drafts
from ncc_tui.services.reports import measure
from ncc_tui.tui import keeping
from ncc_tui.tui.base import drafting
from ncc_tui.tui.bulk.screen import BulkScreen
from ncc_tui.tui.prompts.question import Question
from ncc_tui.tui.screens.report import ReportScreen
from tests.tui.bulking import (
    app_at,
    locked,
    never_still,
    newest,
    save,
    screen_of,
    session_of,
    typed,
)
from tests.tui.seeing import flowing, press, running, said, settled, text, until, write


async def test_what_is_typed_is_a_draft_and_offered_on_return(
    database: Path,
) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        own = session_of(database, "jsmith")
        await until(pilot, lambda: len(drafts.mine(own)) == 1)
        await press(pilot, "tab")
        await write(pilot, "As planned")
        await until(pilot, lambda: "As planned" in text(pilot))
        # Nothing is said to the program: the terminal is gone.
    [draft] = drafts.mine(own)
    assert dict(draft.content) == {"value": "81", "comments": "As planned", "seen": "0"}
    assert newest(database, "CSC01", "Apr 2024") is None
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        assert "and not saved" in text(pilot)
        assert "CSC01 Apr 2024: 81" in text(pilot)
        await press(pilot, "enter")
        assert typed(pilot) == {"CSC01": "81"}
        assert pilot.app.screen.query_one(Input).value == "81"
        assert "As planned" in text(pilot)


async def test_a_draft_can_be_thrown_away(database: Path) -> None:
    own = session_of(database, "jsmith")
    period = measure(own, "CSC01").cycle.parse("Apr 2024")
    drafts.keep(own, "CSC01", period, {"value": "81"})
    async with running(app_at(database)) as pilot:
        await press(pilot, "b", "down", "down", "enter")
        assert typed(pilot) == {}
        await settled(pilot)
    assert drafts.mine(own) == ()


async def test_what_the_form_kept_besides_stays_in_the_draft(database: Path) -> None:
    own = session_of(database, "jsmith")
    period = measure(own, "CSC01").cycle.parse("Apr 2024")
    drafts.keep(own, "CSC01", period, {"value": "", "override_reason": "Words"})
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
    [draft] = drafts.mine(own)
    assert (draft.content["value"], draft.content["override_reason"]) == ("81", "Words")


async def test_a_draft_that_says_what_stands_there_is_not_offered_in_the_grid(
    database: Path,
) -> None:
    save(database, "CSC01", "Apr 2024", "81")
    own = session_of(database, "jsmith")
    period = measure(own, "CSC01").cycle.parse("Apr 2024")
    held = {"value": "81", "seen": "1", "action0.text": "Ring them"}
    drafts.keep(own, "CSC01", period, held)
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        assert isinstance(pilot.app.screen, BulkScreen)
        await press(pilot, "escape")
    assert [dict(draft.content) for draft in drafts.mine(own)] == [held]


async def test_escape_asks_only_if_something_is_typed(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b", "escape")
        assert isinstance(pilot.app.screen, ReportScreen)
        await press(pilot, "b")
        await write(pilot, "81")
        await press(pilot, "escape")
        assert "1 row typed and not saved" in text(pilot)
        await press(pilot, "escape")
        assert typed(pilot) == {"CSC01": "81"}
        await press(pilot, "escape", "down", "down", "enter")
        assert isinstance(pilot.app.screen, ReportScreen)
    assert drafts.mine(session_of(database, "jsmith")) == ()


async def test_leaving_keeps_the_draft_where_asked(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafting, "KEEP_AFTER_SECONDS", 600)
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        assert drafted(database) == {}
        await press(pilot, "escape", "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))
        assert drafted(database) == {"CSC01": "81"}


async def test_a_draft_that_cannot_be_kept_is_told_once(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("The disk is full; nothing was saved.")

    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        monkeypatch.setattr(drafts, "keep", full)
        await write(pilot, "81")
        await until(pilot, lambda: "is not kept as a draft: The disk is full" in said(pilot))
        await write(pilot, "5")
        screen = screen_of(pilot)
        await until(pilot, lambda: screen.unkept() and screen._keeping is None)
        assert said(pilot).count("The disk is full") == 1
        assert typed(pilot) == {"CSC01": "815"}
        monkeypatch.undo()


@pytest.mark.parametrize("queueing", [False, True])
async def test_leaving_waits_for_others_and_goes_when_the_draft_is_kept(
    database: Path, queueing: bool
) -> None:
    async with never_still(), running(app_at(database)) as pilot:
        await press(pilot, "b")
        with locked(database, queueing=queueing) as release:
            await pilot.press("8", "1")
            await leave(pilot)
            await until(pilot, lambda: "waiting for others to finish saving" in flowing(pilot))
            assert "Wait, and leave when it is kept" in text(pilot)
            release()
            await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))
            # It is in the database already, and not only when the program ends.
            assert drafted(database) == {"CSC01": "81"}


async def test_waiting_was_chosen_and_the_screen_goes_by_itself(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        with locked(database) as release:
            await pilot.press("8", "1")
            await leave(pilot)
            await until(pilot, lambda: "Not kept yet" in text(pilot))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, BulkScreen))
            assert "waiting for others to finish saving" in text(pilot)
            release()
            await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))
    assert drafted(database) == {"CSC01": "81"}


async def test_one_may_go_on_typing_where_the_draft_is_not_kept(database: Path) -> None:
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        with locked(database) as release:
            await pilot.press("8", "1")
            await leave(pilot)
            await until(pilot, lambda: "Not kept yet" in text(pilot))
            await pilot.press("escape", "5")
            await until(pilot, lambda: typed(pilot) == {"CSC01": "815"})
            release()
            await until(pilot, lambda: drafted(database) == {"CSC01": "815"})
        assert isinstance(pilot.app.screen, BulkScreen)


async def test_what_is_typed_is_put_beside_a_database_that_stays_busy_and_is_offered(
    database: Path,
) -> None:
    async with never_still(), running(app_at(database)) as pilot:
        await press(pilot, "b")
        with locked(database):
            await pilot.press("8", "1")
            await leave(pilot)
            await until(pilot, lambda: "Not kept yet" in text(pilot))
            await pilot.press("5", "down", "down", "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))
            assert drafted(database) == {}
        await press(pilot, "b")
        await settled(pilot)
        assert "CSC01 Apr 2024: 81" in text(pilot)
        await press(pilot, "enter")
        assert typed(pilot) == {"CSC01": "81"}


async def test_a_draft_that_is_refused_keeps_the_screen_and_says_why(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("The disk is full; nothing was saved.")

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        monkeypatch.setattr(drafts, "keep", full)
        monkeypatch.setattr(keeping, "set_aside", no_room)
        await write(pilot, "81")
        await leave(pilot)
        await until(pilot, lambda: "Not kept as a draft" in text(pilot))
        assert "The disk is full" in flowing(pilot)
        await press(pilot, "down", "down", "enter")
        await until(pilot, lambda: "No space left on device" in flowing(pilot))
        await press(pilot, "escape")
        assert typed(pilot) == {"CSC01": "81"}
        monkeypatch.undo()
        await leave(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))
    assert drafted(database) == {"CSC01": "81"}


async def test_what_is_thrown_away_goes_when_others_have_written(database: Path) -> None:
    async with never_still(), running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        await until(pilot, lambda: drafted(database) == {"CSC01": "81"})
        with locked(database) as release:
            await pilot.press("escape", "down", "down", "enter")
            await until(pilot, lambda: "waiting for others to finish saving" in text(pilot))
            release()
            await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))
        assert drafted(database) == {}


async def test_one_need_not_wait_till_what_is_thrown_away_is_gone(database: Path) -> None:
    async with never_still(), running(app_at(database)) as pilot:
        await press(pilot, "b")
        await write(pilot, "81")
        await until(pilot, lambda: drafted(database) == {"CSC01": "81"})
        with locked(database):
            await pilot.press("escape", "down", "down", "enter")
            await until(pilot, lambda: "waiting for others to finish saving" in text(pilot))
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))


async def test_the_app_ends_soon_though_others_write_and_nothing_is_lost(database: Path) -> None:
    app = app_at(database)
    with locked(database):
        async with never_still(), running(app) as pilot:
            await press(pilot, "b")
            await pilot.press("8", "1")
            app.exit()
    async with running(app_at(database)) as pilot:
        await press(pilot, "b")
        await settled(pilot)
        assert "CSC01 Apr 2024: 81" in text(pilot)


async def test_a_draft_of_an_older_revision_shows_both_versions_when_saved(
    database: Path,
) -> None:
    own = session_of(database, "jsmith")
    period = measure(own, "CSC01").cycle.parse("Apr 2024")
    drafts.keep(own, "CSC01", period, {"value": "81", "seen": "0"})
    save(database, "CSC01", "Apr 2024", "79")
    async with running(app_at(database)) as pilot:
        await press(pilot, "b", "f3")
        await write(pilot, "Apr 2024")
        await press(pilot, "enter", "enter")
        assert "Amara Nair has saved 79 meanwhile." in flowing(pilot)
        await press(pilot, "f2")
        assert "Mine, not saved" in text(pilot)


async def leave(pilot: Pilot[None]) -> None:
    """Ask to leave with the draft kept."""
    await pilot.press("escape")
    await until(pilot, lambda: isinstance(pilot.app.screen, Question))
    await pilot.press("down", "enter")


def drafted(database: Path) -> dict[str, str]:
    """The values in jsmith's drafts, by measure."""
    session = session_of(database, "jsmith")
    kept = {draft.measure.code: draft.content["value"] for draft in drafts.mine(session)}
    session.store.close()
    return kept
