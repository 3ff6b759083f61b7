from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ncc_tui.domain.model import Entry, MissingReason
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.worddiff import WordChange
from ncc_tui.services.entering import Submission, save_result
from ncc_tui.services.history import compared, history
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue

APRIL = Cycle(Frequency.QUARTERLY).parse("Apr 2024")


def test_every_revision_is_there_by_period_and_number(council: Session) -> None:
    told = history(council, "csc04")
    assert told.measure.code == "CSC04"
    places = [(s.revision.period.start, s.revision.number) for s in told.steps]
    assert places == sorted(places)
    with council.store.reading() as db:
        (ledger,) = db.query("SELECT count(*) AS n FROM result WHERE measure = 'CSC04'")
    assert len(places) == ledger["n"] > 12


def test_one_period_can_be_asked_for(council: Session) -> None:
    assert history(council, "CSC04", APRIL).steps == ()
    january = history(council, "CSC04", APRIL.previous()).steps
    assert [s.revision.number for s in january] == [1, 2]


def test_a_step_says_who_wrote_it_and_what_it_changed(council: Session) -> None:
    entry = Entry(Decimal(75), comments="The rate rose to 75.")
    save_result(council, Submission("CSC04", APRIL, entry, 0), confirmed=True)
    corrected = replace(entry, value=Decimal(74), comments="The rate rose to 74.", reason="Recount")
    save_result(council, Submission("CSC04", APRIL, corrected, 1), confirmed=True)
    with council.store.writing() as db:
        chief = replace(council.officer, name="Chief Officer")
        catalogue.put_officer(db, chief, council.author)
    first, second = history(council, "CSC04", APRIL).steps
    assert (first.who, first.changes, first.comments) == ("Chief Officer", (), ())
    assert [(c.label, c.before, c.after) for c in second.changes] == [
        ("Value", "75", "74"),
        ("Comments", "The rate rose to 75.", "The rate rose to 74."),
    ]
    assert [(s.change, s.text) for s in second.comments] == [
        (WordChange.SAME, "The rate rose to "),
        (WordChange.REMOVED, "75"),
        (WordChange.ADDED, "74"),
        (WordChange.SAME, "."),
    ]


def test_words_that_did_not_change_have_no_difference(council: Session) -> None:
    entry = Entry(Decimal(75), comments="The same.")
    save_result(council, Submission("CSC04", APRIL, entry, 0), confirmed=True)
    save_result(
        council, Submission("CSC04", APRIL, replace(entry, provisional=True), 1), confirmed=True
    )
    second = history(council, "CSC04", APRIL).steps[1]
    assert [(c.field, c.before, c.after) for c in second.changes] == [
        ("provisional", "final", "provisional")
    ]
    assert second.comments == ()


def test_every_field_of_an_entry_but_its_reason_is_compared() -> None:
    before = Entry(Decimal(1508), reason="A")
    after = Entry(
        None,
        MissingReason.SUPPRESSED,
        "Words",
        provisional=True,
        override=Rating.RED,
        override_reason="Why",
        source="Mosaic",
        reason="B",
    )
    assert [(c.label, c.before, c.after) for c in compared(before, after)] == [
        ("Value", "1,508", "suppressed"),
        ("Status", "final", "provisional"),
        ("Rating set by hand", "", "Red"),
        ("Reason for that rating", "", "Why"),
        ("Source", "", "Mosaic"),
        ("Comments", "", "Words"),
    ]
    assert compared(before, replace(before, reason="C")) == ()
