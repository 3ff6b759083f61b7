"""What every test stands on: its own folders, no machine's settings, a day that does not pass."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from ncc_tui.services.session import Clock

TODAY = date(2024, 5, 18)
NOW = datetime(2024, 5, 18, 9, 30, tzinfo=UTC)

settings.register_profile("ncc", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("ncc")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the data, settings or database of whoever runs it."""
    for kind in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / "xdg" / kind.lower()))
    monkeypatch.delenv("NCC_TUI_DB", raising=False)


@pytest.fixture
def clock() -> Clock:
    """A clock that always shows the same moment of the published report's day."""
    return Clock(today=lambda: TODAY, now=lambda: NOW)
