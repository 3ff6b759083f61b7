from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.tui.forming import form_open, newest, open_form, save
from tests.tui.seeing import settled


async def test_what_follows_a_withdrawal_is_not_asked_why_it_changed(database: Path) -> None:
    async with form_open(database, period="Jan 2024") as form:
        assert form.screen.query_one("#reason-field").display
        form.put(value="", missing="withdrawn", reason="Of another quarter")
        await save(form)
        await form.until(lambda: form.closed)
        again = await open_form(form.pilot, period="Jan 2024")
        assert not again.screen.query_one("#reason-field").display
        again.put(value="74")
        await save(again)
        await again.until(lambda: again.closed)
    after = newest(database, "Jan 2024")
    assert after is not None
    assert after.value == Decimal(74)


async def test_another_figure_says_that_its_reason_is_needed(database: Path) -> None:
    async with form_open(database, period="Jan 2024") as form:
        assert form.beside("reason") == ""
        form.put(value="74")
        await settled(form.pilot)
        assert form.beside("reason") == "needed"
        form.put(value="73.0")
        await settled(form.pilot)
        assert form.beside("reason") == ""
