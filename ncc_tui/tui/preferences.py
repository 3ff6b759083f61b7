"""What a user's choice of theme is, kept between runs in a small file of their own."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from ncc_tui.tui.themes import DEFAULT_THEME, THEMES


@dataclass(frozen=True)
class Preferences:
    """The choices kept: the theme, and keys changed from their defaults (command id to keys)."""

    theme: str = DEFAULT_THEME
    keys: tuple[tuple[str, str], ...] = ()


def load(path: Path) -> Preferences:
    """The preferences in a file; the defaults where there is none or it cannot be read."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Preferences()
    if not isinstance(document, dict):
        return Preferences()
    theme = document.get("theme")
    keys = document.get("keys")
    return Preferences(
        theme=theme if theme in {t.name for t in THEMES} else DEFAULT_THEME,
        keys=tuple((str(k), str(v)) for k, v in keys.items()) if isinstance(keys, dict) else (),
    )


def save(path: Path, preferences: Preferences) -> bool:
    """Keep preferences, whole or not at all; gives whether that could be done."""
    document = {**asdict(preferences), "keys": dict(preferences.keys)}
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2)
        beside.replace(path)
    except OSError:
        return False
    return True
