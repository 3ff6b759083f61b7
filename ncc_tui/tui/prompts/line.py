"""Asks for a line of text; what is wrong with it stands beside it, and it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
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
        understood: Callable[[str], str] = lambda _: "",
        suggestions: Sequence[str] = (),
        says: str = "Enter takes it · Esc leaves everything as it is",
    ) -> None:
        """`check` raises NccError, whose sentence is shown, for text that cannot be taken.

        How a text is `understood`, or the sentence it raises, stands in the hint's place as it is
        typed.
        """
        super().__init__()
        self._heading, self._value, self._hint = title, value, hint
        self._check, self._understood, self._says = check or understood, understood, says
        self._suggester = (
            SuggestFromList(suggestions, case_sensitive=False) if suggestions else None
        )

    def compose(self) -> ComposeResult:
        """Lay the question out."""
        with Vertical(classes="prompt"):
            yield Label(Content(self._heading), classes="prompt-title")
            yield Input(self._value, select_on_focus=False, suggester=self._suggester)
            yield Label(Content(self._beside(self._value)[0]), id="hint")
            yield Label(Content(self._says))

    def _beside(self, text: str) -> tuple[str, bool]:
        """What stands below a text, and whether that says what is wrong with it."""
        try:
            return self._understood(text) or self._hint, False
        except NccError as error:
            begun = text == self._value
            return self._hint if begun else str(error), not begun

    @on(Input.Changed)
    def _follow(self, event: Input.Changed) -> None:
        words, wrong = self._beside(event.value)
        self._tell(words, wrong=wrong)

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
