"""Paths as they are typed."""

from __future__ import annotations

from pathlib import Path

from ncc_tui.domain.errors import NccError
from ncc_tui.domain.text import one_line


def path_typed(text: str) -> Path:
    """The file that a text names, in full; raises NccError where it names none."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise NccError("Name a file.")
    try:
        path = Path(text).expanduser().absolute()
    except (RuntimeError, OSError):
        raise NccError(f"There is no folder {one_line(text)}.") from None
    return path
