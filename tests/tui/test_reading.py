"""Pages are read one at a time, and what was read of the date looked at is shown."""

from __future__ import annotations

from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.services import drafts
from ncc_tui.services.pages.report import ReportPage, report_page
from ncc_tui.services.reports import measure
from ncc_tui.services.session import Session, open_session
from ncc_tui.tui.screens import row
from tests.tui.seeing import lines, look_for_changes, make_app, running, settled, until


async def test_a_step_shows_although_the_page_is_asked_for_again_and_again(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go: Queue[None] = Queue()
    under_way: list[int] = []
    most: list[int] = []

    def slow(session: Session, service: str, as_at: AsAt) -> ReportPage:
        under_way.append(1)
        most.append(len(under_way))
        let_go.get(timeout=30)
        under_way.pop()
        return report_page(session, service, as_at)

    app = make_app(database)
    async with running(app) as pilot:
        app._watching.pause()
        monkeypatch.setattr(row, "report_page", slow)
        screen: Any = pilot.app.screen
        try:
            await pilot.press("left_square_bracket")
            await until(pilot, lambda: bool(under_way))
            for _ in range(3):
                screen.reload()  # as when a colleague saves
            let_go.put(None)
            await until(pilot, lambda: "31 Mar 2024" in lines(pilot)[1])
            await until(pilot, lambda: bool(under_way))
        finally:
            for _ in range(9):
                let_go.put(None)
        await settled(pilot)
    # What was asked for three times meanwhile was read once, and never beside another reading.
    assert most == [1, 1]


async def test_a_colleagues_draft_wakes_no_screen(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[AsAt] = []

    def counted(session: Session, service: str, as_at: AsAt) -> ReportPage:
        read.append(as_at)
        return report_page(session, service, as_at)

    async with running(make_app(database)) as pilot:
        await look_for_changes(pilot)
        monkeypatch.setattr(row, "report_page", counted)
        session = open_session(database, "anair")
        period = measure(session, "CSC04").cycle.parse("Apr 2024")
        drafts.keep(session, "CSC04", period, {"value": "7"})
        await look_for_changes(pilot)
        assert read == []
        with session.store.writing() as db:
            db.execute("INSERT INTO setting VALUES ('motto', 'Onward')")
        session.store.close()
        await look_for_changes(pilot)
        assert len(read) == 1
