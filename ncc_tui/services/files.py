"""Giving a finished file its name, in one step and never over another."""

from __future__ import annotations

import os
from pathlib import Path


def take_name(made: Path, path: Path) -> None:
    """Move a finished file to a name on the same file system.

    Raises FileExistsError where the name is taken; a rename alone would replace what has it.
    """
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:
        # The file system has no hard links: take the name, then fill it.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        made.replace(path)
    else:
        made.unlink()
