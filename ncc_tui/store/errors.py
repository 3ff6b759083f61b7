"""What SQLite raises, said in a sentence that somebody can act on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ncc_tui.domain.errors import DatabaseBusy, InvalidEntry, NccError, StoreError
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.identity import beside

# Less room than this, and the file that SQLite shares between processes cannot be made.
_NO_ROOM = 64 * 1024


@contextmanager
def translating(path: Path) -> Iterator[None]:
    """Turn what SQLite raises about a file into our own errors."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(error, path) from error
    except UnicodeEncodeError as error:
        # Bytes of a command's argument that are no UTF-8 come to us as lone surrogates.
        raise InvalidEntry("Expected text in UTF-8, found bytes that are none.") from error


def damaged(path: Path, how: str) -> StoreError:
    """The refusal of a file whose content is not whole."""
    return StoreError(f"{path} is damaged ({how}). Restore a backup; see: ncc-tui check")


def not_ours(path: Path) -> StoreError:
    """The refusal of a file that is no database of the program."""
    return StoreError(f"{path} is not a database of NCC TUI; it was left as it is.")


def busy(path: Path) -> DatabaseBusy:
    """The refusal to wait any longer for those who write."""
    return DatabaseBusy(f"{path.name} is busy: somebody else is writing. Try again.")


def translated(error: sqlite3.Error, path: Path) -> NccError:
    """Say in a sentence what went wrong in SQLite, and that nothing was changed."""
    text = str(error)
    name = _name(error)
    if is_busy(error):
        return busy(path)
    if name.startswith("SQLITE_FULL") or (name.startswith("SQLITE_IOERR") and _is_full(path)):
        return StoreError("The disk is full; nothing was saved. Make room and try again.")
    if name.startswith("SQLITE_CANTOPEN"):
        return _cannot_be_opened(path)
    if name.startswith("SQLITE_IOERR"):
        return StoreError(
            f"The disk refused ({text}); nothing was saved. Check its space and your quota."
        )
    if name.startswith("SQLITE_READONLY"):
        return _read_only(path)
    if name.startswith("SQLITE_NOTADB"):
        return not_ours(path)
    if name.startswith("SQLITE_CORRUPT"):
        return damaged(path, text)
    return StoreError(f"The database refused: {text.rstrip('.')}. Nothing was saved.")


def _cannot_be_opened(path: Path) -> StoreError:
    return StoreError(
        f"{path} cannot be opened: check that you may read it and write to its folder."
    )


def _read_only(path: Path) -> StoreError:
    """Say what it is that cannot be written: the file, its folder, or what stands beside it."""
    # SQLite names all of these alike, and pysqlite3 does not hand on its finer codes.
    real = path.resolve()
    if not may_write(real):
        return StoreError(f"{path} is read-only; nothing was saved.")
    if not may_write(real.parent):
        return _cannot_be_opened(path)
    for suffix in ("-wal", "-shm", "-journal"):
        file = beside(path, suffix)
        if file.exists() and not may_write(file):
            return StoreError(
                f"{file} is read-only, although {path.name} is not; nothing was saved. "
                "See: ncc-tui check"
            )
    return StoreError(f"{path} is read-only; nothing was saved.")


def may_write(path: Path) -> bool:
    """Whether we may write to a file or folder that is there."""
    effective = os.access in os.supports_effective_ids
    return os.access(path, os.W_OK, effective_ids=effective)


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.resolve().parent).free < _NO_ROOM
    except OSError:
        return False


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another connection holds the database."""
    return _name(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _name(error: sqlite3.Error) -> str:
    """SQLite's name for an error; errors that the Python module raises itself have none.

    Only its beginning can be relied on: pysqlite3 gives `SQLITE_READONLY` alone where Python's
    own module gives `SQLITE_READONLY_DIRECTORY`.
    """
    return str(getattr(error, "sqlite_errorname", ""))
