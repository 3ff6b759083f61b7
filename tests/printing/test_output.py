from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ncc_tui.domain.errors import StoreError
from ncc_tui.printing.output import write_whole


def test_the_file_is_there_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    write_whole(path, b"all of it")
    assert path.read_bytes() == b"all of it"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_file_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("before")
    with pytest.raises(StoreError, match="exists already; it was left as it is"):
        write_whole(path, b"after")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_force_replaces_it(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("before")
    write_whole(path, b"after", force=True)
    assert path.read_text() == "after"
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("force", [False, True])
def test_what_fails_midway_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    path = tmp_path / "report.txt"
    if force:
        path.write_text("before")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        write_whole(path, b"after", force=force)
    assert [p.read_text() for p in tmp_path.iterdir()] == (["before"] if force else [])


def test_a_file_system_without_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refused)
    path = tmp_path / "report.txt"
    write_whole(path, b"all of it")
    assert path.read_bytes() == b"all of it"
    with pytest.raises(StoreError, match="exists already"):
        write_whole(path, b"again")
    assert list(tmp_path.iterdir()) == [path]


def test_no_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"Cannot write .*: No such file or directory\."):
        write_whole(tmp_path / "nowhere" / "report.txt", b"x")


def test_force_takes_the_place_of_files_only(tmp_path: Path) -> None:
    pipe = tmp_path / "report.txt"
    os.mkfifo(pipe)
    with pytest.raises(StoreError, match=r"report\.txt is no file; it was left as it is"):
        write_whole(pipe, b"new", force=True)
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]
