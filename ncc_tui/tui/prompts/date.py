"""Asks for a report date."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date, parse_date
from ncc_tui.domain.errors import InvalidDate
from ncc_tui.tui.prompts.prompt import Prompt


class DateQuestion(Prompt[AsAt | None]):
    """Asks for a report date; brackets step it by quarters."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel", tooltip="Keep the date", id="date.cancel"),
        Binding("up", "step(1)", "Later", tooltip="A quarter later", id="date.later"),
        Binding("down", "step(-1)", "Earlier", tooltip="A quarter earlier", id="date.earlier"),
    ]

    def __init__(self, as_at: AsAt) -> None:
        super().__init__()
        self._as_at = as_at

    def compose(self) -> ComposeResult:
        """Lay the question out."""
        with Vertical(classes="prompt"):
            yield Label("Report date", classes="prompt-title")
            yield Input(format_date(self._as_at.day), select_on_focus=True)
            yield Label("Such as 18 May 2024, 18/05/2024 or 2024-05-18", id="hint")
            yield Label("Enter shows it · Up and Down step by a quarter · Esc keeps the old one")

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        try:
            at = parse_date(event.value)
        except InvalidDate as error:
            hint = self.query_one("#hint", Label)
            hint.update(Content(str(error)))
            hint.add_class("wrong")
            return
        self.dismiss(AsAt(at, self._as_at.revised))

    def action_step(self, quarters: int) -> None:
        """Step the date typed by quarters."""
        box = self.query_one(Input)
        try:
            at = parse_date(box.value)
        except InvalidDate:
            at = self._as_at.day
        box.value = format_date(AsAt(at).stepped(quarters).day)
        box.cursor_position = len(box.value)
