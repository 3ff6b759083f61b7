"""What administration writes is exported, and makes the same reports again elsewhere."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from ncc_tui.domain.as_at import AsAt
from ncc_tui.services import reports
from ncc_tui.services.administration.measures import (
    add_measure,
    copy_measure,
    edit_measure,
    move_measure,
    retire_measure,
)
from ncc_tui.services.administration.officers import add_officer, officer_lines
from ncc_tui.services.administration.services import add_service, edit_service, service_lines
from ncc_tui.services.administration.settings import set_setting, setting_lines
from ncc_tui.services.administration.targets import copy_targets, set_target, target_grid
from ncc_tui.services.exporting import export_folder
from ncc_tui.services.importing import import_paths
from ncc_tui.services.session import Session
from tests.services.conftest import Opener

TODAY = date(2026, 11, 24)
DATES = (date(2024, 5, 18), date(2026, 11, 23), TODAY, date(2027, 2, 1))


def administer(session: Session) -> None:
    add_service(session, {"code": "P", "service": "Place", "director": "A Director"})
    edit_service(session, "21", {"parent": "P"})
    edit_measure(session, "CSC01", {"tolerance": "10", "measure": "Renamed"}, reason="Plainer")
    edit_measure(session, "CSC01", {"tolerance": "5"}, counts_from=date(2027, 1, 1))
    retire_measure(session, "CSC04", date(2026, 12, 31))
    copy_measure(session, "CSC04", "CSC04M", {"frequency": "Monthly"})
    move_measure(session, "CSC04M", 2)
    typed = {"measure": "New", "unit": "Number", "frequency": "Monthly", "polarity": "lower"}
    add_measure(session, {"code": "N1", "service": "P", **typed})
    set_target(session, "N1", "Oct 2026", "3")
    set_target(session, "PLN01", "Apr 2026", "-")
    copy_targets(session, 2026, "26", uplift=Decimal("2.5"))
    add_officer(session, {"login": "e", "name": "E", "role": "editor", "services": "all"})
    set_setting(session, "title", "Our Report")


def shown(session: Session, at: date) -> list[tuple[object, ...]]:
    return [
        (r.service.code, r.title, row.measure, row.value, row.target, row.performance, row.status)
        for revised in (False, True)
        for r in reports.overview(session, AsAt(at, revised)).reports
        for row in r.rows
    ]


def in_force(session: Session) -> list[list[Decimal | None]]:
    rows = target_grid(session, "26", 2027).rows
    return [[cell.in_force for cell in row.cells] for row in rows]


def test_a_council_that_was_administered_is_the_same_when_it_is_read_back(
    opened: Opener, tmp_path: Path
) -> None:
    first = opened("sample", day=TODAY, file="first.db")
    administer(first)
    export_folder(first, tmp_path / "out")
    second = opened("empty", day=TODAY, file="second.db")
    outcome = import_paths(second, [tmp_path / "out"], confirmed=True)
    assert [error.message for error in outcome.errors] == []
    for at in DATES:
        assert shown(second, at) == shown(first, at)
    assert in_force(second) == in_force(first)
    for lines in (service_lines, officer_lines, setting_lines):
        assert lines(second) == lines(first)
