from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest
from click.testing import CliRunner, Result

from ncc_tui.cli import main
from tests.demo import demo_database

Record = Callable[..., Result]


@pytest.fixture
def database() -> Iterator[Path]:
    with demo_database("boss") as path:
        yield path


@pytest.fixture
def record(database: Path) -> Record:
    def run(*arguments: str, officer: str = "jsmith") -> Result:
        given = ["--db", str(database), "--officer", officer, "record", *arguments]
        return CliRunner().invoke(main, given)

    return run


def revisions(database: Path, measure: str = "CSC04", period: str = "Apr 2024") -> list[Any]:
    given = ["--db", str(database), "history", measure, "--period", period, "--format", "json"]
    told: list[Any] = json.loads(CliRunner().invoke(main, given).stdout)["revisions"]
    assert [r["revision"] for r in told] == sorted((r["revision"] for r in told), reverse=True)
    told.reverse()
    return told


def saved(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def refused(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("Error: ").strip()


def test_a_new_result_is_saved_and_its_rating_told(record: Record, database: Path) -> None:
    told = saved(record("csc04", "2024-04", "75", "--comments", "It rose.", "--action", "Do it"))
    assert told == "Saved CSC04 Apr 2024: 75, ▲ Red (revision 1, 1 action added)\n"
    (made,) = revisions(database)
    assert (made["value"], made["comments"], made["recorded_by"]) == (75, "It rose.", "jsmith")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("46.7%", 46.7), ("£75", 75), ("-3.5", -3.5), ("-7", -7), ("1,508", 1508), ("-.5", -0.5)],
)
def test_values_are_read_as_officers_write_them(
    record: Record, database: Path, typed: str, value: float
) -> None:
    saved(record("CSC04", "Apr 2024", typed, "--yes"))
    assert revisions(database)[0]["value"] == value


def test_a_dash_needs_the_reason_why_there_is_no_value(record: Record, database: Path) -> None:
    assert "--missing" in refused(record("CSC04", "Apr 2024", "-"))
    told = saved(record("CSC04", "Apr 2024", "-", "--missing", "Not-yet published"))
    assert told == "Saved CSC04 Apr 2024: not yet published, ○ N/A (revision 1)\n"
    (made,) = revisions(database)
    assert (made["value"], made["missing_reason"]) == (None, "not yet published")
    saved(record("CSC05", "Apr 2024", "-", "--missing", "n/a", "--yes"))
    assert revisions(database, "CSC05")[0]["missing_reason"] == "not available"
    assert "found both" in refused(record("CSC04", "Apr 2024", "75", "--missing", "suppressed"))


def test_a_result_is_withdrawn_for_a_reason(record: Record, database: Path) -> None:
    saved(record("CSC04", "Apr 2024", "75", "--comments", "It rose.", "--provisional"))
    gone = ("CSC04", "Apr 2024", "-", "--missing", "withdrawn")
    assert refused(record(*gone)) == "Say why the result is withdrawn."
    told = saved(record(*gone, "--reason", "The wrong quarter"))
    assert told == "Withdrew CSC04 Apr 2024: it has no result now\n"
    _, last = revisions(database)
    assert (last["value"], last["missing_reason"], last["reason"]) == (
        *(None, "withdrawn"),
        "The wrong quarter",
    )
    assert (last["comments"], last["provisional"]) == (None, False)
    assert "CSC04 Apr 2024 has no result to withdraw." in refused(
        record(*gone, "--reason", "Again")
    )
    saved(record("CSC04", "Apr 2024", "74"))


def test_a_correction_keeps_the_text_left_out(record: Record, database: Path) -> None:
    saved(record("CSC04", "Apr 2024", "75", "--comments", "It rose.", "--provisional"))
    saved(record("CSC04", "Apr 2024", "74", "--reason", "Recount"))
    saved(record("CSC04", "Apr 2024", "74", "--comments", ""))
    first, second, third = revisions(database)
    assert (first["provisional"], second["provisional"]) == (True, False)
    assert (second["comments"], second["reason"]) == ("It rose.", "Recount")
    assert second["changed"] == ["value", "provisional"]
    assert (third["comments"], third["reason"]) == (None, None)


def test_what_was_said_beside_a_figure_stays_until_it_is_taken_away(
    record: Record, database: Path
) -> None:
    said = ("--provisional", "--override", "Amber", "--override-reason", "One family")
    saved(record("CSC04", "Apr 2024", "75", *said, "--forecast", "72"))
    saved(record("CSC04", "Apr 2024", "75", "--comments", "It rose."))
    saved(record("CSC04", "Apr 2024", "75", "--final"))
    saved(record("CSC04", "Apr 2024", "75", "--override", "-", "--reason", "By the rule"))
    saved(record("CSC04", "Apr 2024", "75", "--forecast", "-"))
    beside = [
        (r["provisional"], r["override"], r["override_reason"], r["forecast"])
        for r in revisions(database)
    ]
    assert beside == [
        (True, "Amber", "One family", 72),
        (True, "Amber", "One family", 72),
        (False, "Amber", "One family", 72),
        (False, None, None, 72),
        (False, None, None, None),
    ]


def test_an_empty_forecast_or_rating_is_refused(record: Record, database: Path) -> None:
    assert "Expected a number" in refused(record("CSC04", "Apr 2024", "75", "--forecast", ""))
    assert "Expected a rating" in refused(record("CSC04", "Apr 2024", "75", "--override", ""))
    assert revisions(database) == []


