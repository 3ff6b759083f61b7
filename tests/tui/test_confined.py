"""Screens of who has one folder of their own: nothing is printed, imported or shown elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from ncc_tui.services.confinement import Files
from ncc_tui.tui.admin.importing import ImportScreen
from ncc_tui.tui.admin.paths import completed
from ncc_tui.tui.app import NccApp
from tests.tui.seeing import flowing, make_app, press, running, settled, write


def confined(database: Path, officer: str = "jsmith") -> NccApp:
    app = make_app(database, officer=officer)
    app.session = replace(app.session, files=Files.of(officer, database))
    return app


def start_of(database: Path) -> bytes:
    return database.read_bytes()[:16]


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()} - {
        "ncc.db-wal",
        "ncc.db-shm",
    }


@pytest.mark.parametrize("typed", ["~/.ssh/authorized_keys", "../ncc.db", "/etc/x.html", "ncc.db"])
async def test_a_report_is_printed_to_no_other_place(typed: str, database: Path) -> None:
    content = start_of(database)
    async with running(confined(database)) as pilot:
        await press(pilot, "p", "tab", "end", "ctrl+u")
        assert "In your own folder: give the name only." in flowing(pilot)
        pilot.app.screen.query_one(Input).value = typed
        await press(pilot, "enter")
        said = flowing(pilot)
        assert "Give the name only" in said or "End the name in .html" in said
    assert files(database.parent) == {"ncc.db"}
    assert start_of(database) == content


async def test_a_report_already_there_is_left_as_it_is(database: Path) -> None:
    async with running(confined(database)) as pilot:
        for answered in ("enter", None):
            await press(pilot, "p", "tab", "end", "ctrl+u")
            await write(pilot, "mine.html")
            await press(pilot, "enter", *filter(None, [answered]))
        assert "mine.html is there already; it was left as it is." in flowing(pilot)
    assert files(database.parent) == {"ncc.db", "mine.html"}


async def test_a_second_print_is_offered_a_name_of_its_own(database: Path) -> None:
    async with running(confined(database)) as pilot:
        for _ in range(2):
            await press(pilot, "p", "enter", "enter")
    name = "childrens-social-care-2024-05-18"
    assert files(database.parent) == {"ncc.db", f"{name}.html", f"{name}-2.html"}


def lay_out(folder: Path) -> None:
    """A file in an officer's own folder, one beside the database, and a link from there to it."""
    own = folder / "files" / "wgrey"
    own.mkdir(parents=True)
    (own / "results.csv").write_text("measure,period,value\nCSC04,Apr 2024,75\n")
    (folder / "secret.csv").write_text("measure,period,value\nCSC04,Apr 2024,99\n")
    (own / "link.csv").symlink_to(folder / "secret.csv")


async def test_only_files_of_the_own_folder_are_read_and_named(database: Path) -> None:
    lay_out(database.parent)
    async with running(confined(database, "wgrey")) as pilot:
        await pilot.app.push_screen(ImportScreen())
        await settled(pilot)
        box = pilot.app.screen.query_one(Input)
        for typed in ("../../secret.csv", str(database.parent / "secret.csv"), "link.csv", "."):
            box.value = typed
            await press(pilot, "enter")
            said = flowing(pilot)
            assert "Give the name only" in said or "no file link.csv in your folder" in said
            assert "99" not in said
        box.value = "res"
        await press(pilot, "tab")
        assert box.value == "results.csv"
        await press(pilot, "enter")
        assert "Added CSC04 Apr 2024: 75" in flowing(pilot)


@pytest.mark.parametrize("typed", ["", "/", "/etc/", "~", "~/", "../", "..", "l"])
def test_completion_names_nothing_elsewhere(typed: str, tmp_path: Path) -> None:
    own = tmp_path / "files" / "jo"
    own.mkdir(parents=True)
    (own / "results.csv").touch()
    (own / "link.csv").symlink_to("/etc/passwd")
    (tmp_path / "other.csv").touch()
    completion = completed(typed, Files(own))
    assert set(completion.names) <= {"results.csv"}
    assert completion.text in (typed, "results.csv")


def test_nothing_else_leaves_the_app(database: Path, tmp_path: Path) -> None:
    from ncc_tui.tui.driver import ConfinedDriver

    assert ConfinedDriver.can_suspend.fget(None) is False  # type: ignore[attr-defined]
    ConfinedDriver.deliver_binary(None, None, save_path=tmp_path / "x")  # type: ignore[arg-type]
    ConfinedDriver.open_url(None, "http://127.0.0.1")  # type: ignore[arg-type]
    assert not (tmp_path / "x").exists()
