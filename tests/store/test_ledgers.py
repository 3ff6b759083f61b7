from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ncc_tui.domain.errors import Conflict, StoreError
from ncc_tui.domain.model import Action, Benchmark, Definition, Entry, MissingReason, Revision
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.year import YearRule
from ncc_tui.store.actions import action_revisions, add_action, revise_action
from ncc_tui.store.connection import Connection, Store
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.ledgers import (
    append_benchmark,
    append_definition,
    append_result,
    append_target,
    benchmark_revisions,
    definition_revisions,
    result_revisions,
    target_revisions,
)
from tests.domain.building import QUARTERLY, a_measure
from tests.store.conftest import AUTHOR, contents

MEASURE = a_measure()
JANUARY = QUARTERLY.parse("Jan 2024")
APRIL = QUARTERLY.parse("Apr 2024")
REPORTED = date(2024, 4, 10)


def append(db: Connection, entry: Entry, *, seen: int = 0) -> Revision:
    return append_result(
        db,
        MEASURE,
        JANUARY,
        entry,
        seen=seen,
        reported_on=REPORTED,
        recorded_at=AUTHOR.at,
        recorded_by=AUTHOR.login,
    )


def aim(db: Connection, amount: str | None, *, seen: int = 0) -> None:
    figure = Decimal(amount) if amount else None
    counts_from = REPORTED if seen else None
    stamp = AUTHOR.stamp("Agreed")
    append_target(db, MEASURE, JANUARY, figure, seen=seen, counts_from=counts_from, stamp=stamp)


ENTRIES = [
    Entry(Decimal("46.7")),
    Entry(None, MissingReason.SUPPRESSED),
    Entry(
        Decimal("-0.1"),
        comments="Two\nlines [red] \x1b[31m",
        provisional=True,
        override=Rating.GREEN,
        override_reason="Agreed",
        source="DfE",
        reason="Recount",
    ),
]


def test_revisions_come_back_as_they_were_appended(store: Store) -> None:
    with store.writing() as db:
        written = [append(db, entry, seen=seen) for seen, entry in enumerate(ENTRIES)]
    with store.reading() as db:
        assert result_revisions(db, MEASURE) == written
        assert result_revisions(db, MEASURE, JANUARY) == written
        assert result_revisions(db, MEASURE, APRIL) == []


def test_targets_are_revised_and_ended(store: Store) -> None:
    with store.writing() as db:
        aim(db, "75")
        aim(db, "80.5", seen=1)
        aim(db, None, seen=2)
    with store.reading() as db:
        targets = target_revisions(db, MEASURE)
    assert [(t.number, t.amount) for t in targets] == [(1, 75), (2, Decimal("80.5")), (3, None)]
    assert [t.counts_from for t in targets] == [None, REPORTED, REPORTED]
    assert targets[2].stamp == AUTHOR.stamp("Agreed")


def test_definitions_comparators_and_actions_come_back_as_they_were_written(store: Store) -> None:
    stamp = AUTHOR.stamp("Agreed")
    renamed = replace(MEASURE, title="Another", priority="Growth", year_rule=YearRule.SUM)
    england = Benchmark("M1", JANUARY, "England", Decimal(71), "DfE", 1, REPORTED)
    raised = Action(0, "M1", JANUARY, "Do it", "ann", APRIL.start, None, REPORTED)
    with store.writing() as db:
        append_definition(db, renamed, seen=1, counts_from=REPORTED, stamp=stamp)
        append_benchmark(db, england, stamp)
        append_benchmark(db, replace(england, value=None, number=2), stamp)
        number = add_action(db, raised, stamp)
        again = replace(raised, id=number, text="Do it now", number=2, counts_from=REPORTED)
        revise_action(db, again, stamp)
    with store.reading() as db:
        first, second = definition_revisions(db, MEASURE)
        assert (first.measure, first.number, first.counts_from) == (MEASURE, 1, None)
        assert second == Definition(renamed, 2, REPORTED, stamp)
        assert benchmark_revisions(db, MEASURE) == [
            england,
            replace(england, value=None, number=2),
        ]
        assert action_revisions(db, MEASURE) == [[replace(raised, id=number), again]]


def test_who_did_not_see_the_last_revision_of_any_ledger_gets_a_conflict(store: Store) -> None:
    stamp = AUTHOR.stamp()
    england = Benchmark("M1", JANUARY, "England", Decimal(71))
    raised = Action(0, "M1", JANUARY, "Do it", None, None, None, REPORTED)
    with store.writing() as db:
        aim(db, "75")
        append_benchmark(db, england, stamp)
        number = add_action(db, raised, stamp)
    for write in (
        lambda db: aim(db, "76"),
        lambda db: append_definition(db, MEASURE, seen=0, counts_from=None, stamp=stamp),
        lambda db: append_benchmark(db, england, stamp),
        lambda db: revise_action(db, replace(raised, id=number), stamp),
    ):
        with pytest.raises(Conflict, match="somebody else"), store.writing() as db:
            write(db)


