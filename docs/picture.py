"""Draws the README's pictures: runs the app, without a terminal, on the sample council.

`make picture` writes `report.svg` and `form.svg` beside this file. The same app gives the same
bytes, and the files refer to nothing outside themselves.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.widgets import Input, TextArea

from ncc_tui.domain.as_at import AsAt
from ncc_tui.services.pages.report import report_page
from ncc_tui.services.session import Clock, open_session
from ncc_tui.services.setup import make_database
from ncc_tui.tui.app import NccApp

FOLDER = Path(__file__).resolve().parent
AT = date(2024, 5, 18)
NOW = datetime(2024, 5, 18, 9, 30, tzinfo=UTC)
SIZE = (120, 40)
PATIENCE = 20.0
FONTS = '"DejaVu Sans Mono", Menlo, Consolas, monospace'


@dataclass(frozen=True)
class Picture:
    """A file, the keys that lead to what it shows, and words that stand there in the end."""

    name: str
    keys: tuple[str, ...]
    words: str


_MEASURE_4 = ("down",) * 3
_COMMENT = "Fewer children came into care this quarter, and more went home."
PICTURES = (
    Picture("report.svg", _MEASURE_4, "CSC04"),
    Picture("form.svg", (*_MEASURE_4, "e", *"72", *("tab",) * 3, *_COMMENT), "Draft kept"),
)


async def drawn(path: Path, picture: Picture) -> str:
    """The app as SVG, opened on a database and after some keys."""
    session = open_session(path, "jsmith", Clock(today=lambda: AT, now=lambda: NOW))
    app = NccApp(session, AsAt(AT), first=report_page(session, "26", AsAt(AT)))
    async with app.run_test(size=SIZE) as pilot, asyncio.timeout(PATIENCE):
        for key in picture.keys:
            await pilot.press(key)
            _hold_cursors(app)
        svg, before = "", None
        # What keys set going is done when the screen stays as it is.
        while svg != before or picture.words not in svg.replace("&#160;", " "):
            await pilot.pause(0.4)
            svg, before = app.export_screenshot(title="ncc-tui demo"), svg
    session.store.close()
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


def main() -> None:
    """Draw every picture, each on a sample council of its own."""
    for picture in PICTURES:
        with TemporaryDirectory(prefix="ncc-tui-picture-") as folder:
            path = Path(folder, "demo.db")
            make_database(path, "demo", sample=True)
            svg = asyncio.run(drawn(path, picture))
        (FOLDER / picture.name).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
