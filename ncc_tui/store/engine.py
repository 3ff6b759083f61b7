"""The SQLite that the program runs on: pysqlite3's own where it is installed, else Python's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    # sqlite-utils makes the same choice, so that both sides raise the same errors.
    try:
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

__all__ = ["is_mended", "journal_mode", "shortcoming", "sqlite3", "version"]

# Versions of older branches that were given the mend of the WAL-reset bug as well.
_MENDED_BRANCHES = ((3, 44, 6), (3, 50, 7))
_MENDED = (3, 51, 3)


def version() -> str:
    """SQLite's version: `3.53.4`."""
    return sqlite3.sqlite_version


def is_mended(number: str) -> bool:
    """Whether a version of SQLite is without the WAL-reset bug.

    By that bug two processes that write and checkpoint at the same moment can lose committed
    data; it came with 3.7.0 (sqlite.org/wal.html, "The WAL-reset bug").
    """
    parts = tuple(int(part) for part in number.split("."))[:3]
    if parts >= _MENDED or parts < (3, 7, 0):
        return True
    return any(parts[:2] == branch[:2] and parts >= branch for branch in _MENDED_BRANCHES)


def journal_mode() -> str:
    """The journal that databases are given: a SQLite with the WAL-reset bug does without WAL."""
    return "wal" if is_mended(version()) else "delete"


def shortcoming() -> str | None:
    """What to say where the program runs on a SQLite with the WAL-reset bug."""
    if is_mended(version()):
        return None
    return (
        f"SQLite {version()} can lose what two programs save at the same moment; so the database "
        "is kept without a write-ahead log, and readers and writers wait for each other."
    )
