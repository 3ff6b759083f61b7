"""The published report: every row of the sample at 18 May 2024 comes out as it was published."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import InvalidFigure
from ncc_tui.domain.figures import parse_figure
from ncc_tui.domain.report import Row
from ncc_tui.services import reports
from tests.services.conftest import AT

FOLDER = Path(__file__).parent.parent / "data" / "northumberland"


def published() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for path in sorted(FOLDER.glob("*_2024-05-18.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows += csv.DictReader(file)
    return rows


PUBLISHED = published()


def test_all_thirty_six_rows_are_here() -> None:
    assert len(PUBLISHED) == 36


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda r: f"{r['service_code']}-{r['number']}")
def test_a_row_comes_out_as_published(council, row) -> None:
    report = reports.report(council, row["service_code"], AsAt(AT))
    assert report.service.name == row["service"]
    found = next(r for r in report.rows if r.measure.number == int(row["number"]))
    assert as_published(found) == {name: read(row[name]) for name in as_published(found)}


def as_published(row: Row) -> dict[str, object]:
    return {
        "measure": row.measure.title,
        "unit": row.measure.unit,
        "previous_year": row.previous_value,
        "target": row.target,
        "current": row.value,
        "last_result": row.current.period.label if row.current else None,
        "frequency": str(row.measure.cycle.frequency),
        "direction_of_travel": str(row.direction),
        "performance": str(row.performance),
        "status": str(row.status),
        "polarity": str(row.measure.polarity),
    }


def read(text: str) -> object:
    try:
        return parse_figure(text)
    except InvalidFigure:
        return text or None
