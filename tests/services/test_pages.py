"""What a screen shows is read in one transaction, and nothing of it twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.model import Service
from ncc_tui.services.pages.actions import actions_page
from ncc_tui.services.pages.council import council_page
from ncc_tui.services.pages.due import due_page
from ncc_tui.services.pages.history import history_page
from ncc_tui.services.pages.opening import opening_page
from ncc_tui.services.pages.report import ReportPage, report_page
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from tests.services.conftest import AT

PAGES: dict[str, Callable[[Session], object]] = {
    "report": lambda session: report_page(session, "26", AsAt(AT)),
    "council": lambda session: council_page(session, AsAt(AT)),
    "due": lambda session: due_page(session, AT),
    "history": lambda session: history_page(session, "CSC04", AT),
    "actions": lambda session: actions_page(session, "CSC04", AT),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_reads_in_one_transaction_and_nothing_twice(officer: Session, page: str) -> None:
    asked: list[str] = []
    with officer.store.reading() as db:
        pass  # opens this thread's connection
    db.raw.set_trace_callback(asked.append)
    PAGES[page](officer)
    db.raw.set_trace_callback(None)
    assert asked[0] == "BEGIN"
    assert asked[-1] == "ROLLBACK"
    assert asked.count("BEGIN") == 1
    assert sorted(set(asked)) == sorted(asked)


@pytest.mark.parametrize(
    ("services", "opened_on"), [(("26",), "26"), ((), None), (("21", "22"), None), (("NEW",), None)]
)
def test_an_officer_of_one_service_with_measures_begins_on_its_report(
    officer: Session, services: tuple[str, ...], opened_on: str | None
) -> None:
    with officer.store.writing() as db:
        catalogue.put_service(db, Service("NEW", "A service without measures"), officer.author)
    session = replace(officer, officer=replace(officer.officer, services=services))
    page = opening_page(session, AsAt(AT))
    opened = page.report.service.code if isinstance(page, ReportPage) else None
    assert opened == opened_on
