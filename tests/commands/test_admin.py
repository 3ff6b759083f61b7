"""`ncc-tui admin`, as a council that is set up by it and as scripts use it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ncc_tui.cli import main
from tests.demo import demo_database

Run = Callable[..., Result]


@pytest.fixture
def database() -> Iterator[Path]:
    with demo_database("boss") as path:
        yield path


@pytest.fixture
def run(database: Path) -> Run:
    def invoke(*arguments: str, officer: str = "boss", path: Path = database) -> Result:
        given = ["--db", str(path), "--officer", officer, *arguments]
        return CliRunner(env={"COLUMNS": "160"}).invoke(main, given)

    return invoke


def done(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def refused(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("Error: ").strip()


def listed(run: Run, *arguments: str) -> Any:
    return json.loads(done(run("admin", *arguments, "--format", "json")))


def test_a_council_is_set_up_from_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "new" / "ncc.db"

    def step(*arguments: str) -> str:
        return done(run(*arguments, path=path))

    step("init")
    step("admin", "setting", "set", "organisation", "Our Council")
    step("admin", "service", "add", "26", "Children's Social Care", "--director", "A Director")
    step(
        *("admin", "measure", "add", "CSC01", "--service", "26", "--measure", "Cases closed"),
        *("--unit", "Percentage", "--frequency", "Quarterly", "--polarity", "higher"),
    )
    step("admin", "target", "set", "CSC01", "Apr 2023", "75")
    step("record", "CSC01", "Jan 2024", "80", "--comments", "It rose.")
    step("admin", "officer", "add", "jo", "--name", "Jo", "--role", "officer", "--service", "26")
    made = json.loads(step("report", "26", "--format", "json"))
    (row,) = made["rows"]
    assert (made["organisation"], made["service"]) == ("Our Council", "Children's Social Care")
    assert (row["code"], row["current"], row["target"], row["performance"]) == (
        *("CSC01", 80, 75),
        "Green",
    )


def test_services_are_listed_changed_and_removed(run: Run) -> None:
    done(run("admin", "service", "add", "P", "Place [b]"))
    assert done(run("admin", "service", "edit", "21", "--parent", "P")) == (
        "Saved service 21: Planning\n"
    )
    done(run("admin", "service", "edit", "P", "--name", "Place"))
    lines = done(run("admin", "service", "list")).splitlines()
    assert lines[0].split() == ["Code", "Service", "Measures", "Director", "Portfolio", "holder"]
    assert any(line.startswith("  21 ") for line in lines)
    (place,) = [s for s in listed(run, "service", "list") if s["service_code"] == "P"]
    assert (place["service"], place["measures"], place["director"]) == ("Place", 0, None)
    assert "services below it (21)" in refused(run("admin", "service", "remove", "P"))
    done(run("admin", "service", "edit", "21", "--parent", "-"))
    done(run("admin", "service", "remove", "P"))


def test_a_measure_is_defined_anew_and_what_that_turns_is_told(run: Run) -> None:
    dry = done(run("admin", "measure", "edit", "CSC04", "--polarity", "neutral", "--dry-run"))
    assert dry.startswith("Would save CSC04 (revision 2, counts from ")
    assert re.search(r"Would turn at .*:\n  CSC04 performance: . \w+ → ○ N/A\n", dry)
    saved = done(run("admin", "measure", "edit", "CSC04", "--polarity", "neutral"))
    assert saved.startswith("Saved CSC04 (revision 2, ")
    assert re.search(r"Turned at .*:\n  CSC04 performance: . \w+ → ○ N/A\n", saved)
    told = refused(run("admin", "measure", "edit", "CSC04", "--unit", "X", "--revision", "1"))
    assert "was changed by boss after you had read it" in told
    (measure,) = [m for m in listed(run, "measure", "list", "26") if m["code"] == "CSC04"]
    assert (measure["polarity"], measure["has_results"]) == ("neutral", True)


def test_another_frequency_is_refused_with_the_way_to_do_it_which_works(run: Run) -> None:
    told = refused(run("admin", "measure", "edit", "CSC04", "--frequency", "Monthly"))
    assert "CSC04 has results by it; to change it, retire this measure (ends_on) and copy" in told
    done(run("admin", "measure", "retire", "CSC04", "--on", "2026-12-31", "--reason", "Monthly"))
    done(run("admin", "measure", "copy", "CSC04", "CSC04M", "--frequency", "Monthly"))
    found = {m["code"]: m for m in listed(run, "measure", "list", "26")}
    assert found["CSC04M"]["starts_on"] == "2027-01-01"
    assert found["CSC04M"]["number"] == found["CSC04"]["number"] == 4


def test_a_measure_is_moved(run: Run) -> None:
    told = done(run("admin", "measure", "move", "CSC03", "--to", "1"))
    assert told.startswith("Saved 1. CSC03 (revision 2, ")
    codes = [measure["code"] for measure in listed(run, "measure", "list", "26")]
    assert codes[:4] == ["CSC03", "CSC01", "CSC02", "CSC04"]


def test_targets_are_set_ended_and_copied(run: Run) -> None:
    done(run("admin", "target", "set", "PLN01", "Apr 2026", "-1.5", "--reason", "Agreed"))
    listing = listed(run, "target", "list", "PLN01")
    assert listing["code"] == "PLN01"
    assert {t["period"]: t["target"] for t in listing["targets"]}["Apr 2026"] == -1.5
    assert "no target" in done(run("admin", "target", "set", "PLN01", "May 2026", "-"))
    told = done(run("admin", "target", "copy", "2023/24", "26", "--uplift", "2%", "--dry-run"))
    assert "Would save CSC01 from Apr 2024: 77, was 75 " in told
    done(run("admin", "target", "copy", "2023/24", "26", "--uplift", "2"))
    assert "Apr 2024  77" in done(run("admin", "target", "list", "CSC01"))


def test_officers_are_added_changed_and_removed(run: Run) -> None:
    add = ("admin", "officer", "add", "jo", "--name", "Jo", "--role", "editor")
    assert done(run(*add, "--service", "26", "--service", "21")) == (
        "Added officer jo: Jo, editor, 21, 26\n"
    )
    assert "every service" in done(run("admin", "officer", "edit", "jo", "--service", "all"))
    assert "no service" in done(run("admin", "officer", "edit", "jo", "--service", "-"))
    (jo,) = [o for o in listed(run, "officer", "list") if o["login"] == "jo"]
    assert (jo["role"], jo["services"], jo["every_service"]) == ("editor", [], False)
    done(run("admin", "officer", "remove", "wgrey"))
    told = refused(run("admin", "officer", "edit", "boss", "--role", "viewer"))
    assert told == "boss is the last admin, and stays one."
    done(run("admin", "officer", "remove", "jo"))
    assert "\njo " not in done(run("admin", "officer", "list"))


def test_settings_are_listed_with_what_they_are(run: Run) -> None:
    assert done(run("admin", "setting", "set", "default_lag_days", "20")) == (
        "Saved default_lag_days: 20\n"
    )
    assert done(run("admin", "setting", "set", "default_lag_days", "-")) == (
        "Saved default_lag_days: 15 (the default)\n"
    )
    assert "Did you mean organisation?" in refused(
        run("admin", "setting", "set", "organization", "X")
    )
    found = {s["setting"]: s for s in listed(run, "setting", "list")}
    assert (found["title"]["value"], found["title"]["default"]) == (
        None,
        "Current Performance Report",
    )
    assert found["organisation"]["about"] in done(run("admin", "setting", "list"))


def test_the_log_is_searched_by_who_what_and_when(run: Run) -> None:
    done(run("admin", "target", "set", "CSC04", "Apr 2026", "70", "--reason", "Cabinet"))
    lines = listed(run, "log", "--by", "boss", "--of", "targets", "--words", "cabinet")
    assert [(line["by"], line["table"], line["key"]) for line in lines] == [
        ("boss", "target", "CSC04 Apr 2026")
    ]
    assert "Nothing of that kind" in done(run("admin", "log", "--since", "2199-01-01"))
    assert len(done(run("admin", "log", "--most", "5")).splitlines()) == 6


@pytest.mark.parametrize(
    "arguments",
    [
        ("service", "add", "9", "X"),
        ("measure", "edit", "CSC04", "--unit", "X"),
        ("target", "set", "CSC04", "Jan 2024", "1"),
        ("officer", "remove", "boss"),
        ("setting", "set", "title", "X"),
        ("log",),
    ],
)
def test_who_may_not_is_refused(run: Run, arguments: tuple[str, ...]) -> None:
    told = refused(run("admin", *arguments, officer="jsmith"))
    assert "jsmith is an officer: only an" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("admin", "mesure", "list"), "Did you mean 'measure'?"),
        (("admin", "measure", "retier", "CSC04"), "Did you mean 'retire'?"),
        (("admin", "measure", "edit", "CSC04"), "Say what changes"),
        (("admin", "measure", "edit", "CSC04", "--polarty", "higher"), "--polarity"),
        (("admin", "measure", "add", "X", "--service", "26"), "Missing option"),
        (("admin", "target", "set", "CSC04", "Jan 2024", "1", "--bogus"), "--bogus"),
    ],
)
def test_wrong_usage_names_what_was_meant(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_every_column_of_the_import_format_is_an_option(run: Run) -> None:
    told = done(run("admin", "measure", "edit", "--help"))
    for option in ("--zero-target-tolerance", "--period-anchor", "--suppress-below", "--year-rule"):
        assert option in told
    assert "..." not in told


def test_text_from_people_steers_no_terminal(run: Run) -> None:
    done(run("admin", "service", "edit", "21", "--director", "\x1b[31mRed\x1b[0m"))
    assert "\x1b" not in done(run("admin", "service", "list"))
    assert "\x1b" not in done(run("admin", "log", "--of", "service"))
    assert "\x1b" not in refused(run("admin", "measure", "list", "\x1b[31m"))
