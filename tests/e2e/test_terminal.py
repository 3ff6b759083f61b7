"""The app in a real pseudo terminal: what it sends, and what it leaves behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.e2e.terminals import wait_until

PROGRAM = [sys.executable, "-c", "from ncc_tui.cli import main; main(prog_name='ncc-tui')"]
REPORT = "Family Hub registrations"
ENTER_SCREEN, LEAVE_SCREEN = "\x1b[?1049h", "\x1b[?1049l"
HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"
MOUSE_ON = re.compile(r"\x1b\[\?(1000|1002|1003|1006|1015|1016)h")
MOUSE_OFF = "\x1b[?1000l"
# Select Graphic Rendition with a colour in it (30-38, 40-48, 90-97, 100-107).
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of the test's own, empty again when the program has ended."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("NO_COLOR", "COLUMNS", "LINES", "TEXTUAL", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(Path(__file__).parents[2])
    return folder


class Terminal:
    """The program in a pseudo terminal of 120 by 40, with everything it sent."""

    def __init__(self, *arguments: str) -> None:
        self.child = pexpect.spawn(
            PROGRAM[0],
            [*PROGRAM[1:], *arguments],
            dimensions=(40, 120),
            encoding="utf-8",
            timeout=30,
            env=dict(os.environ),  # readline sets LINES and COLUMNS behind its back
        )
        self.sent = ""
        self.before = termios.tcgetattr(self.child.child_fd)

    def wait_for(self, words: str) -> None:
        self.child.expect_exact(words)
        self.sent += str(self.child.before) + str(self.child.after)

    def wait_for_end(self) -> int | None:
        """The exit status; everything sent until then is kept."""
        self.child.expect(pexpect.EOF)
        self.sent += str(self.child.before)
        self.child.close()
        return self.child.exitstatus

    def assert_restored(self) -> None:
        """The terminal is as it was before."""
        for code in (ENTER_SCREEN, HIDE_CURSOR):
            assert code in self.sent
        for on, off in ((ENTER_SCREEN, LEAVE_SCREEN), (HIDE_CURSOR, SHOW_CURSOR)):
            assert self.sent.rindex(off) > self.sent.rindex(on)
        for match in MOUSE_ON.finditer(self.sent):
            off = match[0].replace("h", "l")
            assert self.sent.rfind(off) > match.start(), off
        assert self.sent.rfind("\x1b[?2004l") > self.sent.rfind("\x1b[?2004h")
        assert "Traceback" not in self.sent


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    """The terminals a test opened, closed at its end whatever happened."""
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        if not terminal.child.closed:
            terminal.child.close(force=True)


def open_demo(terminals: list[Terminal], *arguments: str) -> Terminal:
    terminal = Terminal(*arguments, "demo")
    terminals.append(terminal)
    terminal.wait_for(REPORT)
    return terminal


def flags(terminal: Terminal) -> list[object]:
    return termios.tcgetattr(terminal.child.child_fd)[:4]


def test_the_demo_shows_the_report_and_q_restores_the_terminal(
    terminals: list[Terminal], scratch: Path
) -> None:
    terminal = open_demo(terminals)
    title = "Current Performance Report at 18 May 2024"
    if title not in terminal.sent:  # pexpect gives the terminal its size a moment too late
        terminal.wait_for(title)
    assert MOUSE_ON.search(terminal.sent)
    assert any(scratch.glob("ncc-tui-demo-*"))
    raw = flags(terminal)
    assert raw != terminal.before[:4]
    terminal.child.send("q")
    assert terminal.wait_for_end() == 0
    terminal.assert_restored()
    assert list(scratch.iterdir()) == []


def _in_shell(command: str) -> pexpect.spawn[str]:
    """A command in a shell that compares the terminal's settings before and after it."""
    script = (
        f"stty -a > before; {command}; echo exit=$?; stty -a > after; cmp before after && echo SAME"
    )
    return pexpect.spawn(
        "/bin/sh",
        ["-c", script],
        dimensions=(40, 120),
        encoding="utf-8",
        timeout=30,
        cwd=os.environ["TMPDIR"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def _quoted() -> str:
    return f'{PROGRAM[0]} -c "{PROGRAM[2]}"'


@pytest.mark.parametrize("end", ["q", "TERM", "HUP", "QUIT"])
def test_the_terminals_settings_are_as_before(end: str) -> None:
    child = _in_shell(f"{_quoted()} demo")
    try:
        child.expect_exact(REPORT)
        if end == "q":
            child.send("q")
        else:
            assert child.pid is not None
            for pid in _children(child.pid):
                os.kill(pid, getattr(signal, f"SIG{end}"))
        child.expect_exact("exit=0")
        child.expect_exact("SAME")
        assert "Traceback" not in str(child.before)
    finally:
        child.close(force=True)


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    if not found.exists():
        pytest.skip("needs Linux's /proc to find the program below the shell")
    return [int(child) for child in found.read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_leaves_at_once_and_restores_the_terminal(
    terminals: list[Terminal], scratch: Path, number: signal.Signals
) -> None:
    terminal = open_demo(terminals)
    terminal.child.kill(number)
    assert terminal.wait_for_end() == 0
    terminal.assert_restored()
    assert list(scratch.iterdir()) == []


def test_a_connection_that_drops_ends_the_program_and_leaves_nothing(
    terminals: list[Terminal], scratch: Path
) -> None:
    terminal = open_demo(terminals)
    # By the file that owns it: a number closed behind its back is closed once more when the
    # garbage collector comes, and may by then be the next test's terminal.
    terminal.child.ptyproc.fileobj.close()  # type: ignore[attr-defined]  # the stubs lack it
    wait_until(lambda: not terminal.child.isalive())
    assert terminal.child.exitstatus == 0
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("moment", ["", ENTER_SCREEN, HIDE_CURSOR, "NCC", "Help", REPORT])
def test_a_signal_while_it_starts_leaves_nothing_behind(
    terminals: list[Terminal], scratch: Path, moment: str
) -> None:
    terminal = Terminal("demo")
    terminals.append(terminal)
    wait_until(lambda: any(scratch.iterdir()))
    if moment:
        terminal.wait_for(moment)
    terminal.child.kill(signal.SIGTERM)
    terminal.wait_for_end()
    assert "Traceback" not in terminal.sent
    assert list(scratch.iterdir()) == []


def test_no_mouse_sends_no_mouse_codes(terminals: list[Terminal]) -> None:
    terminal = open_demo(terminals, "--no-mouse")
    terminal.child.send("q")
    assert terminal.wait_for_end() == 0
    assert not MOUSE_ON.search(terminal.sent)


def test_no_color_sends_no_colours(
    terminals: list[Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = open_demo(terminals)
    terminal.child.send("t")
    terminal.wait_for("Comparators")
    terminal.child.send("q")
    terminal.wait_for("Family Hub")
    terminal.child.send("q")
    assert terminal.wait_for_end() == 0
    assert not COLOUR.search(terminal.sent), COLOUR.search(terminal.sent)
    assert re.search(r"\x1b\[[\d;]*\b7\b[\d;]*m", terminal.sent), "the cursor's row is not reversed"


def test_an_empty_no_color_means_colours(
    terminals: list[Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    terminal = open_demo(terminals)
    terminal.child.send("q")
    assert terminal.wait_for_end() == 0
    assert "48;2;198;40;40m" in terminal.sent  # the red of a Red cell


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env={**os.environ, **environment},
    )


def assert_names_the_report(said: str) -> None:
    assert "ncc-tui report" in said
    assert said.strip().count("\n") == 0
    assert said.strip().endswith(".")


@pytest.mark.parametrize("arguments", [(), ("demo",)], ids=["app", "demo"])
def test_without_a_terminal_one_sentence_names_the_report(
    arguments: tuple[str, ...], tmp_path: Path, scratch: Path
) -> None:
    done = _run(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert_names_the_report(done.stderr)
    assert list(scratch.iterdir()) == []
    assert not list(tmp_path.rglob("*.db"))


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
@pytest.mark.parametrize("arguments", [(), ("demo",)], ids=["app", "demo"])
def test_a_dumb_terminal_gets_one_sentence(
    arguments: tuple[str, ...],
    term: str,
    terminals: list[Terminal],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", term)
    terminal = Terminal(*arguments)
    terminals.append(terminal)
    assert terminal.wait_for_end() == 1
    assert_names_the_report(terminal.sent)
    assert "\x1b" not in terminal.sent


@pytest.mark.parametrize("redirected", ["< /dev/null", "> out", "2> err"])
def test_each_stream_must_be_the_terminal(redirected: str, scratch: Path) -> None:
    child = pexpect.spawn(
        "/bin/sh",
        ["-c", f"{_quoted()} demo {redirected}; echo exit=$?"],
        encoding="utf-8",
        timeout=30,
        cwd=scratch,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    try:
        child.expect_exact("exit=1")
        said = str(child.before)
    finally:
        child.close(force=True)
    if "2>" in redirected:
        said = (scratch / "err").read_text()
    assert_names_the_report(said)


@pytest.mark.parametrize(
    ("answer", "shown"), [("sample", "Transactional"), ("empty", "No service"), ("", "No service")]
)
def test_a_missing_database_is_asked_about(
    answer: str, shown: str, tmp_path: Path, terminals: list[Terminal]
) -> None:
    path = tmp_path / "new" / "ncc.db"
    terminal = Terminal("--db", str(path))
    terminals.append(terminal)
    terminal.wait_for(f"There is no database at {path} yet.")
    terminal.wait_for("Make one: empty, or with the sample council")
    terminal.child.sendline(answer)
    terminal.wait_for(shown)
    terminal.child.send("q")
    assert terminal.wait_for_end() == 0
    terminal.assert_restored()
    assert path.exists()
    assert path.stat().st_mode & 0o077 == 0


def test_leaving_the_question_makes_nothing(tmp_path: Path, terminals: list[Terminal]) -> None:
    path = tmp_path / "new" / "ncc.db"
    terminal = Terminal("--db", str(path))
    terminals.append(terminal)
    terminal.wait_for("Make one")
    terminal.child.sendintr()
    assert terminal.wait_for_end() == 1
    assert "Traceback" not in terminal.sent
    assert not path.exists()


def test_the_next_run_keeps_the_theme(terminals: list[Terminal], tmp_path: Path) -> None:
    terminal = open_demo(terminals)
    terminal.child.send("\x1b[20~")  # F9
    terminal.wait_for("48;2;255;255;255m")
    terminal.child.send("q")
    assert terminal.wait_for_end() == 0
    kept = list(tmp_path.rglob("preferences.json"))
    assert len(kept) == 1
    assert "ncc-light" in kept[0].read_text()


def test_a_report_in_tmux(scratch: Path) -> None:
    """What a real terminal program makes of the bytes: the report, then the shell's screen."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    socket = str(scratch / "tmux")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "LC_ALL": "C.UTF-8"}

    def tmux(*arguments: str) -> str:
        return subprocess.run(
            ["tmux", "-f", "/dev/null", "-S", socket, *arguments],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
            env=environment,
        ).stdout

    def until(words: str) -> str:
        shown = ""

        def came() -> bool:
            nonlocal shown
            shown = tmux("capture-pane", "-p")
            return words in shown

        wait_until(came, lambda: f"{words!r} is not in\n{shown}")
        return shown

    tmux("new-session", "-d", "-x", "120", "-y", "40", "PS1='$ ' sh")
    try:
        tmux("send-keys", "echo before", "Enter")
        until("before")
        tmux("send-keys", "-l", f"{_quoted()} demo")
        tmux("send-keys", "Enter")
        shown = until(REPORT)
        rows = [line for line in shown.splitlines() if line[:3].strip().isdecimal()]
        assert any(re.search("▲ Red +Up to date", row) for row in rows)
        assert shown.splitlines()[0].startswith("NCC Performance │")
        tmux("resize-window", "-x", "80", "-y", "24")
        wait_until(lambda: "? Help" in tmux("capture-pane", "-p").splitlines()[23])
        tmux("send-keys", "q")
        shown = until("before")
        assert REPORT not in shown
    finally:
        subprocess.run(
            ["tmux", "-S", socket, "kill-server"], capture_output=True, check=False, env=environment
        )
