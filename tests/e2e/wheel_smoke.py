"""Installs a built wheel as a user would, away from the checkout, and uses it.

Run by ``make wheel-smoke`` as ``wheel_smoke.py WHEEL LOCK``. The clean environment holds the
lock and the wheel, nothing else; every command runs in a temporary folder that is its home too.
"""

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pexpect

SCREEN = (40, 120)
PATIENCE = 60
REPORT = ("--db", "council.db", "report", "26", "--at", "2024-05-18")
SUMMARY = {"Green": 7, "Amber": 1, "Red": 4, "N/A": 0, "Overdue": 1}


class SmokeError(Exception):
    """The installed program did not do what it should."""


def main(wheel: Path, lock: Path) -> None:
    """Install, then try the version, the sample, its report in several formats, and the demo."""
    with tempfile.TemporaryDirectory(prefix="ncc-tui-smoke-") as folder:
        home = Path(folder, "home")
        home.mkdir()
        with step("install"):
            program = install(Path(folder, "venv"), wheel, lock)
        environment = {
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
        }

        def ncc_tui(*arguments: str) -> str:
            return run([program, *arguments], cwd=home, env=environment)

        with step("--version"):
            expect(wheel.name.split("-")[1], ncc_tui("--version"))
        with step("init --sample"):
            ncc_tui("--db", "council.db", "init", "--sample")
        with step("report"):
            text = ncc_tui(*REPORT)
            for known in ("Children's Social Care", "8.52", "Overdue"):
                expect(known, text)
        with step("report --format json"):
            summary = json.loads(ncc_tui(*REPORT, "--format", "json"))["summary"]
            if summary != SUMMARY:
                raise SmokeError(f"the summary is {summary}")
        # These need templates and the pdf extra, which only an installed wheel proves to be there.
        with step("report --format html"):
            ncc_tui(*REPORT, "--format", "html", "-o", "report.html")
            expect("Children", (home / "report.html").read_text(encoding="utf-8"))
        with step("report --format pdf"):
            ncc_tui(*REPORT, "--format", "pdf", "-o", "report.pdf")
            expect("%PDF-", (home / "report.pdf").read_bytes()[:5].decode("ascii", "replace"))
        with step("demo"):
            open_and_quit(program, home, environment)


def install(folder: Path, wheel: Path, lock: Path) -> str:
    """Make a clean environment of the lock and the wheel; return the path of its ``ncc-tui``."""
    venv.create(folder, with_pip=True)
    pip_install = [str(folder / "bin" / "python"), "-m", "pip", "install", "-qq"]
    run([*pip_install, "--require-hashes", "-r", str(lock)])
    run([*pip_install, "--no-deps", "--no-index", str(wheel)])
    return str(folder / "bin" / "ncc-tui")


def run(command: list[str], cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """Run a command to its end; return what it printed, or raise with its error."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise SmokeError(f"exit status {done.returncode}\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def open_and_quit(program: str, home: Path, environment: dict[str, str]) -> None:
    """Open the demo in a pseudo-terminal, wait for the sample council, press q, expect status 0."""
    screen = pexpect.spawn(
        program,
        ["demo"],
        cwd=str(home),
        env=environment,
        dimensions=SCREEN,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    try:
        screen.expect_exact("Children")
        screen.send("q")
        screen.expect_exact(pexpect.EOF)
        screen.wait()
    except pexpect.ExceptionPexpect as error:
        raise SmokeError(str(error)) from None
    finally:
        screen.close(force=True)
    if screen.exitstatus != 0:
        raise SmokeError(f"it closed with status {screen.exitstatus}, signal {screen.signalstatus}")


def expect(wanted: str, text: str) -> None:
    """Raise unless the text holds the wanted words."""
    if wanted not in text:
        raise SmokeError(f"{wanted!r} is not in:\n{text}")


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say that a step went well, or end the run with its name and error."""
    try:
        yield
    except (SmokeError, OSError, ValueError, LookupError, subprocess.TimeoutExpired) as error:
        sys.exit(f"wheel smoke: {name}: {error}")
    print(f"wheel smoke: {name}: ok")


if __name__ == "__main__":
    main(*(Path(argument).resolve() for argument in sys.argv[1:]))
