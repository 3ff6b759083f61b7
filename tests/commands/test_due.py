from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from ncc_tui.cli import main
from ncc_tui.domain.due import DueItem
from ncc_tui.domain.model import Service
from ncc_tui.printing.due import due_text
from tests.demo import demo_database
from tests.domain.building import QUARTERLY, a_measure

AT = ("--at", "2024-05-18")


@pytest.fixture(scope="module")
def database() -> Iterator[Path]:
    with demo_database("boss") as path:
        yield path


def due(database: Path, *arguments: str, **environment: str) -> Result:
    given = ["--db", str(database), "due", *arguments]
    return CliRunner(env=environment).invoke(main, given)


def test_text_is_a_line_per_result(database: Path) -> None:
    lines = due(database, "--at", "18 May 2024", COLUMNS="90").stdout.splitlines()
    assert lines[0] == "5 results due at 18 May 2024, 3 overdue"
    assert lines[2].split() == ["Late", "Due", "by", "Code", "Period", "Owner", "Measure"]
    assert lines[3].startswith("! 93 days late   15 Feb 2024  PPR01  Jan 2024  Mina Davison  % of")
    assert lines[6].startswith("  12 days left   30 May 2024  PPR05")
    assert len(lines) == 8
    assert max(len(line) for line in lines) == 90


def test_json_is_as_in_the_contract(database: Path) -> None:
    told = json.loads(due(database, *AT, "--service", "26", "--format", "json").stdout)
    assert told == {
        "at": "2024-05-18",
        "due": [
            {
                "service": "Children's Social Care",
                "service_code": "26",
                "code": "CSC10",
                "measure": "First time entrants to the criminal justice system per 100k",
                "period": "Jan 2024",
                "due_on": "2024-04-15",
                "days_late": 33,
                "overdue": True,
                "owner": "jsmith",
                "owner_name": "Jo Smith",
                "periods_behind": 1,
            }
        ],
    }


def test_csv_says_the_same_as_json(database: Path) -> None:
    told = json.loads(due(database, *AT, "--format", "json").stdout)["due"]
    lines = list(csv.DictReader(io.StringIO(due(database, *AT, "--format", "csv").stdout)))
    assert [list(line) for line in lines] == [list(item) for item in told]
    assert [line["code"] for line in lines] == [item["code"] for item in told]
    assert [int(line["days_late"]) for line in lines] == [item["days_late"] for item in told]
    assert [line["overdue"] for line in lines] == ["yes", "yes", "yes", "no", "no"]


def test_nothing_due_is_said_and_is_an_empty_list(database: Path) -> None:
    nothing = ("--at", "2024-05-18", "--service", "9")
    assert due(database, *nothing).stdout == "No result is due at 18 May 2024.\n"
    assert due(database, *nothing, "--chase").stdout == "No result is due at 18 May 2024.\n"
    assert json.loads(due(database, *nothing, "--format", "json").stdout)["due"] == []
    assert due(database, *nothing, "--format", "csv").stdout.count("\n") == 1


def test_without_a_date_it_is_today(database: Path) -> None:
    told = json.loads(due(database, "--format", "json").stdout)
    assert told["at"] == date.today().isoformat()


def test_chase_writes_a_reminder_to_each_owner(database: Path) -> None:
    told = due(database, *AT, "--chase").stdout
    assert [line for line in told.splitlines() if line.startswith("---")] == [
        "--- To: Mina Davison (mdavison)",
        "--- To: Jo Smith (jsmith)",
        "--- To: Lewis Robson (lrobson)",
    ]
    assert "Dear Jo Smith,\n\n1 result for the performance report is overdue:\n" in told


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("--chase", "--format", "json"), 2, "--chase writes text"),
        (("--at", "yesterday"), 2, "Expected a date such as 2024-05-18"),
        (("--service", "Planing"), 1, "Did you mean Planning (21)?"),
    ],
)
def test_what_is_wrong_is_said(
    database: Path, arguments: tuple[str, ...], status: int, told: str
) -> None:
    done = due(database, *arguments)
    assert done.exit_code == status
    assert told in done.stderr


def test_wide_characters_keep_the_columns_in_line() -> None:
    service, lag = Service("1", "A service"), date(2024, 4, 15)
    items = [
        DueItem(
            a_measure(code=code, title=title), service, QUARTERLY.parse("Jan 2024"), lag, 33, who, 1
        )
        for code, who, title in (
            ("M1", "\u738b\u5c0f\u660e", "\u65e5\u672c\u8a9e" * 20),
            ("M2", "Jo Smith", "Plain"),
        )
    ]
    lines = due_text(items, date(2024, 5, 18), 70).splitlines()[2:]
    starts = {
        cell_len(line.partition(title)[0])
        for line, title in zip(lines, ("Measure", "\u65e5", "Plain"), strict=True)
    }
    assert len(starts) == 1
    assert max(map(cell_len, lines)) in (69, 70)
