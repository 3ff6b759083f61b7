"""A backup by one process while another writes as fast as it can."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ncc_tui.services.setup import make_database
from ncc_tui.store.engine import sqlite3

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from ncc_tui.store import catalogue
from ncc_tui.store.changes import Author
from ncc_tui.store.connection import Store

store, number = Store(Path(sys.argv[1])), 0
while True:
    number += 1
    with store.writing() as db:
        # In every state that was ever committed the two agree.
        for name in ("first", "second"):
            text = f"{number} {'x' * 20000}"
            catalogue.put_setting(db, name, text, Author("boss", datetime.now(UTC)))
    if number == 5:
        print("writing", flush=True)
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "ncc.db"
    make_database(path, "boss", sample=True)
    return path


@pytest.fixture
def written_to(database: Path) -> Iterator[Path]:
    """The database, with a process at work on it."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, database], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    try:
        assert writer.stdout.readline() == "writing\n"
        yield database
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()


def ncc_tui(database: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ncc_tui.cli", "--db", str(database), "--officer", "boss"]
    command += map(str, arguments)
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_a_backup_taken_while_another_process_writes_is_one_state(
    written_to: Path, tmp_path: Path
) -> None:
    seen = []
    for number in range(3):
        copy = tmp_path / f"copy{number}.db"
        done = ncc_tui(written_to, "backup", copy)
        assert (done.returncode, done.stderr) == (0, "")
        assert not copy.with_name(f"{copy.name}-wal").exists()
        with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as plain:
            query = "SELECT value FROM setting WHERE name IN ('first', 'second')"
            (first,), (second,) = plain.execute(query)
        assert first == second
        seen.append(int(first.split()[0]))
        assert ncc_tui(copy, "check").returncode == 0
    # The writer was not held up by it.
    assert seen == sorted(set(seen))


def test_a_check_while_another_process_writes_finds_all_well(written_to: Path) -> None:
    done = ncc_tui(written_to, "check")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_damaged_file_is_found_without_a_traceback(database: Path) -> None:
    content = bytearray(database.read_bytes())
    for at in range(5000, len(content), 701):
        content[at] ^= 0xFF
    database.write_bytes(content)
    done = ncc_tui(database, "check")
    assert (done.returncode, done.stderr) == (1, "")
    assert "wrong        " in done.stdout
    assert "To put it right: " in done.stdout
    report = ncc_tui(database, "report")
    assert report.returncode == 1
    assert "Traceback" not in report.stderr
    assert report.stderr.count("\n") == 1
