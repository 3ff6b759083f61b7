from __future__ import annotations

import getpass
import json
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from ncc_tui.services.session import open_session
from ncc_tui.store import catalogue
from ncc_tui.store.ledgers import append_definition
from ncc_tui.tui.app import NccApp
from ncc_tui.tui.prompts.question import Question
from ncc_tui.tui.screens.printing import FORMATS, PrintDialog
from ncc_tui.tui.screens.report import ReportScreen
from tests.tui.seeing import AT, assert_square, flowing, lines, make_app, press, running, write

NAME = "childrens-social-care-2024-05-18"
STARTS = {"html": b"<!", "pdf": b"%PDF", "xlsx": b"PK"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the app runs in, on the machine that the officer sits at."""
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    path = tmp_path / "folder"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the app tells in passing."""
    said: list[str] = []

    def notify(app: NccApp, message: str, *, markup: bool = True, **how: Any) -> None:
        assert not markup, "a path is no markup"
        said.append(message)

    monkeypatch.setattr(NccApp, "notify", notify)
    return said


def top(pilot: Pilot[None]) -> Screen[Any]:
    """The screen shown; asked anew each time."""
    return pilot.app.screen


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def shows(pilot: Pilot[None], sentence: str) -> bool:
    """Whether a dialog shows a sentence, wherever its lines are broken."""
    # Between its edges: what lies behind stays in sight beside it.
    inside = "".join(line[line.find("│") + 1 : line.rfind("│")] for line in lines(pilot))
    return sentence.replace(" ", "") in inside.replace(" ", "")


def name_of(pilot: Pilot[None]) -> str:
    return pilot.app.screen.query_one(Input).value


async def name_it(pilot: Pilot[None], text: str) -> None:
    await press(pilot, "tab", "end", "ctrl+u")
    await write(pilot, text)


@pytest.mark.parametrize(("steps", "form"), enumerate(FORMATS))
async def test_the_report_is_written_in_the_format_chosen(
    database: Path, folder: Path, told: list[str], steps: int, form: str
) -> None:
    if form == "pdf":
        pytest.importorskip("typst")
    async with running(make_app(database)) as pilot:
        await press(pilot, "p", *["right"] * steps)
        name = name_of(pilot)
        assert name.startswith(f"{NAME}.")
        await press(pilot, "enter")
        assert isinstance(top(pilot), ReportScreen)
    assert files(folder) == [name]
    assert told == [f"Written: {folder / name}"]
    data = (folder / name).read_bytes()
    assert data.startswith(STARTS.get(form, b""))
    if form not in ("pdf", "xlsx"):
        assert "Rate of Children Looked After" in data.decode()


@pytest.mark.parametrize(
    ("server", "command"),
    [
        ("192.0.2.7 22", "scp {at}192.0.2.7:{path} ."),
        ("::1 2222", "scp -P 2222 '{at}[::1]:{path}' ."),
    ],
)
async def test_over_ssh_it_says_how_to_fetch_the_file(
    database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, server: str, command: str
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", f"198.51.100.4 50022 {server}")
    command = command.format(at=f"{getpass.getuser()}@", path=folder / f"{NAME}.html")
    async with running(make_app(database), (80, 24)) as pilot:
        await press(pilot, "p", "enter")
        assert shows(pilot, f"Written: {folder / NAME}.html")
        assert shows(pilot, command)
        await press(pilot, "down", "enter")
        assert pilot.app.clipboard == command
        assert isinstance(top(pilot), ReportScreen)


async def test_text_is_laid_out_a_hundred_wide(database: Path, folder: Path) -> None:
    async with running(make_app(database), (80, 24)) as pilot:
        await press(pilot, "p", *["right"] * 4, "enter")
    lines = (folder / f"{NAME}.txt").read_text(encoding="utf-8").splitlines()
    assert 80 < max(map(len, lines)) <= 100


async def test_the_name_follows_the_format_until_one_is_typed(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "p")
        assert name_of(pilot) == f"{NAME}.html"
        await press(pilot, "right", "right")
        assert name_of(pilot) == f"{NAME}.xlsx"
        await press(pilot, "up", "right")
        assert name_of(pilot) == "every-service-2024-05-18.xlsx"
        await press(pilot, "down")
        await name_it(pilot, "mine.xlsx")
        await press(pilot, "up", "right")
        assert name_of(pilot) == "mine.xlsx"


async def test_every_service_is_written_from_the_overview(database: Path, folder: Path) -> None:
    async with running(make_app(database, service=None)) as pilot:
        await press(pilot, "p", "left", "enter")
    made = json.loads((folder / "every-service-2024-05-18.json").read_text(encoding="utf-8"))
    assert len(made["reports"]) == 6


async def test_the_overview_offers_the_service_under_the_cursor(
    database: Path, folder: Path
) -> None:
    async with running(make_app(database, service=None)) as pilot:
        await press(pilot, "down", "p", "up", "left")
        assert shows(pilot, "[Northumberland Fire & Rescue]")
        await press(pilot, "enter")
    assert files(folder) == ["northumberland-fire-rescue-2024-05-18.html"]


@pytest.mark.parametrize(("keys", "looked_after"), [("", 75), ("v", 73)])
async def test_what_is_written_is_the_past_looked_at(
    database: Path, folder: Path, keys: str, looked_after: float
) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *keys, "p")
        past = "as revised since" if keys else "as reported"
        assert shows(pilot, f"Print the report at 18 May 2024, {past}")
        await press(pilot, "left", "left")
        name = name_of(pilot)
        await press(pilot, "right", "enter")
    assert name == f"{NAME}{'-as-revised' if keys else ''}.csv"
    made = json.loads((folder / name).with_suffix(".json").read_text(encoding="utf-8"))
    assert made["as_revised"] is bool(keys)
    assert made["rows"][3]["current"] == looked_after


async def test_a_file_that_is_there_is_overwritten_only_when_told(
    database: Path, folder: Path
) -> None:
    there = folder / f"{NAME}.html"
    there.write_text("precious")
    async with running(make_app(database)) as pilot:
        for keys in (("enter",), ("escape",)):
            await press(pilot, "p", "enter")
            assert isinstance(top(pilot), Question)
            assert shows(pilot, str(there))
            await press(pilot, *keys)
            assert isinstance(top(pilot), PrintDialog)
            assert there.read_text() == "precious"
            await press(pilot, "escape")
        await press(pilot, "p", "enter", "down", "enter")
        assert isinstance(top(pilot), ReportScreen)
    assert "Rate of Children Looked After" in there.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("nowhere/report.html", "nowhere/report.html: No such file or directory."),
        ("~nobody-of-this-name/report.html", "There is no folder ~nobody-of-this-name"),
        ("/", "/ is a folder: name a file in it."),
        ("", "Name a file."),
        ("report.pdf", "report.pdf would hold pdf by its ending, and html was asked for"),
        ("report.docx", "Expected a file ending in"),
    ],
)
async def test_a_failure_is_a_sentence_in_the_dialog(
    database: Path, folder: Path, typed: str, says: str
) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "p")
        await name_it(pilot, typed)
        await press(pilot, "enter")
        assert isinstance(top(pilot), PrintDialog)
        assert shows(pilot, says)
        assert name_of(pilot) == typed
        await press(pilot, "escape")
        assert isinstance(top(pilot), ReportScreen)
    assert files(folder) == []


