from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner, Result

from ncc_tui.cli import main
from tests.demo import demo_database

AT = ("--at", "2024-05-18")
HINT = "This database's figures are best read at 18 May 2024: --at 2024-05-18"


@pytest.fixture(scope="module")
def database() -> Iterator[Path]:
    with demo_database("boss") as path:
        yield path


def run(database: Path, *arguments: str, officer: str = "boss", **environment: str) -> Result:
    given = ["--db", str(database), "--officer", officer, "report", *arguments]
    return CliRunner(env=environment).invoke(main, given)


def test_text_is_the_published_report(database: Path) -> None:
    done = run(database, "Children's Social Care", *AT, COLUMNS="80")
    assert done.exit_code == 0
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0] == "Current Performance Report at 18 May 2024 · Children's Social Care"
    assert max(len(line) for line in lines) <= 80
    assert "\x1b" not in done.stdout


def test_json_of_one_service_and_of_all(database: Path) -> None:
    one = json.loads(run(database, "26", *AT, "--format", "json").stdout)
    assert one["service"] == "Children's Social Care"
    every = json.loads(run(database, *AT, "--format", "json").stdout)
    assert list(every) == ["reports"]
    assert one in every["reports"]


def test_as_revised_shows_later_corrections(database: Path) -> None:
    def looked_after(*more: str) -> float:
        made = json.loads(run(database, "26", *AT, "--format", "json", *more).stdout)
        return made["rows"][3]["current"]

    assert looked_after() == 75
    assert looked_after("--as-revised") == 73


def test_csv_in_a_file_has_the_mark_by_which_spreadsheets_know_utf_8(
    database: Path, tmp_path: Path
) -> None:
    program = [sys.executable, "-m", "ncc_tui.cli", "--db", str(database)]
    redirected = tmp_path / "redirected.csv"
    for command in (["report", "26", *AT], ["due", *AT]):
        given = [*program, *command, "--format", "csv"]
        with redirected.open("wb") as file:
            subprocess.run(given, stdout=file, check=True)
        piped = subprocess.run(given, stdout=subprocess.PIPE, check=True).stdout
        assert piped.startswith(b"service")
        assert redirected.read_bytes() == b"\xef\xbb\xbf" + piped


def test_csv_has_every_measure(database: Path) -> None:
    done = run(database, *AT, "--format", "csv")
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) == 36


@pytest.mark.parametrize("form", ["html", "xlsx", "pdf", "markdown"])
def test_a_pipe_takes_every_format(database: Path, form: str) -> None:
    if form == "pdf":
        pytest.importorskip("typst")
    done = run(database, "26", *AT, "--format", form)
    assert done.exit_code == 0, done.stderr
    first = {"html": b"<!doctype", "xlsx": b"PK", "pdf": b"%PDF", "markdown": b"# Current"}
    assert done.stdout_bytes.lstrip().startswith(first[form])


def test_a_file_is_written_whole_and_never_over_another(database: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    arguments = ("26", *AT, "--format", "html", "-o", str(path))
    done = run(database, *arguments)
    assert (done.exit_code, done.stdout) == (0, "")
    assert path.stat().st_mode & 0o777 == 0o600
    again = run(database, *arguments)
    assert again.exit_code == 1
    assert "exists already; it was left as it is. Use --force to overwrite it." in again.stderr
    assert run(database, *arguments, "--force").exit_code == 0


def test_an_unknown_service_is_a_sentence(database: Path) -> None:
    done = run(database, "Childrens Social Car")
    assert done.exit_code == 1
    assert "Did you mean Children's Social Care (26)?" in done.stderr


def test_a_bad_date_is_wrong_usage(database: Path) -> None:
    done = run(database, "--at", "soon")
    assert done.exit_code == 2
    assert "Expected a date" in done.stderr


def test_only_an_admin_discloses(database: Path) -> None:
    assert run(database, *AT, "--disclose").exit_code == 0
    done = run(database, *AT, "--disclose", officer="jsmith")
    assert done.exit_code == 1
    assert "only an admin may do that" in done.stderr
    assert done.stdout == ""


def on_terminal(database: Path, *arguments: str, **environment: str) -> str:
    variables = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "ncc_tui.cli", "--db", str(database), "report", *arguments],
        env={**variables, "TERM": "xterm-256color", **environment},
        dimensions=(40, 100),
        encoding="utf-8",
        timeout=30,
    )
    child.expect(pexpect.EOF)
    child.close()
    return f"{child.before}\nexit {child.exitstatus}"


