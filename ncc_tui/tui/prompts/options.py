"""Asks for one of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from ncc_tui.tui.prompts.prompt import Prompt


class ListQuestion(Prompt[str | None]):
    """Asks for one of a list; typing narrows it, Enter takes it."""

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
            (key, words if isinstance(words, Content) else Content(words)) for key, words in options
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
            Option(content, id=key)
            for key, content in self._options
            if all(word in f"{key} {content.plain}".casefold() for word in words)
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
