"""Connections to the database: one a thread, foreign keys, turns to write."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from ncc_tui.domain.errors import FileReplaced
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.errors import is_busy, translating
from ncc_tui.store.identity import Identity, log_size
from ncc_tui.store.turns import LOOK_SECONDS, Patience, Wait, clear_away, turn

BUSY_SECONDS = 10.0
# A log of this size is moved into the database, and again when it has grown by as much.
LOG_BYTES = 4 * 1024 * 1024
# How long moving it waits for those who still read from it.
CHECKPOINT_SECONDS = 0.5

_AGAIN = "Look again: the file that is there now is opened."

Read = TypeVar("Read")
Values: TypeAlias = Sequence[Any] | Mapping[str, Any]


class Connection:
    """A connection on which statements are run; a row comes as a mapping by column or a tuple."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw
        # What was read already, while a transaction only reads: it cannot change meanwhile.
        self._memory: dict[object, Any] | None = None

    def remembered(self, what: object, read: Callable[[], Read]) -> Read:
        """What `read` gives; asked again in one transaction that only reads, it is not read again.

        `what` says which reading it is; what is given must not be changed.
        """
        if self._memory is None:
            return read()
        if what not in self._memory:
            self._memory[what] = read()
        answer: Read = self._memory[what]
        return answer

    def remember(self, on: bool) -> None:
        """Begin to remember what is read, at the beginning of a transaction, or forget it."""
        self._memory = {} if on else None

    def query(self, statement: str, values: Values = ()) -> list[dict[str, Any]]:
        """Every row that a statement gives, as a mapping by column."""
        cursor = self.raw.execute(statement, values)
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor]

    def one(self, statement: str, values: Values = ()) -> dict[str, Any] | None:
        """The first row that a statement gives, as a mapping; None where it gives none."""
        return next(iter(self.query(statement, values)), None)

    def value(self, statement: str, values: Values = ()) -> Any:
        """The first column of the first row that a statement gives; None where it gives none."""
        row = self.raw.execute(statement, values).fetchone()
        return None if row is None else row[0]

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

    `busy_seconds` is how long a write waits for another before DatabaseBusy, while nobody's write
    comes to an end; as long as others' do, it waits for its turn. `admit` is asked at the start of
    every transaction, and raises where its user may not have it.
    """

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.admit: Callable[[Connection], object] = lambda db: None
        self._busy_seconds = busy_seconds
        self._local = threading.local()
        self._waits = threading.local()
        self._opened: list[Connection] = []
        self._lock = threading.Lock()
        self._users = 0
        self._identity: Identity | None = None
        self._is_replaced = False
        self._renewals = 0
        self._log_limit = LOG_BYTES
        # A command closes nothing; it leaves all the same.
        weakref.finalize(self, clear_away, path)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection whose reads all see one state of the database."""
        with self._using():
            db = self._connection()
            if db.in_transaction:
                yield db
                return
            db.execute("BEGIN")
            db.remember(True)
            try:
                self.admit(db)
                yield db
            finally:
                db.remember(False)
                db.rollback()

    @contextmanager
    def writing(self, *, told: bool = True) -> Iterator[Connection]:
        """A connection in one write transaction: all of it is kept, or on any error nothing.

        What is not `told`, such as a draft, wakes nobody who watches.

        Raises DatabaseBusy, or FileReplaced where another file stands in the database's place;
        what is asked of the store after that opens the file that is there now.
        """
        with self._using():
            db = self._connection()
            with write_begun(db, self.path, self._busy_seconds, self._wait()):
                try:
                    self._require_same(f"nothing was saved. {_AGAIN}")
                    self.admit(db)
                    yield db
                    if told:
                        _count_write(db)
                    db.commit()
                except BaseException:
                    db.rollback()
                    raise
                self._require_same(f"what was just saved may not be in it. {_AGAIN}")
                self._checkpoint(db)

    @contextmanager
    def waiting(self, wait: Wait) -> Iterator[None]:
        """Let this thread's writes tell of their wait for others, and be left while they wait."""
        before = self._wait()
        self._waits.wait = wait
        try:
            yield
        finally:
            self._waits.wait = before

    def watch(self) -> Watch:
        """Something to ask, now and then, whether anybody has written since."""
        return Watch(self)

    def close(self) -> None:
        """Close every thread's connection; for when no thread uses the store any more."""
        with self._lock:
            self._let_go()
        clear_away(self.path)

    @contextmanager
    def _using(self) -> Iterator[None]:
        """Hold on to the file that is open; one that was replaced is let go of by the first."""
        with translating(self.path):
            with self._lock:
                if self._is_replaced and self._users == 0:
                    self._let_go()
                    self._renewals += 1
                self._users += 1
            try:
                yield
            finally:
                with self._lock:
                    self._users -= 1

    def _let_go(self) -> None:
        for db in self._opened:
            db.close()
        self._opened.clear()
        self._local = threading.local()
        self._identity, self._is_replaced = None, False

    def _connection(self) -> Connection:
        db: Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = self._open()
        return db

    def _open(self) -> Connection:
        """A connection to the file that the store's other connections have open."""
        with self._lock:
            before = Identity.of(self.path).file
            db = connect(self.path, self._busy_seconds, any_thread=True)
            self._opened.append(db)
            opened = Identity.of(self.path)
            if self._identity is None and opened.file == before:
                self._identity = opened
        self._require_same(_AGAIN)
        return db

    def _require_same(self, therefore: str) -> None:
        """Raise FileReplaced unless the files at the path are those that were opened."""
        there = Identity.of(self.path)
        with self._lock:
            if self._identity is not None and there.goes_on_from(self._identity):
                self._identity = there
                return
            self._is_replaced = True
        raise FileReplaced(
            f"{self.path.name}, or what belongs to it (-wal, -shm), was replaced or removed while "
            f"it was open; {therefore}"
        )

    def _checkpoint(self, db: Connection) -> None:
        """Move a log that has grown long into the database, while nobody else can write."""
        size = log_size(self.path)
        if size < self._log_limit:
            return
        moved = False
        set_timeout(db, CHECKPOINT_SECONDS)
        # What was saved stands in the log, and the next who writes tries again.
        with suppress(sqlite3.OperationalError):
            moved = db.value("PRAGMA wal_checkpoint(TRUNCATE)") == 0
        set_timeout(db, self._busy_seconds)
        self._log_limit = LOG_BYTES if moved else size + LOG_BYTES

    def _wait(self) -> Wait | None:
        wait: Wait | None = getattr(self._waits, "wait", None)
        return wait


