"""Databases to try services on: an empty one and the sample council, on a day that is held."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ncc_tui.domain.model import Officer, Role, Service
from ncc_tui.services.session import Clock, Session, open_session
from ncc_tui.services.setup import make_database
from ncc_tui.store import catalogue

AT = date(2024, 5, 18)


@pytest.fixture(scope="session")
def made_databases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("databases")
    paths = {name: folder / f"{name}.db" for name in ("empty", "sample")}
    for name, path in paths.items():
        make_database(path, "chief", sample=name == "sample")
    return paths


Opener = Callable[..., Session]


def acting(session: Session, officer: Officer) -> Session:
    """The same database with another officer at work, whom it knows."""
    with session.store.writing() as db:
        catalogue.put_officer(db, officer, session.author)
    return replace(session, officer=officer)


@pytest.fixture
def opened(made_databases: dict[str, Path], tmp_path: Path) -> Iterator[Opener]:
    """Opens a copy of one of the databases as its admin: opened("sample", day=..., file=...)."""
    sessions: list[Session] = []

    def open_copy(kind: str, *, day: date = AT, file: str = "copy.db") -> Session:
        path = tmp_path / file
        if not path.exists():
            shutil.copy(made_databases[kind], path)
        session = open_session(path, "chief", Clock.held_at(day))
        sessions.append(session)
        return session

    yield open_copy
    for session in sessions:
        session.store.close()


@pytest.fixture
def empty(opened: Opener) -> Session:
    """A database with nothing in it but its admin."""
    return opened("empty")


@pytest.fixture
def council(opened: Opener) -> Session:
    """The sample council."""
    return opened("sample", file="council.db")


@pytest.fixture
def officer(council: Session) -> Session:
    """An officer of the sample council's service 26."""
    with council.store.writing() as db:
        catalogue.put_service(db, Service("27", "Elsewhere"), council.author)
    return acting(council, Officer("jo", "Jo", Role.OFFICER, ("26",)))
