"""The sample council, made anew for a test and gone after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ncc_tui.services.setup import make_database


@contextmanager
def demo_database(login: str = "demo") -> Iterator[Path]:
    """A copy of the sample council that `login` administers."""
    with TemporaryDirectory(prefix="ncc-tui-test-") as folder:
        path = Path(folder, "demo.db")
        make_database(path, login, sample=True)
        yield path