def test_who_did_not_see_the_last_revision_gets_a_conflict_and_nothing_is_lost(
    store: Store,
) -> None:
    with store.writing() as db:
        first = append(db, ENTRIES[0])
    with (
        pytest.raises(Conflict, match="M1 Jan 2024 was changed by somebody else"),
        store.writing() as db,
    ):
        append(db, Entry(Decimal(99)))
    with store.reading() as db:
        assert result_revisions(db, MEASURE) == [first]


def test_a_revision_cannot_leave_a_gap(store: Store) -> None:
    with pytest.raises(Conflict), store.writing() as db:
        append(db, ENTRIES[0], seen=1)


def test_a_result_of_no_measure_is_refused_by_name_of_what_is_wrong(store: Store) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"), store.writing() as db:
        append_result(
            db,
            replace(MEASURE, code="M9"),
            JANUARY,
            ENTRIES[0],
            seen=0,
            reported_on=REPORTED,
            recorded_at=AUTHOR.at,
            recorded_by=AUTHOR.login,
        )


COLUMNS = "measure, period, revision, recorded_at, recorded_by"
ROW = "'M1', '2024-01-01', 1, '2024-04-01T09:00:00+00:00', 'x'"
TAMPERING = [
    "UPDATE result SET value = 1",
    "DELETE FROM result",
    f"REPLACE INTO result ({COLUMNS}, value, reported_on) VALUES ({ROW}, 1, '2024-04-01')",
    f"INSERT OR REPLACE INTO result ({COLUMNS}, value, reported_on) "
    f"VALUES ({ROW}, 1, '2024-04-01')",
    f"INSERT INTO result ({COLUMNS}, value, reported_on) VALUES ({ROW}, 1, '2024-04-01') "
    "ON CONFLICT DO UPDATE SET value = 1",
    "UPDATE target SET amount = 1",
    "DELETE FROM target",
    f"REPLACE INTO target ({COLUMNS}, amount) VALUES ({ROW}, 1)",
    "UPDATE definition SET tolerance = 50",
    "DELETE FROM definition",
    "REPLACE INTO definition (measure, revision, number, title, unit, polarity, recorded_at, "
    "recorded_by) VALUES ('M1', 1, 1, 'x', '', 'lower', '2024-04-01T09:00:00+00:00', 'x')",
    "UPDATE benchmark SET value = 1",
    "DELETE FROM benchmark",
    "UPDATE action_revision SET text = 'x'",
    "DELETE FROM action_revision",
    "UPDATE change_log SET by = 'nobody'",
    "DELETE FROM change_log",
    "REPLACE INTO change_log (id, at, by, table_name, key) VALUES (1, '', '', '', '')",
]


@pytest.mark.parametrize("statement", TAMPERING)
@pytest.mark.parametrize("through", ["the store", "another program"])
def test_what_is_written_cannot_be_changed(
    store: Store, path: Path, statement: str, through: str
) -> None:
    with store.writing() as db:
        append(db, ENTRIES[0])
        aim(db, "75")
        append_benchmark(db, Benchmark("M1", JANUARY, "England", Decimal(71)), AUTHOR.stamp())
        raised = Action(0, "M1", JANUARY, "Do it", None, None, None, REPORTED)
        add_action(db, raised, AUTHOR.stamp())
    before = contents(path)
    if through == "the store":
        with pytest.raises(StoreError, match="is a ledger"), store.writing() as db:
            db.execute(statement)
    else:
        with (
            closing(sqlite3.connect(path)) as plain,
            pytest.raises(sqlite3.IntegrityError, match="is a ledger"),
        ):
            plain.execute(statement)
    assert contents(path) == before


@pytest.mark.parametrize(
    "values",
    [
        {"value": None, "missing_reason": None},
        {"value": 1.0, "missing_reason": "suppressed"},
        {"value": None, "missing_reason": "dog ate it"},
        {"period": "2024-02-30"},
        {"period": "January"},
        {"reported_on": "10/04/2024"},
        {"override": "Purple"},
        {"provisional": 2},
        {"revision": 0},
        {"recorded_at": "last week"},
    ],
)
def test_rows_that_say_nothing_sensible_are_refused_whoever_writes_them(
    store: Store, path: Path, values: dict[str, object]
) -> None:
    row = {
        "measure": "M1",
        "period": "2024-01-01",
        "revision": 1,
        "value": 1.0,
        "missing_reason": None,
        "reported_on": "2024-04-01",
        "recorded_at": "2024-04-01T09:00:00+00:00",
        "recorded_by": "x",
    } | values
    with closing(sqlite3.connect(path)) as plain, pytest.raises(sqlite3.IntegrityError):
        plain.execute(
            f"INSERT INTO result ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
            list(row.values()),
        )


def test_a_row_that_no_constraint_kept_out_is_a_sentence(store: Store, path: Path) -> None:
    with store.writing() as db:
        append(db, ENTRIES[0])
        aim(db, "75")
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA ignore_check_constraints = ON")
        plain.execute("DROP TRIGGER target_no_update")
        plain.execute("UPDATE target SET period = '2024-0x-01'")
        plain.commit()
    with (
        pytest.raises(StoreError, match=r"holds what cannot be read .*ncc-tui check"),
        store.reading() as db,
    ):
        target_revisions(db, MEASURE)
