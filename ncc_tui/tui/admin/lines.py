"""The lines of a form: a label each, what is typed or chosen beside it, what is wrong below it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from ncc_tui.domain.fields import ABOUT_LEDGERS, RecordField
from ncc_tui.domain.text import one_line
from ncc_tui.tui.bulk.sheet import LINE_BREAK

R = TypeVar("R")
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class FormLine:
    """A field as a form has it: its name, label and explanation, and what it says to begin with.

    `options` are all that it may say, each with the words that it is listed by; without them it is
    typed. What is `kept` is shown, and stays.
    """

    name: str
    label: str
    about: str
    text: str = ""
    options: tuple[tuple[str, str], ...] = ()
    kept: bool = False


def lines_of(
    fields: Sequence[RecordField[R]],
    record: R,
    *,
    options: Mapping[str, Options] | None = None,
    kept: Collection[str] = (),
) -> tuple[FormLine, ...]:
    """The lines of a record: what each field says, and what it may say where that is a list.

    `options` are those of fields that name something else, such as a service.
    """
    listed = options or {}
    return tuple(
        FormLine(
            field.name,
            field.label,
            field.about,
            field.says(record),
            tuple(listed.get(field.name) or ((choice, choice) for choice in field.choices)),
            field.name in kept,
        )
        for field in fields
    )


def ledger_lines() -> tuple[FormLine, ...]:
    """What is typed beside the fields of what stands in a ledger: from when, and why."""
    return tuple(
        FormLine(name, name.replace("_", " ").capitalize(), about)
        for name, about in ABOUT_LEDGERS.items()
    )


class Pick(Widget, can_focus=True):
    """What is chosen of a list that Space opens; Enter goes on, as in every other field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "open", "List", tooltip="Open the list", id="record.list"),
        Binding("enter", "app.focus_next", "Next field", show=False),
    ]
    value: reactive[str] = reactive("")

    @dataclass
    class Picked(Message):
        """Something was chosen."""

        value: str

    def __init__(self, line: FormLine) -> None:
        super().__init__()
        self._line = line
        self.set_reactive(Pick.value, line.text)

    def render(self) -> Content:
        """What is chosen, in the words it is listed by."""
        words = dict(self._line.options).get(self.value, self.value)
        return Content.assemble(one_line(words) or "none", ("  Space lists", "$quiet"))

    def action_open(self) -> None:
        """Ask which of the list it is to be."""
        from ncc_tui.tui.prompts.options import ListQuestion

        def take(chosen: str | None) -> None:
            if chosen is not None and chosen != self.value:
                self.value = chosen
                self.post_message(self.Picked(chosen))

        options = [(key, one_line(words)) for key, words in self._line.options]
        self.app.push_screen(ListQuestion(self._line.label, options, self.value), take)


class FormRow(Vertical):
    """A line of a form; what is wrong with it stands below it once one has been there."""

    @dataclass
    class Changed(Message):
        """Something else stands in the line of a name."""

        name: str

    def __init__(self, line: FormLine) -> None:
        super().__init__(id=f"{line.name}-row")
        self.line = line
        # Whether one has typed there or gone past, so that it is told what is wrong with it.
        self.visited = False
        shown = line.text.replace("\n", LINE_BREAK)
        self._control: Input | Pick | Static
        if line.kept:
            self._control = Static(Text(one_line(line.text)))
        elif line.options:
            self._control = Pick(line)
        else:
            self._control = Input(shown, compact=True, select_on_focus=False)
        self._said = ("", False)

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Label(self.line.label, classes="row-label", markup=False)
            yield self._control
        yield Static(classes="row-said", markup=False)

    @property
    def text(self) -> str:
        """What stands in the line, as it is read."""
        if isinstance(self._control, Static):
            return self.line.text
        return self._control.value.replace(LINE_BREAK, "\n")

    def fill(self, text: str) -> None:
        """Put a text in place of what stands there."""
        if isinstance(self._control, Input):
            self._control.value = text.replace("\n", LINE_BREAK)
        elif isinstance(self._control, Pick):
            self._control.value = text

    def say(self, words: str, *, wrong: bool = True) -> None:
        """Say below the line what is wrong with it, or how it is understood; nothing if empty."""
        if (words, wrong) == self._said:
            return
        self._said = words, wrong
        said = self.query_one(".row-said", Static)
        said.update(Text(words))
        said.set_class(wrong, "wrong")
        said.display = bool(words)

    def go_to(self) -> None:
        """Put the cursor in the line."""
        self._control.focus()

    @on(Input.Changed)
    @on(Pick.Picked)
    def _tell_changed(self, event: Input.Changed | Pick.Picked) -> None:
        event.stop()
        self.post_message(self.Changed(self.line.name))

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    def on_descendant_blur(self) -> None:
        """Tell from now on what is wrong with it."""
        if not self.visited and self.screen.is_current:
            self.visited = True
            self.post_message(self.Changed(self.line.name))
