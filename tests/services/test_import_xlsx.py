"""Workbooks: what they hold, and which are refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from ncc_tui.services.importing import import_paths
from ncc_tui.services.session import Session
from tests.services.importing import basics, bring_in, ledger, messages, values

HEADER = ("measure", "period", "value", "comments")


@pytest.fixture
def ready(empty: Session, tmp_path: Path) -> Session:
    basics(empty, tmp_path)
    return empty


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def changed(data: bytes, member: str, change: Any) -> bytes:
    """A workbook with one of its members changed or added."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(content, "w") as new:
        for info in old.infolist():
            if info.filename != member:
                new.writestr(info, old.read(info.filename), zipfile.ZIP_DEFLATED)
        before = old.read(member) if member in old.namelist() else b""
        new.writestr(member, change(before), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def test_a_sheet_named_like_a_file_is_read_the_same_way(ready, tmp_path) -> None:
    data = workbook(
        {
            "Notes": [["Anything", "goes"], [1, 2]],
            "Results": [HEADER, ("Q1", "Jan 2024", 75.5, "Two\nlines"), (), ("Q1", "2023-10", "x")],
            "targets": [("measure", "period", "target"), ("Q1", "Apr 2023", 70)],
            "Empty": [],
        }
    )
    outcome = bring_in(ready, tmp_path, **{"book.xlsx": data})
    assert outcome.written, messages(outcome)
    assert [(c.sheet, c.table, c.added) for c in outcome.counts] == [
        ("targets", "targets", 1),
        ("Results", "results", 2),
    ]
    assert outcome.notes == (
        "book.xlsx: sheet Notes is none of services, officers, measures, targets, results, "
        "actions, benchmarks, settings; it was not read.",
    )
    assert ledger(ready, "Q1")[-1].entry.comments == "Two\nlines"
    assert bring_in(ready, tmp_path, **{"book.xlsx": data}).unchanged == 3


def test_dates_numbers_and_text_cells_come_in_right(ready, tmp_path) -> None:
    rows = [
        ("measure", "period", "value", "reported_on", "provisional"),
        ("Q1", date(2024, 1, 1), 66.599999999999994, datetime(2024, 4, 9), True),
        ("Q1", datetime(2023, 10, 1), "1,508", "09/01/2024", False),
        ("Q1", "Jul 2023", "46.70", None, None),
        ("Q1", "Apr 2023", 12, None, None),
    ]
    outcome = bring_in(ready, tmp_path, **{"results.xlsx": workbook({"Sheet1": rows})})
    assert outcome.written, messages(outcome)
    assert values(ready, "Q1") == [
        ("Apr 2023", "12", "2023-07-01"),
        ("Jul 2023", "46.7", "2023-10-01"),
        ("Oct 2023", "1508", "2024-01-09"),
        ("Jan 2024", "66.6", "2024-04-09"),
    ]
    assert [r.entry.provisional for r in ledger(ready, "Q1")] == [False, False, False, True]


def test_a_figure_shown_as_a_percentage_is_that_percentage(ready, tmp_path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "results"
    sheet.append(HEADER)
    sheet.append(("Q1", "Jan 2024", 0.467))
    sheet["C2"].number_format = "0.0%"
    assert bring_in(ready, tmp_path, **{"a.xlsx": saved(book)}).written
    assert values(ready, "Q1")[0][1] == "46.7"


def test_a_wide_sheet_with_date_headers_comes_in(ready, tmp_path) -> None:
    rows = [("Measure", date(2023, 4, 1), date(2023, 7, 1)), ("Q1", 70, None), ("M1", 3, 4)]
    outcome = bring_in(ready, tmp_path, **{"a.xlsx": workbook({"2023": rows})})
    assert outcome.written, messages(outcome)
    assert outcome.added == 3


def test_formulas_count_by_their_cached_value(ready, tmp_path) -> None:
    data = workbook({"results": [HEADER, ("Q1", "Jan 2024", "=70+5", '=""')]})
    outcome = bring_in(ready, tmp_path, **{"a.xlsx": data})
    assert messages(outcome)[0] == (
        "a.xlsx, sheet results, line 2, column value (cell C2): found '=70+5', expected a value "
        "saved with the formula: open the file in Excel and save it"
    )

    def calculated(xml: bytes) -> bytes:
        xml = xml.replace(b"<f>70+5</f><v />", b"<f>70+5</f><v>75</v>")
        return xml.replace(b'<c r="D2"><f>', b'<c r="D2" t="str"><f>')

    data = changed(data, "xl/worksheets/sheet1.xml", calculated)
    outcome = bring_in(ready, tmp_path, **{"a.xlsx": data})
    assert outcome.written, messages(outcome)
    assert values(ready, "Q1")[0][1] == "75"


def test_an_error_cell_is_named_by_its_address(ready, tmp_path) -> None:
    data = workbook({"results": [HEADER, ("Q1", "Jan 2024", 1), ("Q1", "Oct 2023", 7777)]})
    data = changed(
        data,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<c r="C3" t="n"><v>7777</v>', b'<c r="C3" t="e"><v>#N/A</v>'),
    )
    assert messages(bring_in(ready, tmp_path, **{"a.xlsx": data})) == [
        "a.xlsx, sheet results, line 3, column value (cell C3): found '#N/A', expected a value, "
        "not an error"
    ]


def test_a_cell_that_cannot_be_right_is_named_by_its_address(ready, tmp_path) -> None:
    data = workbook({"results": [HEADER, ("Q1", "Jan 2024", "a"), ("Q1", "b", 1, None, "more")]})
    assert (
        messages(bring_in(ready, tmp_path, **{"a.xlsx": data}))
        == [
            "a.xlsx, sheet results, line 3: found '5 cells', expected 4 (as in the header)",
            "a.xlsx, sheet results, line 2, column value (cell C2): found 'a', expected a number, "
            "such as 46.7",
        ][::-1]
    )


def test_what_a_file_says_of_its_size_does_not_matter(ready, tmp_path) -> None:
    rows = [HEADER, ("Q1", "Jan 2024", 1), ("Q1", "Oct 2023", 2)]
    data = workbook({"results": rows})
    for lie in (b'ref="A1"', b'ref="A1:XFD1048576"'):
        lying = changed(
            data,
            "xl/worksheets/sheet1.xml",
            lambda xml, lie=lie: xml.replace(b'ref="A1:D3"', lie),
        )
        assert lying != data
        outcome = bring_in(ready, tmp_path, **{"a.xlsx": lying})
        assert outcome.added + outcome.unchanged == 2


MACRO = "The workbook has macros. Save it as .xlsx, which has none."
PASSWORD = "The workbook has a password. Save it without one and try again."
DAMAGED = "The workbook is damaged and cannot be read."
BOMB = "The workbook unpacks to far more than its size; it was not opened."
GOOD = workbook({"results": [HEADER, ("Q1", "Jan 2024", 1)]})
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)


def many_members() -> bytes:
    content = io.BytesIO(GOOD)
    with zipfile.ZipFile(content, "a") as archive:
        for number in range(2_100):
            archive.writestr(f"junk/{number}", "")
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.xlsm", GOOD, MACRO),
        ("a.xlsx", changed(GOOD, "xl/vbaProject.bin", lambda _: b"x"), MACRO),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), PASSWORD),
        ("a.xls", OLE, "This is an Excel 97-2003 workbook (.xls). Save it as .xlsx or CSV."),
        ("a.xlsx", changed(GOOD, "xl/media/x", lambda _: bytes(200 << 20)), BOMB),
        ("a.xlsx", many_members(), BOMB),
        ("a.xlsx", b"measure,period,value\n", "This is no XLSX workbook."),
        ("a.xlsx", GOOD[:-40], DAMAGED),
        ("a.xlsx", GOOD[:900] + bytes(60) + GOOD[960:], DAMAGED),
        ("a.xlsx", changed(GOOD, "xl/workbook.xml", lambda _: b"<a/>"), "The workbook is empty."),
        ("a.xlsx", changed(GOOD, "xl/worksheets/sheet1.xml", lambda x: x[:-30]), DAMAGED),
        (
            "a.xlsx",
            changed(
                GOOD,
                "xl/worksheets/sheet1.xml",
                lambda x: b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + x,
            ),
            DAMAGED,
        ),
        ("a.xlsx", workbook({"Sheet": []}), "The workbook is empty."),
    ],
    ids=[
        *("xlsm", "macros", "password", "xls", "bomb", "members", "no zip", "cut", "corrupt"),
        *("no workbook", "broken xml", "entities", "empty"),
    ],
)
def test_what_could_do_harm_is_refused_in_a_sentence(ready, tmp_path, name, data, sentence) -> None:
    outcome = bring_in(ready, tmp_path, **{name: data})
    assert messages(outcome)[0].endswith(sentence)
    assert not outcome.written
    assert ledger(ready, "Q1") == []


