"""Checking a database: what is wrong with the file, and how to put it right."""

from __future__ import annotations

import shlex
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ncc_tui.domain.errors import NewerDatabase, StoreError
from ncc_tui.store.connection import Transaction
from ncc_tui.store.engine import shortcoming, version
from ncc_tui.store.errors import may_write, translating
from ncc_tui.store.identity import beside
from ncc_tui.store.integrity import (
    altered_schema,
    damage,
    ledger_gaps,
    loose_ends,
    missing_migrations,
    steps_back,
    stray_periods,
    unknown_roles,
)
from ncc_tui.store.opening import check_schema, looking, require_file

_RESTORE = (
    "Everybody leaves the program first: what is replaced while it is open takes what they save "
    "with it. Keep a copy of the file and of those beside it that end in -wal and -shm. Then put "
    "the newest backup that passes this check in its place, and remove those beside it."
)
_REMAKE = (
    "Everybody leaves the program first. Put a backup from before in its place, or make a new "
    "database: ncc-tui export FOLDER, correct the files, ncc-tui --db NEW init, ncc-tui --db NEW "
    "import FOLDER."
)


class Outcome(StrEnum):
    """What came of a check."""

    OK = "ok"
    WRONG = "wrong"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class Check:
    """One thing looked at: in `says`, what is so where nothing is wrong; else faults and remedy."""

    name: str
    says: str
    outcome: Outcome = Outcome.OK
    faults: tuple[str, ...] = ()
    remedy: str = ""


@dataclass(frozen=True)
class _Kind:
    """A check of what is in a database."""

    name: str
    says: str
    look: Callable[[Transaction], list[str]]
    remedy: str

    def run(self, db: Transaction, path: Path) -> Check:
        try:
            with translating(path):
                faults = self.look(db)
        except StoreError as error:
            faults = [str(error)]
        return _judged(self.name, self.says, faults, self.remedy)

    def left_out(self, why: str) -> Check:
        return Check(self.name, why, Outcome.NOT_CHECKED)


_INTEGRITY = _Kind("Integrity", "every page, index and constraint is whole", damage, _RESTORE)
_MIGRATIONS = _Kind(
    "Migrations",
    "all of this version are applied, and no other",
    missing_migrations,
    "Open the database once (ncc-tui report): it is backed up, then brought up to date.",
)
_SCHEMA = _Kind(
    "Schema",
    "tables, indexes, triggers and views are as they were made",
    altered_schema,
    "Something other than NCC TUI changed it. Everybody leaves the program first. Remove with "
    "sqlite3 what is not ours (DROP TRIGGER, DROP VIEW, DROP INDEX); where something is missing or "
    "altered, put a backup from before in the file's place.",
)
_CONTENT = (
    _Kind("References", "every row refers to rows that are there", loose_ends, _REMAKE),
    _Kind(
        "Roles",
        "every officer has one that is known",
        unknown_roles,
        "Update NCC TUI. Where no version knows the role, give the officer one that it knows with "
        "sqlite3: UPDATE officer SET role = 'viewer' WHERE login = 'LOGIN'.",
    ),
    _Kind("Ledgers", "no revision is missing", ledger_gaps, _REMAKE),
    _Kind(
        "Report dates", "no revision counts from before the one it corrects", steps_back, _REMAKE
    ),
    _Kind(
        "Periods",
        "each is one of its measure's frequency",
        stray_periods,
        "Set the measure's frequency and the month its year begins in to what its periods are "
        f"(ncc-tui admin). Where they are wrong themselves: {_REMAKE}",
    ),
)
_NOT_OURS = "Database"
_UPDATE = (
    "Install pysqlite3 0.6.1 or later beside NCC TUI, or run it with a Python whose SQLite is "
    "3.51.3 or later."
)


def check_database(path: Path) -> tuple[Check, ...]:
    """Look a database over, whatever state it is in; nothing is changed.

    Raises NotFound where there is no file.
    """
    require_file(path)
    # Before the file is opened, for what stands beside it may go when it is closed.
    permissions = _permissions(path)
    inside = tuple(_inside(path))
    # A file that is not ours is left alone, its permissions too.
    ours = inside[0].name != _NOT_OURS
    return (_sqlite(), permissions, *inside) if ours else (_sqlite(), *inside)


def _sqlite() -> Check:
    faults = [fault] if (fault := shortcoming()) else []
    says = f"{version()}, which keeps what several programs save at once"
    return _judged("SQLite", says, faults, _UPDATE)


def _inside(path: Path) -> Iterator[Check]:
    try:
        with translating(path), looking(path) as db:
            integrity = _INTEGRITY.run(db, path)
            yield integrity
            if integrity.outcome is Outcome.OK:
                check_schema(db, path)
                yield from _content(db, path)
            else:
                for kind in (_MIGRATIONS, _SCHEMA, *_CONTENT):
                    yield kind.left_out("the file is damaged")
    except NewerDatabase as error:
        yield _judged(_MIGRATIONS.name, "", [str(error)], "Update NCC TUI.")
    except StoreError as error:
        right = "Name the right file with --db or NCC_TUI_DB. Where this is the one:"
        yield _judged(_NOT_OURS, "", [str(error)], f"{right} {_RESTORE}")


def _content(db: Transaction, path: Path) -> Iterator[Check]:
    migrations = _MIGRATIONS.run(db, path)
    yield migrations
    older = migrations.outcome is not Outcome.OK
    yield _SCHEMA.left_out("the database is an older one") if older else _SCHEMA.run(db, path)
    for kind in _CONTENT:
        yield kind.run(db, path)


def _permissions(path: Path) -> Check:
    real = path.resolve()
    faults, remedies = [], []
    for suffix in ("", "-wal", "-shm", "-journal", "-lock"):
        file = beside(path, suffix)
        if (mode := _mode(file)) & 0o077:
            faults.append(f"others than its owner have access to {file} (mode {mode:o})")
            remedies.append(f"chmod 600 {shlex.quote(str(file))}")
        elif suffix and file.exists() and may_write(real) and not may_write(file):
            faults.append(f"{file} cannot be written, although {real.name} can")
            remedies.append(f"chmod 600 {shlex.quote(str(file))}")
    mode = _mode(real.parent)
    if mode & 0o022 and not mode & stat.S_ISVTX:
        faults.append(f"others can replace the files in {real.parent} (mode {mode:o})")
        remedies.append(f"chmod go-w {shlex.quote(str(real.parent))}")
    remedy = f"Run: {'; '.join(remedies)}"
    return _judged("Permissions", "the file is its owner's alone", faults, remedy)


def _mode(path: Path) -> int:
    """The permissions of a file or folder; none where it is not there."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0


def _judged(name: str, says: str, faults: list[str], remedy: str) -> Check:
    if not faults:
        return Check(name, says)
    return Check(name, says, Outcome.WRONG, tuple(faults), remedy)
