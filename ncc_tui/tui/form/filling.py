"""Filling a form: a period is read, its fields hold what is typed, which is checked at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Checkbox, Input, Select, Static, TextArea

from ncc_tui.domain.errors import InvalidPeriod, NccError, NotPermitted
from ncc_tui.domain.model import Revision
from ncc_tui.domain.periods import Period
from ncc_tui.domain.text import one_line
from ncc_tui.services import reports
from ncc_tui.services.drafts import Draft
from ncc_tui.services.forms import FormInputs, form_inputs, preview, trend_with
from ncc_tui.tui.commands import FORM_COMMANDS, bindings
from ncc_tui.tui.form import questions
from ncc_tui.tui.form.beside import context, facts, outlook, standing
from ncc_tui.tui.form.body import FormBody
from ncc_tui.tui.form.drafting import DraftingForm
from ncc_tui.tui.form.fields import PeriodInput
from ncc_tui.tui.form.typed import Typed
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine
from ncc_tui.tui.widgets.chart import TrendChart


class FilledForm(DraftingForm):
    """The fields of a result and all that follows from what is typed in them."""

    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*FORM_COMMANDS)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    HELP_TEXT = (
        "Enter a result. Enter or Tab goes to the next field, Space ticks a box or opens a list; "
        "Up and Down in the period step it. In the comments Ctrl+Z undoes and Ctrl+Y does again. "
        "What is typed is kept as a draft within a second, and offered when you come back."
    )

    @dataclass
    class InputsRead(Message):
        """A period was read; `bring` is what to type into it, `refresh` leaves the fields."""

        number: int
        inputs: FormInputs
        names: Mapping[str, str]
        bring: Typed | None
        refresh: bool

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

    def compose(self) -> ComposeResult:
        yield TitleLine()
        yield Static(id="facts")
        with Horizontal(id="columns"):
            yield self._body
            with VerticalScroll(id="beside"):
                yield TrendChart()
                yield Static(id="context")
        yield Static(id="status")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read what the form needs; typing may begin at once."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._show())
        self._body.value.focus()
        self._read(self._first)

    def on_resize(self) -> None:
        """Choose the title that fits."""
        self.call_after_refresh(self._show)

    @property
    def _seen(self) -> int:
        """The revision that a save corrects."""
        return self._base.number if self._base else 0

    # Reading a period

    def _read(
        self, period: Period | None, *, bring: Typed | None = None, refresh: bool = False
    ) -> None:
        self._asked += 1
        self._read_inputs(self._asked, period, bring, refresh)

    @work(thread=True, exit_on_error=False, group="read")
    def _read_inputs(
        self, number: int, period: Period | None, bring: Typed | None, refresh: bool
    ) -> None:
        session = self.desk.session
        try:
            inputs = form_inputs(session, self._measure, period)
            if inputs.refusal:
                raise NotPermitted(inputs.refusal)
            names = {login: o.name for login, o in reports.officers(session).items()}
        except NccError as error:
            self.post_message(self.InputsRefused(number, error))
        else:
            self.post_message(self.InputsRead(number, inputs, names, bring, refresh))

    @on(InputsRefused)
    def _not_read(self, event: InputsRefused) -> None:
        if event.number < self._asked:
            return
        self.notify(str(event.error), severity="error", markup=False)
        if self._inputs is None:
            self.dismiss(None)
        else:
            self._body.period.value = self._inputs.period.label

    @on(InputsRead)
    def _take(self, event: InputsRead) -> None:
        if event.number < self._asked:
            return
        self._names = event.names
        if event.refresh:
            self._inputs = event.inputs
            self._show()
            return
        early = self._body.value.value if self._inputs is None else ""
        self._begin(event.inputs, event.inputs.seen, event.bring)
        if early:
            self._body.value.value = early
            self._body.value.cursor_position = len(early)
        elif self._body.value.has_focus:
            # It got the focus while it was empty: what stands there now is to be typed over.
            self._body.value.select_all()
        if event.bring is not None:
            self.changed()
        elif event.inputs.draft is not None:
            self._offer(event.inputs.draft)

    def _begin(self, inputs: FormInputs, seen: int, typed: Typed | None = None) -> None:
        """Show a period's form, which corrects revision `seen`, with what is typed in it."""
        self._inputs, self._theirs = inputs, None
        self._rebase(inputs.ledger.revision(inputs.period, seen))
        self._body.period.value = inputs.period.label
        self._body.fill(typed or self._original, self._names)
        self._tied = self._body.typed.same_figure(self._original)
        self._problems.clear()
        self._show()
        self._tell("Enter goes to the next field · Ctrl+S or F2 saves")

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
                self.changed()
            else:
                self._begin(inputs, seen, typed)

        question = questions.offer_draft(draft, typed, stale=seen != inputs.seen)
        self.app.push_screen(question, answered)

    # Changing the period

    @on(PeriodInput.Stepped)
    def _step(self, event: PeriodInput.Stepped) -> None:
        if self._inputs is not None:
            self._body.period.value = self._inputs.period.shifted(event.by).label
            self._settle_period()

    @on(Input.Blurred, "#period")
    def _leave_period(self) -> None:
        if self.is_current:
            self._settle_period()

    def _settle_period(self) -> bool:
        """Read the period typed if it is another; gives whether the form shows it."""
        inputs = self._inputs
        if inputs is None:
            return False
        try:
            period = inputs.measure.cycle.parse(self._body.period.value)
        except InvalidPeriod as error:
            self._refuse({"period": str(error)})
            return False
        self._problems.pop("period", None)
        if period == inputs.period:
            self._body.period.value = period.label
            self._show()
            return True
        if self._body.typed == self._original:
            self._read(period)
        else:
            self._ask_to_bring(inputs.period, period)
        return False

    def _ask_to_bring(self, old: Period, new: Period) -> None:
        """Ask what becomes of what is typed when the period changes."""

        def answered(answer: str | None) -> None:
            if answer == "stay":
                self._body.period.value = old.label
                self._settle_period()
                return
            brought = self._body.typed if answer == "bring" else None
            self.changes += 1
            if (now := self.snapshot()) is not None:
                self.keep(replace(now, content=None) if brought else now)
            self._read(new, bring=brought)

        self.app.push_screen(questions.change_period(old, new), answered)

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
            self.changed()

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
        read = typed.understood(self._base)
        entry, measure = read.entry, inputs.measure
        ahead = preview(inputs, entry.value, read.reported_on)
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
        hints = {
            "period": standing(inputs, self._seen, self._names),
            "value": "".join(f"! {doubt} " for doubt in ahead.doubts),
            "reported_on": "the day from which it counts in reports",
        }
        self._body.say(
            hints,
            {**read.problems, **self._problems},
            correcting=self._base is not None,
            look=look,
        )

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
