"""What a report says of a row beside its ratings: how it moved, and what stands out about it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ncc_tui.domain.document import Document
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.report import build_row
from ncc_tui.printing.cells import row_line
from ncc_tui.printing.csv_ import render_csv
from ncc_tui.printing.html import render_html
from ncc_tui.printing.json_ import render_json
from ncc_tui.printing.markdown import render_markdown
from ncc_tui.printing.pdf import render_pdf
from ncc_tui.printing.text import render_text
from ncc_tui.printing.xlsx import render_xlsx
from tests.printing.samples import AT, JAN_2024, document, measure, revision

REVISED = "Revised after this report's date: as revised the row may read otherwise."
OLDER = "Older than the year that heads the column."


@pytest.fixture
def marked() -> Document:
    """A row that fell and was revised since, its previous-year figure two years older."""
    of = measure()
    return document(
        build_row(
            of,
            AT,
            current=revision(of, "70"),
            previous=revision(of, "75", JAN_2024.shifted(-12)),
            target=Decimal(70),
            value_at=lambda period: Decimal(71),
            revised_since=True,
        )
    )


@pytest.fixture
def plain() -> Document:
    """A row with nothing to say of it."""
    of = measure()
    last = revision(of, "80")
    return document(build_row(of, AT, current=last, previous=last, target=Decimal(70)))


def cells(of: Document) -> dict[str, object]:
    """The one row of the workbook by its headings."""
    [sheet] = load_workbook(io.BytesIO(render_xlsx(of))).worksheets
    lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    head = next(k for k, line in enumerate(lines) if line[0] == "No.")
    return dict(zip(map(str, lines[head]), lines[head + 1], strict=True))


def noted(of: Document) -> dict[str, object]:
    """What the workbook says below its rows of the marks they carry."""
    [sheet] = load_workbook(io.BytesIO(render_xlsx(of))).worksheets
    lines = list(sheet.iter_rows(values_only=True))
    head = next(k for k, line in enumerate(lines) if line[0] == "No.")
    return {
        str(line[0]): line[1] for line in lines[head + 1 + len(of.reports[0].rows) :] if line[0]
    }


def pdf_text(of: Document, folder: Path) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed (Debian: apt install poppler-utils)")
    path = folder / "report.pdf"
    path.write_bytes(render_pdf(of))
    told = subprocess.run([program, "-layout", path, "-"], capture_output=True, check=True)
    return " ".join(told.stdout.decode("utf-8").split())


def everything_to_read(of: Document, folder: Path) -> dict[str, str]:
    """What people read in each format."""
    return {
        "text": render_text(of, width=140, colour=False),
        "markdown": render_markdown(of),
        "html": unescape(render_html(of)),
        "pdf": pdf_text(of, folder),
    }


def test_what_people_read_marks_the_row_and_says_what_the_marks_mean(
    marked: Document, plain: Document, tmp_path: Path
) -> None:
    for format_, said in everything_to_read(marked, tmp_path).items():
        mark = "Up to date ro" if format_ == "text" else "A measure (ro)"
        assert mark in said, format_
        assert REVISED in said, format_
        assert OLDER in said, format_
    for format_, said in everything_to_read(plain, tmp_path).items():
        for words in ("(ro)", "(r)", "(o)", REVISED, OLDER):
            assert words not in said, format_


def test_what_people_read_says_how_the_figure_moved(marked: Document, tmp_path: Path) -> None:
    for format_, said in everything_to_read(marked, tmp_path).items():
        assert "Moved" in said, format_
        assert "↓ worse" in said, format_


def test_movement_gives_way_first_where_a_page_is_narrow(marked: Document) -> None:
    wide = render_text(marked, width=105, colour=False)
    narrow = render_text(marked, width=100, colour=False)
    for word in ("Unit", "Frequency", "2023/24"):
        assert word in wide
        assert word in narrow
    assert "Moved" in wide
    assert "Moved" not in narrow


def test_a_workbook_marks_the_row_and_says_how_it_moved(marked: Document, plain: Document) -> None:
    assert (cells(marked)["Measure"], cells(marked)["Moved"]) == ("A measure (ro)", "↓ worse")
    assert noted(marked) == {"r": REVISED, "o": OLDER}
    assert cells(plain)["Measure"] == "A measure"
    assert noted(plain) == {}
    assert cells(plain)["Moved"] is None


def test_programs_read_marks_and_movement_as_words(marked: Document, plain: Document) -> None:
    def record(of: Document) -> list[str]:
        [found] = csv.DictReader(io.StringIO(render_csv(of)))
        return [found[key] for key in ("revised_since", "previous_older", "moved")]

    assert record(marked) == ["yes", "yes", "worse"]
    assert record(plain) == ["no", "no", ""]
    [found] = json.loads(render_json(marked, several=False))["rows"]
    assert found["revised_since"] is True
    assert found["movement"]["period_before"] == {"value": 71, "judgement": "worse"}


@pytest.mark.parametrize(
    ("value", "target", "said"),
    [
        # Without decimals 73.2 would stand as 73 beside 73, and yet be Amber.
        ("73.2", "73", ("73.2", "73")),
        ("73", "73.2", ("73", "73.2")),
        # Amber, within 2.5% of 77: 75 beside 77 would be Red.
        ("75.4", "77", ("75.4", "77")),
        ("73.2", "80", ("73", "80")),
        ("73.2", None, ("73", "")),
    ],
)
def test_a_figure_has_the_digits_that_its_rating_was_judged_by(
    value: str, target: str | None, said: tuple[str, str]
) -> None:
    figure, aim = said
    whole, last = measure(decimals=0), None if target is None else Decimal(target)
    current = revision(whole, value)
    of = document(build_row(whole, AT, current=current, previous=None, target=last))
    found = cells(of)
    assert (found["Current"], found["Target"]) == (float(figure), float(aim) if aim else None)
    assert f"| {aim} | {figure} | Jan 2024 |" in render_markdown(of)


def test_a_row_that_is_copied_has_its_movement_and_marks(marked: Document) -> None:
    row = marked.reports[0].rows[0]
    by_hand = revision(row.measure, "70", override=Rating.AMBER, override_reason="Agreed")
    copied = row_line(replace(row, current=by_hand, performance=Rating.AMBER)).split("\t")
    assert copied[1].endswith(" (ro)")
    assert copied[9:] == ["↓ worse", "Amber*", "Up to date"]
