"""The queue of those who write: the kernel gives each its turn by a lock file beside the database.

SQLite alone lets a writer look again now and then whether the database is free; on a busy machine
some never look at the right moment, whereas who waits for a lock is woken.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from ncc_tui.domain.errors import WaitLeft
from ncc_tui.store.errors import busy
from ncc_tui.store.identity import beside

# Windows has none; there writers wait as SQLite has them wait.
fcntl: Any = None
with suppress(ImportError):
    fcntl = import_module("fcntl")

# A link in the lock file's place is not followed.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_give_way: Callable[[], None] = getattr(os, "sched_yield", lambda: None)
# How long a write waits before it is told that it waits: most are over sooner.
TELL_SECONDS = 0.25
# How often one who waits looks whether the wait was left, or others still go on.
LOOK_SECONDS = 0.02
# The same in the queue, where the turn itself ends the wait.
QUEUE_LOOK_SECONDS = 0.1


class Wait:
    """A write's wait for its turn, as one sees it who asked for the write.

    `began` is called once, in the thread that waits, when the wait becomes long enough to show.
    """

    def __init__(self, began: Callable[[], None] = lambda: None) -> None:
        self.began = began
        self._left = threading.Event()

    def leave(self) -> None:
        """Give the wait up, from any thread; the write raises WaitLeft and writes nothing."""
        self._left.set()

    @property
    def is_left(self) -> bool:
        """Whether the wait was given up."""
        return self._left.is_set()


class Patience:
    """How much longer one write waits: for ever while others go on, `seconds` when nobody does.

    `progress` gives something that changes whenever another write was finished.
    """

    def __init__(
        self, path: Path, seconds: float, progress: Callable[[], object], wait: Wait | None = None
    ) -> None:
        self._path = path
        self._seconds = seconds
        self._progress = progress
        self._wait = wait or Wait()
        self._told = False
        self._began = self._since = time.monotonic()
        self._seen: object = None

    def spend(self) -> None:
        """Go on waiting: raises DatabaseBusy where that is no use, WaitLeft where it was left."""
        now = time.monotonic()
        if self._wait.is_left:
            raise WaitLeft(f"Nothing was saved: the wait for {self._path.name} was left.")
        if not self._told and now - self._began >= TELL_SECONDS:
            self._told = True
            self._wait.began()
        reached = self._progress()
        if reached != self._seen:
            self._seen, self._since = reached, now
        elif now - self._since >= self._seconds:
            raise busy(self._path)


def lock_path(path: Path) -> Path:
    """The lock file of a database."""
    return beside(path, "-lock")


@contextmanager
def turn(path: Path, patience: Patience) -> Iterator[None]:
    """Be the one who writes to a database, when those who came before have written.

    Where there can be no lock file (a folder that is read-only, a filesystem or a system without
    `flock`), at once: SQLite's own lock then decides alone.
    """
    lock = _held(lock_path(path), patience)
    try:
        yield
    finally:
        _release(lock)
        # Who writes again at once would else be there before the one whom the kernel has woken.
        _give_way()


def clear_away(path: Path) -> None:
    """Remove a database's lock file, unless somebody uses it."""
    if fcntl is None:
        return
    with suppress(OSError):
        lock = lock_path(path)
        file = _lock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB, flags=0)
        try:
            # Who waits for this lock sees that its file is gone, and queues at a new one.
            lock.unlink()
        finally:
            _release(file)


def _held(lock: Path, patience: Patience) -> int | None:
    if fcntl is None:
        return None
    try:
        return _lock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        place = _Place(lock)
    except OSError:
        return None
    try:
        while not place.reached.wait(QUEUE_LOOK_SECONDS):
            patience.spend()
        return place.take()
    except BaseException:
        place.leave()
        raise


class _Place:
    """A place in the queue, kept by a thread: nothing but its turn ends a wait for `flock`."""

    def __init__(self, lock: Path) -> None:
        self.reached = threading.Event()
        self._lock_path = lock
        self._mutex = threading.Lock()
        self._file: int | None = None
        self._is_left = False
        threading.Thread(target=self._queue, name="writer's turn", daemon=True).start()

    def take(self) -> int | None:
        """The lock, once it was reached; none where the queue came to an end."""
        with self._mutex:
            file, self._file = self._file, None
            return file

    def leave(self) -> None:
        """Let the next one go first, now or when the turn comes."""
        with self._mutex:
            self._is_left = True
        _release(self.take())

    def _queue(self) -> None:
        with suppress(OSError):
            file = _lock(self._lock_path, fcntl.LOCK_EX)
            with self._mutex:
                left = self._is_left
                self._file = None if left else file
            if left:
                _release(file)
        self.reached.set()


def _lock(lock: Path, how: int, flags: int = os.O_CREAT) -> int:
    """Lock the file that is there: one that was removed while we waited is no use."""
    while True:
        file = os.open(lock, os.O_RDWR | _NO_LINK | flags, 0o600)
        try:
            fcntl.flock(file, how)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(file), lock.stat()):
                    return file
        except BaseException:
            os.close(file)
            raise
        _release(file)


def _release(file: int | None) -> None:
    if file is not None:
        # Said, not only closed: a child that was just forked may still hold the file open.
        fcntl.flock(file, fcntl.LOCK_UN)
        os.close(file)
