"""Draws the README's pictures: runs the app, without a terminal, on the sample council.

`make picture` writes the screens as SVG and a printed page as PNG into `pictures/` beside this
file (the latter by poppler's `pdftoppm`). The same app gives the same bytes, and the files refer to
nothing outside themselves.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.widgets import Input, TextArea

from ncc_tui.domain.as_at import AsAt
from ncc_tui.printing.formats import render
from ncc_tui.services.documents import document
from ncc_tui.services.pages.council import council_page
from ncc_tui.services.pages.report import report_page
from ncc_tui.services.session import Clock, Session, open_session
from ncc_tui.services.setup import make_database
from ncc_tui.tui.app import NccApp

FOLDER = Path(__file__).resolve().parent / "pictures"
AT = date(2024, 5, 18)
NOW = datetime(2024, 5, 18, 9, 30, tzinfo=UTC)
CLOCK = Clock(today=lambda: AT, now=lambda: NOW)
# The sample holds a revision of November 2024.
MADE = datetime(2025, 1, 6, 9, 30, tzinfo=UTC)
MAKING = Clock(today=MADE.date, now=lambda: MADE)
WIDTH = 120
PATIENCE = 20.0
DOTS_PER_INCH = 80
FONTS = '"DejaVu Sans Mono", Menlo, Consolas, monospace'


@dataclass(frozen=True)
class Picture:
    """A screen so many lines high: the keys that lead to it, and words that stand there then.

    It begins on the report of `service`, or without one on the council.
    """

    name: str
    keys: tuple[str, ...]
    words: str
    height: int = 40
    service: str = "26"


_MEASURE_4 = ("down",) * 3
_MEASURE_10 = ("down",) * 9
_COMMENT = "Fewer young people came into the system for the first time this quarter."
PICTURES = (
    Picture("council.svg", ("o",), "Transactional", height=14, service=""),
    Picture("report.svg", _MEASURE_4, "CSC04"),
    Picture("form.svg", (*_MEASURE_10, "e", *"150", *("tab",) * 3, *_COMMENT), "Draft kept"),
    Picture("why.svg", (*_MEASURE_4, "w"), "Current performance"),
)
PAGE = "page.png"


async def drawn(session: Session, picture: Picture) -> str:
    """The app as SVG, opened in a session and after some keys."""
    as_at = AsAt(AT)
    first = (
        report_page(session, picture.service, as_at)
        if picture.service
        else council_page(session, as_at)
    )
    app = NccApp(session, as_at, first=first)
    size = (WIDTH, picture.height)
    async with app.run_test(size=size) as pilot, asyncio.timeout(PATIENCE):
        for key in picture.keys:
            await pilot.press(key)
            _hold_cursors(app)
        svg, before = "", None
        # What keys set going is done when the screen stays as it is.
        while svg != before or picture.words not in svg.replace("&#160;", " "):
            await pilot.pause(0.4)
            svg, before = app.export_screenshot(title="ncc-tui demo"), svg
    return self_contained(svg)


def _hold_cursors(app: NccApp) -> None:
    """Keep text cursors from blinking."""
    for box in (*app.screen.query(Input), *app.screen.query(TextArea)):
        box.cursor_blink = False


def self_contained(svg: str) -> str:
    """An exported SVG with no web font, no address and no id that depends on its content.

    The export makes every blank a no-break space, so that no viewer drops one; what says so for
    blanks, too, is for those who edit the file.
    """
    svg = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", svg)
    svg = re.sub(r"<!--.*?-->\s*", "", svg)
    svg = re.sub(r"terminal-\d+", "ncc", svg)
    svg = re.sub(
        r"font-family: Fira Code, monospace;", f"font-family: {FONTS}; white-space: pre;", svg
    )
    svg = svg.replace("font-family: arial;", f"font-family: {FONTS};")
    svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)
    return "\n".join(line.rstrip() for line in svg.strip().splitlines()) + "\n"


def printed_page(session: Session) -> bytes:
    """The first page of a service's report as PDF, as a picture."""
    pdf = render(document(session, "26", AsAt(AT)), "pdf")
    command = ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH), "-"]
    return subprocess.run(command, input=pdf, stdout=subprocess.PIPE, check=True).stdout


@contextmanager
def sample_session() -> Iterator[Session]:
    """An officer at work on a sample council of their own."""
    with TemporaryDirectory(prefix="ncc-tui-picture-") as folder:
        path = Path(folder, "demo.db")
        make_database(path, "demo", sample=True, clock=MAKING)
        session = open_session(path, "jsmith", CLOCK)
        try:
            yield session
        finally:
            session.store.close()


def main() -> None:
    """Draw every picture, each on a sample council of its own."""
    FOLDER.mkdir(exist_ok=True)
    # Times of day are shown as this council's clocks have them, wherever it is drawn.
    os.environ["TZ"] = "Europe/London"
    time.tzset()
    for picture in PICTURES:
        with sample_session() as session:
            svg = asyncio.run(drawn(session, picture))
            (FOLDER / picture.name).write_text(svg, encoding="utf-8")
    with sample_session() as session:
        (FOLDER / PAGE).write_bytes(printed_page(session))


if __name__ == "__main__":
    main()
