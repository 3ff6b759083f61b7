from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from tests.tui.forming import form_open, inputs_of, newest, open_form, save
from tests.tui.seeing import flowing, press, settled


def held(database: Path) -> Mapping[str, str]:
    """What jsmith's draft of the next period holds."""
    draft = inputs_of(database).draft
    return draft.content if draft else {}


async def test_a_forecast_is_explained_kept_and_saved_with_the_result(database: Path) -> None:
    async with form_open(database) as form:
        assert "what you expect for 2024/25" in form.beside("forecast")
        form.put(value="74", forecast="760")
        await settled(form.pilot)
        assert "The forecast 760 is 10 times the last value, 75, or more" in form.beside("forecast")
        form.put(forecast="seventy")
        await settled(form.pilot)
        assert "Expected a number" in form.beside("forecast")
        form.put(forecast="76")
        await form.until(lambda: held(database).get("forecast") == "76")
        await save(form)
        await form.until(lambda: form.closed)
        again = await open_form(form.pilot, period="Apr 2024")
        assert again.holds("forecast") == "76"
    saved = newest(database, "Apr 2024")
    assert saved is not None
    assert saved.entry.forecast == Decimal("76")


async def test_an_unlikely_forecast_is_asked_about_and_gone_back_to(database: Path) -> None:
    async with form_open(database, period="Jan 2024") as form:
        form.put(forecast="900")
        await settled(form.pilot)
        await press(form.pilot, "ctrl+s")
        assert "The forecast 900 is 10 times the last value" in flowing(form.pilot)
        await press(form.pilot, "escape")
        assert form.pilot.app.focused is form.screen.query_one("#forecast")
