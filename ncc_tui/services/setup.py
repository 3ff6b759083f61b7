"""Making a database, empty or with the sample council."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from ncc_tui.domain.errors import StoreError
from ncc_tui.domain.model import Officer, Role
from ncc_tui.services.files import take_name
from ncc_tui.services.session import Clock, Session, open_session
from ncc_tui.store import catalogue
from ncc_tui.store.opening import create
from ncc_tui.store.resources import ready_sample, sample_folder

DEMO_LOGIN = "demo"


def make_database(
    path: Path, login: str, *, sample: bool = False, clock: Clock | None = None
) -> None:
    """Make a database, empty or with the sample council; the officer who makes it administers it.

    It is recorded as written now, or when `clock` says. It gets its name only when it is whole.
    Raises StoreError where the file exists already or cannot be made.
    """
    if os.path.lexists(path):
        raise _exists(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".ncc-tui-", dir=path.parent) as folder:
            unnamed = Path(folder, "unnamed.db")
            _build(unnamed, login, sample=sample, clock=clock)
            _name(unnamed, path)
    except OSError as error:
        raise StoreError(f"Cannot make {path}: {error.strerror or error}.") from error


def make_demo(path: Path) -> None:
    """Make the demo's database, which DEMO_LOGIN administers; a copy where one lies ready."""
    ready = ready_sample()
    if not ready.is_file():
        make_database(path, DEMO_LOGIN, sample=True)
        return
    with ready.open("rb") as source, open(path, "xb", opener=_private) as copy:
        shutil.copyfileobj(source, copy)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _build(path: Path, login: str, *, sample: bool, clock: Clock | None = None) -> None:
    create(path)
    session = open_session(path, login, clock)
    try:
        _make_admin(session)
        if sample:
            _import_sample(session)
            # The sample may have an officer of this login, with less to say.
            _make_admin(session)
    finally:
        # Closing the last connection moves the write-ahead log into the file.
        session.store.close()


def _import_sample(session: Session) -> None:
    # Imported on use: it takes 8 MB, and a demo that lies ready needs none of it.
    from ncc_tui.services.importing import import_paths

    outcome = import_paths(session, [sample_folder()], confirmed=True)
    if not outcome.written:
        raise StoreError(f"The sample council is damaged: {outcome.errors[0].message}")


def _make_admin(session: Session) -> None:
    login = session.officer.login
    with session.store.writing() as db:
        known = catalogue.officer(db, login)
        name = known.name if known else login
        catalogue.put_officer(db, Officer(login, name, Role.ADMIN), session.author)


def _name(unnamed: Path, path: Path) -> None:
    try:
        take_name(unnamed, path)
    except FileExistsError:
        raise _exists(path) from None


def _exists(path: Path) -> StoreError:
    return StoreError(f"{path} exists already; it was left as it is.")
