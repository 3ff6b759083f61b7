"""Making a database, and opening one: its schema is checked and brought up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ncc_tui.domain.errors import NewerDatabase, NotFound, StoreError
from ncc_tui.store.backup import copy_beside
from ncc_tui.store.connection import Connection, connect, write_begun
from ncc_tui.store.engine import journal_mode, sqlite3, version
from ncc_tui.store.errors import damaged, is_busy, may_write, not_ours, translating
from ncc_tui.store.identity import beside, log_size
from ncc_tui.store.migrations import applied_names, apply_migrations, known_names, pending_names
from ncc_tui.store.schema import differences
from ncc_tui.store.turns import clear_away


def create(path: Path) -> None:
    """Make an empty database with the newest schema; only its owner can read it (0600).

    Raises StoreError where the file exists or cannot be made; then nothing of it is left behind.
    """
    if os.path.lexists(path):
        raise StoreError(f"{path} exists already; it was left as it is.")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreError(f"Cannot make {path}: {error.strerror}.") from error
    try:
        with translating(path), opened(path) as db:
            _set_journal(db, path)
            apply_migrations(db)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def ready(path: Path) -> Path | None:
    """Check an existing database's schema and bring an older one up to date.

    Gives the path of the backup where a migration was needed. Raises NotFound where there is no
    file, NewerDatabase where a newer version of the program made it, StoreError where it is no
    database of ours; in each of these cases the file is left as it is. A migration that fails
    leaves the database as it was.
    """
    require_file(path)
    with translating(path):
        with looking(path) as db:
            check_schema(db, path)
            _require_ours(db, path)
            behind = bool(pending_names(db))
            journalled = _journal_mode(db) == journal_mode()
        _mend_modes(path)
        if journalled and not behind:
            return None
        with opened(path) as db:
            try:
                backup = _migrate(db, path) if behind else None
            finally:
                clear_away(path)
            _set_journal(db, path)
            return backup


def require_file(path: Path) -> None:
    """Raise NotFound where there is no file at a database's path."""
    try:
        is_there = path.is_file()
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {error.strerror}.") from error
    if not is_there:
        raise NotFound(f"There is no database at {path}. Make one with: ncc-tui init")


@contextmanager
def opened(path: Path) -> Iterator[Connection]:
    """A connection of its own, closed at the end."""
    db = connect(path)
    try:
        yield db
    finally:
        db.close()


@contextmanager
def looking(path: Path) -> Iterator[Connection]:
    """A connection to look into a file that may not be ours, in one transaction.

    The file stays as it is. The last connection to leave a database moves its write-ahead log
    into it, unless it may only read; one that may only read leaves empty logs behind. Hence each
    where it does no harm.
    """
    try:
        db = connect(path, read_only=log_size(path) > 0)
        try:
            db.execute("BEGIN")
            yield db
        finally:
            db.close()
    except UnicodeDecodeError as error:
        # What SQLite says of a damaged schema can quote it.
        raise damaged(path, "its schema is no text") from error


def check_schema(db: Connection, path: Path) -> None:
    """Refuse a database that is not ours (StoreError) or has migrations we do not know.

    The latter is a NewerDatabase.
    """
    applied = applied_names(db)
    if not applied:
        raise not_ours(path)
    unknown = sorted(set(applied) - set(known_names()))
    if unknown:
        raise NewerDatabase(
            f"{path} was made by a newer version of NCC TUI (it has {unknown[-1]}); it was left "
            "as it is. Update the program to open it."
        )


def _require_ours(db: Connection, path: Path) -> None:
    """Refuse a database in which something is no longer as we made it, or acts and is not ours."""
    changes = differences(db, applied_names(db))
    if changes:
        raise StoreError(
            f"{path} was changed by another program: {changes[0]}. It was left as it is; see: "
            "ncc-tui check"
        )


def _mend_modes(path: Path) -> None:
    """Let what stands beside the file be written as the file may.

    SQLite makes `-wal` and `-shm` as read-only as the file is at that moment, and a file that was
    made writable again would be read-only for ever.
    """
    with suppress(OSError):
        if not may_write(path):
            return
        for suffix in ("-wal", "-shm"):
            file = beside(path, suffix)
            if file.exists() and not may_write(file):
                file.chmod(path.stat().st_mode & 0o777)


def _migrate(db: Connection, path: Path) -> Path | None:
    """Back up and migrate in one transaction; None where another process was first."""
    backup: Path | None = None
    with write_begun(db, path):
        try:
            if pending := pending_names(db):
                backup = _set_aside(path, pending[0])
                apply_migrations(db)
            db.commit()
        except BaseException:
            db.rollback()
            if backup is not None:
                backup.unlink(missing_ok=True)
            raise
    return backup


def _set_aside(path: Path, migration: str) -> Path:
    # A connection of its own: the one that is about to write cannot be copied from.
    with opened(path) as db:
        db.execute("BEGIN")
        return copy_beside(db, path, f"before-{migration}")


def _set_journal(db: Connection, path: Path) -> None:
    """Set the journal, as after a restored backup; a read-only file stays as it is."""
    try:
        db.execute(f"PRAGMA journal_mode = {journal_mode()}")
    except sqlite3.OperationalError as error:
        if is_busy(error):
            # With the write-ahead log yet to come, everything works and waits a little more.
            if journal_mode() == "wal":
                return
            raise StoreError(
                f"{path.name} is in use by a program with a newer SQLite than this one's "
                f"({version()}): update this one, or close the other."
            ) from error
        if not error.sqlite_errorname.startswith("SQLITE_READONLY"):
            raise


def _journal_mode(db: Connection) -> str:
    return str(db.value("PRAGMA journal_mode"))
