from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from ncc_tui.domain.document import Document
from ncc_tui.domain.errors import NccError
from ncc_tui.printing.pdf import render_pdf
from tests.printing.samples import (
    HOSTILE,
    MADE_AT,
    document,
    document_of,
    hostile_document,
    long_document,
    measure,
    row,
)
from tests.printing.test_html import assert_nothing_cut


@pytest.fixture(autouse=True)
def _typst() -> None:
    pytest.importorskip("typst", reason="typst is not installed (pip install 'ncc-tui[pdf]')")


def read(pdf: bytes, folder) -> PdfReader:
    path = folder / "report.pdf"
    path.write_bytes(pdf)
    return PdfReader(path)


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def structure(node: DictionaryObject) -> list[DictionaryObject]:
    """Every element of a tagged PDF's structure."""
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    found = [node]
    for kid in kids:
        element = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(element, DictionaryObject) and "/S" in element:
            found += structure(element)
    return found


def test_the_published_report_reads_back(tmp_path, care: Document) -> None:
    reader = read(render_pdf(care), tmp_path)
    text = text_of(reader)
    assert "As reported: the figures as they were known at that date. Made 20 May 2024" in text
    assert "Rate of Children Looked After (CLA) per 10,000 popn" in text
    assert "1,508" in text
    assert "legal gateway panel first · Jo Smith · by 30 Sep 2024" in text
    assert f"Page 1 of {len(reader.pages)}" in text
    assert 3 <= len(reader.pages) <= 7
    assert float(reader.pages[0].mediabox.width) == pytest.approx(842, abs=1)


def test_it_is_tagged_for_screen_readers(tmp_path, care: Document) -> None:
    reader = read(render_pdf(care), tmp_path)
    catalogue: Any = reader.root_object
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].lower().startswith("en")
    assert reader.metadata is not None
    assert reader.metadata.title == (
        "Current Performance Report at 18 May 2024 · Children's Social Care"
    )
    assert "pdfuaid:part" in catalogue["/Metadata"].get_object().get_data().decode()
    elements = structure(catalogue["/StructTreeRoot"])
    roles = [element.get("/S") for element in elements]
    assert roles.count("/TH") >= 11
    assert roles.count("/H1") == 1
    figures = [element for element in elements if element.get("/S") == "/Figure"]
    assert len(figures) == 12
    assert "Results: Jan 2021 72, Apr 2021 74" in str(figures[0]["/Alt"])


def test_several_services_begin_with_a_summary_page(tmp_path, council: Document) -> None:
    pages = [page.extract_text() for page in read(render_pdf(council), tmp_path).pages]
    assert "Summary" in pages[0]
    assert "Transactional Services" in pages[0]
    assert "1." not in pages[0]


def test_it_repeats_the_head_and_cuts_no_row(tmp_path) -> None:
    pages = read(render_pdf(long_document(40)), tmp_path).pages
    assert_nothing_cut([" ".join(page.extract_text().split()) for page in pages], 40)


def test_a_comment_longer_than_a_page_is_all_there(tmp_path) -> None:
    long = document(row(measure(), comments=f"First. {'More is said here. ' * 800} Last."))
    text = text_of(read(render_pdf(long), tmp_path))
    assert text.count("here.") == 800
    assert "Last." in text


def test_hostile_text_is_set_as_text(tmp_path) -> None:
    text = text_of(read(render_pdf(hostile_document()), tmp_path))
    assert '#eval("1+1") $x^2$' in text
    assert "<script>alert(1)</script>" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_each_hostile_text_alone_is_no_hindrance(text: str) -> None:
    made = document(row(measure(title=text), comments=text, comparators=[(text, "3")]))
    assert render_pdf(made).startswith(b"%PDF")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=30))
def test_any_text_can_be_set(text: str) -> None:
    assert render_pdf(document(row(measure(title=text), comments=text))).startswith(b"%PDF")


def test_no_report_at_all_is_a_page_that_says_so(tmp_path) -> None:
    assert "No measure is reported" in text_of(read(render_pdf(document_of()), tmp_path))


def test_the_same_document_gives_the_same_bytes_at_any_time(tmp_path, care: Document) -> None:
    pdf = render_pdf(care)
    dates = read(pdf, tmp_path).metadata
    assert dates is not None
    # A PDF is dated to the second, so that two made at once would be alike whatever they say.
    assert dates.creation_date == dates.modification_date == MADE_AT
    assert render_pdf(care) == pdf


def test_a_very_long_word_goes_on_in_the_next_line(tmp_path) -> None:
    word = "W" * 300
    long = document(row(measure(title=word), comments=word, actions=[word]))
    pages = read(render_pdf(long), tmp_path).pages
    lines = "\n".join(page.extract_text() for page in pages).replace("\u200b", "").splitlines()
    assert max(line.count("W") for line in lines) < 150


def test_without_typst_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, care: Document
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(NccError, match=r"pip install 'ncc-tui\[pdf\]'"):
        render_pdf(care)
