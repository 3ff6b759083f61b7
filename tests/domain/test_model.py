from __future__ import annotations

from datetime import date

import pytest

from ncc_tui.domain.errors import InvalidChoice
from ncc_tui.domain.model import MissingReason, Role, default_reported_on
from tests.domain.building import QUARTERLY, a_measure


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "runs"),
    [
        (None, None, True),
        (date(2024, 5, 18), None, True),
        (date(2024, 5, 19), None, False),
        (None, date(2024, 5, 18), True),
        (None, date(2024, 5, 17), False),
    ],
)
def test_a_measure_runs_from_its_first_day_to_its_last(
    starts_on: date | None, ends_on: date | None, runs: bool
) -> None:
    measure = a_measure(starts_on=starts_on, ends_on=ends_on)
    assert measure.runs_at(date(2024, 5, 18)) is runs


def test_an_imported_result_counts_from_the_day_after_its_period() -> None:
    january = QUARTERLY.parse("Jan 2024")
    assert default_reported_on(january, date(2026, 1, 1)) == date(2024, 4, 1)
    assert default_reported_on(january, date(2024, 4, 1)) == date(2024, 4, 1)


def test_or_from_the_import_where_the_period_has_not_ended() -> None:
    assert default_reported_on(QUARTERLY.parse("Jan 2024"), date(2024, 3, 31)) == date(2024, 3, 31)


def test_missing_reasons_and_roles_are_read_by_name() -> None:
    assert MissingReason.parse("Not-yet_published") is MissingReason.NOT_YET_PUBLISHED
    assert Role.parse(" Admin ") is Role.ADMIN
    assert Role.parse("manager") is Role.VIEWER
    assert Role.parse("Editor") is Role.EDITOR
    with pytest.raises(InvalidChoice, match="not available, not applicable, suppressed"):
        MissingReason.parse("dog ate it")
    with pytest.raises(InvalidChoice, match="viewer, officer, editor or admin"):
        Role.parse("root")
