"""Export: the import format, safe for spreadsheets, all of it or nothing."""

from __future__ import annotations

import csv
import os
import stat
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ncc_tui.domain.errors import NotPermitted, StoreError
from ncc_tui.domain.model import Entry
from ncc_tui.services.exporting import export_folder
from ncc_tui.services.importing import import_paths
from ncc_tui.services.importing.row import guard_text, unguard_text
from ncc_tui.services.session import Session
from ncc_tui.store import ledgers
from tests.services.conftest import Opener
from tests.services.importing import basics, bring_in, ledger, messages

FILES = [
    f"{name}.csv"
    for name in (
        *("actions", "benchmarks", "measures", "officers"),
        *("results", "services", "settings", "targets"),
    )
]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_round_trip_is_byte_identical(council: Session, opened: Opener, tmp_path: Path) -> None:
    export_folder(council, tmp_path / "one")
    other = opened("empty", day=date(2026, 1, 1))
    outcome = import_paths(other, [tmp_path / "one"], confirmed=True)
    assert outcome.written, messages(outcome)
    export_folder(other, tmp_path / "two")
    assert list(contents(tmp_path / "one")) == FILES
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert import_paths(council, [tmp_path / "one"], confirmed=True).change_count == 0


def test_an_empty_database_exports_headers(empty: Session, tmp_path: Path) -> None:
    export_folder(empty, tmp_path / "out")
    header = (tmp_path / "out/targets.csv").read_bytes()
    assert header == b"measure,period,target,counts_from,reason\n"


def test_the_files_are_for_their_owner_only(council: Session, tmp_path: Path) -> None:
    for path in export_folder(council, tmp_path / "out"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_only_an_admin_may_export(officer: Session, tmp_path: Path) -> None:
    with pytest.raises(NotPermitted):
        export_folder(officer, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_there_is_kept_unless_forced(council: Session, tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text("mine")
    (tmp_path / "other.txt").write_text("mine")
    with pytest.raises(StoreError, match=r"results\.csv already; nothing was written"):
        export_folder(council, tmp_path)
    assert (tmp_path / "results.csv").read_text() == "mine"
    assert not (tmp_path / "services.csv").exists()
    export_folder(council, tmp_path, force=True)
    assert len(rows(tmp_path, "results")) > 400
    assert (tmp_path / "other.txt").read_text() == "mine"


def test_a_failure_leaves_nothing(council: Session, tmp_path: Path, monkeypatch) -> None:
    out = tmp_path / "out"
    link = os.link

    def fail(source: Path, target: Path) -> None:
        if target.name == "results.csv":
            target.write_text("somebody else's")
        link(source, target)

    monkeypatch.setattr(os, "link", fail)
    with pytest.raises(StoreError, match=r"results\.csv already"):
        export_folder(council, out)
    assert contents(out) == {"results.csv": b"somebody else's"}


def test_a_folder_that_is_a_file_is_said(council: Session, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(StoreError, match="Cannot write to"):
        export_folder(council, tmp_path / "out")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+x", "'+x"),
        ("-x", "'-x"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'=x", "''=x"),
        ("''=x", "'''=x"),
        ("'tis", "'tis"),
        ("plain", "plain"),
        ("a=b", "a=b"),
    ],
)
def test_text_that_a_spreadsheet_would_run_is_made_safe_and_back(text, written) -> None:
    assert guard_text(text) == written
    assert unguard_text(written) == text


def test_texts_are_guarded_and_numbers_stay_numbers(empty: Session, opened, tmp_path) -> None:
    basics(empty, tmp_path)
    bring_in(
        empty,
        tmp_path,
        results="measure,period,value,comments\nQ1,Jan 2024,-5.5,'=cmd\nQ1,Oct 2023,-,'@x\n",
        targets="measure,period,target\nQ1,Apr 2023,-7\nQ1,Jan 2024,-\n",
        settings="setting,value\n'+a,'-b\n",
    )
    export_folder(empty, tmp_path / "out")
    assert [(r["value"], r["comments"]) for r in rows(tmp_path / "out", "results")] == [
        ("", "'@x"),
        ("-5.5", "'=cmd"),
    ]
    assert [r["target"] for r in rows(tmp_path / "out", "targets")] == ["-7", "-"]
    assert rows(tmp_path / "out", "settings") == [{"setting": "'+a", "value": "'-b"}]
    other = opened("empty", file="other.db", day=date(2026, 1, 1))
    assert import_paths(other, [tmp_path / "out"], confirmed=True).written
    assert [r.entry.comments for r in ledger(other, "Q1")] == ["@x", "=cmd"]


def test_a_revision_that_never_counted_does_not_count_after_a_round_trip(
    empty: Session, opened: Opener, tmp_path: Path
) -> None:
    basics(empty, tmp_path)
    january = measure_of(empty).cycle.parse("Jan 2024")
    with empty.store.writing() as db:
        for seen, day in enumerate((date(2030, 1, 1), date(2024, 5, 18))):
            ledgers.append_result(
                db,
                measure_of(empty),
                january,
                Entry(Decimal(seen + 1)),
                seen=seen,
                reported_on=day,
                recorded_at=empty.clock.now(),
                recorded_by="chief",
            )
    export_folder(empty, tmp_path / "out")
    assert [(r["value"], r["reported_on"]) for r in rows(tmp_path / "out", "results")] == [
        ("1", "2024-05-18"),
        ("2", "2024-05-18"),
    ]
    other = opened("empty", file="other.db", day=date(2026, 1, 1))
    assert import_paths(other, [tmp_path / "out"], confirmed=True).written
    assert [r.value for r in ledger(other, "Q1")] == [1, 2]


def measure_of(session: Session):
    from ncc_tui.services.reports import measure

    return measure(session, "Q1")
