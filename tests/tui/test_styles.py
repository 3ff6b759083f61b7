"""The style sheets of the app, which Textual keeps a few of at hand."""

from __future__ import annotations

from pathlib import Path

from tests.tui.seeing import make_app, name, press, running

KEPT_AT_HAND = 64  # by Textual's cache: past that each new kind of widget costs a tenth of a second


async def test_a_tour_of_all_screens_stays_within_the_styles_kept_at_hand(database: Path) -> None:
    app = make_app(database, officer="wgrey")
    async with running(app) as pilot:
        for key in ("w", "h", "t", "a", "b", "e", "p", "d", "s", "f", "question_mark"):
            await press(pilot, key)
            assert name(pilot) != "ReportScreen"
            while name(pilot) != "ReportScreen":
                await press(pilot, "escape")
        await press(pilot, "1", "2", "3", "enter", "escape", "ctrl+p")
        assert len(app.stylesheet.source) < KEPT_AT_HAND * 3 / 4
