"""Draws the README's pictures: runs the app, without a terminal, on the sample council.

`make picture` writes `report.svg` and `form.svg` beside this file. The same app gives the same
bytes, and the files refer to nothing outside themselves.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ncc_tui.services.pages import report_page
from ncc_tui.services.session import Clock, open_session
from ncc_tui.services.setup import demo_database
from ncc_tui.tui.app import NccApp
from ncc_tui.tui.view import View

FOLDER = Path(__file__).resolve().parent
AT = date(2024, 5, 18)
SIZE = (120, 40)
MEASURE_4 = ["down"] * 3
# Each picture's title, and the keys that lead to what it shows.
PICTURES: dict[str, tuple[str, Sequence[str]]] = {
    "report.svg": ("ncc-tui demo", MEASURE_4),
    "form.svg": ("ncc-tui demo", [*MEASURE_4, "e", *"68.4"]),
}
FONTS = '"DejaVu Sans Mono", Menlo, Consolas, monospace'


async def drawn(path: Path, title: str, keys: Sequence[str]) -> str:
    """The app as SVG, opened on a database and after some keys."""
    session = open_session(path, "jsmith", Clock.held_at(AT))
    app = NccApp(session, View(AT), first=report_page(session, "26", AT, as_revised=False))
    async with app.run_test(size=SIZE) as pilot:
        for key in keys:
            await pilot.press(key)
            await app.workers.wait_for_complete()
            await pilot.pause()
        picture = app.export_screenshot(title=title)
    session.store.close()
    return self_contained(picture)


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
    for name, (title, keys) in PICTURES.items():
        with demo_database() as path:
            picture = asyncio.run(drawn(path, title, keys))
        (FOLDER / name).write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
