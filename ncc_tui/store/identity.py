"""Which files a connection has open, so that one put in their place is noticed."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, TypeAlias

# Device and inode.
_Place: TypeAlias = tuple[int, int]


class Identity(NamedTuple):
    """A database file and what SQLite keeps beside it while it is open; None is not there."""

    file: _Place | None
    log: _Place | None
    shared: _Place | None

    @classmethod
    def of(cls, path: Path) -> Identity:
        """What stands at a database's path now."""
        return cls(*(_place(beside(path, suffix)) for suffix in ("", "-wal", "-shm")))

    def goes_on_from(self, opened: Identity) -> bool:
        """Whether what was opened is all still there; the log may have come since."""
        return self.file == opened.file and all(
            was is None or is_now == was
            for was, is_now in ((opened.log, self.log), (opened.shared, self.shared))
        )


def beside(path: Path, suffix: str) -> Path:
    """A file that belongs to a database: SQLite's `-wal`, `-shm` and `-journal`, our `-lock`."""
    real = path.resolve()
    return real.with_name(f"{real.name}{suffix}")


def log_size(path: Path) -> int:
    """How many bytes a database's write-ahead log has; 0 where there is none."""
    try:
        return beside(path, "-wal").stat().st_size
    except OSError:
        return 0


def _place(path: Path) -> _Place | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
