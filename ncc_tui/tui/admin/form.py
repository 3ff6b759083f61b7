"""A form of an admin's: a line for each field, checked as one types, and saved as a whole."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Generic, TypeVar, cast

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from ncc_tui.domain.dates import parse_date, understood
from ncc_tui.domain.errors import InvalidField, NccError
from ncc_tui.domain.text import one_line
from ncc_tui.services.administration.conflicts import ChangedSince
from ncc_tui.tui.admin.lines import FormLine, FormRow, ledger_lines
from ncc_tui.tui.admin.versions import Sides, VersionsDialog
from ncc_tui.tui.base.screen import Dialog
from ncc_tui.tui.commands import RECORD_COMMANDS, bindings
from ncc_tui.tui.prompts.question import Question
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine
from ncc_tui.tui.widgets.panel import Panel

Inputs = TypeVar("Inputs")
_NO_TURNS, _NOT_YET = "Nothing.", "Told once something is typed that can be saved."
COUNTS_FROM, REASON = "counts_from", "reason"


@dataclass(frozen=True)
class FormPage(Generic[Inputs]):
    """What a form begins with: its title, its lines, and the `inputs` that it checks and saves by.

    `known` is whether it changes something that is there. What is in a ledger has lines for the
    day from which it counts and the reason. `turns` is whether it can turn ratings. `offered` are
    texts that stand there as if they had been typed.
    """

    title: str
    lines: tuple[FormLine, ...]
    inputs: Inputs
    known: bool
    refusal: str = ""
    ledger: bool = False
    turns: bool = False
    offered: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TypedRecord:
    """What is to be saved: a text for each field, of a known thing only those that were changed."""

    texts: Mapping[str, str]
    counts_from: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Stored:
    """What was saved: the key of its line in a list, and what to tell."""

    key: str
    words: str


class FieldForm(Dialog[Stored | None], Generic[Inputs]):
    """Shows the lines of a page, checks them as they are typed, and saves them.

    A subclass reads the page and saves it on worker threads, touching no widget, and checks what
    is typed by the page's inputs alone.
    """

    CSS_PATH = "admin.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*RECORD_COMMANDS)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    HELP_TEXT = (
        "Enter, Tab and the arrow keys go from field to field; Space opens a list. What a field is "
        "stands below, and what is wrong with it beside it as you type."
    )

    TURNS: ClassVar[str] = "Would turn in today's report"

    @dataclass
    class FormRead(Message):
        """The page was read; where it was in conflict, to go on from."""

        page: object
        conflict: ChangedSince | None

    @dataclass
    class TurnsRead(Message):
        """What is typed would turn these ratings."""

        turns: Sequence[str]

    @dataclass
    class RecordSaved(Message):
        """What is typed was saved."""

        stored: Stored

    def __init__(self) -> None:
        super().__init__()
        self._page: FormPage[Inputs] | None = None
        self._begins: dict[str, str] = {}
        self._tried = self._saving = self._looking = self._look_again = False
        # What the last save was refused for, by field, till that says something else.
        self._refused: dict[str, str] = {}

    @abstractmethod
    def read(self) -> FormPage[Inputs]:
        """Read what the form begins with from the database."""

    @abstractmethod
    def check(self, inputs: Inputs, typed: TypedRecord) -> Mapping[str, str]:
        """What is wrong, a sentence by field; reads nothing."""

    def turns(self, inputs: Inputs, typed: TypedRecord) -> Sequence[str]:
        """Which ratings what is typed would turn, a line each."""
        return ()

    @abstractmethod
    def save(self, inputs: Inputs, typed: TypedRecord) -> Stored:
        """Write what is typed."""

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TitleLine()
        with Horizontal(id="columns"):
            yield VerticalScroll(id="rows", can_focus=False)
            yield Panel(id="turns")
        yield Static(id="about", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the page."""
        self.query_one("#turns").display = False
        self._read()

    # Reading

    @work(thread=True, exit_on_error=False, group="read")
    def _read(self, conflict: ChangedSince | None = None) -> None:
        self.post_message(self.FormRead(self.read(), conflict))

    @on(FormRead)
    async def _take_page(self, event: FormRead) -> None:
        event.stop()
        page = cast("FormPage[Inputs]", event.page)
        if event.conflict is not None:
            self._show_versions(page, event.conflict)
            return
        await self._open(page)

    async def _open(self, page: FormPage[Inputs]) -> None:
        self._page = page
        lines = [*page.lines, *(ledger_lines() if page.ledger else ())]
        self._begins = {line.name: line.text for line in lines}
        self.query_one(TitleLine).show(Content.styled(one_line(page.title), "bold"), Content(""))
        rows = self.query_one("#rows")
        await rows.remove_children()
        await rows.mount_all([FormRow(line) for line in lines])
        for name, text in page.offered.items():
            self.rows[name].fill(text)
        self.query_one("#turns").display = page.turns
        rows.disabled = bool(page.refusal)
        if page.refusal:
            self._tell(page.refusal, wrong=True)
        else:
            self.focus_first()
        self.refresh_bindings()
        self._look()

    def focus_first(self) -> None:
        """Put the cursor where one begins: in the first line that may be changed."""
        for row in self.rows.values():
            if not row.line.kept:
                row.go_to()
                return

    @property
    def rows(self) -> dict[str, FormRow]:
        """The lines shown, by the names of their fields."""
        return {row.line.name: row for row in self.query(FormRow)}

    @property
    def page(self) -> FormPage[Inputs] | None:
        """What the form goes by, once it is read."""
        return self._page

    # Typing

    @property
    def changed(self) -> dict[str, str]:
        """The texts that differ from those begun with."""
        rows = self.rows
        return {n: r.text for n, r in rows.items() if r.text != self._begins.get(n, "")}

    def typed(self) -> TypedRecord:
        """What is to be saved; raises InvalidField for a day that is none."""
        texts = {name: row.text for name, row in self.rows.items()}
        said, reason = texts.pop(COUNTS_FROM, ""), texts.pop(REASON, "")
        if self._page is not None and self._page.known:
            texts = {name: text for name, text in texts.items() if name in self.changed}
        return TypedRecord(texts, self._day(said), reason.strip())

    def _day(self, said: str) -> date | None:
        try:
            return parse_date(said, self._today) if said.strip() else None
        except NccError as error:
            raise InvalidField(COUNTS_FROM, str(error)) from error

    @property
    def _today(self) -> date:
        return self.desk.session.clock.today()

    def problems(self) -> dict[str, str]:
        """What is wrong with what is typed, by field, in the order of the lines."""
        page = self._page
        if page is None:
            return {}
        try:
            found = dict(self.check(page.inputs, self.typed()))
        except InvalidField as error:
            found = {error.field: str(error)}
        said = self._refused | found
        ordered = {name: said[name] for name in self.rows if name in said}
        return ordered | said

    @on(FormRow.Changed)
    def _check_changed(self, event: FormRow.Changed) -> None:
        event.stop()
        row = self.rows[event.name]
        if row.text != self._begins.get(event.name):
            row.visited = True
            self._refused.pop(event.name, None)
        self._look()

    def _look(self) -> None:
        """Say what is wrong with each line that one has been to, and what would turn."""
        page = self._page
        if page is None or page.refusal:
            return
        problems = self.problems()
        for name, row in self.rows.items():
            said = problems.get(name, "") if self._tried or row.visited else ""
            if not said and name == COUNTS_FROM and (read := understood(row.text, self._today)):
                row.say(read, wrong=False)
            else:
                row.say(said)
        changed = len(self.changed)
        told = f"{changed} changed" if changed and page.known else ""
        self.query_one(TitleLine).show(
            Content.styled(one_line(page.title), "bold"),
            Content("saving…" if self._saving else told),
        )
        if page.turns:
            self._ask_turns()

    def _ask_turns(self) -> None:
        """Find out what would turn; one at a time, what is typed meanwhile after it."""
        if self._looking:
            self._look_again = True
            return
        page = self._page
        if page is None:
            return
        if self.problems() or (page.known and not self.changed):
            self._show_turns(None)
            return
        self._looking = True
        self._read_turns(page.inputs, self.typed())

    @work(thread=True, exit_on_error=False, group="turns")
    def _read_turns(self, inputs: Inputs, typed: TypedRecord) -> None:
        self.post_message(self.TurnsRead(tuple(self.turns(inputs, typed))))

    @on(TurnsRead)
    def _take_turns(self, event: TurnsRead) -> None:
        event.stop()
        self._looking = False
        if self._look_again:
            self._look_again = False
            self._ask_turns()
        else:
            self._show_turns(event.turns)

    def _show_turns(self, turns: Sequence[str] | None) -> None:
        text = Text.assemble((f"{self.TURNS}\n", "bold"))
        if turns is None:
            text.append(_NOT_YET, self.desk.look.quiet)
        else:
            text.append("\n".join(map(one_line, turns)) or _NO_TURNS)
        self.query_one("#turns", Panel).show(text)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Tell what the field is that one comes to."""
        row = next((n for n in event.widget.ancestors if isinstance(n, FormRow)), None)
        if row is not None:
            self._explain(row.line)

    def _explain(self, line: FormLine) -> None:
        about = Text.assemble((line.label, "bold"), f"  {line.about}")
        self.query_one("#about", Static).update(about)

    def _tell(self, sentence: str, *, wrong: bool = False) -> None:
        """Say something in place of what the field is."""
        self.query_one("#about", Static).update(Text(one_line(sentence), "bold" if wrong else ""))

    # Saving

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to save only where one may."""
        return action != "save" or (self._page is not None and not self._page.refusal)

    def action_save(self) -> None:
        """Save what is typed, or go to the first line that is wrong."""
        page = self._page
        if page is None or self._saving:
            return
        self._tried = True
        if page.known and not self.changed:
            self._tell("Nothing is changed yet.")
            return
        self._look()
        if problems := self.problems():
            self._go_to_problem(problems)
            return
        self._saving = True
        self._look()
        self._write(page.inputs, self.typed())

    @work(thread=True, exit_on_error=False, group="write")
    def _write(self, inputs: Inputs, typed: TypedRecord) -> None:
        with self.wait_shown():
            stored = self.save(inputs, typed)
        self.post_message(self.RecordSaved(stored))

    @on(RecordSaved)
    def _leave_saved(self, event: RecordSaved) -> None:
        event.stop()
        self._saving = False
        self.notify(event.stored.words, markup=False)
        self.dismiss(event.stored)

    def _go_to_problem(self, problems: Mapping[str, str]) -> None:
        name, sentence = next(iter(problems.items()))
        if (row := self.rows.get(name)) is not None and not row.line.kept:
            row.go_to()
            self.call_after_refresh(row.scroll_visible, animate=False)
        else:
            self._tell(sentence, wrong=True)

    def failed(self, work: str, error: NccError) -> None:
        """Tell why nothing was read or saved; what is typed stays."""
        self._looking = self._looking and work != "turns"
        if work == "turns":
            self._show_turns((str(error),))
            return
        if work != "write":
            super().failed(work, error)
            return
        self._saving = False
        if isinstance(error, ChangedSince):
            self._read(error)
        elif isinstance(error, InvalidField) and error.field in self.rows:
            self._refused[error.field] = str(error)
            self._look()
            self._go_to_problem({error.field: str(error)})
        else:
            self._look()
            self._tell(str(error), wrong=True)

    # Two versions

    def _show_versions(self, page: FormPage[Inputs], conflict: ChangedSince) -> None:
        """Show what somebody else saved beside what is typed, and go on from there."""
        theirs = {line.name: line.text for line in page.lines}
        mine = self.changed
        sides = [
            Sides(
                line.name,
                line.label,
                self._begins.get(line.name, ""),
                line.text,
                mine.get(line.name),
            )
            for line in page.lines
            if line.text != self._begins.get(line.name, "") or line.name in mine
        ]

        async def take(chosen: Mapping[str, str] | None) -> None:
            if chosen is None:
                return
            kept = {name: mine[name] for name in (COUNTS_FROM, REASON) if name in mine}
            await self._open(page)
            for name, text in {**chosen, **kept}.items():
                if text != theirs.get(name, ""):
                    self.rows[name].fill(text)
            self._look()
            self._tell("This is what you chose of both: look at it, then F2 saves it.")

        self.app.push_screen(VersionsDialog(str(conflict), sides), take)

    # Leaving

    def action_leave(self) -> None:
        """Go back; ask first where something is typed."""
        if self._saving:
            return
        if not self.changed or (self._page is not None and self._page.refusal):
            self.dismiss(None)
            return

        def take(answer: str | None) -> None:
            if answer == "leave":
                self.dismiss(None)
            elif answer == "save":
                self.action_save()

        labels = ", ".join(self.rows[name].line.label for name in self.changed)
        answers = [("stay", "Go on typing"), ("save", "Save it"), ("leave", "Leave; it is lost")]
        self.app.push_screen(
            Question("TypedRecord and not saved", labels, answers, escape="stay"), take
        )
