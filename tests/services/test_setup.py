"""Making databases: whole, private, and never over another."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from ncc_tui.domain.errors import StoreError
from ncc_tui.domain.model import Role
from ncc_tui.services import files, reports, setup
from ncc_tui.services.session import open_session
from ncc_tui.services.setup import make_database


@pytest.mark.parametrize("sample", [False, True])
def test_a_database_is_whole_private_and_alone(tmp_path: Path, sample: bool) -> None:
    path = tmp_path / "new" / "ncc.db"
    make_database(path, "ann", sample=sample)
    assert [p.name for p in path.parent.iterdir()] == ["ncc.db"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    session = open_session(path, "ann", named=True)
    assert session.officer.role is Role.ADMIN
    assert bool(reports.services(session)) is sample
    session.store.close()


def test_who_makes_the_sample_administers_it_whatever_it_says_of_them(tmp_path: Path) -> None:
    make_database(tmp_path / "a.db", "jsmith", sample=True)
    session = open_session(tmp_path / "a.db", "jsmith")
    assert (session.officer.name, session.officer.role) == ("Jo Smith", Role.ADMIN)
    session.store.close()


@pytest.mark.parametrize("kind", ["file", "folder", "dangling link"])
def test_what_is_there_is_left_as_it_is(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.db"
    if kind == "file":
        path.write_text("mine")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(StoreError, match="exists already; it was left as it is"):
        make_database(path, "ann")
    assert [p.name for p in tmp_path.iterdir()] == ["a.db"]
    assert kind != "file" or path.read_text() == "mine"


def test_somebody_who_takes_the_name_meanwhile_keeps_it(tmp_path, monkeypatch) -> None:
    path = tmp_path / "a.db"
    build = setup._build

    def slow(made: Path, login: str, **asked: Any) -> None:
        build(made, login, **asked)
        path.write_text("mine")

    monkeypatch.setattr(setup, "_build", slow)
    with pytest.raises(StoreError, match="exists already"):
        make_database(path, "ann")
    assert path.read_text() == "mine"
    assert [p.name for p in tmp_path.iterdir()] == ["a.db"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_nothing_is_left_of_one_that_fails(tmp_path, monkeypatch, error) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(setup, "_import_sample", fail)
    with pytest.raises(error):
        make_database(tmp_path / "a.db", "ann", sample=True)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="Cannot make"):
        make_database(tmp_path / "file" / "a.db", "ann")


def test_a_file_system_without_links_does_too(tmp_path, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    make_database(tmp_path / "a.db", "ann")
    assert [p.name for p in tmp_path.iterdir()] == ["a.db"]
    with pytest.raises(FileExistsError):
        files.take_name(tmp_path / "b.db", tmp_path / "a.db")
