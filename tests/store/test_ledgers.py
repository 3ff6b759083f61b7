from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ncc_tui.domain.errors import Conflict, StoreError
from ncc_tui.domain.model import Entry, MissingReason, Revision
from ncc_tui.domain.ratings import Rating
from ncc_tui.store.connection import Connection, Store
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.ledgers import (
    append_result,
    append_target,
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


def aim(db: Connection, amount: str | None) -> None:
    figure = Decimal(amount) if amount else None
    append_target(db, MEASURE, JANUARY, figure, recorded_at=AUTHOR.at, recorded_by=AUTHOR.login)


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
        aim(db, "80.5")
        aim(db, None)
    with store.reading() as db:
        targets = target_revisions(db, MEASURE)
    assert [(t.revision, t.amount) for t in targets] == [(1, 75), (2, Decimal("80.5")), (3, None)]


def test_who_did_not_see_the_last_revision_gets_a_conflict_and_nothing_is_lost(
    store: Store,
) -> None:
    with store.writing() as db:
        first = append(db, ENTRIES[0])
    with (
        pytest.raises(Conflict, match="M1 Jan 2024 was saved by somebody else"),
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
