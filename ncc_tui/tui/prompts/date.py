"""Asks for a report date."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label

from ncc_tui.domain.dates import format_date, parse_date
from ncc_tui.domain.errors import InvalidDate
from ncc_tui.tui.prompts.prompt import Prompt
from ncc_tui.tui.view import View


class DateQuestion(Prompt[View | None]):
    """Asks for a report date; brackets step it by quarters."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel", tooltip="Keep the date", id="date.cancel"),
        Binding("up", "step(1)", "Later", tooltip="A quarter later", id="date.later"),
        Binding("down", "step(-1)", "Earlier", tooltip="A quarter earlier", id="date.earlier"),
    ]

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view

    def compose(self) -> ComposeResult:
        """Lay the question out."""
        with Vertical(classes="prompt"):
            yield Label("Report date", classes="prompt-title")
            yield Input(format_date(self._view.at), select_on_focus=True)
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
        self.dismiss(View(at, self._view.as_revised))

    def action_step(self, quarters: int) -> None:
        """Step the date typed by quarters."""
        box = self.query_one(Input)
        try:
            at = parse_date(box.value)
        except InvalidDate:
            at = self._view.at
        box.value = format_date(View(at).stepped(quarters).at)
        box.cursor_position = len(box.value)
