"""What may stand in a database beside what the migrations make."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ncc_tui.domain.errors import StoreError
from ncc_tui.store.connection import connect
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.integrity import altered_schema
from ncc_tui.store.opening import looking, ready
from tests.store.test_connection import everything_in

TRIGGER = "CREATE TRIGGER evil AFTER INSERT ON setting BEGIN DELETE FROM draft; END"
REWRITE = """UPDATE sqlite_master SET sql = replace(sql, "{was}", "{now}") WHERE name = '{of}'"""


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            plain.execute(statement)
        plain.commit()


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        ([TRIGGER], "the trigger evil is not ours"),
        (
            ["CREATE TABLE mine (id)", TRIGGER.replace("setting", "mine")],
            "trigger evil is not ours",
        ),
        ([TRIGGER.replace("evil", "_sqlite_migrations")], "_sqlite_migrations is not ours"),
        (["CREATE VIEW evil AS SELECT 1"], "the view evil is not ours"),
        (["CREATE INDEX evil ON setting (upper(value))"], "the index evil is not ours"),
        (["CREATE VIRTUAL TABLE evil USING fts5(text)"], "the table evil is not ours"),
        (
            ["ALTER TABLE setting RENAME TO kept", "CREATE VIEW setting AS SELECT * FROM kept"],
            "the table setting is missing",
        ),
        (
            ["DROP TRIGGER result_no_delete", TRIGGER.replace("evil", "result_no_delete")],
            "the trigger result_no_delete is altered",
        ),
        (["DROP TRIGGER result_no_delete"], "the trigger result_no_delete is missing"),
        (["DROP INDEX result_reported"], "the index result_reported is missing"),
        (["DROP VIEW current_result"], "the view current_result is missing"),
        (["ALTER TABLE officer ADD COLUMN mine TEXT"], "the table officer is altered"),
        (
            ["ALTER TABLE officer ADD COLUMN boss AS (login = 'x')"],
            "the table officer is altered",
        ),
        (
            [REWRITE.format(was="'viewer', 'officer', ", now="", of="officer")],
            "the table officer is altered",
        ),
        (
            [REWRITE.format(was="NOT NULL DEFAULT", now="DEFAULT", of="service")],
            "the table service is altered",
        ),
    ],
)
def test_what_is_altered_or_acts_and_is_not_ours_is_refused_and_found_by_check(
    path: Path, statements: list[str], fault: str
) -> None:
    change(path, *statements)
    before = everything_in(path.parent)
    with pytest.raises(StoreError) as refused:
        ready(path)
    assert str(refused.value).startswith(f"{path} was changed by another program: ")
    assert f"{fault}. It was left as it is; see: ncc-tui check" in str(refused.value)
    assert everything_in(path.parent) == before
    with looking(path) as db:
        assert any(found.endswith(fault) for found in altered_schema(db))


def test_a_plain_table_of_somebody_else_does_no_harm(path: Path) -> None:
    change(path, "CREATE TABLE mine (id INTEGER PRIMARY KEY, text UNIQUE)", "ANALYZE")
    ready(path)


def test_an_older_database_is_held_to_what_its_migrations_made(path: Path, with_migrations) -> None:
    with_migrations(more="CREATE VIEW more AS SELECT 1")
    change(path, TRIGGER)
    with pytest.raises(StoreError, match="the trigger evil is not ours"):
        ready(path)
    change(path, "DROP TRIGGER evil")
    assert ready(path) is not None
    assert ready(path) is None
    change(path, "DROP VIEW more")
    with pytest.raises(StoreError, match="the view more is missing"):
        ready(path)


def test_a_migration_may_alter_what_an_earlier_one_made(path: Path, with_migrations) -> None:
    with_migrations(
        third="ALTER TABLE setting ADD COLUMN note TEXT; DROP VIEW current_result;",
        fourth="ALTER TABLE setting RENAME COLUMN note TO remark;",
    )
    ready(path)
    assert ready(path) is None


def test_opening_loads_no_sqlite_utils(path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from ncc_tui.store.opening import ready\n"
        "ready(Path(sys.argv[1]))\n"
        "print('sqlite_utils' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True
    )
    assert done.stdout == "False\n"


def test_a_file_of_somebody_else_runs_no_function_with_side_effects(path: Path) -> None:
    change(path, "CREATE VIEW evil AS SELECT noisy()")
    calls: list[int] = []
    with closing(connect(path)) as db:
        db.raw.create_function("noisy", 0, lambda: calls.append(1))
        with pytest.raises(sqlite3.OperationalError, match="unsafe use of noisy"):
            db.execute("SELECT * FROM evil")
    assert calls == []
