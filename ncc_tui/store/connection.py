"""Opening the database: one connection a thread, write-ahead log, foreign keys, patience."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from ncc_tui.domain.errors import DatabaseBusy, NccError, NewerDatabase, NotFound, StoreError
from ncc_tui.store.migrations import known_migrations

BUSY_SECONDS = 10.0


class Store:
    """One database file; hands each thread a connection of its own.

    `busy_seconds` is how long a connection waits for another's write before DatabaseBusy.
    """

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._local = threading.local()
        self._opened: list[Database] = []
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """A connection whose reads all see one state of the database."""
        with self._translating():
            db = self._connection()
            if db.conn.in_transaction:
                yield db
                return
            db.conn.execute("BEGIN")
            try:
                yield db
            finally:
                db.conn.rollback()

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """A connection in one write transaction: all of it is kept, or on any error nothing."""
        with self._translating():
            db = self._connection()
            db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.conn.commit()
            except BaseException:
                db.conn.rollback()
                raise

    def watch(self) -> Watch:
        """Something to ask, now and then, whether anybody has written since."""
        with self._translating():
            return Watch(connect(self.path, self._busy_seconds, any_thread=True))

    def close(self) -> None:
        """Close every thread's connection; for when no thread uses the store any more."""
        with self._lock:
            for db in self._opened:
                db.conn.close()
            self._opened.clear()
        self._local = threading.local()

    def _connection(self) -> Database:
        db: Database | None = getattr(self._local, "db", None)
        if db is None:
            db = connect(self.path, self._busy_seconds, any_thread=True)
            self._local.db = db
            with self._lock:
                self._opened.append(db)
        return db

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise translated(error, self.path) from error


class Watch:
    """Tells whether another connection has committed since it was last asked."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._seen = self._version()

    def changed(self) -> bool:
        """Whether anything was written since the last call (cheap: reads no table)."""
        with self._lock:
            version = self._version()
            changed, self._seen = version != self._seen, version
            return changed

    def close(self) -> None:
        """Close the connection that watches."""
        with self._lock:
            self._db.conn.close()

    def _version(self) -> int:
        return int(self._db.conn.execute("PRAGMA data_version").fetchone()[0])


def connect(
    path: Path, busy_seconds: float = BUSY_SECONDS, *, any_thread: bool = False
) -> Database:
    """Open an existing database file for reading and writing, without checking its schema."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=busy_seconds,
        check_same_thread=not any_thread,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: a saved result survives a power cut, not only a crash.
    connection.execute("PRAGMA synchronous = FULL")
    return Database(connection, execute_plugins=False)


def create(path: Path) -> None:
    """Make an empty database with the newest schema; only its owner can read it (0600).

    Raises StoreError where the file exists or cannot be made.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise StoreError(f"{path} exists already; it was left as it is.") from None
    except OSError as error:
        raise StoreError(f"Cannot make {path}: {error.strerror}.") from error
    try:
        db = connect(path)
        db.conn.execute("PRAGMA journal_mode = WAL")
        known_migrations().apply(db)
        db.conn.close()
    except sqlite3.Error as error:
        raise translated(error, path) from error


def ready(path: Path) -> Path | None:
    """Check an existing database's schema and bring an older one up to date.

    Gives the path of the backup where a migration was needed. Raises NotFound where there is no
    file, NewerDatabase where a newer version of the program made it, StoreError where it is no
    database of ours; in each of these cases the file is left as it is.
    """
    if not path.is_file():
        raise NotFound(f"There is no database at {path}. Make one with: ncc-tui init")
    try:
        db = connect(path)
        try:
            return _checked(db, path)
        finally:
            db.conn.close()
    except sqlite3.Error as error:
        raise translated(error, path) from error


def _checked(db: Database, path: Path) -> Path | None:
    migrations = known_migrations()
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    applied = [migration.name for migration in migrations.applied(db)]
    if not applied:
        raise StoreError(f"{path} is not a database of NCC TUI; it was left as it is.")
    unknown = sorted(set(applied) - known)
    if unknown:
        raise NewerDatabase(
            f"{path} was made by a newer version of NCC TUI (it has {unknown[-1]}); it was left "
            "as it is. Update the program to open it."
        )
    if len(applied) == len(known):
        return None
    backup = path.with_name(f"{path.name}.before-{sorted(known - set(applied))[0]}")
    os.close(os.open(backup, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    target = sqlite3.connect(backup)
    try:
        db.conn.backup(target)
    finally:
        target.close()
    migrations.apply(db)
    return backup


def translated(error: sqlite3.Error, path: Path) -> NccError:
    """Say in a sentence what went wrong in SQLite, and that nothing was changed."""
    text = str(error)
    # sqlite_errorname is missing on errors that the Python module raises itself.
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return DatabaseBusy(f"{path.name} is busy: somebody else is writing. Try again.")
    if name.startswith("SQLITE_FULL"):
        return StoreError("The disk is full; nothing was saved. Make room and try again.")
    if name.startswith("SQLITE_READONLY"):
        return StoreError(f"{path} is read-only; nothing was saved.")
    if name.startswith("SQLITE_NOTADB"):
        return StoreError(f"{path} is not a database of NCC TUI; it was left as it is.")
    if name.startswith("SQLITE_CANTOPEN"):
        return StoreError(f"{path} cannot be opened; check that its folder can be written to.")
    if name.startswith("SQLITE_CORRUPT"):
        return StoreError(f"{path} is damaged ({text}). Restore a backup; see: ncc-tui check")
    return StoreError(f"The database refused: {text}. Nothing was saved.")
