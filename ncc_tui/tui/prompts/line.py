"""Asks for a line of text; what is wrong with it stands beside it, and it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label

from ncc_tui.domain.errors import NccError
from ncc_tui.tui.prompts.prompt import Prompt


class LineQuestion(Prompt[str | None]):
    """Asks for one line; gives None where the officer leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel", tooltip="Change nothing", id="ask.cancel"),
    ]

    def __init__(
        self,
        title: str,
        value: str = "",
        *,
        hint: str = "",
        check: Callable[[str], object] | None = None,
        understood: Callable[[str], str] | None = None,
        says: str = "Enter takes it · Esc leaves everything as it is",
    ) -> None:
        """`check` raises NccError, whose sentence is shown, for text that cannot be taken.

        `understood` does so as one types, and says how a text is read; the hint where it says
        nothing.
        """
        super().__init__()
        self._heading, self._value, self._hint = title, value, hint
        self._check, self._understood, self._says = check or understood, understood, says

    def compose(self) -> ComposeResult:
        """Lay the question out."""
        with Vertical(classes="prompt"):
            yield Label(Content(self._heading), classes="prompt-title")
            yield Input(self._value, select_on_focus=False)
            yield Label(Content(self._hint), id="hint")
            yield Label(Content(self._says))

    @on(Input.Changed)
    def _look(self, event: Input.Changed) -> None:
        """Say how what is typed is understood, or forgive what was wrong before."""
        said, wrong = "", False
        if self._understood is not None and event.value != self._value:
            try:
                said = self._understood(event.value)
            except NccError as error:
                said, wrong = str(error), True
        self._tell(said or self._hint, wrong=wrong)

    def _tell(self, words: str, *, wrong: bool) -> None:
        hint = self.query_one("#hint", Label)
        hint.update(Content(words))
        hint.set_class(wrong, "wrong")

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            if self._check is not None:
                self._check(event.value)
        except NccError as error:
            self._tell(str(error), wrong=True)
        else:
            self.dismiss(event.value)
