"""How the bench runs the program: as a user would, with folders and settings of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BARE = [sys.executable, str(ROOT / "bench" / "bare.py")]


def ncc_tui(*arguments: str) -> list[str]:
    """The command line of the program; where it is not installed, what the command would do."""
    installed = Path(sys.executable).with_name("ncc-tui")
    if installed.exists():
        return [str(installed), *arguments]
    script = "import sys; from ncc_tui.cli import main; sys.argv[0] = 'ncc-tui'; main()"
    return [sys.executable, "-c", script, *arguments]


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a user whose folders lie below `home`."""
    dropped = ("COLORTERM", "NO_COLOR", "NCC_TUI_DB", "PYTHONDONTWRITEBYTECODE", "COLUMNS", "LINES")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in dropped and not name.startswith(("TEXTUAL", "XDG_"))
    }
    return {**kept, "HOME": str(home), "TERM": "xterm-256color", **more}
