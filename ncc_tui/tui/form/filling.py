"""Filling a form: a period is read, its fields hold what is typed, which is checked at once."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Checkbox, Input, Select, Static, TextArea

from ncc_tui.domain.entries import changes_figure
from ncc_tui.domain.errors import NccError, NotPermitted
from ncc_tui.domain.model import Revision
from ncc_tui.domain.periods import Period
from ncc_tui.domain.text import one_line
from ncc_tui.services import reports
from ncc_tui.services.aside import take_back
from ncc_tui.services.drafts import Draft
from ncc_tui.services.forms import FormInputs, form_inputs, preview, trend_with
from ncc_tui.tui.commands import FORM_COMMANDS, bindings
from ncc_tui.tui.form import questions
from ncc_tui.tui.form.beside import (
    actions_read,
    context,
    facts,
    forecasting,
    news,
    outlook,
    reported,
    standing,
    turning,
)
from ncc_tui.tui.form.body import FormBody
from ncc_tui.tui.form.drafting import DraftingForm
from ncc_tui.tui.form.typed import Typed
from ncc_tui.tui.keeping import Snapshot
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine
from ncc_tui.tui.widgets.chart import TrendChart


class Purpose(Enum):
    """For what a period is read."""

    ENTERING = "to enter it; what was typed for another stays that one's draft"
    OPENING = "the same, its own draft being opened unasked"
    BRINGING = "to bring what is typed for another period to it"
    REFRESHING = "to show what else was saved meanwhile; the fields stay as they are"


KEYS = "Enter goes to the next field · Ctrl+S or F2 saves"
_LEAVING = (Purpose.ENTERING, Purpose.OPENING)


class FilledForm(DraftingForm):
    """The fields of a result and all that follows from what is typed in them."""

    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*FORM_COMMANDS)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    HELP_TEXT = (
        "Enter a result. Enter or Tab goes to the next field (in the comments, Tab), Space ticks a "
        "box or opens a list; "
        "Up and Down in the period step it. In the comments Ctrl+Z undoes and Ctrl+Y does again. "
        "What is typed is kept as a draft within a second, and offered when you come back."
    )

    @dataclass
    class InputsRead(Message):
        """A period was read."""

        number: int
        purpose: Purpose
        inputs: FormInputs
        names: Mapping[str, str]

    @dataclass
    class InputsRefused(Message):
        """A period could not be read."""

        number: int
        error: NccError

    def __init__(self, measure: str, period: Period | None = None) -> None:
        """Open on the period to be entered next unless one is given."""
        super().__init__()
        self._measure, self._first = measure, period
        self._body = FormBody()
        self._asked = 0
        self._inputs: FormInputs | None = None
        self._names: Mapping[str, str] = {}
        self._base: Revision | None = None
        self._theirs: Revision | None = None
        self._original = self._told_of = Typed()
        self._problems: dict[str, str] = {}
        self._tied = True
        self._other: Period | None = None
        self._other_said = ""
        self._unlikely_forecast: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield TitleLine()
        yield Static(id="facts")
        with Horizontal(id="columns"):
            yield self._body
            with VerticalScroll(id="beside"):
                yield TrendChart()
                yield Static(id="context")
        yield Static(id="news")
        with Horizontal(id="telling"):
            yield Static(id="status")
            yield Static(id="kept")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read what the form needs; typing may begin at once."""
        self._body.value.focus()
        self._read(self._first)

    def on_resize(self) -> None:
        """Choose the title that fits."""
        self.call_after_refresh(self._show)

    def repaint(self) -> None:
        """Show what is said beside the fields in the colours there are now."""
        self._show()

    @property
    def _seen(self) -> int:
        """The revision that a save corrects."""
        return self._base.number if self._base else 0

    # Reading a period

    def others_saved(self) -> None:
        """Say what was saved of the period; the fields stay as they are."""
        if self._inputs is not None:
            self._read(self._inputs.period, Purpose.REFRESHING)

    def _read(self, period: Period | None, purpose: Purpose = Purpose.ENTERING) -> None:
        """Read a period; what is typed for the one shown is first kept where it is left."""
        if purpose is not Purpose.REFRESHING:
            self._asked += 1
        left = self._typed_and_unkept() if purpose in _LEAVING else None
        self._read_inputs(self._asked, period, purpose, left)

    def _typed_and_unkept(self) -> Snapshot | None:
        now = self.snapshot()
        return None if now is None or self.keeper.has(now) else now

    @work(thread=True, exit_on_error=False, group="read")
    def _read_inputs(
        self, number: int, period: Period | None, purpose: Purpose, left: Snapshot | None
    ) -> None:
        session = self.desk.session
        try:
            if left is not None:
                self.keeper.keep(left)
            if purpose is not Purpose.REFRESHING:
                take_back(session)
            inputs = form_inputs(session, self._measure, period)
            if inputs.refusal:
                raise NotPermitted(inputs.refusal)
            names = {login: o.name for login, o in reports.officers(session).items()}
        except NccError as error:
            self.post_message(self.InputsRefused(number, error))
        else:
            self.post_message(self.InputsRead(number, purpose, inputs, names))

    @on(InputsRefused)
    def _not_read(self, event: InputsRefused) -> None:
        if event.number < self._asked:
            return
        if self._inputs is None:
            self.notify(str(event.error), severity="error", markup=False)
            self.dismiss(None)
        else:
            label = self._inputs.period.label
            self._body.period.value = label
            self._tell(f"Still at {label}, as it was. {event.error}", wrong=True)

    @on(InputsRead)
    def _take(self, event: InputsRead) -> None:
        if event.number < self._asked:
            return
        self._names, inputs = event.names, event.inputs
        if event.purpose is Purpose.REFRESHING:
            if self._inputs is not None and self._inputs.period == inputs.period:
                self._inputs = inputs
                self._show()
        elif event.purpose is Purpose.BRINGING:
            self.bring(inputs)
        elif self._inputs is not None and self._typed_and_unkept() is not None:
            # Typed while the other period was read: it is not left unkept either.
            self._read(inputs.period, event.purpose)
        else:
            self._enter(inputs, opening=event.purpose is Purpose.OPENING)

    @abstractmethod
    def bring(self, inputs: FormInputs) -> None:
        """Bring what is typed to a period that was read for it."""

    def _enter(self, inputs: FormInputs, *, opening: bool) -> None:
        """Show a period, and offer its draft or, where that was asked for, open it."""
        early = self._body.value.value if self._inputs is None else ""
        self._begin(inputs, inputs.seen)
        if early:
            self._body.value.value = early
            self._body.value.cursor_position = len(early)
        elif self._body.value.has_focus:
            # It got the focus while it was empty: what stands there now is to be typed over.
            self._body.value.select_all()
        if inputs.draft is None:
            return
        if opening:
            typed, seen = Typed.of_draft(inputs.draft.content)
            self._begin(inputs, seen, typed)
        else:
            self._offer(inputs.draft)

    def _begin(self, inputs: FormInputs, seen: int, typed: Typed | None = None) -> None:
        """Show a period's form, which corrects revision `seen`, with what is typed in it."""
        self._inputs, self._theirs = inputs, None
        # What others save meanwhile turns no key elsewhere, and moves no line.
        self._other = inputs.other(self.desk.as_at)
        self._other_said = turning(inputs, self._other, self.desk.as_at)
        self._rebase(inputs.ledger.revision(inputs.period, seen))
        self._body.period.value = inputs.period.label
        self._body.fill(typed or self._original, self._names)
        self._tied = self._body.typed.same_figure(self._original)
        self._problems.clear()
        self._show()
        self._tell(KEYS)

    def _rebase(self, base: Revision | None) -> None:
        """Take a revision as the one that a save corrects."""
        self._base, self._original = base, Typed.of(base)

    def _offer(self, draft: Draft) -> None:
        """Offer what was typed the last time."""
        typed, seen = Typed.of_draft(draft.content)
        inputs = self._inputs
        if inputs is None or (typed == self._original and seen == self._seen):
            return

        def answered(answer: str | None) -> None:
            if answer == "afresh":
                self.note_change()
            else:
                self._begin(inputs, seen, typed)

        question = questions.offer_draft(draft, typed, stale=seen != inputs.seen)
        self.app.push_screen(question, answered)

    # As one types

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    @on(Checkbox.Changed)
    def _typing(self) -> None:
        if self._inputs is not None and self._body.typed != self._told_of:
            self._follow_figure()
            self._problems.clear()
            self.query_one("#status").remove_class("wrong")
            self._show()
            self.note_change()

    def _follow_figure(self) -> None:
        """Drop what belongs to the figure that is corrected once it is another, and back again.

        What the officer set there by hand stays, whatever the figure.
        """
        typed, original = self._body.typed, self._original
        if isinstance(typed.figure, str):
            return  # a figure half typed is none yet
        tied = typed.same_figure(original)
        if self._base is not None and tied != self._tied:
            was, now = (Typed(), original) if tied else (original, Typed())
            self._body.fill_tied(typed.tied_as(now, unless_changed_from=was))
        self._tied = tied

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.focus_next()

    def _show(self) -> None:
        """Show all that follows from what is typed."""
        inputs, look = self._inputs, self.desk.look
        if inputs is None or not self.is_mounted:
            return
        typed = self._told_of = self._body.typed
        read = typed.understood(self._base, inputs.today, self._names)
        entry, measure = read.entry, inputs.measure
        ahead = preview(inputs, entry.value, read.reported_on, forecast=entry.forecast)
        self._unlikely_forecast = ahead.of_forecast
        title = Content.styled(f"{measure.number}  {one_line(measure.title)}", "bold")
        about = [one_line(measure.code), one_line(measure.unit), f"{measure.polarity} is better"]
        fitting = about if self.size.width >= 100 else about[1:2]
        self.query_one(TitleLine).show(title, Content(" · ".join(fitting)))
        lines = Text("\n").join([facts(inputs, look), outlook(ahead, entry, look)])
        self.query_one("#facts", Static).update(lines)
        trend = trend_with(inputs, entry.value) if entry.value is not None else inputs.trend
        self.query_one(TrendChart).draw(trend, entry.override or ahead.performance, look, measure)
        beside = context(inputs, self._names, look, self._theirs)
        self.query_one("#context", Static).update(beside)
        # That a period is not over stands beside it already.
        doubts = ahead.doubts if inputs.period.end < inputs.today else ahead.of_value
        hints = {
            "period": f"{standing(inputs, self._seen, self._names)}\n{self._other_said}".strip(),
            "value": "".join(f"! {doubt} " for doubt in doubts),
            "reason": "" if typed.reason else "needed" * changes_figure(self._base, entry),
            "forecast": forecasting(inputs.period, typed.forecast, ahead.of_forecast),
            "reported_on": reported(typed.reported_on, inputs.today),
            "missing": "Space opens the list",
            "override": "Space opens the list",
            **actions_read(typed.actions, read, self._names, inputs.today),
        }
        self._body.say(
            hints,
            {**read.problems, **self._problems},
            correcting=self._base is not None and not self._base.entry.withdrawn,
            look=look,
        )

        since = news(inputs, self._seen, self._names, typed=typed != self._original)
        self.query_one("#news", Static).update(Text(since))
        self.refresh_bindings()

    def _tell(self, words: str, *, wrong: bool = False) -> None:
        """Say something in the line above the keys."""
        status = self.query_one("#status", Static)
        status.update(Text(words))
        status.set_class(wrong, "wrong")

    def _refuse(self, problems: Mapping[str, str]) -> None:
        """Say beside its field what is wrong, and go to the first of them."""
        self._problems.update(problems)
        self._show()
        first = next(iter(problems))
        self._tell(f"Not saved. {problems[first]}", wrong=True)
        self._body.go_to(first)
