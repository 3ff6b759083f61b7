"""Connections to the database: one a thread, a write-ahead log, foreign keys, patience."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from ncc_tui.store.engine import is_mended, sqlite3, version
from ncc_tui.store.errors import is_busy, translating

BUSY_SECONDS = 10.0
# How often a writer looks whether it is its turn, to begin with.
LOOK_SECONDS = 0.01

Values: TypeAlias = Sequence[Any] | Mapping[str, Any]


class Connection:
    """A connection on which statements are run; a row comes as a mapping by column or a tuple."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw

    def query(self, statement: str, values: Values = ()) -> list[dict[str, Any]]:
        """Every row that a statement gives, as a mapping by column."""
        cursor = self.raw.execute(statement, values)
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor]

    def execute(self, statement: str, values: Values = ()) -> sqlite3.Cursor:
        """Run one statement; its rows come as tuples."""
        return self.raw.execute(statement, values)

    def executemany(self, statement: str, rows: Iterable[Values]) -> None:
        """Run one statement for each of many rows of values."""
        self.raw.executemany(statement, rows)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self.raw.in_transaction

    def commit(self) -> None:
        """Keep what the transaction wrote."""
        self.raw.commit()

    def rollback(self) -> None:
        """Leave everything as it was before the transaction."""
        self.raw.rollback()

    def close(self) -> None:
        """Let go of the file."""
        self.raw.close()


# What services hand on within a transaction; only the store knows what it is.
Transaction: TypeAlias = Connection


class Store:
    """One database file; hands each thread a connection of its own.

    `busy_seconds` is how long a connection waits for another's write before DatabaseBusy.
    """

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._wrote = -LOOK_SECONDS
        self._local = threading.local()
        self._opened: list[Connection] = []
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection whose reads all see one state of the database."""
        with translating(self.path):
            db = self._connection()
            if db.in_transaction:
                yield db
                return
            db.execute("BEGIN")
            try:
                yield db
            finally:
                db.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in one write transaction: all of it is kept, or on any error nothing."""
        with translating(self.path):
            db = self._connection()
            self._begin(db)
            try:
                yield db
                db.commit()
                self._wrote = time.monotonic()
            except BaseException:
                db.rollback()
                raise

    def _begin(self, db: Connection) -> None:
        """Begin to write, waiting for others fairly: who has just written lets them go first.

        SQLite's own waiting looks ever more seldom the longer it lasts, so that among many
        writers some would starve; here who waits looks more often, up to ten times.
        """
        if time.monotonic() - self._wrote < LOOK_SECONDS:
            _nap(LOOK_SECONDS)
        began = time.monotonic()
        db.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    db.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    waited = time.monotonic() - began
                    if not is_busy(error) or waited >= self._busy_seconds:
                        raise
                _nap(LOOK_SECONDS / min(10.0, 1 + 10 * waited))
        finally:
            db.execute(f"PRAGMA busy_timeout = {int(self._busy_seconds * 1000)}")

    def watch(self) -> Watch:
        """Something to ask, now and then, whether anybody has written since."""
        with translating(self.path):
            return Watch(connect(self.path, self._busy_seconds, any_thread=True), self.path)

    def close(self) -> None:
        """Close every thread's connection; for when no thread uses the store any more."""
        with self._lock:
            for db in self._opened:
                db.close()
            self._opened.clear()
        self._local = threading.local()

    def _connection(self) -> Connection:
        db: Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = connect(self.path, self._busy_seconds, any_thread=True)
            self._local.db = db
            with self._lock:
                self._opened.append(db)
        return db


class Watch:
    """Tells whether another connection has committed since it was last asked."""

    def __init__(self, db: Connection, path: Path) -> None:
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
            self._db.close()

    def _version(self) -> int:
        with translating(self._path):
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])


def connect(
    path: Path,
    busy_seconds: float = BUSY_SECONDS,
    *,
    any_thread: bool = False,
    read_only: bool = False,
) -> Connection:
    """Open an existing database file, without checking its schema."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}",
        uri=True,
        timeout=busy_seconds,
        check_same_thread=not any_thread,
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        # No trigger or view of a file that somebody else made may run what has side effects.
        connection.execute("PRAGMA trusted_schema = OFF")
        # FULL: a saved result survives a power cut, not only a crash.
        connection.execute("PRAGMA synchronous = FULL")
        return Connection(connection)
    except BaseException:
        connection.close()
        raise


def _nap(longest: float) -> None:
    """Sleep for up to so many seconds, at random, so that two who wait do not keep in step."""
    time.sleep(random.uniform(0.5, 1.0) * longest)  # noqa: S311


def journal_mode() -> str:
    """The journal that databases are given: a SQLite with the WAL-reset bug does without WAL."""
    return "WAL" if is_mended(version()) else "DELETE"