@pytest.mark.parametrize(
    ("find", "put"),
    [
        (b'<row r="2"', b'<row r="99999999999"'),
        (b'r="C2"', b'r="ZZZ2"'),
        (b'r="C2" t="n"', b'r="C2" s="99" t="n"'),
        (b"<v>1</v>", b"<v>nan</v>"),
        (b"<v>1</v>", b"<v>1e999</v>"),
        (b"<v>1</v>", b"<v>" + b"9" * 5000 + b"</v>"),
        (b'r="C2" t="n"', b'r="C2" t="s"'),
        (b'r="C2" t="n"', b'r="C2" t="d"'),
    ],
    ids=["row", "column", "style", "nan", "infinite", "digits", "string", "date"],
)
def test_odd_cells_are_refused_in_a_sentence(ready, tmp_path, find, put) -> None:
    data = changed(GOOD, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(find, put))
    outcome = bring_in(ready, tmp_path, **{"a.xlsx": data})
    assert outcome.error_count
    assert ledger(ready, "Q1") == []


def test_an_open_workbook_is_closed_again(ready, tmp_path) -> None:
    (tmp_path / "a.xlsx").write_bytes(GOOD)
    import_paths(ready, [tmp_path / "a.xlsx"])
    (tmp_path / "a.xlsx").unlink()
