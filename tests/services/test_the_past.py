"""The past stands still: what is changed today leaves every report as reported as it was."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.printing.json_ import render_json
from ncc_tui.printing.text import render_text
from ncc_tui.services import actions
from ncc_tui.services.documents import document
from ncc_tui.services.entering import Submission, save_result, withdraw
from ncc_tui.services.forms import form_inputs
from ncc_tui.services.importing import import_paths
from ncc_tui.services.session import Clock, Session, open_session
from ncc_tui.store.resources import sample_folder
from tests.services.conftest import AT, Opener
from tests.services.importing import bring_in

TODAY = date(2026, 1, 5)
MADE_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
DATES = [AT, *(TODAY - timedelta(days=1 + 83 * step) for step in range(29))]
JANUARY = Cycle(Frequency.QUARTERLY).parse("Jan 2024")
PLAN = "Take each case where care proceedings are considered to the legal gateway panel first"

Rendered = dict[date, tuple[str, str]]


@dataclass(frozen=True)
class Change:
    """Files that change something, the date at which it shows as revised, and where."""

    files: Mapping[str, str]
    code: str
    cell: str
    revised: Any
    at: date = AT


def defined(code: str, **changes: object) -> str:
    """A measures.csv that defines one of the sample's measures otherwise."""
    with (sample_folder() / "measures.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["code"] == code)
    row |= {name: str(value) for name, value in changes.items()}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row), lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    return out.getvalue()


def action(text: str, *, owner: str = "jsmith", due: str = "2024-09-30", done: str = "") -> str:
    """An actions.csv that gives the first action of CSC04's January as it is now."""
    header = "measure,period,action,owner,due_on,done_on,counts_from,number"
    then = f'CSC04,Jan 2024,"{PLAN}",jsmith,2024-09-30,,always,1'
    return f'{header}\n{then}\nCSC04,Jan 2024,"{text}",{owner},{due},{done},{TODAY},1\n'


TARGETS = "measure,period,target"
COMPARATORS = "measure,period,comparator,value"
ENGLAND = {"comparator": "England", "period": "Jan 2024", "value": 68}
KENT = {"comparator": "Kent", "period": "Apr 2023", "value": 60}
CHANGES = {
    "a target": Change({"targets": f"{TARGETS}\nCSC05,Apr 2018,50\n"}, "CSC05", "target", 50),
    "a target with a day": Change(
        {"targets": f"{TARGETS},counts_from\nCSC05,Apr 2018,50,{TODAY}\n"},
        "CSC05",
        "performance",
        "Green",
    ),
    "a target's end": Change(
        {"targets": f"{TARGETS}\nCSC05,Apr 2018,-\n"}, "CSC05", "target", None
    ),
    "a first target for another period": Change(
        {"targets": f"{TARGETS}\nCSC05,Apr 2023,50\n"}, "CSC05", "target", 50
    ),
    "a tolerance": Change(
        {"measures": defined("CSC05", tolerance=50)}, "CSC05", "performance", "Amber"
    ),
    "a polarity": Change(
        {"measures": defined("CSC05", polarity="higher")}, "CSC05", "performance", "Green"
    ),
    "a title": Change({"measures": defined("CSC05", measure="Moves")}, "CSC05", "measure", "Moves"),
    "a unit": Change({"measures": defined("CSC05", unit="Moves")}, "CSC05", "unit", "Moves"),
    "a number": Change({"measures": defined("CSC05", number=44)}, "CSC05", "number", 44),
    "a lag": Change(
        {"measures": defined("CSC05", lag_days=0)}, "CSC05", "status", "Overdue", date(2024, 7, 1)
    ),
    "an end": Change({"measures": defined("CSC05", ends_on="2023-12-31")}, "CSC05", "", None),
    "a comparator": Change(
        {"benchmarks": f"{COMPARATORS}\nCSC04,Jan 2024,England,68\n"},
        "CSC04",
        "comparators",
        ENGLAND,
    ),
    "a first comparator": Change(
        {"benchmarks": f"{COMPARATORS}\nCSC04,Apr 2023,Kent,60\n"}, "CSC04", "comparators", KENT
    ),
    "an action's words": Change({"actions": action("Other")}, "CSC04", "actions", "Other"),
    "an action's date": Change(
        {"actions": action(PLAN, due="2024-05-01")},
        "CSC04",
        "open_actions",
        {"text": PLAN, "owner": "jsmith", "due_on": "2024-05-01", "overdue": True},
    ),
    "an action's end": Change(
        {"actions": action(PLAN, done="2024-05-01")}, "CSC04", "-actions", PLAN
    ),
}


@pytest.fixture
def sample(opened: Opener) -> Session:
    """The sample council on a day after all that it holds."""
    return opened("sample", day=TODAY)


