"""Small questions: a date, a choice from a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from ncc_tui.domain.dates import format_date, parse_date
from ncc_tui.domain.errors import InvalidDate
from ncc_tui.tui.view import View


class AskDate(ModalScreen[View | None]):
    """Asks for a report date; brackets step it by quarters."""

    CSS_PATH = "prompts.tcss"
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


class Choose(ModalScreen[str | None]):
    """Asks for one of a list; typing narrows it, Enter takes it."""

    CSS_PATH = "prompts.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel", tooltip="Change nothing", id="choose.cancel"),
        Binding("down", "move(1)", "Down", tooltip="The next one", id="choose.down", priority=True),
        Binding("up", "move(-1)", "Up", tooltip="The one before", id="choose.up", priority=True),
    ]

    def __init__(
        self, title: str, options: Sequence[tuple[str, Content | str]], chosen: str | None = None
    ) -> None:
        super().__init__()
        self._heading = title
        self._options = [
            (key, shown if isinstance(shown, Content) else Content(shown)) for key, shown in options
        ]
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """Lay the list out."""
        with Vertical(classes="prompt"):
            yield Label(Content(self._heading), classes="prompt-title")
            yield Input(placeholder="type to narrow the list")
            yield OptionList(*self._matching(""))
            yield Label("Enter chooses · Esc leaves it as it is")

    def on_mount(self) -> None:
        """Put the cursor on the present choice."""
        keys = [key for key, _ in self._options]
        options = self.query_one(OptionList)
        options.highlighted = keys.index(self._chosen) if self._chosen in keys else 0
        self.query_one(Input).focus()

    def _matching(self, typed: str) -> list[Option]:
        words = typed.casefold().split()
        return [
            Option(shown, id=key)
            for key, shown in self._options
            if all(word in f"{key} {shown.plain}".casefold() for word in words)
        ]

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(self._matching(event.value))
        options.highlighted = 0 if options.option_count else None

    @on(Input.Submitted)
    def _submit(self) -> None:
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self.dismiss(options.get_option_at_index(options.highlighted).id)

    @on(OptionList.OptionSelected)
    def _select(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_move(self, by: int) -> None:
        """Move the choice up or down while the typing goes on."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()
