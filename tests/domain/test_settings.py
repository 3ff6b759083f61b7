from __future__ import annotations

from decimal import Decimal

import pytest

from ncc_tui.domain.errors import InvalidEntry
from ncc_tui.domain.settings import (
    BY_NAME,
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


@pytest.mark.parametrize("name", ["organisation", "title", "notice"])
@pytest.mark.parametrize("text", ["two\nlines", "\x1b[31mred", "a \x9b C1 code", "a \x07 bell"])
def test_what_stands_at_the_head_of_reports_is_one_line_without_control_codes(
    name: str, text: str
) -> None:
    with pytest.raises(InvalidEntry, match="one line without control characters"):
        BY_NAME[name].read(text)


@pytest.mark.parametrize(("said", "admits"), [("", True), ("viewer", True), ("Nobody", False)])
def test_nobody_admits_nobody(said: str, admits: bool) -> None:
    assert admits_unknown({"unknown_logins": said}) is admits
