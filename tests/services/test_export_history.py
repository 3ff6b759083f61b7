"""An export holds every revision of every ledger: imported again, it is the same council."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.model import Entry, MissingReason
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.domain.ratings import Polarity, Rating, Tolerance
from ncc_tui.printing.json_ import render_json
from ncc_tui.services import actions, reports
from ncc_tui.services.actions import NewAction
from ncc_tui.services.documents import document
from ncc_tui.services.entering import Submission, save_result, undo, withdraw
from ncc_tui.services.exporting import export_folder
from ncc_tui.services.forms import form_inputs
from ncc_tui.services.history import history
from ncc_tui.services.importing import import_paths
from ncc_tui.services.session import Session
from ncc_tui.store import ledgers
from ncc_tui.store.actions import action_revisions
from tests.services.conftest import Opener
from tests.services.defining import define
from tests.services.importing import bring_in, messages

TODAY = date(2026, 1, 5)
ON = (date(2024, 6, 3), date(2024, 11, 20), date(2025, 7, 1))
DATES = [date(2018 + step // 4, (2, 5, 8, 11)[step % 4], 18) for step in range(32)]
QUARTERLY = Cycle(Frequency.QUARTERLY)
JANUARY, APRIL = QUARTERLY.parse("Jan 2024"), QUARTERLY.parse("Apr 2024")


@pytest.fixture
def revised(opened: Opener, tmp_path: Path) -> Session:
    """The sample council after three days on which every ledger was revised."""
    for number, day in enumerate(ON, 1):
        revise(opened("sample", day=day, file="revised.db"), number, tmp_path)
    return opened("sample", day=TODAY, file="revised.db")


def revise(session: Session, number: int, folder: Path) -> None:
    """What happens on one of the days."""
    define(session, "CSC05", tolerance=Tolerance(Decimal(10 * number)), title=f"Moves {number}")
    define(session, "CSC07", polarity=list(Polarity)[number % 3], number=70 + number)
    comparators = ((1, "The DfE"), ("-", "Taken back"), (3.5, "The DfE again"))
    value, source = comparators[number - 1]
    outcome = bring_in(
        session,
        folder / f"files{number}",
        targets="measure,period,target,reason\n"
        f"CSC05,Apr 2018,{(9, '-', 12.5)[number - 1]},Agreed {number}\n"
        f"CSC05,Apr 202{number},8,\n",
        benchmarks="measure,period,comparator,value,source\n"
        f"CSC05,Jan 2022,England,{value},{source}\n",
    )
    assert outcome.written, messages(outcome)
    inputs = form_inputs(session, "CSC05", JANUARY)
    assert inputs.newest is not None
    entry = replace(
        inputs.newest.entry,
        value=Decimal(number),
        comments=f"=Text {number}\n\nin two paragraphs, “quoted”",
        override=Rating.AMBER if number == 2 else None,
        override_reason="By hand" if number == 2 else "",
        forecast=Decimal(10 + number),
        reason=f"Recount {number}",
    )
    save_result(session, Submission("CSC05", JANUARY, entry, inputs.seen), confirmed=True)
    of_april = (
        lambda: save_result(
            session, Submission("CSC05", APRIL, Entry(Decimal(7)), 0), confirmed=True
        ),
        lambda: withdraw(session, "CSC05", APRIL, seen=1, reason="Another quarter's"),
        lambda: undo(session, "CSC05", APRIL, seen=2),
    )
    of_april[number - 1]()
    if number == 1:
        suppressed = Entry(None, MissingReason.SUPPRESSED, provisional=True, source="The return")
        save_result(session, Submission("CSC04", APRIL, suppressed, 0), confirmed=True)
    actions.add(session, "CSC04", JANUARY, NewAction(f"New {number}", "jsmith", TODAY))
    first = actions.standing(session, "CSC04")[0].action
    first = actions.edit(
        session, first, text=f"Reworded {number}", owner="anair", due_on=session.clock.today()
    )
    if number == 3:
        actions.mark_done(session, first)


def shown(session: Session) -> dict[tuple[date, bool], str]:
    """Every report at every date, in both pasts."""
    return {(day, past): rendered(session, day, past) for day in DATES for past in (False, True)}


def rendered(session: Session, day: date, past: bool) -> str:
    """Every service's report at a date."""
    return render_json(document(session, None, AsAt(day, past)), several=True)


