"""Opening the database: one connection a thread, write-ahead log, foreign keys, patience."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ncc_tui.domain.errors import DatabaseBusy, NccError, NewerDatabase, NotFound, StoreError
from ncc_tui.store.backup import copy_beside
from ncc_tui.store.migrations import applied_names, known_migrations, known_names

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY_SECONDS = 10.0
# How often a writer looks whether it is its turn, to begin with.
LOOK_SECONDS = 0.01

# What services hand on within a transaction; only the store knows what it is.
Transaction: TypeAlias = "Database"


class Store:
    """One database file; hands each thread a connection of its own.

    `busy_seconds` is how long a connection waits for another's write before DatabaseBusy.
    """

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._wrote = -LOOK_SECONDS
        self._local = threading.local()
        self._opened: list[Database] = []
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """A connection whose reads all see one state of the database."""
        with translating(self.path):
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
        with translating(self.path):
            db = self._connection()
            self._begin(db)
            try:
                yield db
                db.conn.commit()
                self._wrote = time.monotonic()
            except BaseException:
                db.conn.rollback()
                raise

    def _begin(self, db: Database) -> None:
        """Begin to write, waiting for others fairly: who has just written lets them go first.

        SQLite's own waiting looks ever more seldom the longer it lasts, so that among many
        writers some would starve; here who waits looks more often, up to ten times.
        """
        if time.monotonic() - self._wrote < LOOK_SECONDS:
            _nap(LOOK_SECONDS)
        began = time.monotonic()
        db.conn.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    db.conn.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    waited = time.monotonic() - began
                    if not _is_busy(error) or waited >= self._busy_seconds:
                        raise
                _nap(LOOK_SECONDS / min(10.0, 1 + 10 * waited))
        finally:
            db.conn.execute(f"PRAGMA busy_timeout = {int(self._busy_seconds * 1000)}")

    def watch(self) -> Watch:
        """Something to ask, now and then, whether anybody has written since."""
        with translating(self.path):
            return Watch(connect(self.path, self._busy_seconds, any_thread=True), self.path)

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


class Watch:
    """Tells whether another connection has committed since it was last asked."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self._path = path
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
        with translating(self._path):
            return int(self._db.conn.execute("PRAGMA data_version").fetchone()[0])


def connect(
    path: Path,
    busy_seconds: float = BUSY_SECONDS,
    *,
    any_thread: bool = False,
    read_only: bool = False,
) -> Database:
    """Open an existing database file, without checking its schema."""
    # Imported on use: it takes longer to load than the demo takes to read its first page.
    from sqlite_utils import Database

    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}",
        uri=True,
        timeout=busy_seconds,
        check_same_thread=not any_thread,
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        # FULL: a saved result survives a power cut, not only a crash.
        connection.execute("PRAGMA synchronous = FULL")
        return Database(connection, execute_plugins=False)
    except BaseException:
        connection.close()
        raise


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
            db.conn.execute("PRAGMA journal_mode = WAL")
            known_migrations().apply(db)
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
            behind = bool(known_migrations().pending(db))
            logged = _journal_mode(db) == "wal"
        if logged and not behind:
            return None
        with opened(path) as db:
            backup = _migrate(db, path) if behind else None
            _log_ahead(db)
            return backup


def require_file(path: Path) -> None:
    """Raise NotFound where there is no file at a database's path."""
    try:
        found = path.is_file()
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {error.strerror}.") from error
    if not found:
        raise NotFound(f"There is no database at {path}. Make one with: ncc-tui init")


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """A connection of its own, closed at the end."""
    db = connect(path)
    try:
        yield db
    finally:
        db.conn.close()


@contextmanager
def looking(path: Path) -> Iterator[Database]:
    """A connection to look into a file that may not be ours, in one transaction.

    The file stays as it is. The last connection to leave a database moves its write-ahead log
    into it, unless it may only read; one that may only read leaves empty logs behind. Hence each
    where it does no harm.
    """
    try:
        db = connect(path, read_only=_has_log(path.resolve()))
        try:
            db.conn.execute("BEGIN")
            yield db
        finally:
            db.conn.close()
    except UnicodeDecodeError as error:
        # What SQLite says of a damaged schema can quote it.
        raise _damaged(path, "its schema is no text") from error


def _has_log(path: Path) -> bool:
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    except OSError:
        return False


def check_schema(db: Database, path: Path) -> None:
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


def _migrate(db: Database, path: Path) -> Path | None:
    """Back up and migrate in one transaction; None where another process was first."""
    migrations = known_migrations()
    db.conn.execute("BEGIN IMMEDIATE")
    backup: Path | None = None
    try:
        if pending := migrations.pending(db):
            backup = _set_aside(path, pending[0].name)
            migrations.apply(db)
        db.conn.commit()
    except BaseException:
        db.conn.rollback()
        if backup is not None:
            backup.unlink(missing_ok=True)
        raise
    return backup


def _set_aside(path: Path, migration: str) -> Path:
    # A connection of its own: the one that is about to write cannot be copied from.
    with opened(path) as db:
        db.conn.execute("BEGIN")
        return copy_beside(db, path, f"before-{migration}")


def _log_ahead(db: Database) -> None:
    """Turn the write-ahead log on, as after a restored backup; a read-only file does without."""
    try:
        db.conn.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith("SQLITE_READONLY"):
            raise


def _journal_mode(db: Database) -> str:
    return str(db.conn.execute("PRAGMA journal_mode").fetchone()[0])


@contextmanager
def translating(path: Path) -> Iterator[None]:
    """Turn what SQLite raises about a file into our own errors."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(error, path) from error


def _damaged(path: Path, how: str) -> StoreError:
    return StoreError(f"{path} is damaged ({how}). Restore a backup; see: ncc-tui check")


def not_ours(path: Path) -> StoreError:
    """The refusal of a file that is no database of the program."""
    return StoreError(f"{path} is not a database of NCC TUI; it was left as it is.")


def translated(error: sqlite3.Error, path: Path) -> NccError:
    """Say in a sentence what went wrong in SQLite, and that nothing was changed."""
    text = str(error)
    name = _name(error)
    if _is_busy(error):
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
        return _damaged(path, text)
    return StoreError(f"The database refused: {text.rstrip('.')}. Nothing was saved.")


def _nap(longest: float) -> None:
    """Sleep for up to so many seconds, at random, so that two who wait do not keep in step."""
    time.sleep(random.uniform(0.5, 1.0) * longest)  # noqa: S311


def _is_busy(error: sqlite3.Error) -> bool:
    return _name(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _name(error: sqlite3.Error) -> str:
    """SQLite's name for an error; errors that the Python module raises itself have none."""
    return str(getattr(error, "sqlite_errorname", ""))
