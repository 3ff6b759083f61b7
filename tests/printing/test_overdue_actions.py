"""An action past its date is told from the others in every format."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from ncc_tui.domain.document import Document
from ncc_tui.domain.model import Action
from ncc_tui.domain.report import build_row
from ncc_tui.printing.csv_ import render_csv
from ncc_tui.printing.formats import SUFFIXES
from ncc_tui.printing.html import render_html
from ncc_tui.printing.markdown import render_markdown
from ncc_tui.printing.pdf import render_pdf
from ncc_tui.printing.text import render_text
from ncc_tui.printing.xlsx import render_xlsx
from tests.printing.reading import said_in
from tests.printing.samples import AT, JAN_2024, document, measure, row


@pytest.fixture
def late_and_not() -> Document:
    of = measure()
    actions = [
        Action(k, of.code, JAN_2024, text, "jsmith", due_on, None, date(2024, 2, 1))
        for k, (text, due_on) in enumerate(
            [("Late one", date(2024, 5, 17)), ("Today", AT), ("Whenever", None)]
        )
    ]
    return document(replace(row(of), actions=tuple(actions)))


@pytest.mark.parametrize("form", sorted(SUFFIXES))
@pytest.mark.parametrize(("days", "is_shown"), [(0, True), (-1, False)])
def test_what_is_done_on_the_reports_date_is_shown_and_late_in_no_format(
    form: str, days: int, is_shown: bool
) -> None:
    of = measure()
    done_on = AT + timedelta(days)
    action = Action(1, of.code, JAN_2024, "Repair", None, date(2024, 5, 2), done_on, JAN_2024.start)
    one = build_row(of, AT, current=None, previous=None, target=None, actions=[action])
    shown = said_in(document(one), form)
    assert ("Repair" in shown) == is_shown
    assert not re.search(r"Overdue:?\W*Repair|\"overdue\": true", shown)


def test_text(late_and_not: Document) -> None:
    lines = render_text(late_and_not, width=100, colour=False).splitlines()
    said = [" ".join(line.split()) for line in lines if "▸" in line]
    assert said == [
        "▸ ! Overdue: Late one · Jo Smith · by 17 May 2024",
        "▸ Today · Jo Smith · by 18 May 2024",
        "▸ Whenever · Jo Smith",
    ]


def test_markdown(late_and_not: Document) -> None:
    said = [line for line in render_markdown(late_and_not).splitlines() if line.startswith("- ")]
    assert said[0] == "- **Overdue:** Late one · Jo Smith · by 17 May 2024"
    assert not any("Overdue" in line for line in said[1:])


def test_html(late_and_not: Document) -> None:
    said = re.findall("<li>(.*(?:Late one|Today|Whenever).*)</li>", render_html(late_and_not))
    assert ["Overdue</span>" in item for item in said] == [True, False, False]


def test_pdf(late_and_not: Document) -> None:
    pytest.importorskip("typst")
    text = PdfReader(io.BytesIO(render_pdf(late_and_not))).pages[0].extract_text()
    assert re.search(r"Overdue\s*Late one", text)
    assert not re.search(r"Overdue\s*(Today|Whenever)", text)


def test_xlsx(late_and_not: Document) -> None:
    sheet = load_workbook(io.BytesIO(render_xlsx(late_and_not))).worksheets[0]
    (cell,) = [str(c.value) for line in sheet for c in line if "Late one" in str(c.value)]
    assert cell.splitlines()[0] == "• ! Overdue: Late one · Jo Smith · by 17 May 2024"
    assert cell.count("Overdue") == 1


def test_csv(late_and_not: Document) -> None:
    (line,) = csv.DictReader(io.StringIO(render_csv(late_and_not)))
    assert line["actions_overdue"] == "1"
