"""The import as a whole: one transaction, preview, progress, cancel, permission."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from ncc_tui.domain.errors import Conflict, NotPermitted
from ncc_tui.domain.model import Officer, Role
from ncc_tui.services.importing import import_paths
from ncc_tui.services.session import Session
from ncc_tui.store.resources import sample_folder
from tests.services.importing import basics, bring_in, dump, messages, values

HEADER = "measure,period,value"


@pytest.fixture
def empty(opened) -> Session:
    """A database with nothing in it but its admin, on a day after all that the sample holds."""
    return opened("empty", day=date(2026, 1, 1))


def test_the_sample_imported_twice_changes_nothing_the_second_time(council) -> None:
    before = dump(council)
    outcome = import_paths(council, [sample_folder()])
    assert outcome.written
    assert (outcome.added, outcome.revised) == (0, 0)
    assert outcome.unchanged == sum(count.unchanged for count in outcome.counts) > 600
    assert dump(council) == before


def test_on_any_error_nothing_is_written(council, tmp_path) -> None:
    before = dump(council)
    outcome = bring_in(
        council,
        tmp_path,
        services="code,service\n77,New\n",
        results=f"{HEADER}\nCSC01,Jan 2023,1\nCSC01,Feb 2023,1\n",
    )
    assert (outcome.error_count, outcome.written) == (1, False)
    assert dump(council) == before


def test_a_dry_run_says_what_would_be_done_and_does_nothing(council, tmp_path) -> None:
    (tmp_path / "results.csv").write_text(
        f"{HEADER}\nCSC01,Jan 2024,80\nCSC01,Oct 2023,3\nCSC01,Apr 2018,1\n"
    )
    before = dump(council)
    dry = import_paths(council, [tmp_path / "results.csv"], dry_run=True)
    assert (dry.added, dry.revised, dry.unchanged, dry.written) == (1, 1, 1, False)
    assert dump(council) == before
    wet = import_paths(council, [tmp_path / "results.csv"], confirmed=True)
    assert (wet.counts, wet.changes, wet.written) == (dry.counts, dry.changes, True)


@pytest.mark.parametrize(
    "table",
    [
        ("results", "measure,period,value", "CSC04,Jan 2024,75.5", "CSC04,Jan 2024,75.6"),
        ("results", "measure,period,value,reported_on", "CSC04,Oct 2018,7,2018-12-01",
         "CSC04,Oct 2018,7,2018-12-02"),
        ("targets", "measure,period,target", "CSC04,Apr 2024,71", "CSC04,Apr 2024,72"),
        ("actions", "measure,period,action,owner", "CSC04,Jan 2024,New,a", "CSC04,Jan 2024,New,b"),
        ("benchmarks", "measure,period,comparator,value,source", "CSC04,Jan 2023,Wales,1,A",
         "CSC04,Jan 2023,Wales,1,B"),
        ("settings", "setting,value", "title,One", "title,Two"),
        ("services", "code,service,director", "77,New,A", "77,New,B"),
        ("officers", "login,name,role", "new,New,viewer", "new,New,admin"),
    ],
    ids=lambda table: f"{table[0]}-{table[1].rpartition(',')[2]}",
)  # fmt: skip
def test_what_is_no_longer_as_previewed_is_not_imported(council, tmp_path, table) -> None:
    name, header, row, other = table
    path = tmp_path / f"{name}.csv"
    path.write_text(f"{header}\n{row}\n")
    shown = import_paths(council, [path], dry_run=True, confirmed=True)
    assert shown.importable, messages(shown)
    path.write_text(f"{header}\n{other}\n")
    before = dump(council)
    with pytest.raises(Conflict, match="nothing was imported"):
        import_paths(council, [path], confirmed=True, previewed=shown)
    assert dump(council) == before
    path.write_text(f"{header}\n{row}\n")
    assert import_paths(council, [path], confirmed=True, previewed=shown).written


def test_a_change_beyond_those_listed_is_noticed_too(empty, tmp_path) -> None:
    basics(empty, tmp_path)
    months = [f"{year}-{month:02}" for year in range(1970, 2020) for month in range(1, 13)]
    for name, value in (("old", 5), ("new", 6)):
        rows = "".join(f"M1,{month},{value}\n" for month in months)
        (tmp_path / f"{name}.csv").write_text(f"{HEADER}\n{rows}")
    assert import_paths(empty, [tmp_path / "old.csv"], confirmed=True).written
    shown = import_paths(empty, [tmp_path / "new.csv"], dry_run=True, confirmed=True)
    assert shown.change_count > len(shown.changes)
    bring_in(empty, tmp_path, results=f"{HEADER}\nM1,2019-12,7\n")
    with pytest.raises(Conflict):
        import_paths(empty, [tmp_path / "new.csv"], confirmed=True, previewed=shown)


def test_errors_are_capped_and_counted(empty, tmp_path) -> None:
    basics(empty, tmp_path)
    outcome = bring_in(empty, tmp_path, results=f"{HEADER}\n" + "Q1,Jan 2024,x y\n" * 1000)
    assert (len(outcome.errors), outcome.error_count) == (300, 1000)
    assert outcome.counts[0].in_error == 1000


def test_changes_are_capped_and_counted(empty, tmp_path) -> None:
    basics(empty, tmp_path)
    rows = [f"M1,{year}-{month:02},1" for year in range(1950, 2024) for month in range(1, 13)]
    outcome = bring_in(empty, tmp_path, results="\n".join((HEADER, *rows)))
    assert (len(outcome.changes), outcome.change_count) == (500, len(rows))


def test_good_rows_are_counted_beside_those_in_error(empty, tmp_path) -> None:
    basics(empty, tmp_path)
    text = f"{HEADER}\nQ1,Jan 2024,1\nQ1,Oct 2023,b\nQ1,Jul 2023,3\n"
    (count,) = bring_in(empty, tmp_path, results=text).counts
    assert (count.added, count.in_error) == (2, 1)


def test_progress_runs_from_nothing_to_all_lines(council) -> None:
    seen: list[tuple[int, int | None]] = []
    import_paths(council, [sample_folder()], progress=lambda done, all_: seen.append((done, all_)))
    totals = {total for _, total in seen}
    assert len(totals) == 1
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == totals.pop()


@pytest.mark.parametrize("after", [0, 1, 3, 6, 10])
def test_a_cancelled_import_leaves_nothing_behind(empty, after) -> None:
    before = dump(empty)
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > after

    outcome = import_paths(empty, [sample_folder()], cancelled=cancelled)
    assert (outcome.cancelled, outcome.written) == (True, False)
    assert dump(empty) == before
    assert import_paths(empty, [sample_folder()], confirmed=True).written


def test_an_interrupted_import_leaves_nothing_behind(empty) -> None:
    before = dump(empty)

    def interrupt(done: int, total: int | None) -> None:
        if done > 300:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_paths(empty, [sample_folder()], progress=interrupt)
    assert dump(empty) == before


def test_it_can_run_in_another_thread(empty) -> None:
    outcomes = []
    thread = threading.Thread(
        target=lambda: outcomes.append(import_paths(empty, [sample_folder()], confirmed=True))
    )
    thread.start()
    thread.join()
    assert outcomes[0].written


def test_a_file_given_twice_is_read_once(empty, tmp_path) -> None:
    basics(empty, tmp_path)
    path = tmp_path / "results.csv"
    path.write_text(f"{HEADER}\nQ1,Jan 2024,1\n")
    assert import_paths(empty, [path, tmp_path / "." / "results.csv"]).unchanged == 0


def test_files_of_one_name_are_told_apart_by_their_paths(empty, tmp_path) -> None:
    basics(empty, tmp_path)
    for name, row in (("a", "Q1,Jan 2024,x y"), ("b", "Q1,Feb 2024,1")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "results.csv").write_text(f"{HEADER}\n{row}\n")
    outcome = import_paths(empty, [tmp_path / name / "results.csv" for name in "ab"])
    assert [e.file for e in outcome.errors] == [
        str(tmp_path / name / "results.csv") for name in "ab"
    ]


def test_a_viewer_may_not_import(council, tmp_path) -> None:
    viewer = Session(council.store, Officer("v", "V", Role.VIEWER), council.clock)
    with pytest.raises(NotPermitted):
        bring_in(viewer, tmp_path, results=f"{HEADER}\nCSC01,Jan 2024,1\n")


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", b"PK\x03\x04 no zip", "\0"])
def test_an_officer_is_told_why_a_file_is_not_read(officer, tmp_path, content) -> None:
    outcome = bring_in(officer, tmp_path, results=content)
    assert not outcome.written
    assert messages(outcome)
    assert all(message.startswith("results.csv") for message in messages(outcome))


def test_an_officer_may_import_results_for_their_services_only(officer, tmp_path) -> None:
    assert bring_in(officer, tmp_path, results=f"{HEADER}\nCSC01,Jan 2024,1\n").written
    assert values(officer, "CSC01")[-1][1] == "1"
    (message,) = messages(bring_in(officer, tmp_path, results=f"{HEADER}\nPLN01,Apr 2023,1\n"))
    assert "column measure: found 'PLN01', expected a measure that you may enter" in message
    with pytest.raises(NotPermitted):
        bring_in(officer, tmp_path, targets="measure,period,target\nCSC01,Apr 2024,1\n")


def test_messages_are_safe_to_show(empty, tmp_path) -> None:
    basics(empty, tmp_path)
    text = f"{HEADER}\n\x1b[31mQ1\u202e,Jan 2024,{'9' * 500}\n"
    for message in messages(bring_in(empty, tmp_path, results=text)):
        assert message.isprintable()
        assert len(message) < 300


def test_everything_is_signed_by_the_officer(council) -> None:
    with council.store.reading() as db:
        signed = {row["recorded_by"] for row in db.query("SELECT recorded_by FROM result")}
        logged = {row["by"] for row in db.query("SELECT by FROM change_log")}
    assert signed == logged == {"chief"}


def test_nothing_temporary_is_left(empty: Session, tmp_path: Path) -> None:
    basics(empty, tmp_path)
    with empty.store.reading() as db:
        assert list(db.query("SELECT * FROM sqlite_temp_master")) == []
