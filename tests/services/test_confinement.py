"""One folder of the officer's own: what is written into it and read from it, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.domain.errors import NccError, NotFound, NotPermitted, StoreError
from ncc_tui.services.confinement import Files

ELSEWHERE = [
    *("../ncc.db", "..", ".", "/etc/passwd", "~", "~/x.csv", "~root/x.csv", "a/b.csv", "./a.csv"),
    *("..\\x.csv", ".hidden.csv", "-o.csv", "a\nb.csv", "a\x1b[2Jb.csv", "a\u202eb.csv"),
    *("x" * 130 + ".csv", "files/jo/a.csv", "../jo/a.csv", "//x.csv", "a\u2028b.csv"),
]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    (tmp_path / "ncc.db").write_text("the database")
    return Files.of("jo", tmp_path / "ncc.db")


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_report_lands_in_the_officers_own_folder(files: Files, tmp_path: Path) -> None:
    path = files.path_to_write("report.csv", ".csv")
    files.write(path, b"all of it")
    assert path == tmp_path / "files" / "jo" / "report.csv"
    assert contents(tmp_path) == {"files/jo/report.csv": "all of it", "ncc.db": "the database"}
    for made, mode in ((path.parent.parent, 0o700), (path.parent, 0o700), (path, 0o600)):
        assert made.stat().st_mode & 0o777 == mode
    assert files.names() == ["report.csv"]
    assert files.path_to_read("report.csv") == path


def test_nothing_there_is_replaced(files: Files, tmp_path: Path) -> None:
    path = files.path_to_write("report.csv", ".csv")
    files.write(path, b"before")
    with pytest.raises(StoreError, match=r"report\.csv is there already; it was left as it is"):
        files.write(path, b"after")
    assert contents(tmp_path / "files") == {"jo/report.csv": "before"}


@pytest.mark.parametrize("typed", ELSEWHERE)
def test_no_other_place_is_named(typed: str, files: Files, tmp_path: Path) -> None:
    before = contents(tmp_path)
    with pytest.raises(NotPermitted, match="Give the name only"):
        files.path_to_write(typed, ".csv")
    with pytest.raises(NotPermitted, match="Give the name only"):
        files.path_to_read(typed)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("typed", ["ncc.db", "ncc.db-wal", "authorized_keys", "report", "a.csv.db"])
def test_a_name_has_the_ending_of_its_format(typed: str, files: Files) -> None:
    with pytest.raises(NotPermitted, match=r"End the name in \.txt"):
        files.path_to_write(typed, ".txt")


def test_a_folder_that_is_the_databases_still_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "ncc.csv").write_text("the database")
    files = Files(tmp_path)
    with pytest.raises(StoreError):
        files.write(files.path_to_write("ncc.csv", ".csv"), b"x")
    assert contents(tmp_path) == {"ncc.csv": "the database"}


@pytest.mark.parametrize("kind", ["file", "nothing", "folder", "hard"])
def test_no_link_leads_out(kind: str, files: Files, tmp_path: Path) -> None:
    own = tmp_path / "files" / "jo"
    own.mkdir(parents=True)
    outside = tmp_path / "outside"
    if kind == "folder":
        outside.mkdir()
        own.rmdir()
        own.symlink_to(outside)
    else:
        if kind != "nothing":
            outside.write_text("kept")
        link = own / "a.csv"
        os.link(outside, link) if kind == "hard" else link.symlink_to(outside)
    with pytest.raises(StoreError):
        files.write(files.path_to_write("a.csv", ".csv"), b"x")
    assert files.names() == []
    with pytest.raises(NotFound, match=r"There is no file a\.csv in your folder"):
        files.path_to_read("a.csv")
    assert contents(tmp_path).get("outside", "kept") == "kept"
    assert not outside.is_dir() or not list(outside.iterdir())


def test_only_its_own_paths_are_written(files: Files, tmp_path: Path) -> None:
    for path in (tmp_path / "a.csv", tmp_path / "files/jo/../a.csv", Path("a.csv")):
        with pytest.raises(NotPermitted):
            files.write(path, b"x")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_elses_is_not_used(files: Files) -> None:
    assert files.folder is not None
    files.folder.mkdir(parents=True)
    os.chown(files.folder, 65534, -1)
    with pytest.raises(StoreError, match=r"Cannot write a\.csv"):
        files.write(files.path_to_write("a.csv", ".csv"), b"x")
    assert files.names() == []


@given(st.text() | st.from_regex(r"[./~\\a]{1,8}\.csv", fullmatch=True))
def test_whatever_is_typed_is_in_the_folder_or_refused(typed: str) -> None:
    folder = Path("/srv/council/files/jo")
    try:
        path = Files(folder).path(typed)
    except NccError:
        return
    assert path.parent == folder
    assert os.path.normpath(path) == str(path)


@pytest.mark.parametrize("login", ["..", "a/b", ".", "DOMAIN\\jo", "jo smith", ""])
def test_any_login_has_a_folder_under_files(login: str, tmp_path: Path) -> None:
    folder = Files.of(login, tmp_path / "ncc.db").folder
    assert folder is not None
    assert os.path.normpath(folder).startswith(str(tmp_path / "files"))
    assert ".." not in folder.parts


def test_without_a_folder_any_path_goes(tmp_path: Path) -> None:
    assert Files().path(f"{tmp_path}/x.anything") == tmp_path / "x.anything"
    assert Files().path("~") == Path.home()
    with pytest.raises(NotFound, match="Name a file"):
        Files().path(" \x00")