def told(session: Session, code: str) -> dict[str, list[Any]]:
    """All that a measure's ledgers say, but when and by whom it was written."""
    kept = history(session, code)
    measure = reports.measure(session, code)
    with session.store.reading() as db:
        comparators = ledgers.benchmark_revisions(db, measure)
        acted = [[replace(a, id=0) for a in h] for h in action_revisions(db, measure)]
    return {
        "results": [
            ((r := step.revision).period, r.number, r.entry, r.reported_on, step.changes)
            for step in kept.steps
        ],
        "amendments": [
            (a.heading, a.counts_from, a.changes, a.stamp.reason if a.stamp else "")
            for a in kept.amendments
        ],
        "comparators": list(comparators),
        "actions": acted,
    }


def moved(session: Session, opened: Opener, folder: Path) -> Session:
    """What comes of a council's export in an empty database."""
    export_folder(session, folder)
    other = opened("empty", day=TODAY, file="again.db")
    outcome = import_paths(other, [folder], confirmed=True)
    assert outcome.written, messages(outcome)
    return other


@pytest.fixture
def again(revised: Session, opened: Opener, tmp_path: Path) -> Session:
    """The same council, exported into an empty database."""
    return moved(revised, opened, tmp_path / "export")


def test_the_reports_are_the_same_at_every_date_in_both_pasts(
    revised: Session, again: Session
) -> None:
    before = shown(revised)
    assert shown(again) == before
    # The two pasts are not the same, so that there was something to keep apart.
    differing = [day for day in DATES if '"revised_since": true' in before[day, False]]
    assert len(differing) > 4


def test_the_history_is_the_same_of_every_measure(revised: Session, again: Session) -> None:
    with revised.store.reading() as db:
        codes = [code for (code,) in db.execute("SELECT code FROM measure ORDER BY code")]
    assert len(codes) > 30
    for code in codes:
        assert told(again, code) == told(revised, code)
    moves = told(again, "CSC05")
    assert [number for period, number, *_ in moves["results"] if period == JANUARY] == [1, 2, 3, 4]
    assert [number for period, number, *_ in moves["results"] if period == APRIL] == [1, 2, 3]
    assert sum(heading.startswith("Definition") for heading, *_ in moves["amendments"]) == 4
    assert max(benchmark.number for benchmark in moves["comparators"]) == 4
    assert max(map(len, told(again, "CSC04")["actions"])) == 5


@pytest.mark.parametrize("past", [False, True])
def test_what_was_dated_ahead_and_corrected_at_once_stays_corrected(
    past: bool, opened: Opener, tmp_path: Path
) -> None:
    session = opened("sample", day=ON[0], file="ahead.db")
    for number, ahead in enumerate((ON[2], None), 1):
        since = ahead or ""
        outcome = bring_in(
            session,
            tmp_path / f"files{number}",
            targets=f"measure,period,target,counts_from\nCSC05,Apr 2018,{number},{since}\n",
            benchmarks="measure,period,comparator,value,counts_from\n"
            f"CSC05,Jan 2024,England,{number},{since}\n",
            actions="measure,period,action,due_on,counts_from,number\n"
            "CSC12,Jan 2024,Look,2024-03-01,always,1\n"
            f"CSC12,Jan 2024,Look,2024-04-0{number},{since},1\n",
        )
        assert outcome.written, messages(outcome)
        define(session, "CSC05", number=50 + number, counts_from=ahead)
    again = moved(session, opened, tmp_path / "export")
    for day in (*DATES, ON[0], ON[2], TODAY):
        assert rendered(again, day, past) == rendered(session, day, past)


def test_importing_it_again_changes_nothing(
    revised: Session, again: Session, tmp_path: Path
) -> None:
    for session in (revised, again):
        outcome = import_paths(session, [tmp_path / "export"], confirmed=True)
        assert (outcome.written, outcome.changes) == (True, ())