class Watch:
    """Tells whether another connection has written since it was last asked, drafts aside."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen = self._counted = 0
        self._lock = threading.Lock()
        with store._using():
            self._start()

    def changed(self) -> bool:
        """Whether anything was written since the last call (cheap: reads no table)."""
        with self._lock, self._store._using():
            if self._renewals != self._store._renewals:
                self._start()
                return True
            version = data_version(self._db)
            if version == self._seen:
                return False
            self._seen = version
            counted = _writes_counted(self._db)
            changed, self._counted = counted != self._counted, counted
            return changed

    def close(self) -> None:
        """Close the connection that watches."""
        with self._lock:
            self._db.close()

    def _start(self) -> None:
        self._renewals = self._store._renewals
        self._db = self._store._open()
        self._seen, self._counted = data_version(self._db), _writes_counted(self._db)


def _writes_counted(db: Connection) -> int:
    """How many writes were told of, in the field that SQLite leaves to programs."""
    return int(db.value("PRAGMA user_version"))


def _count_write(db: Connection) -> None:
    db.execute(f"PRAGMA user_version = {(_writes_counted(db) + 1) % 2**31}")


@contextmanager
def write_begun(
    db: Connection, path: Path, busy_seconds: float = BUSY_SECONDS, wait: Wait | None = None
) -> Iterator[None]:
    """A write transaction from the connection's turn on; who asked for it ends it."""
    patience = Patience(path, busy_seconds, lambda: _progress(db), wait)
    with ExitStack() as stack:
        set_timeout(db, 0)
        try:
            stack.enter_context(turn(path, patience))
            _begin(db, patience)
        finally:
            set_timeout(db, busy_seconds)
        yield


def _begin(db: Connection, patience: Patience) -> None:
    while True:
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
        else:
            return
        # Somebody writes who does not queue, another program say.
        patience.spend()
        time.sleep(LOOK_SECONDS)


def _progress(db: Connection) -> int | None:
    """What changes when another connection has committed; None where it cannot be told now."""
    try:
        return data_version(db)
    except sqlite3.OperationalError:
        return None


def data_version(db: Connection) -> int:
    """A number that changes when another connection has committed."""
    return int(db.value("PRAGMA data_version"))


def set_timeout(db: Connection, seconds: float) -> None:
    """Have a connection wait so long for a lock that another holds."""
    db.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


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
        # The log is moved into the database by who has the turn to write, and by nobody else.
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        return Connection(connection)
    except BaseException:
        connection.close()
        raise
