"""A few whole screens, so that a change of their looks is meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from tests.tui.seeing import make_app, settled

Compare = Callable[..., bool]


async def _ready(pilot: Pilot[None]) -> None:
    await settled(pilot)


def test_the_report_at_120_by_40(database: Path, snap_compare: Compare) -> None:
    assert snap_compare(make_app(database), terminal_size=(120, 40), run_before=_ready)


def test_the_report_at_80_by_24(database: Path, snap_compare: Compare) -> None:
    assert snap_compare(make_app(database), terminal_size=(80, 24), run_before=_ready)


def test_the_council_at_120_by_40(database: Path, snap_compare: Compare) -> None:
    app = make_app(database, service=None)
    assert snap_compare(app, terminal_size=(120, 40), run_before=_ready)


def test_the_light_theme(database: Path, snap_compare: Compare) -> None:
    app = make_app(database, theme="ncc-light")
    assert snap_compare(app, terminal_size=(120, 40), run_before=_ready)
