"""What would be refused is offered to nobody, and its key says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.administering import bar
from tests.tui.seeing import make_app, name, press, running, said

WHY = "epotts is a viewer and may not enter results."


@pytest.mark.parametrize(
    ("way", "screen", "keys", "labels"),
    [
        ((), "ReportScreen", ("e", "b"), ("Enter result",)),
        (("enter",), "DetailScreen", ("e",), ("Enter result",)),
        (("2",), "DueScreen", ("e", "enter", "b"), ("Enter result", "Bulk")),
        (("h",), "HistoryScreen", ("e", "u", "x"), ("Correct", "Undo", "Withdraw")),
        (("a",), "ActionsScreen", ("n", "e", "o", "d", "x"), ("New", "Edit", "Owner", "Done")),
    ],
)
async def test_a_viewer_is_offered_no_key_that_writes(
    database: Path,
    way: tuple[str, ...],
    screen: str,
    keys: tuple[str, ...],
    labels: tuple[str, ...],
) -> None:
    size = (80, 24) if way == ("enter",) else (120, 40)
    async with running(make_app(database, officer="epotts"), size) as pilot:
        await press(pilot, *way)
        assert name(pilot) == screen
        assert not any(label in bar(pilot) for label in labels)
        for key in keys:
            pilot.app.clear_notifications()
            await press(pilot, key)
            assert name(pilot) == screen
            assert WHY in said(pilot)


async def test_an_officer_is_offered_them_for_their_own_services_only(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        assert "Enter result" in bar(pilot)
    async with running(make_app(database, service="21")) as pilot:
        assert "Enter result" not in bar(pilot)
        await press(pilot, "e")
        assert "jsmith may not enter results for service 21, only for 26" in said(pilot)