def test_a_terminal_has_colour_and_a_hint(database: Path) -> None:
    shown = on_terminal(database, "26")
    assert "\x1b[" in shown
    assert HINT in shown


def test_a_date_given_needs_no_hint_and_no_color_is_heard(database: Path) -> None:
    shown = on_terminal(database, "26", *AT, NO_COLOR="1")
    assert "\x1b[" not in shown
    assert HINT not in shown


def test_a_terminal_is_no_place_for_a_workbook(database: Path) -> None:
    shown = on_terminal(database, "26", "--format", "xlsx")
    assert "name a file with -o" in shown
    assert "exit 2" in shown


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown"])
def test_it_loads_only_what_it_needs(database: Path, form: str) -> None:
    heavy = ["textual", "plotext", "openpyxl", "jinja2", "typst", "svg"]
    program = (
        "import sys; from ncc_tui.cli import main; "
        f"main(['--db', {str(database)!r}, 'report', '26', '--format', {form!r}], "
        f"standalone_mode=False); sys.exit(' '.join(m for m in {heavy!r} if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == ""


def test_an_encoding_without_our_signs_is_no_hindrance(database: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ncc_tui.cli", "--db", str(database), "report", "26"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0
    assert done.stdout.isascii()


@pytest.mark.parametrize(
    ("name", "begins"), [("r.md", b"# "), ("r.CSV", b"\xef\xbb\xbfservice_code"), ("r", b"Current")]
)
def test_the_ending_of_the_file_names_the_format(
    database: Path, tmp_path: Path, name: str, begins: bytes
) -> None:
    done = run(database, "26", "--at", "2024-05-18", "-o", str(tmp_path / name))
    assert done.exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize("name", ["x.docx", "x.Xls", "Report 18.05.2024"])
def test_an_ending_that_is_unknown_is_refused_with_those_that_are(
    database: Path, tmp_path: Path, name: str
) -> None:
    done = run(database, "26", *AT, "-o", str(tmp_path / name))
    assert done.exit_code == 2
    assert "ending in .txt, .md, .json, .csv, .html, .pdf or .xlsx, found" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_ending_that_disagrees_with_the_format_is_refused(
    database: Path, tmp_path: Path
) -> None:
    done = run(database, "26", *AT, "--format", "json", "-o", str(tmp_path / "q.pdf"))
    assert done.exit_code == 2
    assert "would hold pdf by its ending, and json was asked for" in done.stderr
    assert "name a file ending in .json" in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert run(database, "26", *AT, "--format", "json", "-o", str(tmp_path / "q")).exit_code == 0
    json.loads((tmp_path / "q").read_text())


def test_a_date_is_taken_as_people_here_write_it(database: Path) -> None:
    made = run(database, "26", *AT, COLUMNS="80").stdout
    for text in ("18/5/24", "18.05.2024", "18th May 2024", "Sat 18 May 2024"):
        assert run(database, "26", "--at", text, COLUMNS="80").stdout == made
    this_year = date.today().replace(month=1, day=1)
    told = run(database, "26", "--at", "1 Jan", "--format", "json").stdout
    nearest = min(
        (this_year.replace(year=this_year.year + k) for k in (0, 1)),
        key=lambda day: abs(day - date.today()),
    )
    assert json.loads(told)["at"] == nearest.isoformat()
