"""`python -m bench`: measure everything in one run and print a table."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import command_line, queries, screen
from bench.program import ROOT, environment
from bench.table import drawn
from ncc_tui.domain.as_at import AsAt
from ncc_tui.services import reports
from ncc_tui.services.session import open_session
from ncc_tui.services.setup import make_database

IMPORT_PATIENCE = 600.0


def main() -> None:
    """Measure, and say what holds."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="runs of each app (default 5)")
    rounds = max(1, parser.parse_args().rounds)
    print(
        f"Medians, and the least; load of the machine {os.getloadavg()[0]:.1f}, "
        f"{os.cpu_count()} processors.\n"
    )
    with TemporaryDirectory(prefix="ncc-tui-bench-") as name:
        _measure(Path(name), rounds)


def _measure(folder: Path, rounds: int) -> None:
    sample = folder / "sample.db"
    make_database(sample, "bench", sample=True)
    session = open_session(sample, "bench")
    titles = [row.measure.title for row in reports.report(session, "26", AsAt(queries.AT)).rows]
    session.store.close()
    lines = [
        *screen.measure(folder, titles, rounds),
        *screen.measure(folder, titles, rounds, colorterm="truecolor"),
        *command_line.measure(folder, sample, 10),
        *queries.measure(folder, sample),
    ]
    print(drawn(lines))
    for arguments in (command_line.VERSION, command_line.REPORT):
        loads = command_line.loads_textual(folder, sample, arguments)
        said = "LOADS TEXTUAL" if loads else "loads no Textual"
        print(f"ncc-tui {' '.join(arguments)}: {said}")
    if find_spec("bench.bench_import"):
        print(flush=True)
        command = [sys.executable, "-m", "bench.bench_import"]
        subprocess.run(
            command, cwd=ROOT, env=environment(folder), timeout=IMPORT_PATIENCE, check=False
        )


if __name__ == "__main__":
    main()
