from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from datetime import datetime

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.document import Document
from ncc_tui.domain.model import MissingReason, Service
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.report import Report
from ncc_tui.printing.xlsx import render_xlsx
from tests.printing.samples import (
    AT,
    MADE_AT,
    document,
    document_of,
    hostile_document,
    measure,
    row,
)


def read(made: Document) -> Workbook:
    return load_workbook(io.BytesIO(render_xlsx(made)))


def only_sheet(book: Workbook) -> Worksheet:
    (sheet,) = book.worksheets
    return sheet


def table(sheet) -> tuple[int, list[dict]]:
    """The line a sheet's head stands in, and its rows by heading."""
    head = int(sheet.auto_filter.ref.split(":")[0][1:])
    end = int("".join(c for c in sheet.auto_filter.ref.split(":")[1] if c.isdigit()))
    names = [cell.value for cell in sheet[head]]
    found = []
    for k in range(head + 1, end + 1):
        found.append(dict(zip(names, sheet[k], strict=True)))
    return head, found


def test_figures_are_numbers_and_periods_dates(care: Document) -> None:
    book = read(care)
    assert book.sheetnames == ["Children's Social Care"]
    head, rows = table(only_sheet(book))
    assert len(rows) == 12
    hub = rows[10]
    assert hub["Current"].value == 1508
    assert hub["Current"].number_format == "#,##0"
    assert rows[1]["Current"].value == 12.52
    assert rows[1]["2023/24"].number_format == "#,##0.00"
    assert hub["Last result"].value == datetime(2024, 1, 1)
    assert hub["Last result"].number_format == "mmm yyyy"
    assert only_sheet(book).freeze_panes == f"A{head + 1}"
    assert only_sheet(book).page_setup.orientation == "landscape"
    assert only_sheet(book).print_title_rows == f"${head}:${head}"


def test_the_heading_says_date_view_and_when_made(care: Document) -> None:
    sheet = only_sheet(read(care))
    said = [str(sheet.cell(k, 1).value) for k in range(1, 5)]
    assert said[0] == "Current Performance Report at 18 May 2024 · Children's Social Care"
    assert "As reported" in said[1]
    assert said[2] == f"Made {care.moment}"
    assert "illustrative" in said[3]


def test_ratings_are_filled_and_counted_by_their_word(care: Document) -> None:
    _, rows = table(only_sheet(read(care)))
    red = rows[3]["Performance"]
    assert red.value == "Red"
    assert red.number_format == '"▲ "@'
    assert red.fill.fgColor.rgb == "00FAD4D0"
    performance = [row["Performance"].value for row in rows]
    assert Counter(performance) == {"Green": 7, "Amber": 1, "Red": 4}
    assert {row["Direction of travel"].value for row in rows} == {"Green"}


def test_polarity_and_owner_stand_beside_the_report(care: Document) -> None:
    _, rows = table(only_sheet(read(care)))
    assert (rows[3]["Polarity"].value, rows[3]["Owner"].value) == ("lower", "Jo Smith")
    assert rows[0]["Polarity"].value == "higher"
    _, bare = table(only_sheet(read(document(row(measure())))))
    assert not bare[0]["Owner"].value


def test_marks_are_shown_and_explained() -> None:
    made = document(
        row(measure(), provisional=True, override=Rating.RED, override_reason="Audit doubts it"),
        row(measure("TWO", 2), None, missing=MissingReason.SUPPRESSED),
    )
    sheet = only_sheet(read(made))
    _, rows = table(sheet)
    assert rows[0]["Performance"].value == "Red"
    assert rows[0]["Performance"].number_format == '"▲ "@"*"'
    assert rows[0]["Current"].value == 80
    assert rows[0]["Current"].number_format == '#,##0"p"'
    assert rows[1]["Current"].value == "c"
    assert [cell.value for cell in sheet["A"]][-4:] == ["*", "p", "o", "c"]


def test_several_services_begin_with_a_summary(council: Document) -> None:
    book = read(council)
    assert book.sheetnames[0] == "Summary"
    assert len(book.sheetnames) == 7
    _, rows = table(book["Summary"])
    care = next(r for r in rows if r["Service"].value == "Children's Social Care")
    assert [cell.value for cell in care.values()][1:] == [4, 1, 7, 0, 1]


def test_no_text_is_ever_a_formula() -> None:
    for sheet in read(hostile_document()).worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                assert "\x1b" not in str(cell.value)
                if isinstance(cell.value, str) and cell.value.startswith(("=", "@")):
                    assert cell.quotePrefix


def test_sheet_names_are_ones_that_excel_takes() -> None:
    names = ["Adults: [care]/*?", "adults   care", "X" * 40, "X" * 45, "History", "''", "Summary"]
    reports = [Report("NCC", Service(n, n), AsAt(AT), (row(measure()),)) for n in names]
    found = read(document_of(*reports)).sheetnames
    assert len({name.casefold() for name in found}) == len(names) + 1
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in found)
    assert "history" not in {name.casefold() for name in found}


def test_the_same_document_gives_the_same_bytes_at_any_time(council: Document) -> None:
    """The parts of a zip archive are dated to two seconds, so no two made at once could differ."""
    workbook = render_xlsx(council)
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        assert {part.date_time for part in parts.infolist()} == {MADE_AT.timetuple()[:6]}
        properties = parts.read("docProps/core.xml").decode()
    dates = re.findall(r">(\d{4}-[^<]+Z)<", properties)
    assert dates == [f"{MADE_AT:%Y-%m-%dT%H:%M:%SZ}"] * 2
    assert render_xlsx(council) == workbook


def test_long_text_is_cut_where_excel_cuts_it() -> None:
    _, rows = table(only_sheet(read(document(row(measure(), comments="x" * 40_000)))))
    assert len(rows[0]["Comments"].value) == 32_767
