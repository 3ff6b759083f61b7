"""An empty council, and services without measures, in every format."""

from __future__ import annotations

import json

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.document import Document
from ncc_tui.domain.model import Service
from ncc_tui.domain.report import Report
from ncc_tui.printing.formats import SUFFIXES, Layout, render
from ncc_tui.printing.wording import NOTHING
from tests.printing.reading import said_in
from tests.printing.samples import AT, document_of

FOR_READERS = sorted(set(SUFFIXES) - {"json", "csv"})


def without_measures(*names: str) -> Document:
    return document_of(*(Report("NCC", Service(name, name), AsAt(AT), ()) for name in names))


@pytest.mark.parametrize("form", FOR_READERS)
@pytest.mark.parametrize("names", [(), ("Roads",), ("Roads", "Parks")])
def test_it_says_so_once_for_each_service_that_has_nothing(
    form: str, names: tuple[str, ...]
) -> None:
    said = said_in(without_measures(*names), form)
    assert said.count(NOTHING) == max(1, len(names))
    assert all(name in said for name in names)


def test_an_empty_council_has_no_table_in_markdown() -> None:
    assert "|" not in said_in(without_measures(), "markdown")


@pytest.mark.parametrize("several", [True, False])
def test_programs_are_given_no_rows(several: bool) -> None:
    layout = Layout(several=several, in_file=False)
    assert json.loads(render(without_measures(), "json", layout)) == {"reports": []}
    one = json.loads(render(without_measures("Roads"), "json", layout))
    assert (one["reports"][0] if several else one)["rows"] == []
    assert render(without_measures(), "csv", layout).count(b"\n") == 1
    assert render(without_measures("Roads"), "csv", layout).count(b"\n") == 1
