"""CSV and JSON: the renderings that programs read."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from ncc_tui.domain.document import Document
from ncc_tui.domain.model import Action, MissingReason
from ncc_tui.printing.csv_ import COLUMNS, render_csv, safe_text
from ncc_tui.printing.json_ import number, render_json
from tests.printing.samples import (
    AT,
    JAN_2024,
    document,
    document_of,
    hostile_document,
    measure,
    row,
)


def test_json_is_the_contract(care: Document) -> None:
    made = json.loads(render_json(care, several=False))
    assert list(made) == [
        "organisation",
        "service",
        "service_code",
        "at",
        "as_revised",
        "previous_year_label",
        "summary",
        "rows",
    ]
    assert made["summary"] == {"Green": 7, "Amber": 1, "Red": 4, "N/A": 0, "Overdue": 1}
    assert made["at"] == "2024-05-18"
    first = made["rows"][0]
    comments = first.pop("comments")
    assert comments.startswith("80% of early help family work cases")
    assert list(first.items()) == [
        ("number", 1),
        ("code", "CSC01"),
        ("measure", "% of EHFW cases closed because desired outcomes have been met"),
        ("unit", "Percentage"),
        ("previous_year", 80),
        ("target", 75),
        ("current", 80),
        ("last_result", "Jan 2024"),
        ("frequency", "Quarterly"),
        ("direction_of_travel", "Green"),
        ("performance", "Green"),
        ("override", False),
        ("status", "Up to date"),
        ("actions", []),
        ("provisional", False),
        ("missing_reason", None),
        ("owner", "jsmith"),
        ("polarity", "higher"),
        ("revised_since", False),
        (
            "movement",
            {
                "period_before": {"value": 75, "judgement": "better"},
                "year_before": {"value": 74, "judgement": "better"},
            },
        ),
        ("open_actions", []),
        ("comparators", []),
    ]
    assert '"current": 80,' in render_json(care, several=False)


def test_json_has_the_actions_that_the_report_shows() -> None:
    def action(number: int, text: str, due_on: date | None, done_on: date | None) -> Action:
        return Action(number, "ONE01", JAN_2024, text, "jsmith", due_on, done_on, JAN_2024.start)

    actions = (
        action(1, "Late", AT - timedelta(days=1), None),
        action(2, "Done since", AT, AT + timedelta(days=1)),
        action(3, "Done that day", AT - timedelta(days=1), AT),
        action(4, "Some day", None, None),
    )
    made = document(replace(row(measure()), actions=actions))
    found = json.loads(render_json(made, several=False))["rows"][0]
    assert found["actions"] == ["Late", "Done since", "Done that day", "Some day"]
    assert found["open_actions"] == [
        {"text": "Late", "owner": "jsmith", "due_on": "2024-05-17", "overdue": True},
        {"text": "Done since", "owner": "jsmith", "due_on": "2024-05-18", "overdue": False},
        {"text": "Done that day", "owner": "jsmith", "due_on": "2024-05-17", "overdue": False},
        {"text": "Some day", "owner": "jsmith", "due_on": None, "overdue": False},
    ]


def test_json_says_what_a_figure_is_worth() -> None:
    unsure = row(measure(), provisional=True, comparators=[("England", "61.5")])
    away = row(measure("TWO", 2), None, missing=MissingReason.NOT_YET_PUBLISHED)
    first, second = json.loads(render_json(document(unsure, away), several=False))["rows"]
    assert (first["provisional"], first["missing_reason"]) == (True, None)
    assert first["comparators"] == [{"comparator": "England", "period": "Jan 2024", "value": 61.5}]
    assert (second["provisional"], second["missing_reason"]) == (False, "not yet published")


def test_json_of_every_service_is_a_list(council: Document) -> None:
    made = json.loads(render_json(council, several=True))
    assert list(made) == ["reports"]
    assert len(made["reports"]) == 6
    assert json.loads(render_json(document_of(), several=True)) == {"reports": []}


def test_json_has_null_for_what_is_missing() -> None:
    bare = row(measure(), None, previous=None, target=None, missing=MissingReason.NOT_AVAILABLE)
    bare = replace(bare, current=None)
    found = json.loads(render_json(document(bare), several=False))["rows"][0]
    for key in ("previous_year", "target", "current", "last_result", "comments"):
        assert found[key] is None
    assert found["performance"] == "N/A"


def test_json_is_ascii_and_keeps_the_text() -> None:
    written = render_json(hostile_document(), several=True)
    assert written.isascii()
    assert written.replace("\n", "").isprintable()
    assert "\x7f" not in render_json(document(row(measure(), comments="\x7f")), several=False)
    texts = [row["comments"] for row in json.loads(written)["reports"][0]["rows"]]
    assert "\x1b[31mred\x1b[0m \x07\x08\x9b1m" in texts


@pytest.mark.parametrize(
    ("figure", "expected"),
    [("80.0", "80"), ("66.6", "66.6"), ("0", "0"), ("-0.125", "-0.125"), ("1508", "1508")],
)
def test_numbers_are_written_in_full(figure: str, expected: str) -> None:
    assert json.dumps(number(Decimal(figure))) == expected


def lines(made: Document) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render_csv(made), newline="")))


def test_csv_has_a_line_for_each_measure(council: Document) -> None:
    found = lines(council)
    assert tuple(found[0]) == COLUMNS
    assert len(found) == 36
    hub = next(line for line in found if line["code"] == "CSC11")
    assert hub["current"] == "1508"
    assert (hub["service_code"], hub["override"], hub["status"]) == ("26", "no", "Up to date")
    looked_after = next(line for line in found if line["code"] == "CSC04")
    assert len(looked_after["actions"].splitlines()) == 2


def test_csv_says_why_a_figure_is_missing() -> None:
    away = row(measure(), None, missing=MissingReason.NOT_APPLICABLE)
    kept_back = row(measure("TWO", 2), None, missing=MissingReason.SUPPRESSED)
    assert [line["current"] for line in lines(document(away, kept_back))] == ["not applicable", "c"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "  =1"])
def test_a_spreadsheet_takes_text_for_text(text: str) -> None:
    assert safe_text(text).startswith("'")


def test_hostile_text_stays_in_its_cell() -> None:
    found = lines(hostile_document())
    assert len(found) == 3 * 17
    for line in found:
        assert None not in line.values()
        for cell in line.values():
            assert not cell.lstrip().startswith(("=", "+", "@"))
            assert "\x1b" not in cell


def test_a_negative_figure_is_a_number() -> None:
    assert lines(document(row(measure(), "-3.5")))[0]["current"] == "-3.5"