@pytest.fixture(scope="module")
def before(made_databases: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """Its reports as reported at every date, rendered, before any change."""
    path = shutil.copy(made_databases["sample"], tmp_path_factory.mktemp("past"))
    session = open_session(Path(path), "chief", Clock.held_at(TODAY))
    try:
        return reported(session)
    finally:
        session.store.close()


def reported(session: Session) -> Rendered:
    """Every service's report as reported at each date, as JSON and as text."""
    rendered = {}
    for day in DATES:
        whole = replace(document(session, None, AsAt(day)), made_at=MADE_AT)
        text = render_text(whole, width=120, colour=False)
        rendered[day] = (render_json(whole, several=True), text)
    return rendered


def rows(session: Session, as_at: AsAt) -> dict[str, Any]:
    """The rows of every service's report, as JSON has them, by measure code."""
    whole = json.loads(render_json(document(session, None, as_at), several=True))
    return {row["code"]: row for report in whole["reports"] for row in report["rows"]}


def standing(rows: Mapping[str, Any], change: Change) -> bool:
    """Whether rows show what a change changed."""
    row = rows.get(change.code)
    if not change.cell:
        return row is None
    assert row is not None
    cell = row[change.cell.removeprefix("-")]
    if isinstance(cell, list):
        return (change.revised in cell) is not change.cell.startswith("-")
    return bool(cell == change.revised)


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_imported_today_leaves_the_past_and_shows_as_revised(
    what: str, sample: Session, before: Rendered, tmp_path: Path
) -> None:
    change = CHANGES[what]
    assert not standing(rows(sample, AsAt(change.at, revised=True)), change)
    outcome = bring_in(sample, tmp_path / "files", **change.files)
    assert outcome.written, outcome.errors
    assert reported(sample) == before
    assert not standing(rows(sample, AsAt(change.at)), change)
    assert standing(rows(sample, AsAt(change.at, revised=True)), change)
    assert standing(rows(sample, AsAt(TODAY)), change)


def first_action(session: Session) -> Any:
    return actions.standing(session, "CSC04")[0].action


BY_OFFICERS: dict[str, tuple[Callable[[Session], object], str, Any]] = {
    "an action's words": (
        lambda s: actions.edit(s, first_action(s), text="Other", owner=None, due_on=None),
        "actions",
        "Other",
    ),
    "an action's date": (
        lambda s: actions.edit(
            s,
            first_action(s),
            text=PLAN,
            owner="jsmith",
            due_on=date(2024, 5, 1),
            confirmed=True,
        ),
        "open_actions",
        {"text": PLAN, "owner": "jsmith", "due_on": "2024-05-01", "overdue": True},
    ),
    "an action's end": (
        lambda s: actions.mark_done(s, first_action(s), date(2024, 5, 1)),
        "-actions",
        PLAN,
    ),
}


@pytest.mark.parametrize("what", BY_OFFICERS)
def test_what_officers_do_about_an_action_today_leaves_the_past(
    what: str, sample: Session, before: Rendered
) -> None:
    change, cell, revised = BY_OFFICERS[what]
    change(sample)
    shown = Change({}, "CSC04", cell, revised)
    assert reported(sample) == before
    assert not standing(rows(sample, AsAt(AT)), shown)
    assert standing(rows(sample, AsAt(AT, revised=True)), shown)


def correct(session: Session) -> None:
    inputs = form_inputs(session, "CSC05", JANUARY)
    assert inputs.newest is not None
    entry = replace(inputs.newest.entry, value=Decimal(1), reason="Recount")
    save_result(session, Submission("CSC05", JANUARY, entry, inputs.seen), confirmed=True)


def take_back(session: Session) -> None:
    withdraw(session, "CSC05", JANUARY, seen=1, reason="Entered by mistake")


@pytest.mark.parametrize(
    ("change", "shown"), [(correct, (1, "Jan 2024")), (take_back, (12, "Oct 2023"))]
)
def test_a_corrected_result_only_gets_its_mark(
    change: Callable[[Session], None],
    shown: tuple[int, str],
    sample: Session,
    before: Rendered,
) -> None:
    change(sample)
    marked = []
    for day in DATES:
        was = {row["code"]: row for r in json.loads(before[day][0])["reports"] for row in r["rows"]}
        now = rows(sample, AsAt(day))
        marked += [
            (code, day) for code in now if now[code]["revised_since"] > was[code]["revised_since"]
        ]
        for row in (*was.values(), *now.values()):
            row["revised_since"] = None
        assert now == was
    assert {code for code, _ in marked} == {"CSC05"}
    assert ("CSC05", AT) in marked
    revised = rows(sample, AsAt(AT, revised=True))["CSC05"]
    assert (revised["current"], revised["last_result"]) == shown
    assert revised["revised_since"]


@pytest.mark.parametrize("table", ["actions", "results"])
def test_an_action_that_comes_in_today_was_not_there_before(
    table: str, sample: Session, before: Rendered, tmp_path: Path
) -> None:
    files = {
        "actions": "measure,period,action\nCSC04,Jan 2024,New\n",
        "results": "measure,period,value,actions\nCSC04,Jan 2024,73,New\n",
    }
    assert bring_in(sample, tmp_path, **{table: files[table]}).written
    assert reported(sample) == before
    assert "New" in rows(sample, AsAt(TODAY))["CSC04"]["actions"]


def test_two_changes_in_one_second_are_two_revisions(sample: Session, tmp_path: Path) -> None:
    at = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    held = replace(sample, clock=Clock(today=lambda: TODAY, now=lambda: at))
    header = "measure,period,value,actions"
    for words in ("One", "One\nTwo"):
        (tmp_path / "results.csv").write_text(f'{header}\nCSC04,Jan 2024,73,"{words}"\n')
        assert import_paths(held, [tmp_path / "results.csv"], confirmed=True).written
    assert {"One", "Two"}.isdisjoint(rows(held, AsAt(AT))["CSC04"]["actions"])
    assert {"One", "Two"} <= set(rows(held, AsAt(TODAY))["CSC04"]["actions"])
