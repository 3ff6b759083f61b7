"""The sample council's documents, and a browser to open their HTML in."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.document import Document
from ncc_tui.services.documents import document
from ncc_tui.services.session import Session, open_session
from tests.demo import demo_database
from tests.printing.samples import AT, MADE_AT

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def sample() -> Iterator[Session]:
    with demo_database() as path:
        session = open_session(path, "demo")
        yield session
        session.store.close()


@pytest.fixture(scope="session")
def care(sample: Session) -> Document:
    """Children's Social Care as published."""
    return replace(document(sample, "26", AsAt(AT)), made_at=MADE_AT)


@pytest.fixture(scope="session")
def council(sample: Session) -> Document:
    """Every service."""
    return replace(document(sample, None, AsAt(AT)), made_at=MADE_AT)


class Browser:
    """Headless Chromium, each time with a profile of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self.folder = folder

    def printed(self, html: str) -> Path:
        """The PDF that printing a page gives."""
        page, pdf = self.folder / "page.html", self.folder / "page.pdf"
        page.write_text(html, encoding="utf-8")
        self._run("--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri())
        return pdf

    def dom(self, html: str) -> str:
        """The page's DOM once its scripts have run."""
        page = self.folder / "page.html"
        page.write_text(html, encoding="utf-8")
        return self._run("--virtual-time-budget=30000", "--dump-dom", page.as_uri())

    def _run(self, *arguments: str) -> str:
        profile = self.folder / "profile"
        done = subprocess.run(
            [self._program, *FLAGS, f"--user-data-dir={profile}", *arguments],
            capture_output=True,
            check=True,
            timeout=90,
        )
        return done.stdout.decode("utf-8")


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    return Browser(program, tmp_path)


@pytest.fixture
def axe() -> Path:
    script = Path(__file__).parent.parent / "node/node_modules/axe-core/axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not installed (npm ci --prefix tests/node)")
    return script
