from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ncc_tui.domain.errors import StoreError
from ncc_tui.domain.model import Benchmark, Entry, Stamp
from ncc_tui.store.catalogue import officers
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
    unknown_roles,
)
from ncc_tui.store.ledgers import (
    append_benchmark,
    append_definition,
    append_result,
    append_target,
    definition_revisions,
)
from ncc_tui.store.migrations import known_names
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
    unknown_roles,
]


@pytest.fixture
def kept(store: Store) -> Store:
    """A store with three revisions of a result, and one of everything else."""
    measure, january = a_measure(), QUARTERLY.parse("Jan 2024")
    stamp = Stamp(AUTHOR.at, AUTHOR.login)
    with store.writing() as db:
        if not definition_revisions(db, measure):
            append_definition(db, measure, seen=0, counts_from=None, stamp=stamp)
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
        append_target(db, measure, january, Decimal(1), seen=0, counts_from=None, stamp=stamp)
        append_benchmark(db, Benchmark("M1", january, "England", Decimal(1)), stamp)
        db.execute("INSERT INTO action VALUES (1, 'M1', '2024-01-01', '2024-04-01')")
        db.execute(
            "INSERT INTO action_revision (action, revision, text, recorded_at, recorded_by) "
            "VALUES (1, 1, 'Do it', '2024-04-01T09:00:00+00:00', 'x')"
        )
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
            "UPDATE target SET revision = 2, counts_from = '2024-04-01'",
            {"ledger_gaps": ["target M1 2024-01-01 has revisions 2"]},
        ),
        (
            "UPDATE result SET reported_on = '2024-03-31' WHERE revision = 3",
            {
                "steps_back": [
                    "result M1 2024-01-01 revision 3 counts from 31 Mar 2024, the one before it "
                    "from 2 Apr 2024"
                ]
            },
        ),
        # The clock was wrong once; who corrects that is not at fault.
        ("UPDATE result SET reported_on = '2060-01-01' WHERE revision = 2", {}),
        (
            "UPDATE definition SET revision = 2, counts_from = '2024-04-01'",
            {"ledger_gaps": ["definition M1 has revisions 2"]},
        ),
        (
            "UPDATE benchmark SET revision = 2, counts_from = '2024-04-01'",
            {"ledger_gaps": ["benchmark M1 England 2024-01-01 has revisions 2"]},
        ),
        (
            "UPDATE action_revision SET revision = 2, counts_from = '2024-04-01'",
            {"ledger_gaps": ["action_revision 1 has revisions 2"]},
        ),
        (
            "INSERT INTO action_revision VALUES "
            "(1, 2, '2024-05-02', 'Do it', NULL, NULL, NULL, '2024-05-02T09:00:00+00:00', 'x', ''),"
            "(1, 3, '2024-05-01', 'Do it', NULL, NULL, NULL, '2024-05-03T09:00:00+00:00', 'x', '')",
            {
                "steps_back": [
                    "action_revision 1 revision 3 counts from 1 May 2024, the one before it from "
                    "2 May 2024"
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
            {"missing_migrations": [f"migration {name} is missing" for name in known_names()]},
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
            "UPDATE sqlite_master SET sql = replace(sql, 'revision, reported_on', 'value') "
            "WHERE name = 'result_reported'"
        )
        plain.commit()
    kept.close()
    assert "damage" in faults(kept)


def test_values_that_a_constraint_forbids_are_damage(kept: Store, path: Path) -> None:
    tamper(path, "PRAGMA ignore_check_constraints = ON", "UPDATE measure SET frequency = 'Weekly'")
    with kept.reading() as db:
        assert damage(db) == ["CHECK constraint failed in measure"]


def test_a_role_that_this_version_does_not_know_is_said_and_no_traceback(
    kept: Store, path: Path
) -> None:
    tamper(
        path,
        "PRAGMA ignore_check_constraints = ON",
        "INSERT INTO officer (login, name, role)"
        " VALUES ('ann', 'Ann Bell', 'viewer'), ('ben', 'Ben Lee', 'chief')",
    )
    said = "officer ben has the role 'chief', which this version does not know"
    with kept.reading() as db:
        assert unknown_roles(db) == [said]
        with pytest.raises(StoreError, match=r"cannot be read .*'chief'.* ncc-tui check"):
            officers(db)
