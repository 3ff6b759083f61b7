from __future__ import annotations

from decimal import Decimal

import pytest

from ncc_tui.domain.settings import (
    SETTINGS,
    admits_unknown,
    default_lag_days,
    default_tolerance,
    effective,
)


def test_every_default_is_what_its_setting_may_say() -> None:
    assert all(s.read(s.default) == s.default for s in SETTINGS if s.default)


def test_what_is_set_counts_and_nonsense_leaves_the_default() -> None:
    assert default_tolerance({"default_tolerance": "5%"}).amount == Decimal(5)
    assert default_tolerance({"default_tolerance": "lots"}).amount == Decimal("2.5")
    assert (default_lag_days({"default_lag_days": "30"}), default_lag_days({})) == (30, 15)
    assert effective({"organisation": ""}, "organisation") == "NCC"


@pytest.mark.parametrize(("said", "admits"), [("", True), ("viewer", True), ("Nobody", False)])
def test_nobody_admits_nobody(said: str, admits: bool) -> None:
    assert admits_unknown({"unknown_logins": said}) is admits
