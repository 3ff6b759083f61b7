from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ncc_tui.domain.model import Benchmark, Entry
from ncc_tui.store import catalogue
from ncc_tui.store.connection import Connection, Store
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.integrity import (
    altered_schema,
    damage,
    ledger_gaps,
    loose_ends,
    missing_migrations,
    steps_back,
    stray_periods,
)
from ncc_tui.store.ledgers import append_result, append_target
from tests.domain.building import QUARTERLY, a_measure
from tests.store.conftest import AUTHOR

ALL: list[Callable[[Connection], list[str]]] = [
    damage,
    missing_migrations,
    altered_schema,
    loose_ends,
    ledger_gaps,
    steps_back,
    stray_periods,
]


@pytest.fixture
def kept(store: Store) -> Store:
    """A store with three revisions of a result, a target and a comparator."""
    measure, january = a_measure(), QUARTERLY.parse("Jan 2024")
    with store.writing() as db:
        for seen in range(3):
            append_result(
                db,
                measure,
                january,
                Entry(Decimal(seen)),
                seen=seen,
                reported_on=date(2024, 4, 1 + seen),
                recorded_at=AUTHOR.at,
                recorded_by="x",
            )
        append_target(db, measure, january, Decimal(1), recorded_at=AUTHOR.at, recorded_by="x")
        catalogue.put_benchmark(db, Benchmark("M1", january, "England", Decimal(1)), AUTHOR)
    return store


def tamper(path: Path, *statements: str) -> None:
    """Change a database as another program could that first takes the ledgers' triggers away."""
    with closing(sqlite3.connect(path)) as plain:
        triggers = plain.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            plain.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            plain.execute(statement)
        for _, sql in triggers:
            plain.execute(sql)
        plain.commit()


def faults(store: Store) -> dict[str, list[str]]:
    with store.reading() as db:
        return {look.__name__: found for look in ALL if (found := look(db))}


def test_a_whole_database_has_none(kept: Store) -> None:
    assert faults(kept) == {}


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "DELETE FROM result WHERE revision = 2",
            {"ledger_gaps": ["result M1 2024-01-01 has revisions 1, 3"]},
        ),
        (
            "DELETE FROM result WHERE revision = 1",
            {"ledger_gaps": ["result M1 2024-01-01 has revisions 2, 3"]},
        ),
        (
            "UPDATE target SET revision = 2",
            {"ledger_gaps": ["target M1 2024-01-01 has revisions 2"]},
        ),
        (
            "UPDATE result SET reported_on = '2024-03-31' WHERE revision = 3",
            {
                "steps_back": [
                    "result M1 2024-01-01 revision 3 is reported on 31 Mar 2024, the one before it "
                    "on 2 Apr 2024"
                ]
            },
        ),
        (
            "UPDATE target SET period = '2024-02-01'",
            {"stray_periods": ["target M1 2024-02-01 is no start of a quarter of that measure"]},
        ),
        (
            "UPDATE benchmark SET period = '2024-01-15'",
            {"stray_periods": ["benchmark M1 2024-01-15 is no start of a quarter of that measure"]},
        ),
        (
            "UPDATE measure SET service = '9'",
            {"loose_ends": ["1 row of measure refers to a service that is not there"]},
        ),
        (
            "UPDATE result SET measure = 'M9'",
            {"loose_ends": ["3 rows of result refer to a measure that is not there"]},
        ),
        (
            "DELETE FROM _sqlite_migrations",
            {"missing_migrations": ["migration 0001_schema is missing"]},
        ),
        (
            "DROP INDEX result_reported",
            {"altered_schema": ["the index result_reported is missing"]},
        ),
        (
            "DROP VIEW current_result",
            {"altered_schema": ["the view current_result is missing"]},
        ),
        (
            "ALTER TABLE measure ADD COLUMN mine TEXT",
            {"altered_schema": ["the table measure is altered"]},
        ),
        ("CREATE TABLE mine (id)", {}),
    ],
)
def test_each_fault_is_found_where_it_is_and_nowhere_else(
    kept: Store, path: Path, statement: str, found: dict[str, list[str]]
) -> None:
    tamper(path, statement)
    assert faults(kept) == found


def test_a_trigger_that_was_taken_away_is_missed(kept: Store, path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("DROP TRIGGER result_no_delete")
    assert faults(kept) == {"altered_schema": ["the trigger result_no_delete is missing"]}


def test_an_index_that_does_not_fit_its_table_is_damage(kept: Store, path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA writable_schema = ON")
        plain.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'reported_on, revision', 'value') "
            "WHERE name = 'result_reported'"
        )
        plain.commit()
    kept.close()
    assert "damage" in faults(kept)


def test_values_that_a_constraint_forbids_are_damage(kept: Store, path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA ignore_check_constraints = ON")
        plain.execute("UPDATE measure SET frequency = 'Weekly'")
        plain.commit()
    with kept.reading() as db:
        assert damage(db) == ["CHECK constraint failed in measure"]
