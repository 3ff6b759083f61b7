"""A backup: a consistent copy of the database while officers go on working."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from ncc_tui.domain.errors import StoreError
from ncc_tui.services.files import take_name
from ncc_tui.services.session import Session
from ncc_tui.store.backup import copy
from ncc_tui.store.errors import translating
from ncc_tui.store.integrity import damage
from ncc_tui.store.opening import looking


def back_up(session: Session, path: Path) -> None:
    """Copy the database into a new file that only its owner can read (0600).

    The copy is checked before it gets its name, and stands alone. Raises NotPermitted unless the
    officer is an admin, for nothing is withheld in it, and StoreError where the file exists or
    cannot be written or the copy is not whole; then nothing is left behind.
    """
    with session.store.reading() as db:
        session.require_admin(db)
    _require_free(path)
    try:
        with TemporaryDirectory(prefix=f".{path.name[:80]}.", dir=path.absolute().parent) as folder:
            made = Path(folder, "copy.db")
            with session.store.reading() as db:
                copy(db, made)
            _require_whole(made, session.store.path)
            take_name(made, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise StoreError(f"Cannot write {path}: {error.strerror}.") from error


def _require_free(path: Path) -> None:
    if os.path.lexists(path):
        raise _exists(path)
    for suffix in ("-wal", "-journal"):
        log = path.with_name(f"{path.name}{suffix}")
        if os.path.lexists(log):
            raise StoreError(
                f"{log} is left from another database and would be read into the copy: choose "
                "another name, or remove it."
            )


def _require_whole(made: Path, source: Path) -> None:
    with translating(source), looking(made) as db:
        faults = damage(db)
    if faults:
        raise StoreError(
            f"The copy of {source} is not whole ({faults[0]}) and was not kept. "
            "To see what is wrong: ncc-tui check"
        )


def _exists(path: Path) -> StoreError:
    return StoreError(f"{path} exists already; it was left as it is.")
