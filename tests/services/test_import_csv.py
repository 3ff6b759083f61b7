"""CSV files as councils' programs write them."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from ncc_tui.services.importing import import_paths
from ncc_tui.services.session import Session
from tests.services.importing import basics, bring_in, ledger, messages, values, write

RESULTS = "measure,period,value,comments\nQ1,Jan 2024,75,Café: £5 – fine\n"


@pytest.fixture
def ready(empty: Session, tmp_path: Path) -> Session:
    basics(empty, tmp_path)
    return empty


@pytest.mark.parametrize(
    "data",
    [
        RESULTS.encode(),
        codecs.BOM_UTF8 + RESULTS.encode(),
        codecs.BOM_UTF16_LE + RESULTS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + RESULTS.encode("utf-16-be"),
        RESULTS.encode("cp1252"),
        RESULTS.replace("\n", "\r\n").encode(),
        RESULTS.replace("\n", "\r").encode(),
        RESULTS.rstrip().encode(),
        RESULTS.replace(",", ";").encode(),
        RESULTS.replace(",", "\t").encode(),
        RESULTS.replace("Q1", "\n\n  \n,,,\nQ1").encode(),
        RESULTS.replace("measure,period", " Measure , PERIOD").encode(),
        RESULTS.replace("comments", "comments,,").replace("fine", "fine,,").encode(),
    ],
    ids=[
        *("utf8", "bom", "utf16le", "utf16be", "latin1", "crlf", "cr", "no end"),
        *("semicolon", "tab", "blank", "header", "emptied"),
    ],
)
def test_every_way_of_writing_a_file_reads_the_same(ready, tmp_path, data) -> None:
    outcome = bring_in(ready, tmp_path, results=data)
    assert outcome.written, messages(outcome)
    (revision,) = ledger(ready, "Q1")
    assert revision.entry.comments == "Café: £5 – fine"
    assert revision.value == 75


def test_latin1_is_recognised_and_said(ready, tmp_path) -> None:
    outcome = bring_in(ready, tmp_path, results=RESULTS.encode("cp1252"))
    assert outcome.notes == ("results.csv is not UTF-8; read as Latin-1 (Windows-1252).",)
    undefined = RESULTS.encode("cp1252").replace(b"Q1", b"M1").replace(b"Caf", b"\x81")
    assert bring_in(ready, tmp_path, results=undefined).written


def test_quoted_newlines_and_separators_come_in(ready, tmp_path) -> None:
    text = 'measure,period,value,comments\r\nQ1,Jan 2024,"1,508","One, ""two""\r\nthree"\r\n'
    assert bring_in(ready, tmp_path, results=text).written
    (revision,) = ledger(ready, "Q1")
    assert revision.entry.comments == 'One, "two"\nthree'
    assert revision.value == 1508


def test_a_line_number_is_where_the_record_begins(ready, tmp_path) -> None:
    text = 'measure,period,value,comments\n\nQ1,Jan 2024,1,"a\nb\nc"\nQ1,Feb 2024,2,"x\ny"\n'
    outcome = bring_in(ready, tmp_path, results=text)
    assert messages(outcome) == [
        "results.csv, line 6, column period: found 'Feb 2024', expected the start of a quarter "
        "(the nearest are Jan 2024 and Apr 2024)"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("66.599999999999994", "66.6"),
        ("1,508", "1508"),
        ("46.7%", "46.7"),
        ("£1,200.50", "1200.5"),
        (" 7 ", "7"),
        ("-3", "-3"),
        ("-", "not available"),
        ("", "not available"),
        ("N/A", "not available"),
        ("x", "not available"),
        ("c", "suppressed"),
        ("Z", "not applicable"),
    ],
)
def test_figures_and_missing_values_come_in_right(ready, tmp_path, text, found) -> None:
    assert bring_in(
        ready, tmp_path, results=f'measure,period,value\nQ1,Jan 2024,"{text}"\n'
    ).written
    assert values(ready, "Q1") == [("Jan 2024", found, "2024-04-01")]


@pytest.mark.parametrize(
    "period",
    ["Jan 2024", "2024-01", "2024-01-01", "01/01/2024", "Q4 2023/24", "January 2024", "Jan-24"],
)
def test_every_way_of_writing_a_period_reads_the_same(ready, tmp_path, period) -> None:
    assert bring_in(ready, tmp_path, results=f"measure,period,value\nQ1,{period},1\n").written
    assert values(ready, "Q1")[0][0] == "Jan 2024"


def test_financial_years_read_for_annual_measures(ready, tmp_path) -> None:
    text = "measure,period,value\nY1,2022/23,1\nY1,2021-22,2\n"
    assert bring_in(ready, tmp_path, results=text).written
    assert [v[0] for v in values(ready, "Y1")] == ["Apr 2021", "Apr 2022"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "results.csv: The file is empty: expected a header line."),
        (b"\n , \n", "results.csv: The file is empty: expected a header line."),
        (
            b"measure,period,value\nQ1,Jan 2024,1\nQ1,Apr\x00,2\n",
            "results.csv, line 3: Expected text, found a NUL byte: this is no CSV.",
        ),
        (
            b"measure,period,value\nQ1,Jan 2024\n",
            "results.csv, line 2: found '2 cells', expected 3 (as in the header)",
        ),
        (
            b"measure,period,value\nQ1,Jan 2024,1,2\n",
            "results.csv, line 2: found '4 cells', expected 3 (as in the header)",
        ),
        (
            b'measure,period,value\nQ1,Jan 2024,"1\n',
            "results.csv, line 2: Expected the end of the quoted text that begins here "
            "(a quote is not closed).",
        ),
        (
            b'measure,period,value\nQ1,Jan 2024,"1"2\n',
            "results.csv, line 2: Expected a separator after a quoted text "
            "(a quote within it is written twice).",
        ),
        (
            b"measure,period,value\nQ1,Jan 2024," + b"1" * 140_000 + b"\n",
            "results.csv, line 2: Expected cells of at most 131,072 characters "
            "(is a quote before this not closed?).",
        ),
        (
            b"measure,period,value,comments\nQ1,Jan 2024,1," + b"x" * 1_100_000 + b"\n",
            "results.csv, line 2: Expected lines below 1,048,576 characters.",
        ),
        (
            codecs.BOM_UTF16_LE + "measure,period,value\n".encode("utf-16-le") + b"\x00\xd8",
            "results.csv, line 2: The file begins like UTF-16 but is not.",
        ),
        (
            b"measure,period,value,colour\nQ1,Jan 2024,1,red\n",
            "results.csv, column colour: It is unknown. The columns of results are measure, "
            "period, value, comments, actions, provisional, missing_reason, override, "
            "override_reason, forecast, reported_on, source, reason.",
        ),
        (
            b"measure,period,value,Value\nQ1,Jan 2024,1,2\n",
            "results.csv, column value: It is there twice.",
        ),
        (
            b"measure,period,,value\nQ1,Jan 2024,1,2\n",
            "results.csv: A column has no name. The columns of results are measure, period, "
            "value, comments, actions, provisional, missing_reason, override, override_reason, "
            "forecast, reported_on, source, reason.",
        ),
    ],
    ids=[
        *("empty", "blank", "nul", "short", "long", "unclosed", "quote", "huge cell"),
        *("huge line", "utf16", "unknown", "twice", "nameless"),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused_in_a_sentence(ready, tmp_path, data, message) -> None:
    outcome = bring_in(ready, tmp_path, results=data)
    assert messages(outcome) == [message]
    assert not outcome.written
    assert ledger(ready, "Q1") == []


def test_a_missing_column_is_named(ready, tmp_path) -> None:
    (message,) = messages(bring_in(ready, tmp_path, results="measure,period\nQ1,Jan 2024\n"))
    assert message.startswith("results.csv, column value: It is missing. The columns of results")


def test_a_file_is_recognised_by_its_columns_where_its_name_says_nothing(ready, tmp_path) -> None:
    outcome = bring_in(ready, tmp_path, figures="period,value,measure\nJan 2024,1,Q1\n")
    assert outcome.written
    assert outcome.counts[0].table == "results"


def test_an_unrecognised_file_is_an_error_that_says_which_are_known(ready, tmp_path) -> None:
    (message,) = messages(bring_in(ready, tmp_path, stuff="a,b\n1,2\n"))
    assert message == (
        "stuff.csv: None of its first 20 rows is a header: expected the columns of one of "
        "services, officers, measures, targets, results, actions, benchmarks, settings, or a "
        "measure and periods (such as Q4 2023/24)."
    )


def test_a_folder_is_read_without_what_is_no_table(ready, tmp_path) -> None:
    files = dict.fromkeys(("README.md", ".hidden.csv", "~$book.xlsx"), "hello")
    folder = write(tmp_path / "in", {**files, "Results.CSV": RESULTS})
    assert import_paths(ready, [folder]).added == 1


def test_a_path_that_is_not_there_is_an_error(ready, tmp_path) -> None:
    (message,) = messages(import_paths(ready, [tmp_path / "gone.csv"]))
    assert message.endswith("gone.csv: This does not exist.")
    (message,) = messages(import_paths(ready, [tmp_path / ("long" * 100)]))
    assert message.endswith("Cannot be read: File name too long.")
    (tmp_path / "bare").mkdir()
    (message,) = messages(import_paths(ready, [tmp_path / "bare"]))
    assert message.endswith("bare: The folder has no CSV or XLSX file.")


def test_an_apostrophe_before_a_formula_is_undone_in_text(ready, tmp_path) -> None:
    text = "measure,period,value,comments\nQ1,Jan 2024,1,'=1+1\nQ1,Oct 2023,-2,'tis\n"
    assert bring_in(ready, tmp_path, results=text).written
    assert [r.entry.comments for r in ledger(ready, "Q1")] == ["'tis", "=1+1"]
