"""A consistent copy of a database, made while others read and write it."""

from __future__ import annotations

import os
from pathlib import Path

from ncc_tui.domain.errors import StoreError
from ncc_tui.store.connection import Connection
from ncc_tui.store.engine import sqlite3

PAGES_A_STEP = 1024


def copy(db: Connection, path: Path) -> None:
    """Copy a database into a new file that only its owner can read (0600).

    The connection must be in a transaction that has written nothing: the copy is the one state
    that it sees. (Without one, each write of another process would start the copying again; from
    one that writes, SQLite copies nothing and waits for ever.) The copy stands alone, without a
    write-ahead log, so that it opens from read-only places too. Raises FileExistsError where the
    file exists; on any other error nothing of it is left.
    """
    # A transaction's state is that of its first read.
    db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        twin = sqlite3.connect(path)
        try:
            # In steps, so that the program can be interrupted between them.
            db.raw.backup(twin, pages=PAGES_A_STEP, sleep=0.01)
            twin.execute("PRAGMA journal_mode = DELETE")
        finally:
            twin.close()
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def copy_beside(db: Connection, path: Path, why: str) -> Path:
    """Copy a database to a name beside its own that no earlier copy has, and give that name.

    Raises StoreError where the folder takes no copy.
    """
    name, number = f"{path.name}.{why}", 1
    while True:
        place = path.with_name(name if number == 1 else f"{name}.{number}")
        try:
            copy(db, place)
        except FileExistsError:
            number += 1
        except OSError as error:
            raise StoreError(
                f"Cannot make {place}, a copy of {path.name} to be kept: {error.strerror}. "
                "Nothing was changed."
            ) from error
        else:
            return place
