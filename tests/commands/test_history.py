from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner, Result

from ncc_tui.cli import main
from ncc_tui.domain.worddiff import word_diff
from ncc_tui.printing.history import in_words
from tests.demo import demo_database
from tests.domain.building import QUARTERLY


@pytest.fixture(scope="module")
def database() -> Iterator[Path]:
    with demo_database("boss") as path:
        for value, more in (
            ("75", ("--comments", "It rose to 75.\nAgain.", "--provisional")),
            ("74", ("--comments", "It rose to 74.\nAgain.", "--reason", "Recount\x1b[31m")),
        ):
            done = run(path, "record", "CSC04", "Apr 2024", value, *more, officer="jsmith")
            assert done.exit_code == 0
        yield path


def run(database: Path, *arguments: str, officer: str = "boss", **environment: str) -> Result:
    given = ["--db", str(database), "--officer", officer, *arguments]
    return CliRunner(env=environment).invoke(main, given)


def test_text_has_every_revision_and_what_changed(database: Path) -> None:
    told = run(database, "history", "csc04", "--period", "2024-04", TZ="UTC", COLUMNS="120").stdout
    assert re.sub(r"\d+ \w{3} \d{4}( \d\d:\d\d)?$", "NOW", told, flags=re.MULTILINE) == (
        "CSC04 Rate of Children Looked After (CLA) per 10,000 popn\n"
        "\n"
        "Apr 2024 · 1 Apr 2024 to NOW\n"
        f"  Revision 2 · 74 · reported on {reported(told)} · Jo Smith, NOW\n"
        "    Reason: Recount␛[31m\n"
        "    Value: 75 → 74\n"
        "    Status: provisional → final\n"
        "    It rose to (was “75”, now “74”).\n"
        "    Again.\n"
        f"  Revision 1 · 75 · provisional · reported on {reported(told)} · Jo Smith, NOW\n"
        "    It rose to 75.\n"
        "    Again.\n"
    )


def reported(told: str) -> str:
    found = re.search(r"reported on (\d+ \w{3} \d{4})", told)
    assert found is not None
    return found[1]


def test_a_terminal_strikes_out_what_went_and_underlines_what_came(database: Path) -> None:
    def told(terminal: str) -> str:
        child = pexpect.spawn(
            sys.executable,
            [
                "-m",
                "ncc_tui.cli",
                "--db",
                str(database),
                "history",
                "CSC04",
                "--period",
                "Apr 2024",
            ],
            env={**os.environ, "TERM": terminal, "NO_COLOR": "1"},
            encoding="utf-8",
            timeout=30,
        )
        child.expect(pexpect.EOF)
        child.close()
        return child.before or ""

    assert "It rose to \x1b[9m75\x1b[0m \x1b[4m74\x1b[0m." in told("xterm-256color")
    assert "It rose to (was “75”, now “74”)." in told("linux")


def test_every_period_stands_newest_first(database: Path) -> None:
    told = run(database, "history", "CSC04").stdout
    periods = [QUARTERLY.parse(f"{m[1]}") for m in re.finditer(r"^(\w{3} \d{4}) · ", told, re.M)]
    assert len(periods) > 3
    assert periods == sorted(periods, reverse=True)
    numbers = json.loads(run(database, "history", "CSC04", "--format", "json").stdout)["revisions"]
    order = [(QUARTERLY.parse(r["period"]), r["revision"]) for r in numbers]
    assert order == sorted(order, reverse=True)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("It fell.", "It fell sharply.", "It fell(added “ sharply”)."),
        ("It fell sharply.", "It fell.", "It fell(removed “ sharply”)."),
        ("up", "down", "(was “up”, now “down”)"),
        ("same", "same", "same"),
    ],
)
def test_what_became_of_words_is_said_in_words(before: str, after: str, told: str) -> None:
    assert in_words(word_diff(before, after)) == told


def test_text_keeps_to_the_width(database: Path) -> None:
    told = run(database, "history", "CSC04", COLUMNS="70").stdout
    assert max(len(line) for line in told.splitlines()) <= 70
    assert all(line == line.rstrip() for line in told.splitlines())
    assert "Jan 2024 · 1 Jan 2024 to 31 Mar 2024" in told


def test_json_has_every_field_of_every_revision(database: Path) -> None:
    told = json.loads(
        run(database, "history", "CSC04", "--period", "Apr 2024", "--format", "json").stdout
    )
    assert (told["measure"], len(told["revisions"])) == ("CSC04", 2)
    assert told["title"] == "Rate of Children Looked After (CLA) per 10,000 popn"
    second = told["revisions"][0]
    assert second["reported_on"] == second["recorded_at"][:10]
    del second["reported_on"], second["recorded_at"]
    assert second == {
        "period": "Apr 2024",
        "revision": 2,
        "value": 74,
        "missing_reason": None,
        "provisional": False,
        "comments": "It rose to 74.\nAgain.",
        "override": None,
        "override_reason": None,
        "source": None,
        "forecast": None,
        "reason": "Recount\x1b[31m",
        "recorded_by": "jsmith",
        "recorded_by_name": "Jo Smith",
        "changed": ["value", "provisional", "comments"],
    }


def test_a_measure_without_results_says_so(database: Path) -> None:
    told = run(database, "history", "CSC04", "--period", "Jul 2024").stdout
    assert told.endswith("\n\nNo result has been entered.\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("CSC4",), "Did you mean CSC04?"), (("CSC04", "--period", "Feb 2024"), "Jan 2024 and Apr")],
)
def test_a_wrong_measure_or_period_is_refused(
    database: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = run(database, "history", *arguments)
    assert done.exit_code == 1
    assert told in done.stderr


def test_it_tells_of_targets_and_definitions_below_the_results(tmp_path: Path) -> None:
    with demo_database("boss") as path:
        sheet = tmp_path / "targets.csv"
        sheet.write_text(
            "measure,period,target,counts_from,reason\n"
            "CSC04,Jan 2024,73,always,\n"
            "CSC04,Jan 2024,70,2024-09-01,Agreed by cabinet\n"
        )
        assert run(path, "import", str(sheet)).exit_code == 0
        text = " ".join(run(path, "history", "CSC04", COLUMNS="120").stdout.split())
        told = json.loads(run(path, "history", "CSC04", "--format", "json").stdout)
        one = json.loads(
            run(path, "history", "CSC04", "--period", "Jan 2024", "--format", "json").stdout
        )
    assert "Target from Jan 2024, revision 2" in text
    assert "counts from 1 Sep 2024 Reason: Agreed by cabinet" in text
    assert text.index("Revision 1 ·") < text.index("Target from Jan 2024")
    assert text.index("Target from Jan 2024") < text.index("Definition, revision 1")
    raised, _ = [a for a in told["amendments"] if a["subject"] == "from Jan 2024"]
    assert raised["ledger"] == "target"
    assert raised["counts_from"] == "2024-09-01"
    assert raised["reason"] == "Agreed by cabinet"
    assert raised["changed"] == [{"field": "target", "before": "73", "after": "70"}]
    assert {a["ledger"] for a in told["amendments"]} == {"target", "definition"}
    assert one["amendments"] == []
