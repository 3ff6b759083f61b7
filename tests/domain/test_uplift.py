from __future__ import annotations

from decimal import Decimal

import pytest

from ncc_tui.domain.ratings import Polarity
from ncc_tui.domain.uplift import uplifted
from tests.domain.building import a_measure


@pytest.mark.parametrize(
    ("polarity", "decimals", "amount", "percent", "after"),
    [
        (Polarity.HIGHER, 0, "75", "2", "77"),  # 76.5: halves up
        (Polarity.HIGHER, None, "75", "2", "76.5"),
        (Polarity.LOWER, 1, "73", "2", "71.5"),  # 71.54
        (Polarity.NEUTRAL, 0, "100", "3", "103"),
        (Polarity.HIGHER, 1, "-10", "5", "-9.5"),
        (Polarity.LOWER, 1, "-10", "5", "-10.5"),
        (Polarity.HIGHER, 2, "80", "-2.5", "78"),
        (Polarity.HIGHER, None, "0.1", "10", "0.11"),
        (Polarity.LOWER, 0, "0", "50", "0"),
    ],
)
def test_a_target_becomes_harder_in_the_measures_decimals(
    polarity: Polarity, decimals: int | None, amount: str, percent: str, after: str
) -> None:
    measure = a_measure(polarity=polarity, decimals=decimals)
    assert uplifted(measure, Decimal(amount), Decimal(percent)) == Decimal(after)