async def test_pdf_without_typst_says_what_to_install(
    database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    async with running(make_app(database), (80, 24)) as pilot:
        await press(pilot, "p", "right", "enter")
        assert shows(pilot, "install it with: pip install 'ncc-tui[pdf]'")
        assert name_of(pilot) == f"{NAME}.pdf"
    assert files(folder) == []


async def test_a_fault_leaves_a_dialog_that_can_be_closed(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise RuntimeError("out of ink")

    monkeypatch.setattr("ncc_tui.tui.screens.printing.render", broken)
    async with running(make_app(database)) as pilot:
        await pilot.press("p", "enter")
        await pilot.pause()
        for worker in pilot.app.workers:
            if worker.group == "print":
                while not worker.is_finished:
                    await pilot.pause(0.01)
        await pilot.pause()
        assert shows(pilot, "A fault in the program: RuntimeError('out of ink')")
        await press(pilot, "escape")
        assert isinstance(top(pilot), ReportScreen)


async def test_withheld_counts_are_told_of(database: Path, folder: Path) -> None:
    session = open_session(database, "wgrey")
    with session.store.writing() as db:
        small = next(m for m in catalogue.measures(db) if m.code == "CSC04")
        small = replace(small, suppress_below=Decimal(80))
        append_definition(db, small, seen=1, counts_from=AT, stamp=session.author.stamp())
    session.store.close()
    async with running(make_app(database)) as pilot:
        await press(pilot, "p", "enter")
        assert shows(pilot, "Small counts were withheld")
        assert shows(pilot, "The text of CSC04 gave away a withheld figure")
        await press(pilot, "enter")
        assert isinstance(top(pilot), ReportScreen)
    assert files(folder) == [f"{NAME}.html"]


async def test_letters_of_a_name_are_neither_commands_nor_markup(
    database: Path, folder: Path, told: list[str]
) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "p")
        await name_it(pilot, "[b]q1d.html")
        await press(pilot, "enter")
    assert files(folder) == ["[b]q1d.html"]
    assert told == [f"Written: {folder / '[b]q1d.html'}"]


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_all_of_the_dialog_is_in_view(
    database: Path, size: tuple[int, int], plain: bool
) -> None:
    async with running(make_app(database, theme="ascii", plain=plain), size) as pilot:
        await press(pilot, "p")
        assert_square(pilot)
        shown = flowing(pilot)
        for words in ("[HTML]", "JSON", f"{NAME}.html", "Every service", "In the folder", "Enter"):
            assert words in shown
