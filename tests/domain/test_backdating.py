"""Who may change what earlier reports said, and what has to be said of it."""

from __future__ import annotations

from datetime import date

import pytest

from ncc_tui.domain.backdating import correction_reason
from ncc_tui.domain.errors import InvalidField, NotPermitted

TODAY, BEFORE = date(2024, 5, 18), date(2024, 5, 17)


@pytest.mark.parametrize("admin", [True, False])
def test_a_correction_from_today_on_needs_neither_an_admin_nor_a_reason(admin: bool) -> None:
    assert correction_reason(TODAY, TODAY, admin=admin, reason="") == ""


def test_an_earlier_day_is_for_an_admin_who_says_why() -> None:
    with pytest.raises(NotPermitted, match="reports since 17 May 2024 said: only an admin may"):
        correction_reason(BEFORE, TODAY, admin=False, reason="Recount")
    for blank in (" ", "\u200b", "\n\u00ad\t"):
        with pytest.raises(InvalidField, match="Say why"):
            correction_reason(BEFORE, TODAY, admin=True, reason=blank)


def test_the_reason_tells_once_that_it_is_back_dated() -> None:
    reason = correction_reason(BEFORE, TODAY, admin=True, reason="Recount")
    assert reason == "Back-dated: Recount"
    assert correction_reason(BEFORE, TODAY, admin=True, reason=reason) == reason
