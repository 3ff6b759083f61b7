from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.document import Document
from ncc_tui.domain.model import Service
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.report import Report
from ncc_tui.printing.text import render_text
from tests.printing.samples import AT, document, document_of, hostile_document, measure, row


def test_the_published_report_at_eighty_columns(care: Document) -> None:
    text = render_text(care, width=80, colour=False)
    lines = text.splitlines()
    assert lines[0] == "Current Performance Report at 18 May 2024 · Children's Social Care"
    assert lines[1] == f"NCC · as reported · made {care.moment}"
    assert "▲ 4 Red  ◆ 1 Amber  ● 7 Green  ! 1 overdue" in lines
    head = next(line for line in lines if "Measure" in line)
    assert " ".join(head.split()) == "# Measure 2023/24 Target Current Last DoT Perf Status"
    assert (
        " 4 Rate of Childre…      75     73      75 Jan 2024 ● Green ▲ Red   Up to date r" in lines
    )
    assert "10 First time entr…     164    171     164 Oct 2023 ● Green ● Green ! Overdue" in lines
    assert "   ▸ Take each case where care proceedings are considered to the legal gateway" in lines


def test_a_wide_page_has_every_column(care: Document) -> None:
    lines = render_text(care, width=140, colour=False).splitlines()
    head = next(line for line in lines if "Measure" in line)
    assert "Unit" in head
    assert "Frequency" in head
    assert "DoT     Moved    Perf" in head


def test_a_title_that_is_cut_stands_in_full_below(care: Document) -> None:
    text = " ".join(render_text(care, width=80, colour=False).split())
    for of in care.reports[0].rows:
        assert of.measure.title in text


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_no_line_is_wider_than_asked(council: Document, width: int) -> None:
    for made in (council, hostile_document()):
        for line in render_text(made, width=width, colour=False).splitlines():
            assert cell_len(line) <= width


def test_only_the_title_is_ever_cut_at_eighty_columns(council: Document) -> None:
    for line in render_text(council, width=80, colour=False).splitlines():
        if "…" in line:
            assert line.count("…") == 1
            assert line.split("…")[1].split()[0][0].isdigit()


def test_colour_only_where_asked(care: Document) -> None:
    assert "\x1b" not in render_text(care, width=80, colour=False)
    coloured = render_text(care, width=80, colour=True)
    assert "\x1b[1;31m▲ Red" in coloured


def test_hostile_text_is_shown_harmlessly() -> None:
    text = render_text(hostile_document(), width=100, colour=False)
    assert "[red]markup[/red]" in text
    assert "\u241b[31mred" in text
    assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u200b", "\r", "\t"} & set(text)


def test_marks_are_explained_only_where_they_stand(care: Document) -> None:
    assert "Provisional" not in render_text(care, width=80, colour=False)
    made = document(
        row(measure(), provisional=True, override=Rating.RED, override_reason="Audit doubts it")
    )
    text = render_text(made, width=80, colour=False)
    assert "80p" in text
    assert "▲ Red*" in text
    assert "*  Rating set by an officer instead of by its target." in text
    assert "p  Provisional figure." in text


def test_a_missing_figure_says_why() -> None:
    text = render_text(document(row(measure(), None)), width=80, colour=False)
    assert "○ N/A" in text


def test_several_services_begin_with_a_summary(council: Document) -> None:
    text = render_text(council, width=80, colour=False)
    assert text.index("▲ Red ◆ Amber ● Green") < text.index("· Planning")
    assert (
        "Children's Social Care                         4       1       7     0         1" in text
    )


def test_a_services_long_name_is_cut_nowhere() -> None:
    name = f"Begin{'x' * 70}End"
    reports = [Report("NCC", Service(n, n), AsAt(AT), ()) for n in (name, "Roads")]
    text = render_text(document_of(*reports), width=60, colour=False)
    summary = text[: text.index("Roads")]
    assert re.search("Begin[x0 \n]*End", summary)
    assert summary.count("x") == 70


def test_no_report_at_all_says_so() -> None:
    nothing = "No measure is reported at this date."
    assert nothing in render_text(document_of(), width=80, colour=False)
    assert nothing in render_text(document(), width=80, colour=False)


def test_the_view_is_named(care: Document) -> None:
    revised = replace(care, as_at=care.as_at.turned())
    assert "· as revised ·" in render_text(revised, width=80, colour=False)
