"""A backup: a consistent copy of the database while officers go on working."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from ncc_tui.domain.errors import NotPermitted, StoreError
from ncc_tui.domain.model import Role
from ncc_tui.services.files import take_name
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.backup import copy
from ncc_tui.store.connection import Transaction
from ncc_tui.store.errors import translating
from ncc_tui.store.integrity import damage
from ncc_tui.store.opening import looking


def back_up(session: Session, path: Path) -> None:
    """Copy the database into a new file that only its owner can read (0600).

    The copy is checked before it gets its name, and stands alone. Raises NotPermitted for anybody
    but an admin, since it holds what is withheld from others; StoreError where the file exists or
    cannot be written or the copy is not whole; then nothing is left behind.
    """
    _require_free(path)
    try:
        with TemporaryDirectory(prefix=f".{path.name[:80]}.", dir=path.absolute().parent) as folder:
            copied = Path(folder, "copy.db")
            with session.store.reading() as db:
                _require_admin(db, session)
                copy(db, copied)
            _require_whole(copied, session.store.path)
            take_name(copied, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise StoreError(f"Cannot write {path}: {error.strerror}.") from error


def _require_admin(db: Transaction, session: Session) -> None:
    if refusal := session.admin_refusal(db):
        admins = [o.login for o in catalogue.officers(db) if o.role is Role.ADMIN]
        raise NotPermitted(
            f"{refusal} Let an admin's account make the backup or, as the account that owns "
            f"{session.store.path.name}, name one with --officer ({', '.join(admins)})."
        )


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


def _require_whole(copied: Path, source: Path) -> None:
    with translating(source), looking(copied) as db:
        faults = damage(db)
    if faults:
        raise StoreError(
            f"The copy of {source} is not whole ({faults[0]}) and was not kept. "
            "To see what is wrong: ncc-tui check"
        )


def _exists(path: Path) -> StoreError:
    return StoreError(f"{path} exists already; it was left as it is.")
