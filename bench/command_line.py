"""The command line: how soon it answers, and that it loads no Textual."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.program import ROOT, environment, ncc_tui
from bench.table import Line, Sample

PATIENCE = 30.0
AT = "2024-05-18"
VERSION = ["--version"]
REPORT = ["report", "26", "--at", AT]

_LOADED = """
import sys
from ncc_tui.cli import main
main(sys.argv[1:], standalone_mode=False)
sys.exit("textual" in sys.modules)
"""


def measure(home: Path, database: Path, runs: int) -> list[Line]:
    """Time the commands, in turns with a Python that does nothing."""
    env = environment(home, NCC_TUI_DB=str(database))
    times: dict[str, list[float]] = {"nothing": [], "version": [], "report": []}
    for _ in range(runs):
        times["nothing"].append(_seconds([sys.executable, "-c", "pass"], env))
        times["version"].append(_seconds(ncc_tui(*VERSION), env))
        times["report"].append(_seconds(ncc_tui(*REPORT), env))
    samples = {name: Sample(tuple(values), "s") for name, values in times.items()}
    return [
        Line("ncc-tui --version", samples["version"], bound=0.2),
        Line("ncc-tui report 26", samples["report"]),
        Line("python -c pass", samples["nothing"]),
    ]


def loads_textual(home: Path, database: Path, arguments: Sequence[str]) -> bool:
    """Whether a command has Textual loaded when it is done."""
    command = [sys.executable, "-c", _LOADED, *arguments]
    env = environment(home, NCC_TUI_DB=str(database))
    done = subprocess.run(
        command, env=env, cwd=ROOT, timeout=PATIENCE, capture_output=True, check=False
    )
    return done.returncode != 0


def _seconds(command: Sequence[str], env: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=env, cwd=ROOT, timeout=PATIENCE, capture_output=True, check=True)
    return time.perf_counter() - began
