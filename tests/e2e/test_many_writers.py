"""Many processes at one file, and what may happen to one of them in the middle of it."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ncc_tui.domain.model import Measure, Service
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.domain.ratings import Polarity
from ncc_tui.services.history import history
from ncc_tui.services.session import open_session
from ncc_tui.services.setup import make_database
from ncc_tui.store import catalogue
from ncc_tui.store.ledgers import append_definition

PROGRAM = Path(__file__).with_name("writing.py")
PROJECT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(PROJECT)}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return made(tmp_path / "shared.db")


def made(path: Path, measures: int = 20) -> Path:
    """A database with monthly measures M0, M1 and so on, kept by boss."""
    make_database(path, "boss")
    session = open_session(path, "boss")
    with closing(session.store), session.store.writing() as db:
        catalogue.put_service(db, Service("1", "Roads"), session.author)
        for number in range(measures):
            cycle = Cycle(Frequency.MONTHLY)
            code, title = f"M{number}", f"Measure {number}"
            measure = Measure(code, "1", number, title, "Number", cycle, Polarity.HIGHER)
            catalogue.put_measure(db, measure, session.author)
            append_definition(db, measure, seen=0, counts_from=None, stamp=session.author.stamp())
    return path


def started(what: str, database: Path, measure: str, more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), what, str(database), measure, more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )


def together(processes: list[subprocess.Popen[str]]) -> list[dict[str, Any]]:
    """Let processes begin at the same moment, and give what each says once all are done."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    done = []
    for process in processes:
        said, complaint = process.communicate()
        assert (process.returncode, complaint) == (0, "")
        done.append(json.loads(said))
    return done


def query(database: Path, sql: str) -> list[tuple[Any, ...]]:
    session = open_session(database, "boss")
    with closing(session.store), session.store.reading() as db:
        return db.execute(sql).fetchall()


@pytest.mark.timeout(300)
def test_twenty_processes_save_two_hundred_results_each_and_lose_none(database: Path) -> None:
    together([started("each", database, f"M{n}", "200") for n in range(20)])
    assert query(database, "SELECT measure, count(*) FROM result GROUP BY measure") == sorted(
        (f"M{n}", 200) for n in range(20)
    )
    assert query(database, "SELECT DISTINCT revision FROM result") == [(1,)]
    wrong = (
        "SELECT * FROM result WHERE comments NOT LIKE measure || ' ' || CAST(value AS INT) || '%'"
    )
    assert query(database, wrong) == []
    assert query(database, "PRAGMA integrity_check") == [("ok",)]
    # Nobody starves: from one save to the next the nineteen others save a few times each at most.
    gaps = (
        "SELECT max(gap) FROM (SELECT rowid - lag(rowid) OVER "
        "(PARTITION BY measure ORDER BY rowid) AS gap FROM result)"
    )
    assert query(database, gaps)[0][0] < 200
    assert [path.name for path in database.parent.glob("*.db*")] == [database.name]


@pytest.mark.timeout(300)
def test_processes_that_correct_one_result_overwrite_nothing(database: Path) -> None:
    done = together([started("same", database, "M0", "10") for _ in range(5)])
    session = open_session(database, "boss")
    with closing(session.store):
        ledger = [step.revision for step in history(session, "M0").steps]
    assert [revision.number for revision in ledger] == list(range(1, 51))
    assert sorted(revision.entry.comments for revision in ledger) == sorted(
        text for report in done for text in report["saved"]
    )
    assert sum(report["conflicts"] for report in done) > 0


def test_a_process_killed_in_the_middle_of_a_save_leaves_nothing_of_it(database: Path) -> None:
    process = started("half", database, "M0", "M1")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    assert [process.stdout.readline() for _ in range(2)] == ["ready\n", "half way\n"]
    process.kill()
    process.communicate()
    assert query(database, "SELECT * FROM result") == []
    assert query(database, "PRAGMA integrity_check") == [("ok",)]
    assert "Saved M0 Jan 2000: 7" in record(database, "7").stdout


def record(
    database: Path,
    value: str,
    *more: str,
    first: str = "",
    beforehand: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `ncc-tui record` for M0 in a process of its own, after a line of Python."""
    run = f"{first}\nfrom ncc_tui.cli import main\nmain()"
    options = ["--db", str(database), "--officer", "boss"]
    return subprocess.run(
        [sys.executable, "-c", run, *options, "record", "M0", "Jan 2000", value, "--yes", *more],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        preexec_fn=beforehand,
        check=False,
    )


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root can mount a small filesystem, and not in every container")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path) -> None:
    filler = os.open(disk / "filler", os.O_CREAT | os.O_WRONLY)
    while shutil.disk_usage(disk).free:
        os.write(filler, bytes(4096))
    os.close(filler)


@pytest.mark.parametrize("in_use", [True, False])
def test_a_full_disk_is_said_and_nothing_is_lost(small_disk: Path, in_use: bool) -> None:
    database = made(small_disk / "a.db")
    assert record(database, "1").returncode == 0
    session = open_session(database, "boss")
    with closing(session.store):
        if not in_use:
            session.store.close()
        fill(small_disk)
        told = refusal(record(database, "2", "--comments", "word " * 5000))
        assert told == "Error: The disk is full; nothing was saved. Make room and try again.\n"
        if in_use:
            assert len(history(session, "M0").steps) == 1
        (small_disk / "filler").unlink()
        assert "(revision 2)" in record(database, "2", "--comments", "word " * 5000).stdout
        assert [step.revision.value for step in history(session, "M0").steps] == [1, 2]
    assert query(database, "PRAGMA integrity_check") == [("ok",)]


def test_a_quota_that_is_used_up_is_said_and_nothing_is_lost(database: Path) -> None:
    assert record(database, "1").returncode == 0
    quota = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (40960, 40960))"
    told = refusal(record(database, "2", "--comments", "word " * 20_000, first=quota))
    assert "nothing was saved. Check its space and your quota." in told
    assert query(database, "SELECT value FROM result") == [(1.0,)]
    assert "(revision 2)" in record(database, "2", "--comments", "word " * 20_000).stdout
    assert query(database, "PRAGMA integrity_check") == [("ok",)]


def without_roots_rights() -> None:
    """Make root heed permissions like everybody else, from the next program on."""
    if os.geteuid() == 0:
        drop_from_bounding_set, dac_override = 24, 1
        ctypes.CDLL(None).prctl(drop_from_bounding_set, dac_override, 0, 0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="root's rights are dropped as on Linux")
def test_a_read_only_file_is_said_and_left_as_it_is(database: Path) -> None:
    before = database.read_bytes()
    database.chmod(0o444)
    told = refusal(record(database, "1", beforehand=without_roots_rights))
    assert told == f"Error: {database} is read-only; nothing was saved.\n"
    assert database.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="root's rights are dropped as on Linux")
def test_a_read_only_folder_is_said_and_left_as_it_is(database: Path) -> None:
    before = database.read_bytes()
    database.parent.chmod(0o555)
    told = refusal(record(database, "1", beforehand=without_roots_rights))
    database.parent.chmod(0o755)
    assert f"{database} cannot be opened: check that you may" in told
    assert [path.name for path in database.parent.glob("*.db*")] == [database.name]
    assert database.read_bytes() == before
