"""A question with a few answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from ncc_tui.tui.prompts.prompt import Prompt


class Question(Prompt[str]):
    """Asks for one of a few answers, the first of them chosen; Esc gives `escape`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "escape", "Cancel", tooltip="Change nothing", id="ask.cancel")
    ]

    def __init__(
        self, heading: str, body: str, answers: Sequence[tuple[str, str]], *, escape: str
    ) -> None:
        super().__init__()
        self._heading, self._body, self._answers = heading, body, answers
        self._escape = escape

    def compose(self) -> ComposeResult:
        with Vertical(classes="prompt"):
            yield Label(Content(self._heading), classes="prompt-title")
            yield Label(Content(self._body), id="body")
            yield OptionList(*(Option(Content(words), id=key) for key, words in self._answers))
            yield Label("Up and Down move · Enter chooses")

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    @on(OptionList.OptionSelected)
    def _answer(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_escape(self) -> None:
        self.dismiss(self._escape)
