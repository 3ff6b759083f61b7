"""The command line's contract: exit statuses, where errors go, what no terminal is sent."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner, Result

from ncc_tui import __version__
from ncc_tui.cli import COMMANDS, main
from tests.demo import demo_database

PROGRAM = [sys.executable, "-c", "from ncc_tui.cli import main; main(prog_name='ncc-tui')"]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with demo_database("boss") as made:
        path = tmp_path_factory.mktemp("cli") / "ncc.db"
        path.write_bytes(made.read_bytes())
    return path


def call(*arguments: str, **environment: str | None) -> Result:
    return CliRunner(env=environment).invoke(main, [*arguments], prog_name="ncc-tui")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=30,
        check=False,
        env={**os.environ, **environment},
    )


def assert_refused(done: Result, status: int = 1) -> str:
    """Refused in words on standard error alone; gives the words."""
    assert done.exit_code == status, done.output
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    if status == 1:
        assert done.stderr.startswith("Error: ")
        assert done.stderr.count("\n") == 1
    return done.stderr


def test_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"ncc-tui, version {__version__}\n"


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["report", "--help"]])
def test_asking_about_the_program_loads_no_textual(arguments: list[str]) -> None:
    program = (
        "import sys, atexit; from ncc_tui.cli import main\n"
        "heavy = ('textual', 'plotext', 'sqlite_utils', 'openpyxl')\n"
        "atexit.register(lambda: print([m for m in heavy if m in sys.modules], file=sys.stderr))\n"
        f"main({arguments!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (0, "[]\n")


def test_help_names_every_command() -> None:
    done = call("--help")
    assert done.exit_code == 0
    for name in COMMANDS:
        assert f"  {name} " in done.stdout
        helped = call(name, "--help")
        assert helped.exit_code == 0, name
        assert helped.stdout.startswith("Usage: ncc-tui " + name)


@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_the_summaries_of_the_commands_are_whole_sentences(width: str) -> None:
    listed = call("--help", COLUMNS=width).stdout.partition("Commands:")[2]
    told = " ".join(listed.split())
    assert "..." not in told
    for name in COMMANDS:
        helped = call(name, "--help").stdout.split("\n\n")[1]
        first = " ".join(helped.split()).partition(". ")[0].rstrip(".")
        assert f"{name} {first}" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch"],
        ["report", "--nosuch"],
        ["report", "--format", "docx"],
        ["report", "--at", "31/02/2024"],
        ["report", "a", "b", "c"],
        ["why"],
        ["locate", "now"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_2(arguments: list[str], database: Path) -> None:
    said = assert_refused(call("--db", str(database), *arguments), 2)
    assert "Usage: ncc-tui" in said
    assert "Error: " in said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["reprot"], "No such command 'reprot'. Did you mean 'report'?"),
        (["imprt", "x.csv"], "No such command 'imprt'. Did you mean 'import'?"),
        (["zzz"], "No such command 'zzz'.\n"),
        (["report", "--as-revisd"], "Did you mean '--as-revised'?"),
        (["record", "CSC04", "Apr 2024", "75", "--coments", "x"], "Did you mean '--comments'?"),
        (["record", "CSC04", "--coments=x", "Apr 2024", "75"], "Did you mean '--comments'?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_slip_is_told_with_what_was_meant(
    arguments: list[str], told: str, database: Path
) -> None:
    assert told in assert_refused(call("--db", str(database), *arguments), 2)


def test_a_measure_where_a_service_is_wanted_names_both_ways_on(database: Path) -> None:
    for command in (["report", "csc04"], ["due", "--service", "CSC04"]):
        said = assert_refused(call("--db", str(database), *command))
        assert "CSC04 is a measure of Children's Social Care." in said
        assert "Did you mean 26? The measure alone: ncc-tui why CSC04." in said


def test_nothing_like_it_is_no_suggestion(database: Path) -> None:
    assert "Did you mean" not in assert_refused(call("--db", str(database), "report", "Qqqq"))


def test_a_wrong_date_says_what_would_be_right(database: Path) -> None:
    said = assert_refused(call("--db", str(database), "report", "--at", "soon"), 2)
    assert "2024-05-18, 18/05/2024 or 18 May 2024" in said


def test_an_unknown_service_names_the_nearest(database: Path) -> None:
    said = assert_refused(call("--db", str(database), "report", "Childrens Socal Care"))
    assert "There is no service 'Childrens Socal Care'." in said
    assert "Did you mean Children's Social Care (26)?" in said


def test_an_unknown_measure_names_the_nearest(database: Path) -> None:
    assert "Did you mean CSC04?" in assert_refused(call("--db", str(database), "why", "CSC4"))


def test_a_measure_that_has_not_begun_is_told_with_the_date(database: Path) -> None:
    said = assert_refused(call("--db", str(database), "why", "CSC11", "--at", "2023-03-31"))
    assert "CSC11 is not reported at 31 Mar 2023: it starts on " in said


def test_an_unknown_officer_names_those_there_are(database: Path) -> None:
    said = assert_refused(call("--db", str(database), "--officer", "nobody", "report", "26"))
    assert "nobody is no officer" in said
    assert "jsmith" in said


def test_a_login_that_nobody_named_may_read(database: Path) -> None:
    done = call("--db", str(database), "report", "26", LOGNAME="stranger", USER="stranger")
    assert done.exit_code == 0


def test_locate_says_where_things_are(tmp_path: Path) -> None:
    path = tmp_path / "mine.db"
    done = call("--db", str(path), "locate", XDG_CONFIG_HOME=str(tmp_path / "config"))
    assert done.exit_code == 0
    found = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert list(found) == ["database", "config", "logs"]
    assert found["database"] == f"{path} (not made yet)"
    if sys.platform == "linux":
        assert found["config"] == str(tmp_path / "config" / "ncc-tui")
    assert not path.exists()
    path.touch()
    assert f"database  {path}\n" in call("--db", str(path), "locate").stdout


def test_the_environment_names_the_database_and_db_names_it_louder(tmp_path: Path) -> None:
    named = {"NCC_TUI_DB": str(tmp_path / "by-environment.db")}
    assert "by-environment.db" in call("locate", **named).stdout
    assert "by-option.db" in call("--db", "by-option.db", "locate", **named).stdout
    data = str(tmp_path / "data")
    if sys.platform == "linux":
        found = call("locate", NCC_TUI_DB=None, XDG_DATA_HOME=data).stdout
        assert f"{data}/ncc-tui/ncc.db" in found
        assert f"{data}/ncc-tui/ncc.db" in call("locate", NCC_TUI_DB="", XDG_DATA_HOME=data).stdout


def test_init_makes_a_private_database_and_refuses_to_touch_one(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "ncc.db"
    done = call("--db", str(path), "--officer", "ann", "init", "--sample")
    assert done.exit_code == 0
    assert done.stdout == f"Made {path}.\n"
    assert path.stat().st_mode & 0o077 == 0
    made = path.read_bytes()
    said = assert_refused(call("--db", str(path), "init"))
    assert f"{path} exists already; it was left as it is." in said
    assert path.read_bytes() == made
    assert [entry.name for entry in path.parent.iterdir()] == ["ncc.db"]
    assert call("--db", str(path), "--officer", "ann", "report", "26").exit_code == 0


def test_init_does_not_follow_a_link_to_nowhere(tmp_path: Path) -> None:
    link = tmp_path / "ncc.db"
    link.symlink_to(tmp_path / "elsewhere.db")
    assert "exists already" in assert_refused(call("--db", str(link), "init"))
    assert not (tmp_path / "elsewhere.db").exists()


def test_a_missing_database_is_a_sentence(tmp_path: Path) -> None:
    said = assert_refused(call("--db", str(tmp_path / "none.db"), "report"))
    assert "none.db" in said
    assert "init" in said
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("content", [b"not a database, but long enough to look like a file" * 99])
def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ncc.db"
    path.write_bytes(content)
    assert str(path) in assert_refused(call("--db", str(path), "report"))
    assert path.read_bytes() == content


HOSTILE = "a\x1b[31mb\x9bc\u202ed\re\nf\x07"


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", HOSTILE],
        ["why", HOSTILE],
        ["report", "--at", HOSTILE],
        ["report", "--format", HOSTILE],
        [HOSTILE],
        [f"--{HOSTILE}"],
        ["report", f"--{HOSTILE}"],
        ["--officer", HOSTILE, "report"],
        ["--db", HOSTILE, "report"],
        ["--db", HOSTILE, "locate"],
        ["--db", f"/proc/{HOSTILE}", "init"],
        ["history", HOSTILE],
        ["record", HOSTILE, HOSTILE, "1"],
        ["import", HOSTILE],
    ],
    ids=lambda arguments: " ".join(arguments).replace(HOSTILE, "X"),
)
def test_control_characters_never_reach_the_terminal_raw(
    arguments: list[str], database: Path
) -> None:
    where = [] if "--db" in arguments else ["--db", str(database)]
    who = [] if "--officer" in arguments else ["--officer", "boss"]
    done = call(*where, *who, *arguments)
    assert done.exit_code in (0, 1, 2)
    for raw in "\x1b\x9b\u202e\r\x07":
        assert raw not in done.output, repr(done.output)
    assert "Traceback" not in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception


@pytest.mark.parametrize("encoding", ["iso-8859-1", "ascii"])
@pytest.mark.parametrize(
    "arguments",
    [
        *(["report", "26"], ["report"], ["due"], ["due", "--chase"], ["why", "CSC04"]),
        *(["history", "CSC04"], ["check"], ["locate"], ["--help"], ["record", "--help"]),
        *(["reprot▲"], ["why", "▲"], ["report", "--at", "▲"], ["import", "▲.csv"]),
        *(["export", "▲"], ["record", "CSC04", "Apr 2024", "▲"]),
    ],
    ids=" ".join,
)
def test_a_stream_without_our_signs_takes_every_command(
    arguments: list[str],
    encoding: str,
    database: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    given = ["--db", str(database), "--officer", "boss", *arguments]
    runner = CliRunner(charset=encoding, env={"COLUMNS": "80"})
    done = runner.invoke(main, given, prog_name="ncc-tui")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.output
    if encoding == "ascii":
        assert done.stdout_bytes.isascii()


def test_our_signs_are_said_in_ascii_where_there_are_none(database: Path) -> None:
    given = ["--db", str(database), "report", "26", "--at", "2024-05-18"]
    done = CliRunner(charset="iso-8859-1", env={"COLUMNS": "80"}).invoke(main, given)
    assert "R 4 Red  A 1 Amber  G 7 Green" in done.stdout
    assert "report at 18 May 2024 · Children's Social Care".casefold() in done.stdout.casefold()


@pytest.mark.parametrize("columns", [90, 100])
def test_a_pipe_on_a_terminal_takes_the_terminals_width(database: Path, columns: int) -> None:
    command = f'{PROGRAM[0]} -c "{PROGRAM[2]}" --db {database} due --at 2024-05-18 | cat'
    child = pexpect.spawn(
        "/bin/sh",
        ["-c", command],
        env={name: value for name, value in os.environ.items() if name != "COLUMNS"},
        dimensions=(40, columns),
        encoding="utf-8",
        timeout=30,
    )
    child.expect(pexpect.EOF)
    child.close()
    assert max(map(len, (child.before or "").splitlines())) == columns


def test_without_a_terminal_the_width_is_the_same_everywhere(database: Path) -> None:
    given = ("--db", str(database), "due", "--at", "2024-05-18")
    told = run(*given, COLUMNS="").stdout
    assert 90 < max(map(len, told.splitlines())) <= 120


def test_errors_go_to_standard_error(database: Path) -> None:
    done = run("--db", str(database), "report", "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: There is no service 'nowhere'.")


@pytest.mark.parametrize("form", ["text", "csv"])
def test_a_pipe_that_closes_early_is_no_fault(database: Path, form: str) -> None:
    report = f"report --at 2024-05-18 --format {form}"
    command = f'{PROGRAM[0]} -c "{PROGRAM[2]}" --db {database} {report} | head -n 1'
    done = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, timeout=30, check=False
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_come_out(shell: str) -> None:
    done = run(_NCC_TUI_COMPLETE=f"{shell}_source")
    if shell == "bash" and "requires Bash" in done.stderr:
        pytest.skip("this machine's bash is too old for click")
    assert done.returncode == 0, done.stderr
    assert "_NCC_TUI_COMPLETE" in done.stdout
    assert "ncc-tui" in done.stdout


def test_completion_completes_commands() -> None:
    done = run(_NCC_TUI_COMPLETE="bash_complete", COMP_WORDS="ncc-tui re", COMP_CWORD="1")
    assert done.stdout.split() == ["plain,report", "plain,record"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["history"],
        ["why"],
        ["admin", "target", "list"],
        ["admin", "measure", "list"],
        ["admin", "officer", "edit", "--name", "x"],
        ["admin", "log", "--by"],
    ],
)
def test_bytes_that_are_no_text_are_refused_in_words(database: Path, arguments: list[str]) -> None:
    done = subprocess.run(
        [*PROGRAM, "--db", database, "--officer", "boss", *arguments, b"\xff\x9b"],
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert b"Traceback" not in done.stderr
    assert b"\x9b" not in done.stderr + done.stdout
    if "--by" not in arguments:
        assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)


@pytest.mark.parametrize(
    ("redirection", "arguments", "status"),
    [
        (">&-", ["report", "26"], 0),
        ("<&- >&- 2>&-", ["report", "26"], 0),
        ("2>&-", ["report", "no such service"], 1),
        ("<&-", ["import", "-"], 1),
        (">&-", ["report", "26", "--format", "pdf"], 0),
    ],
)
def test_a_stream_that_is_closed_leads_nowhere(
    database: Path, redirection: str, arguments: list[str], status: int
) -> None:
    words = shlex.join([*PROGRAM, "--db", str(database), "--officer", "boss", *arguments])
    done = subprocess.run(
        ["sh", "-c", f"{words} {redirection}"], capture_output=True, check=False, timeout=30
    )
    assert b"Traceback" not in done.stderr, done.stderr
    assert done.returncode == status


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full (Linux)")
@pytest.mark.parametrize("form", ["text", "csv", "xlsx"])
def test_output_that_takes_no_more_is_told_in_words(database: Path, form: str) -> None:
    arguments = ["--db", str(database), "--officer", "boss", "report", "26", "--format", form]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=30,
        )
    assert (done.returncode, done.stderr) == (
        1,
        "Error: The output cannot be written: No space left on device.\n",
    )
