from __future__ import annotations

import pytest

from ncc_tui.domain.model import MissingReason
from ncc_tui.domain.periods import Frequency
from ncc_tui.domain.ratings import Rating
from ncc_tui.services.bulk import bulk_page, period_named, verdict_of
from ncc_tui.services.session import Session
from tests.services.conftest import AT


@pytest.mark.parametrize(
    ("text", "frequency", "codes"),
    [
        (
            "Q4 2023/24",
            Frequency.QUARTERLY,
            {f"CSC{n:02}" for n in range(1, 13)} - {"CSC02", "CSC09"},
        ),
        (
            "Jan 2024",
            Frequency.QUARTERLY,
            {f"CSC{n:02}" for n in range(1, 13)} - {"CSC02", "CSC09"},
        ),
        ("2023/24", Frequency.ANNUALLY, {"CSC02", "CSC09"}),
    ],
)
def test_a_period_lists_the_measures_that_have_it(
    council: Session, text: str, frequency: Frequency, codes: set[str]
) -> None:
    rows = bulk_page(council, "26", AT, named=period_named(text)).rows
    assert {row.measure.code for row in rows} == codes
    assert {row.measure.cycle.frequency for row in rows} == {frequency}


def test_no_period_lists_what_is_due(council: Session) -> None:
    assert period_named(" ") is None
    rows = bulk_page(council, "26", AT, named=None).rows
    assert [(row.measure.code, row.period.label) for row in rows] == [("CSC10", "Jan 2024")]


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ("n/a", MissingReason.NOT_AVAILABLE),
        (" N/A ", MissingReason.NOT_AVAILABLE),
        ("-", MissingReason.NOT_AVAILABLE),
        ("z", MissingReason.NOT_APPLICABLE),
        ("c", MissingReason.SUPPRESSED),
        ("not yet published", MissingReason.NOT_YET_PUBLISHED),
    ],
)
def test_a_missing_value_is_typed_as_in_a_file(
    council: Session, typed: str, missing: MissingReason
) -> None:
    row = bulk_page(council, "26", AT).rows[0]
    verdict = verdict_of(row, typed)
    assert (verdict.error, verdict.value, verdict.missing) == ("", None, missing)
    assert verdict.performance is Rating.NOT_APPLICABLE


def test_what_is_neither_figure_nor_reason_is_told_what_may_be_typed(council: Session) -> None:
    error = verdict_of(bulk_page(council, "26", AT).rows[0], "lots").error
    assert error.startswith("Expected a number, such as 46.7, found 'lots'. Or say why")
