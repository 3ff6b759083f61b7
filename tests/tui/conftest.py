"""The sample council: made once, and a copy of it for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ncc_tui.services.setup import make_database


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample council, to be copied and left as it is."""
    path = tmp_path_factory.mktemp("sample") / "ncc.db"
    make_database(path, "wgrey", sample=True)
    return path


@pytest.fixture
def database(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample council for one test."""
    path = tmp_path / "ncc.db"
    shutil.copy(sample, path)
    return path
