"""The fields of a form: a line each, with its label before it and what is to be said after it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Label, Select, Static, TextArea

from ncc_tui.domain.text import one_line
from ncc_tui.tui.form.typed import TypedAction

_NEXT = Binding("enter", "app.focus_next", "Next field", show=False)


class Field(Horizontal):
    """A label, the widget to type in, and a hint beside it that can say what is wrong."""

    def __init__(self, label: str, control: Widget, *, id: str) -> None:
        super().__init__(id=id)
        self._label, self._control = label, control

    def compose(self) -> ComposeResult:
        yield Label(self._label, classes="field-label", markup=False)
        yield self._control
        yield Static(classes="hint", markup=False)

    def say(self, words: str | Text = "", *, wrong: bool = False) -> None:
        """Put words beside the field."""
        hint = self.query_one(".hint", Static)
        hint.update(Text(words) if isinstance(words, str) else words)
        hint.set_class(wrong, "wrong")


class PeriodInput(Input):
    """A period as text; Up and Down ask for the one after or before it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(1)", "Later", show=False),
        Binding("down", "step(-1)", "Earlier", show=False),
    ]

    @dataclass
    class Stepped(Message):
        """The period `by` places later was asked for."""

        by: int

    def action_step(self, by: int) -> None:
        self.post_message(self.Stepped(by))


class Tick(Checkbox):
    """A checkbox that Space ticks, drawn in signs; Enter goes on, as in every other field."""

    BINDINGS: ClassVar[list[BindingType]] = [_NEXT]

    def render(self) -> Content:
        return Content.assemble(f"[{'x' if self.value else ' '}] ", self.label)


class CommentsArea(TextArea):
    """Comments with soft wrap and undo; a paste leaves its control characters behind."""

    def on_paste(self, event: events.Paste) -> None:
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        kept = (c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
        event.text = "".join(kept)


class Choice(Select[str]):
    """A list that Space opens; Enter goes on, as in every other field."""

    BINDINGS: ClassVar[list[BindingType]] = [_NEXT]


class ActionRow(Vertical):
    """One new action: what, who, by when; and below it how that is understood."""

    def __init__(self, typed: TypedAction, officers: Mapping[str, str]) -> None:
        super().__init__()
        self._text = Input(
            typed.text, placeholder="what is to be done", compact=True, classes="action-text"
        )
        names = [one_line(name) for name in officers.values()]
        self._owner = Input(
            typed.owner,
            placeholder="who: any name",
            suggester=SuggestFromList([*names, *officers], case_sensitive=False),
            compact=True,
            classes="action-owner",
        )
        self._due = Input(typed.due, placeholder="by when", compact=True, classes="action-due")
        self._said = Static(classes="action-said", markup=False)

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield self._text
            yield self._owner
            yield self._due
        yield self._said

    @property
    def typed(self) -> TypedAction:
        """The action as typed."""
        return TypedAction(self._text.value, self._owner.value, self._due.value)

    def say(self, words: str, *, wrong: bool) -> None:
        """Say below the action how it is understood, or what is wrong with it."""
        self._said.update(Text(words))
        self._said.set_class(wrong, "wrong")
        self._said.display = bool(words)

    def go_to(self, *, due: bool) -> None:
        """Put the cursor in the text, or in the due date."""
        (self._due if due else self._text).focus()


class NewActions(Vertical):
    """The actions to add, always with an empty line for one more."""

    def __init__(self) -> None:
        super().__init__(id="new-actions")
        self._officers: Mapping[str, str] = {}
        self._rows: list[ActionRow] = []

    @property
    def filled(self) -> list[ActionRow]:
        """The lines that something is typed in."""
        return [row for row in self._rows if row.typed != TypedAction()]

    @property
    def typed(self) -> tuple[TypedAction, ...]:
        """The actions typed, but for empty lines."""
        return tuple(row.typed for row in self.filled)

    def fill(self, actions: Sequence[TypedAction], officers: Mapping[str, str]) -> None:
        """Show actions in place of those there; `officers` are names by login."""
        self._officers = officers
        self.remove_children()
        self._rows = [ActionRow(typed, officers) for typed in (*actions, TypedAction())]
        self.mount_all(self._rows)

    def say(self, hints: Mapping[str, str], problems: Mapping[str, str]) -> None:
        """Say below each action, by `action0` and so on, its hint or all that is wrong with it."""
        for row in self._rows:
            row.say("", wrong=False)
        for number, row in enumerate(self.filled):
            name = f"action{number}"
            wrong = [words for key, words in problems.items() if key.partition(".")[0] == name]
            row.say(" ".join(wrong) or hints.get(name, ""), wrong=bool(wrong))

    @on(Input.Changed)
    def _make_room(self) -> None:
        if self._rows and self._rows[-1].typed.text:
            self._rows.append(ActionRow(TypedAction(), self._officers))
            self.mount(self._rows[-1])


def chosen(select: Select[str]) -> str:
    """What is chosen from a list, empty where nothing is."""
    return select.value if isinstance(select.value, str) else ""