def test_a_script_may_correct_a_figure_without_a_reason(record: Record, database: Path) -> None:
    saved(record("CSC04", "Apr 2024", "75"))
    saved(record("CSC04", "Apr 2024", "74"))
    assert [r["value"] for r in revisions(database)] == [75, 74]


def test_a_revision_that_is_not_the_newest_is_refused(record: Record, database: Path) -> None:
    assert saved(record("CSC04", "Apr 2024", "75", "--revision", "0"))
    assert saved(record("CSC04", "Apr 2024", "74", "--revision", "1"))
    told = refused(record("CSC04", "Apr 2024", "73", "--revision", "1"))
    assert "CSC04 Apr 2024 was saved by Jo Smith" in told
    assert "after you had read it: it says 74 now (revision 2)." in told
    assert "has no revision 5 to correct: its newest is revision 2." in refused(
        record("CSC04", "Apr 2024", "73", "--revision", "5")
    )
    assert len(revisions(database)) == 2


def test_an_unlikely_value_needs_yes(record: Record, database: Path) -> None:
    assert refused(record("CSC04", "Apr 2024", "750.5")) == (
        "750.5 has 1 decimal, and the measure has no decimals; 750.5 is 10 times the last value, "
        "73, or more: save it all the same with --yes."
    )
    assert revisions(database) == []
    saved(record("CSC04", "Apr 2024", "750.5", "--yes"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("CSC4", "Apr 2024", "75"), "There is no measure 'CSC4'. Did you mean CSC04?"),
        (("CSC04", "Feb 2024", "75"), "the nearest are Jan 2024 and Apr 2024."),
        (("CSC04", "spring", "75"), "Expected a period such as Jan 2024"),
        (("CSC04", "Apr 2199", "75"), "Apr 2199 has not begun: it starts on 1 Apr 2199."),
        (("CSC04", "Apr 2024", "lots"), "Expected a number, such as 46.7, found 'lots'."),
        (("CSC04", "Apr 2024", "-", "--missing", "gone"), "Expected a reason (not available,"),
        (("PLN01", "May 2024", "75"), "jsmith may not enter results for service 21"),
        (("CSC04", "Apr 2024", "75", "--action", " "), "action without text"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_written(
    record: Record, database: Path, arguments: tuple[str, ...], told: str
) -> None:
    before = revisions(database), revisions(database, "PLN01", "May 2024")
    assert told in refused(record(*arguments))
    assert (revisions(database), revisions(database, "PLN01", "May 2024")) == before


def test_saving_the_same_again_is_refused(record: Record) -> None:
    saved(record("CSC04", "Apr 2024", "75"))
    assert refused(record("CSC04", "Apr 2024", "75.0")).startswith("Nothing to save")


def test_an_unknown_officer_may_not_record(record: Record) -> None:
    assert "nobody is no officer" in refused(record("CSC04", "Apr 2024", "75", officer="nobody"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("CSC04", "Apr 2024"),
        ("CSC04", "Apr 2024", "75", "--bogus"),
        ("CSC04", "--bogus", "75"),
        ("CSC04", "Apr 2024", "75", "76"),
        ("CSC04", "Apr 2024", "75", "--revision", "-1"),
    ],
)
def test_wrong_usage_has_exit_status_2(record: Record, arguments: tuple[str, ...]) -> None:
    assert record(*arguments).exit_code == 2


def on_a_terminal(database: Path, *arguments: str) -> pexpect.spawn[str]:
    command = ["-m", "ncc_tui.cli", "--db", str(database), "--officer", "jsmith", "record"]
    return pexpect.spawn(sys.executable, [*command, *arguments], encoding="utf-8", timeout=30)


def test_on_a_terminal_a_changed_figure_asks_why(record: Record, database: Path) -> None:
    saved(record("CSC04", "Apr 2024", "75"))
    child = on_a_terminal(database, "CSC04", "Apr 2024", "74")
    child.expect("Say why the figure changed: ")
    child.sendline("One child counted twice")
    child.expect("Saved CSC04 Apr 2024: 74")
    child.expect(pexpect.EOF)
    assert revisions(database)[1]["reason"] == "One child counted twice"


def test_on_a_terminal_a_withdrawal_asks_why(record: Record, database: Path) -> None:
    saved(record("CSC04", "Apr 2024", "75"))
    child = on_a_terminal(database, "CSC04", "Apr 2024", "-", "--missing", "withdrawn")
    child.expect("Say why the result is withdrawn: ")
    child.sendline("The wrong quarter")
    child.expect("Withdrew CSC04 Apr 2024")
    child.expect(pexpect.EOF)
    assert revisions(database)[1]["reason"] == "The wrong quarter"


def test_on_a_terminal_an_unlikely_value_is_asked_about(database: Path) -> None:
    child = on_a_terminal(database, "CSC04", "Apr 2024", "750")
    child.expect("Save it all the same")
    child.sendline("n")
    child.expect("Aborted!")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert revisions(database) == []
    child = on_a_terminal(database, "CSC04", "Apr 2024", "750")
    child.expect("Save it all the same")
    child.sendline("y")
    child.expect("Saved CSC04 Apr 2024: 750")
    child.expect(pexpect.EOF)
