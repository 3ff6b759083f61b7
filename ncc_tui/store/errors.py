"""What SQLite raises, said in a sentence that somebody can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ncc_tui.domain.errors import DatabaseBusy, NccError, StoreError
from ncc_tui.store.engine import sqlite3


@contextmanager
def translating(path: Path) -> Iterator[None]:
    """Turn what SQLite raises about a file into our own errors."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(error, path) from error


def damaged(path: Path, how: str) -> StoreError:
    """The refusal of a file whose content is not whole."""
    return StoreError(f"{path} is damaged ({how}). Restore a backup; see: ncc-tui check")


def not_ours(path: Path) -> StoreError:
    """The refusal of a file that is no database of the program."""
    return StoreError(f"{path} is not a database of NCC TUI; it was left as it is.")


def translated(error: sqlite3.Error, path: Path) -> NccError:
    """Say in a sentence what went wrong in SQLite, and that nothing was changed."""
    text = str(error)
    name = _name(error)
    if is_busy(error):
        return DatabaseBusy(f"{path.name} is busy: somebody else is writing. Try again.")
    # SHMSIZE: no room for the file that SQLite shares between processes.
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")):
        return StoreError("The disk is full; nothing was saved. Make room and try again.")
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY_DIRECTORY")):
        return StoreError(
            f"{path} cannot be opened: check that you may read it and write to its folder."
        )
    if name.startswith("SQLITE_IOERR"):
        return StoreError(
            f"The disk refused ({text}); nothing was saved. Check its space and your quota."
        )
    if name.startswith("SQLITE_READONLY"):
        return StoreError(f"{path} is read-only; nothing was saved.")
    if name.startswith("SQLITE_NOTADB"):
        return not_ours(path)
    if name.startswith("SQLITE_CORRUPT"):
        return damaged(path, text)
    return StoreError(f"The database refused: {text.rstrip('.')}. Nothing was saved.")


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another connection holds the database."""
    return _name(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _name(error: sqlite3.Error) -> str:
    """SQLite's name for an error; errors that the Python module raises itself have none."""
    return str(getattr(error, "sqlite_errorname", ""))
