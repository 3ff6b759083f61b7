"""The 36 rows that Northumberland published at 18 May 2024, by the rules alone."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import MONTHS
from ncc_tui.domain.figures import format_figure, parse_figure
from ncc_tui.domain.model import Measure, Revision, Target, default_reported_on
from ncc_tui.domain.periods import Cycle, Frequency, Period
from ncc_tui.domain.ratings import Polarity, Rating
from ncc_tui.domain.report import (
    Row,
    build_row,
    pick_current,
    pick_previous,
    pick_target,
    previous_year_label,
    summarise,
)
from tests.domain.building import AT, a_measure, a_revision

FOLDER = Path(__file__).parent.parent / "data" / "northumberland"
FILES = ("childrens_social_care_2024-05-18.csv", "other_services_2024-05-18.csv")
# Two rows are up to date only where the council allows their figures more time than 15 days.
LAGS = {("21", "7"): 270, ("22", "5"): 30}

Published = dict[str, str]


def published() -> list[Published]:
    rows: list[Published] = []
    for name in FILES:
        with (FOLDER / name).open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return rows


@dataclass
class Ledgers:
    measure: Measure
    revisions: list[Revision]
    targets: list[Target]

    def row(self) -> Row:
        current = pick_current(self.revisions, AsAt(AT))
        target = pick_target(self.targets, current.period.start if current else AT, AsAt(AT))
        return build_row(
            self.measure,
            AT,
            current=current,
            previous=pick_previous(self.revisions, AsAt(AT)),
            target=target.amount if target else None,
        )


def ledgers(row: Published) -> Ledgers:
    """What must have been recorded for a row: its result, its target, last year's last result."""
    frequency = Frequency.parse(row["frequency"])
    anchor = MONTHS.index(row["last_result"][:3]) + 1
    cycle = Cycle(frequency, anchor if frequency is Frequency.ANNUALLY else 4)
    last = cycle.parse(row["last_result"])
    measure = a_measure(
        cycle=cycle,
        unit=row["unit"],
        polarity=Polarity.parse(row["polarity"]),
        lag_days=LAGS.get((row["service_code"], row["number"]), 15),
    )
    revisions = [result(last, row["current"])]
    before = cycle.containing(date(2024, 3, 31))
    if last.start > before.start:
        revisions.append(result(before, row["previous_year"]))
    # A target of the year before, another since, and one that is yet to come.
    since = cycle.containing(last.start - timedelta(days=300))
    amount = parse_figure(row["target"])
    targets = [
        Target("M1", since.shifted(-2), amount + 100),
        Target("M1", since, amount),
        Target("M1", last.next(), amount + 200),
    ]
    return Ledgers(measure, revisions, targets)


def result(period: Period, value: str) -> Revision:
    counts = default_reported_on(period, AT)
    return a_revision(period, parse_figure(value), reported_on=counts)


def test_there_are_36() -> None:
    assert len(published()) == 36


@pytest.mark.parametrize("row", published(), ids=lambda r: f"{r['service_code']}-{r['number']}")
def test_each_comes_out_as_published(row: Published) -> None:
    made = ledgers(row).row()
    assert made.current is not None
    shown = {
        "previous_year": format_figure(made.previous_value).replace(",", ""),
        "target": format_figure(made.target).replace(",", ""),
        "current": format_figure(made.value).replace(",", ""),
        "last_result": made.current.period.label,
        "frequency": str(made.measure.cycle.frequency),
        "direction_of_travel": str(made.direction),
        "performance": str(made.performance),
        "status": str(made.status),
    }
    assert shown == {name: row[name] for name in shown}


def test_the_summary_counts_them() -> None:
    rows = published()
    made = summarise(ledgers(row).row() for row in rows)
    wanted = Counter(row["performance"] for row in rows)
    assert {rating: made.of(rating) for rating in Rating} == {r: wanted[r] for r in Rating}
    assert made.overdue == sum(row["status"] == "Overdue" for row in rows)
    assert made.total == 36


def test_childrens_social_care_is_7_green_1_amber_4_red_1_overdue() -> None:
    made = summarise(ledgers(row).row() for row in published() if row["service_code"] == "26")
    assert (made.green, made.amber, made.red, made.not_applicable, made.overdue) == (7, 1, 4, 0, 1)


def test_the_previous_year_column_is_headed_2023_24() -> None:
    assert previous_year_label(AT) == "2023/24"
    assert previous_year_label(date(2024, 3, 31)) == "2022/23"
    assert previous_year_label(date(2000, 4, 1)) == "1999/00"
