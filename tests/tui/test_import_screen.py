from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ncc_tui.domain.errors import DatabaseBusy
from ncc_tui.services.importing import Choices, ImportOutcome, import_paths
from ncc_tui.services.reports import measure
from ncc_tui.services.session import Session
from ncc_tui.store.ledgers import result_revisions
from ncc_tui.tui.admin.importing import ImportScreen
from ncc_tui.tui.admin.paths import PathInput, completed, unquoted
from ncc_tui.tui.admin.screen import AdminScreen
from tests.tui.seeing import (
    assert_square,
    flowing,
    lines,
    make_app,
    press,
    running,
    settled,
    until,
    write,
)

GOOD = "measure,period,value\nCSC01,Jan 2024,81\nCSC01,Oct 2018,70\nCSC04,Jan 2024,75\n"
BAD = "measure,period,value\nCSC01,Jan 2024,eighty\nCSC99,Jan 2024,1\nCSC01,Feb 2024,[b]1\n"


class Gate:
    """Holds an import up at its first progress, until it is let go on."""

    def __init__(self) -> None:
        self._reached, self._open = threading.Event(), threading.Event()

    def __call__(
        self,
        session: Session,
        paths: list[Path],
        *,
        dry_run: bool,
        progress: Callable[[int, int | None], None],
        confirmed: bool,
        cancelled: Callable[[], bool],
        choices: Choices,
        previewed: ImportOutcome | None,
    ) -> ImportOutcome:
        def held(done: int, total: int | None) -> None:
            progress(done, total)
            self._reached.set()
            assert self._open.wait(20)

        return import_paths(
            session,
            paths,
            dry_run=dry_run,
            confirmed=confirmed,
            progress=held,
            cancelled=cancelled,
            choices=choices,
            previewed=previewed,
        )

    async def reached(self) -> None:
        assert await asyncio.to_thread(self._reached.wait, 20)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Closed from the start."""
    gate = Gate()
    monkeypatch.setattr("ncc_tui.tui.admin.importing.import_paths", gate)
    yield gate
    gate.open()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "results.csv"
    path.write_text(GOOD)
    return path


def put(file: Path, content: str) -> None:
    file.write_text(content)


async def ask(pilot: Pilot[None], path: object) -> None:
    """Open the import screen and name a path."""
    await press(pilot, "3", "i")
    assert isinstance(pilot.app.screen, ImportScreen)
    pilot.app.screen.query_one(PathInput).value = str(path)
    await press(pilot, "enter")


async def assert_enter_imports_nothing(pilot: Pilot[None]) -> None:
    """What stands in the preview is not imported yet."""
    before = values(pilot)
    await press(pilot, "enter")
    assert values(pilot) == before


def values(pilot: Pilot[None], code: str = "CSC01") -> list[str]:
    """The values in the ledger of a measure, newest last."""
    session: Session = pilot.app.session  # type: ignore[attr-defined]
    with session.store.reading() as db:
        return [f"{r.value:f}" for r in result_revisions(db, measure(session, code))]


def revisions(pilot: Pilot[None], code: str = "CSC01") -> list[Decimal | None]:
    """The same, None where there is no value."""
    session: Session = pilot.app.session  # type: ignore[attr-defined]
    with session.store.reading() as db:
        return [r.value for r in result_revisions(db, measure(session, code))]


def admin(database: Path, **how: Any) -> Any:
    return make_app(database, officer="wgrey", **how)


async def test_the_preview_tells_what_would_be_done_and_writes_nothing(
    database: Path, file: Path
) -> None:
    async with running(admin(database)) as pilot:
        before = values(pilot)
        await ask(pilot, file)
        assert [" ".join(line.split()) for line in lines(pilot)[5:7]] == [
            "Added Revised Unchanged In error",
            "results.csv 1 1 1 0",
        ]
        shown = flowing(pilot)
        assert "CSC01 Jan 2024: 80 -> 81" in shown
        assert "CSC01 Oct 2018: 70" in shown
        assert "Nothing is written yet." in shown
        assert "1 added, 1 revised if imported" in shown
        assert values(pilot) == before


async def test_enter_imports_what_was_shown(database: Path, file: Path) -> None:
    async with running(admin(database)) as pilot:
        before = values(pilot)
        await ask(pilot, file)
        await press(pilot, "enter")
        assert "Imported: 1 added, 1 revised, 1 left as they were." in flowing(pilot)
        assert sorted(values(pilot)) == sorted([*before, "81", "70"])
        await press(pilot, "enter", "r")
        assert "there is nothing to import" in flowing(pilot)
        await press(pilot, "enter")
        assert len(values(pilot)) == len(before) + 2
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, AdminScreen)


async def test_a_folder_is_told_file_by_file(database: Path, file: Path) -> None:
    put(file.with_name("services.csv"), "code,service\n77,Seventy-seven\n")
    async with running(admin(database)) as pilot:
        await ask(pilot, file.parent)
        shown = flowing(pilot)
        assert "services.csv 1 0 0 0" in shown
        assert "results.csv 1 1 1 0" in shown


async def test_errors_are_listed_and_nothing_can_be_imported(database: Path, file: Path) -> None:
    put(file, BAD)
    async with running(admin(database), (80, 24)) as pilot:
        await ask(pilot, file)
        shown = flowing(pilot)
        assert "4 errors: nothing can be imported." in shown
        assert "results.csv, line 2, column value found 'eighty', expected a number" in shown
        assert "results.csv, line 3, column measure found 'CSC99'" in shown
        assert "column period found 'Feb 2024', expected" in shown
        assert "column value found '[b]1'" in shown
        await assert_enter_imports_nothing(pilot)
        assert "4 errors" in flowing(pilot)


DOUBTFUL = """Figures of 2023/24
Ref,Unit,Q3,Q4
CSC01,%,75,81*
Source: ours
"""


async def test_what_is_doubtful_is_told_and_imported_once_it_is_taken(
    database: Path, file: Path
) -> None:
    path = file.with_name("council.csv")
    put(path, DOUBTFUL)
    async with running(admin(database)) as pilot:
        before = values(pilot)
        await ask(pilot, path)
        shown = flowing(pilot)
        assert "2 to decide: a takes all of it as it is said" in shown
        assert "column 'Unit' is unknown; it would be left out" in shown
        assert "'81*' would be read as 81, without its mark" in shown
        assert "line 2 was taken as the header" in shown
        assert "line 4: 'Source: ours' has no figure" in shown
        assert "CSC01 Jan 2024: 80 -> 81" in shown
        await assert_enter_imports_nothing(pilot)
        await press(pilot, "a")
        assert "0 added, 1 revised if imported" in flowing(pilot)
        assert values(pilot) == before
        await press(pilot, "enter")
        assert sorted(values(pilot)) == sorted([*before, "81"])


async def test_what_is_doubtful_is_decided_one_by_one(database: Path, file: Path) -> None:
    path = file.with_name("council.csv")
    put(path, DOUBTFUL)
    async with running(admin(database), (80, 24)) as pilot:
        before = values(pilot)
        await ask(pilot, path)
        await press(pilot, "d", "escape")
        assert "2 to decide" in flowing(pilot)
        await press(pilot, "d")
        assert "Which column is 'Unit' (council.csv, line 2)?" in flowing(pilot)
        await press(pilot, "enter")
        assert "Which figure is '81*' (council.csv, line 3)?" in flowing(pilot)
        # Esc leaves it to be decided: what was answered before stands.
        await press(pilot, "escape")
        assert "1 to decide" in flowing(pilot)
        await press(pilot, "d")
        await write(pilot, "suppressed")
        await press(pilot, "enter")
        assert "CSC01 Jan 2024: 80 -> suppressed" in flowing(pilot)
        await press(pilot, "enter")
        assert len(revisions(pilot)) == len(before) + 1
        assert revisions(pilot)[-1] is None


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_what_is_unlikely_is_told_and_imported_once_it_is_taken(
    database: Path, file: Path, size: tuple[int, int]
) -> None:
    put(file, "measure,period,value\nCSC01,Jan 2024,-81\n")
    async with running(admin(database), size) as pilot:
        before = values(pilot)
        await ask(pilot, file)
        shown = flowing(pilot)
        assert "1 unlikely: a takes all of it as it is said." in shown
        assert "Unlikely results.csv, line 2: CSC01 Jan 2024: " in shown
        await press(pilot, "enter")
        assert values(pilot) == before
        await press(pilot, "a", "enter")
        assert sorted(values(pilot)) == sorted([*before, "-81"])


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_what_is_unlikely_in_a_mended_file_is_asked_about_anew(
    database: Path, file: Path, size: tuple[int, int]
) -> None:
    put(file, "measure,period,value\nCSC01,Jan 2024,-81\n")
    async with running(admin(database), size) as pilot:
        before = values(pilot)
        await ask(pilot, file)
        await press(pilot, "a")
        put(file, "measure,period,value\nCSC01,Jan 2024,-82\n")
        await press(pilot, "r")
        assert "1 unlikely: a takes all of it as it is said." in flowing(pilot)
        await press(pilot, "enter")
        assert values(pilot) == before


async def test_another_file_is_asked_about_anew(database: Path, file: Path) -> None:
    path = file.with_name("council.csv")
    put(path, DOUBTFUL)
    async with running(admin(database)) as pilot:
        await ask(pilot, path)
        await press(pilot, "a", "o", "enter")
        assert "2 to decide" in flowing(pilot)


async def test_a_mended_file_is_read_again(database: Path, file: Path) -> None:
    put(file, BAD)
    async with running(admin(database)) as pilot:
        await ask(pilot, file)
        put(file, GOOD)
        await press(pilot, "r")
        assert "1 added, 1 revised if imported" in flowing(pilot)
        assert "eighty" not in flowing(pilot)


async def test_a_preview_that_fails_leaves_nothing_to_import(
    database: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> ImportOutcome:
        raise DatabaseBusy("The database is busy.")

    async with running(admin(database)) as pilot:
        before = values(pilot)
        await ask(pilot, file)
        put(file, "measure,period,value\nCSC01,Jan 2024,79\n")
        with monkeypatch.context() as now:
            now.setattr("ncc_tui.tui.admin.importing.import_paths", busy)
            await press(pilot, "r")
        assert "The database is busy. r tries again." in flowing(pilot)
        await press(pilot, "enter")
        assert values(pilot) == before


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_file_that_changed_since_it_was_shown_is_shown_again(
    database: Path, file: Path, size: tuple[int, int]
) -> None:
    async with running(admin(database), size) as pilot:
        before = values(pilot)
        await ask(pilot, file)
        put(file, "measure,period,value\nCSC01,Jan 2024,79\n")
        await press(pilot, "enter")
        await settled(pilot)
        assert values(pilot) == before
        shown = flowing(pilot)
        assert "changed after they were shown: nothing was imported." in shown
        assert "CSC01 Jan 2024: 80 -> 79" in shown
        await press(pilot, "enter")
        assert sorted(values(pilot)) == sorted([*before, "79"])


async def test_a_result_saved_since_it_was_shown_is_shown_again(database: Path, file: Path) -> None:
    async with running(admin(database)) as pilot:
        await ask(pilot, file)
        other = file.with_name("other.csv")
        put(other, "measure,period,value\nCSC01,Jan 2024,79\n")
        session: Session = pilot.app.session  # type: ignore[attr-defined]
        assert import_paths(session, [other]).written
        before = values(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert values(pilot) == before
        assert "CSC01 Jan 2024: 79 -> 81" in flowing(pilot)


async def test_many_errors_scroll(database: Path, file: Path) -> None:
    rows = "".join(f"CSC01,Jan 2024,wrong{n}\n" for n in range(400))
    put(file, f"measure,period,value\n{rows}")
    async with running(admin(database), (80, 24)) as pilot:
        await ask(pilot, file)
        assert "wrong0'" in flowing(pilot)
        await pilot.press(*["pagedown"] * 60)
        shown = flowing(pilot)
        assert "wrong0'" not in shown
        assert "wrong299'" in shown
        assert "and 100 errors more" in shown


async def test_escape_stops_the_reading(database: Path, file: Path, gate: Gate) -> None:
    async with running(admin(database)) as pilot:
        await press(pilot, "3", "i")
        pilot.app.screen.query_one(PathInput).value = str(file)
        await pilot.press("enter")
        await gate.reached()
        await pilot.pause()
        assert "Esc stops" in flowing(pilot)
        await pilot.press("escape")
        gate.open()
        await settled(pilot)
        assert "Stopped: nothing was imported." in flowing(pilot)
        await press(pilot, "r")
        assert "1 added, 1 revised if imported" in flowing(pilot)


async def test_escape_stops_the_import_and_leaves_nothing_behind(
    database: Path, file: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(admin(database)) as pilot:
        before = values(pilot)
        with monkeypatch.context() as now:
            now.setattr("ncc_tui.tui.admin.importing.import_paths", import_paths)
            await ask(pilot, file)
        await pilot.press("enter")
        await gate.reached()
        await pilot.pause()
        assert "Importing" in flowing(pilot)
        await pilot.press("escape")
        gate.open()
        await settled(pilot)
        assert "Stopped: nothing was imported." in flowing(pilot)
        assert values(pilot) == before


async def test_the_bar_tells_how_far_it_is(database: Path, file: Path, gate: Gate) -> None:
    async with running(admin(database), (80, 24)) as pilot:
        await press(pilot, "3", "i")
        screen = pilot.app.screen
        assert isinstance(screen, ImportScreen)
        screen.query_one(PathInput).value = str(file)
        await pilot.press("enter")
        await gate.reached()
        screen.post_message(ImportScreen.Progressed(1500, 3000))
        await pilot.pause()
        assert "Reading [############............] 1,500 of 3,000 lines" in flowing(pilot)
        gate.open()


async def test_a_file_that_is_not_there_is_told(database: Path, tmp_path: Path) -> None:
    async with running(admin(database), (120, 40)) as pilot:
        await ask(pilot, tmp_path / "[red]none.csv")
        assert "[red]none.csv This does not exist." in flowing(pilot)
        await press(pilot, "o")
        assert isinstance(pilot.app.focused, PathInput)
        pilot.app.focused.value = ""
        await press(pilot, "enter")
        assert "Name a file." in flowing(pilot)


async def test_a_fault_leaves_a_screen_that_can_be_closed(
    database: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> ImportOutcome:
        raise RuntimeError("no ink")

    monkeypatch.setattr("ncc_tui.tui.admin.importing.import_paths", broken)
    async with running(admin(database)) as pilot:
        await press(pilot, "3", "i")
        pilot.app.screen.query_one(PathInput).value = str(file)
        await pilot.press("enter")
        await until(
            pilot, lambda: "A fault in the program: RuntimeError('no ink')" in flowing(pilot)
        )
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, AdminScreen)


async def test_tab_completes_the_path(database: Path, file: Path) -> None:
    async with running(admin(database)) as pilot:
        await press(pilot, "3", "i")
        box = pilot.app.screen.query_one(PathInput)
        box.value = str(file.parent / "res")
        await press(pilot, "end", "tab")
        assert box.value == str(file)
        assert box.has_focus
        await write(pilot, "q3")
        assert box.value == f"{file}q3"
        await press(pilot, "tab")
        assert "No folder, CSV or XLSX file begins like that." in flowing(pilot)


def test_completion_goes_on_as_far_as_there_is_one_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("results-a.csv", "results-b.XLSX", "notes.txt", ".hidden.csv", "bad\x1b.csv"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    both = ("results-a.csv", "results-b.XLSX")
    assert (completed("~/re").text, completed("~/re").names) == ("~/results-", both)
    assert completed("results-a").text == "results-a.csv"
    assert completed("fo").text == "folder/"
    assert completed("").names == ("folder/", *both)
    assert completed(".h").text == ".hidden.csv"
    assert completed("~").text == "~/"
    assert completed("no/where") == completed("no/where")
    assert completed("no/where").names == completed("notes").names == ()


def test_a_pasted_path_may_stand_in_quotation_marks() -> None:
    assert unquoted("  '/a b/c.csv' ") == "/a b/c.csv"
    assert unquoted('"/a.csv"') == "/a.csv"
    assert unquoted("'") == "'"


async def test_a_home_folder_is_understood(
    database: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(file.parent))
    async with running(admin(database)) as pilot:
        await ask(pilot, "~/results.csv")
        assert "1 added, 1 revised if imported" in flowing(pilot)


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("content", [GOOD, BAD])
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_it_fits(
    database: Path, file: Path, size: tuple[int, int], content: str, plain: bool
) -> None:
    put(file, content)
    async with running(admin(database, theme="ascii", plain=plain), size) as pilot:
        await ask(pilot, file)
        assert_square(pilot)
        shown = flowing(pilot)
        assert "In error" in shown
        assert ("CSC01 Jan 2024: 80 -> 81" if content == GOOD else "'eighty'") in shown
