"""How long an import takes beside sqlite-utils' own bulk insert, and whether memory stays flat.

python -m bench.bench_import [ROWS]
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from ncc_tui.services.importing import import_paths
from ncc_tui.services.importing.tables import MEASURES
from ncc_tui.services.session import open_session
from ncc_tui.services.setup import make_database

ROWS = 100_000
PERIODS = [f"{year}-{month:02}-01" for year in range(2003, 2023) for month in range(1, 13)]
COLUMNS = ("measure", "period", "value", "comments", "provisional", "reported_on", "source")
COMMENT = "Fewer cases were closed in this period, so the figure moves easily."
TURNS = 3
MOST_TIMES = 4.0
MOST_GROWTH = 1.25


def rows(count: int) -> Iterator[tuple[str, str, float, str, str, str, str]]:
    """Rows of results, no two figures alike."""
    for n in range(count):
        measure, period = f"M{n // len(PERIODS):05}", PERIODS[n % len(PERIODS)]
        yield measure, period, (n * 7919 % 1_000_003) / 100, COMMENT, "", "2024-01-05", "Bench"


def write(folder: Path, count: int) -> Path:
    """The files of a council with so many results."""
    (folder / "services.csv").write_text("code,service\n1,One\n")
    with (folder / "measures.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(MEASURES.required)
        for n in range(-(-count // len(PERIODS))):
            writer.writerow((1, n + 1, f"M{n:05}", f"Measure {n}", "Number", "Monthly", "higher"))
    results = folder / "results.csv"
    with results.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows(count))
    return results


def imported(folder: Path, count: int) -> dict[str, float]:
    """Import so many results; gives the seconds for the first and second time, and the peak."""
    results = write(folder, count)
    make_database(folder / "a.db", "bench")
    session = open_session(folder / "a.db", "bench")
    import_paths(session, [folder / "services.csv", folder / "measures.csv"])
    taken = []
    for _ in range(2):
        began = time.perf_counter()
        outcome = import_paths(session, [results], confirmed=True)
        taken.append(time.perf_counter() - began)
        assert outcome.written, outcome.errors
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first": taken[0], "again": taken[1], "peak": peak}


def bulk_insert(folder: Path, count: int, *, one_transaction: bool) -> float:
    """The seconds that sqlite-utils takes to insert the same rows, at best."""
    ready = [dict(zip(COLUMNS, row, strict=True)) for row in rows(count)]
    taken = []
    for turn in range(TURNS):
        db = Database(folder / f"peer{turn}{one_transaction}.db")
        began = time.perf_counter()
        with db.atomic() if one_transaction else nullcontext():
            db.table("t").insert_all(ready)
        taken.append(time.perf_counter() - began)
        db.close()
    return min(taken)


def apart(count: int) -> dict[str, float]:
    """The same in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "bench.bench_import", "--one", str(count)]
    found: dict[str, float] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    return found


def main() -> int:
    """Measure, print, and say by the exit status whether the targets are met."""
    if sys.argv[1:2] == ["--one"]:
        with TemporaryDirectory() as folder:
            print(json.dumps(imported(Path(folder), int(sys.argv[2]))))
        return 0
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with TemporaryDirectory() as folder:
        peer = bulk_insert(Path(folder), count, one_transaction=False)
        bare = bulk_insert(Path(folder), count, one_transaction=True)
    ours = apart(count)
    small, large = apart(count // 5), apart(count * 2)
    ratio, growth = ours["first"] / peer, large["peak"] / small["peak"]
    print(f"import of {count:,} results        {ours['first']:.2f} s")
    print(f"the same file again           {ours['again']:.2f} s")
    print(f"sqlite-utils insert_all       {peer:.2f} s")
    print(f"  within one transaction      {bare:.2f} s")
    print(f"ratio                         {ratio:.2f} (at most {MOST_TIMES})")
    print(f"peak memory, {count // 5:,} rows     {small['peak']:.1f} MB")
    print(f"peak memory, {count * 2:,} rows    {large['peak']:.1f} MB")
    print(f"growth                        {growth:.2f} (at most {MOST_GROWTH})")
    return int(ratio > MOST_TIMES or growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
