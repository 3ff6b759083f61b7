"""`ncc-tui import` and `ncc-tui export`: what scripts see of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner, Result

from ncc_tui.cli import main
from ncc_tui.services import importing
from ncc_tui.services.setup import make_database


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("commands") / "sample.db"
    make_database(path, "chief", sample=True)
    return path


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    path.write_bytes(made.read_bytes())
    return path


def run(database: Path, *arguments: object, officer: str = "chief") -> Result:
    before = ["--db", str(database), "--officer", officer]
    return CliRunner().invoke(main, [*before, *map(str, arguments)])


def results(folder: Path, *rows: str) -> Path:
    path = folder / "results.csv"
    path.write_text("\n".join(("measure,period,value", *rows)))
    return path


def test_it_says_what_was_added_revised_and_left(database: Path, tmp_path: Path) -> None:
    path = results(tmp_path, "CSC01,Jan 2024,81", "CSC01,Oct 2017,5", "CSC02,Apr 2023,12.52")
    done = run(database, "import", path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "results.csv: 1 added, 1 revised, 1 left as they are",
        "  CSC01 Jan 2024: 80 -> 81",
    ]


def test_a_dry_run_says_what_would_be(database: Path, tmp_path: Path) -> None:
    path = results(tmp_path, "CSC01,Jan 2024,81")
    for _ in range(2):
        done = run(database, "import", "--dry-run", path)
        assert done.exit_code == 0
        assert done.stdout.startswith(
            "results.csv: 0 would be added, 1 would be revised, 0 would be left as they are\n"
        )


def test_errors_go_to_standard_error_one_a_line(database: Path, tmp_path: Path) -> None:
    path = results(tmp_path, "CSC01,Feb 2024,81", "CSC99,Jan 2024,x y")
    done = run(database, "import", path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "results.csv, line 2, column period: found 'Feb 2024', expected the start of a quarter "
        "(the nearest are Jan 2024 and Apr 2024)",
        "results.csv, line 3, column measure: found 'CSC99', expected the code of a measure "
        "(did you mean CSC09?)",
        "results.csv, line 3, column value: found 'x y', expected a number, such as 46.7",
        "3 errors; nothing was imported.",
    ]


def test_json_holds_the_whole_outcome(database: Path, tmp_path: Path) -> None:
    done = run(database, "import", "--format", "json", results(tmp_path, "CSC01,Jan 2024,81"))
    found = json.loads(done.stdout)
    assert (found["written"], found["revised"], found["error_count"]) == (True, 1, 0)
    assert found["files"][0] == {
        "file": "results.csv",
        "sheet": "",
        "table": "results",
        "added": 0,
        "revised": 1,
        "unchanged": 0,
        "in_error": 0,
    }
    assert found["changes"] == [
        {"kind": "revised", "table": "results", "key": "CSC01 Jan 2024", "old": "80", "new": "81"}
    ]
    done = run(database, "import", "--format", "json", results(tmp_path, "CSC01,Jan 2024,x y"))
    found = json.loads(done.stdout)
    assert (done.exit_code, found["written"]) == (1, False)
    assert found["errors"][0]["line"] == 2
    assert found["errors"][0]["message"] in done.stderr


def test_notes_are_said(database: Path, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes("measure,period,value,comments\nCSC01,Jan 2024,80,£5".encode("cp1252"))
    done = run(database, "import", path)
    assert done.stdout.splitlines()[0].startswith("figures.csv (results): 0 added, 1 revised")
    assert "Note: figures.csv is not UTF-8; read as Latin-1 (Windows-1252)." in done.stdout


COUNCIL = """Figures of 2023/24
Ref,Unit,Q3,Q4
CSC01,%,75,81*
Source: ours
"""


def test_what_is_doubtful_is_told_and_written_once_it_is_accepted(
    database: Path, tmp_path: Path
) -> None:
    path = tmp_path / "council.csv"
    path.write_text(COUNCIL)
    for more in ((), ("--dry-run",)):
        done = run(database, "import", path, *more)
        assert done.exit_code == 1
        assert done.stderr.splitlines() == [
            "To decide: council.csv, line 2: column 'Unit' is unknown; it would be left out.",
            "To decide: council.csv, line 3: '81*' would be read as 81, without its mark.",
            "2 to decide; nothing was imported. --yes takes it as said; --leave-out TEXT or "
            "--match TEXT=MEANING decides otherwise.",
        ]
        assert done.stdout.splitlines() == [
            "council.csv (results): 0 would be added, 1 would be revised, 1 would be left as they "
            "are",
            "  CSC01 Jan 2024: 80 -> 81",
            "Left out: council.csv, line 1: 'Figures of 2023/24' stands above the header.",
            "Left out: council.csv, line 4: 'Source: ours' has no figure.",
            "Note: council.csv: line 2 was taken as the header, with Q3 2023/24 to Q4 2023/24.",
        ]
    done = run(database, "import", path, "--yes")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("council.csv (results): 0 added, 1 revised, 1 left as they are\n")
    assert "Note: council.csv, line 3: '81*' was read as 81, without its mark" in done.stdout


def test_an_unlikely_figure_is_told_and_written_once_it_is_accepted(
    database: Path, tmp_path: Path
) -> None:
    path = results(tmp_path, "CSC01,Jan 2024,-81")
    done = run(database, "import", path)
    assert done.exit_code == 1
    assert done.stderr.startswith("Unlikely: results.csv, line 2: CSC01 Jan 2024: ")
    assert done.stderr.endswith(" unlikely; nothing was imported. --yes takes it as said.\n")
    assert "1 would be revised" in done.stdout
    assert "0 added, 1 revised" in run(database, "import", path, "--yes").stdout


def test_what_is_doubtful_can_be_decided_one_by_one(database: Path, tmp_path: Path) -> None:
    path = tmp_path / "council.csv"
    path.write_text(COUNCIL)
    done = run(database, "import", path, "--leave-out", "unit", "--match", "81*=82")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "  CSC01 Jan 2024: 80 -> 82" in done.stdout
    assert run(database, "import", path, "--match", "Unit").exit_code == 2


def test_json_holds_what_is_to_be_decided_and_what_is_left_out(
    database: Path, tmp_path: Path
) -> None:
    path = tmp_path / "council.csv"
    path.write_text(COUNCIL)
    done = run(database, "import", "--format", "json", path)
    found = json.loads(done.stdout)
    assert (done.exit_code, found["written"], found["offer_count"]) == (1, False, 2)
    assert [(o["about"], o["found"], o["taken"]) for o in found["offers"]] == [
        ("column", "Unit", ""),
        ("value", "81*", "81"),
    ]
    assert [left["line"] for left in found["left_out"]] == [1, 4]


def test_an_interrupt_leaves_nothing_and_says_so(database, tmp_path, monkeypatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "import_paths", interrupted)
    done = run(database, "import", results(tmp_path, "CSC01,Jan 2024,81"))
    assert (done.exit_code, done.stderr) == (1, "Stopped; nothing was imported.\n")


def test_a_bar_is_shown_in_a_terminal_and_ctrl_c_stops(database: Path, tmp_path: Path) -> None:
    rows = [f"CSC01,{year}-{month:02},1" for year in range(1900, 2024) for month in (1, 4, 7, 10)]
    path = results(tmp_path, *rows * 800)
    command = [
        "-m",
        "ncc_tui.cli",
        "--db",
        str(database),
        "--officer",
        "chief",
        "import",
        str(path),
    ]
    child = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=60)
    child.expect("Importing.*%")
    child.sendintr()
    child.expect("Stopped; nothing was imported")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    done = run(database, "import", "--dry-run", results(tmp_path, "CSC01,1900-01,1"))
    assert "1 would be added" in done.stdout


def test_who_may_not_is_refused(database: Path, tmp_path: Path) -> None:
    done = run(database, "import", results(tmp_path, "CSC01,Jan 2024,81"), officer="epotts")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "only an admin may do that" in done.stderr
    assert run(database, "export", tmp_path / "out", officer="jsmith").exit_code == 1


def test_no_path_is_wrong_usage(database: Path) -> None:
    assert run(database, "import").exit_code == 2


def test_export_and_import_go_round(database: Path, tmp_path: Path) -> None:
    done = run(database, "export", tmp_path / "out")
    assert (done.exit_code, done.stdout) == (0, f"Wrote 8 files to {tmp_path / 'out'}.\n")
    again = run(database, "export", tmp_path / "out")
    assert again.exit_code == 1
    assert "nothing was written" in again.stderr
    assert run(database, "export", tmp_path / "out", "--force").exit_code == 0
    other = tmp_path / "b.db"
    make_database(other, "chief")
    assert run(other, "import", tmp_path / "out").exit_code == 0
    reports = [
        run(db, "report", "--at", "2024-05-18", "--format", "csv") for db in (database, other)
    ]
    assert reports[0].stdout == reports[1].stdout != ""


def test_standard_input_that_goes_on_and_on_is_refused(database: Path) -> None:
    before = database.read_bytes()
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(
            [sys.executable, "-m", "ncc_tui.cli", "--db", database, "import", "-"],
            stdin=endless,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: Expected at most 20 MB on standard input")
    assert database.read_bytes() == before
