"""The result form: a figure, its comments and actions, checked and kept as they are typed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Checkbox, Input, Label, Select, Static, TextArea
from textual.worker import Worker, WorkerState

from ncc_tui.domain.errors import InvalidEntry, InvalidPeriod, NccError
from ncc_tui.domain.model import MissingReason, Revision
from ncc_tui.domain.periods import Period
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.text import one_line, visible
from ncc_tui.domain.validation import check_whole
from ncc_tui.services import reports
from ncc_tui.services.drafts import Draft
from ncc_tui.services.entering import InvalidField, SaveConflict, Saved, Submission, Unlikely
from ncc_tui.services.forms import FormInputs, form_inputs, preview, trend_with
from ncc_tui.tui.commands import FORM_COMMANDS, bindings
from ncc_tui.tui.screens.base import BUSY_AFTER_SECONDS
from ncc_tui.tui.screens.confirm import Ask
from ncc_tui.tui.screens.conflict import Choice, ConflictScreen
from ncc_tui.tui.screens.form_draft import Keeper, Snapshot
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine
from ncc_tui.tui.widgets.chart import TrendChart
from ncc_tui.tui.widgets.form_beside import context, facts, moment, outlook, standing, words_in
from ncc_tui.tui.widgets.form_fields import (
    CommentsArea,
    Field,
    NewActions,
    PeriodInput,
    Tick,
    chosen,
)
from ncc_tui.tui.widgets.form_typed import Typed, Understood

if TYPE_CHECKING:
    from ncc_tui.tui.app import NccApp

KEEP_AFTER_SECONDS = 0.4


class ResultForm(ModalScreen[Saved | None]):
    """Enters or corrects a measure's result; gives what was saved, or nothing.

    Modal, so that a letter typed beside a field is no command of the app.
    """

    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*FORM_COMMANDS)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    HELP_TEXT = (
        "Enter a result. Enter or Tab goes to the next field; Up and Down in the period step it. "
        "In the comments Ctrl+Z undoes and Ctrl+Y does again. What is typed is kept as a draft "
        "within a second, and offered when you come back."
    )

    @dataclass
    class Read(Message):
        """A period was read; `bring` is what to type into it, if anything."""

        number: int
        inputs: FormInputs
        names: Mapping[str, str]
        bring: Typed | None
        refresh: bool

    @dataclass
    class NotRead(Message):
        """A period could not be read."""

        number: int
        error: NccError

    @dataclass
    class Kept(Message):
        """What is typed is in the database, or could not be put there."""

        at: str
        error: NccError | None = None

    @dataclass
    class Stored(Message):
        """The result was saved."""

        saved: Saved

    @dataclass
    class Refused(Message):
        """The result was not saved."""

        error: NccError

    def __init__(self, measure: str, period: Period | None = None) -> None:
        """Open on the period to be entered next unless one is given."""
        super().__init__()
        self._measure, self._first = measure, period
        self._asked = 0
        self._inputs: FormInputs | None = None
        self._names: Mapping[str, str] = {}
        self._seen = 0
        self._base: Revision | None = None
        self._theirs: Revision | None = None
        self._original = self._shown = Typed()
        self._changes = 0
        self._keep_timer: Timer | None = None
        self._keeping = self._leaving = self._discarded = False
        self._saving: Typed | None = None
        self._problems: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        self._period = PeriodInput(id="period", compact=True)
        self._value = Input(id="value", compact=True)
        self._provisional = Tick("provisional", id="provisional", compact=True)
        self._missing = Select[str](
            [(str(reason), str(reason)) for reason in MissingReason],
            prompt="why there is no value",
            id="missing",
            compact=True,
        )
        self._reason = Input(id="reason", placeholder="why it changed", compact=True)
        self._comments = CommentsArea(id="comments", compact=True, highlight_cursor_line=False)
        self._actions = NewActions()
        self._reported_on = Input(id="reported_on", placeholder="today", compact=True)
        self._override = Select[str](
            [(str(rating), str(rating)) for rating in Rating],
            prompt="by the rule",
            id="override",
            compact=True,
        )
        self._override_reason = Input(
            id="override_reason", placeholder="why it is set by hand", compact=True
        )
        yield TitleLine()
        yield Static(id="facts")
        with Horizontal(id="columns"):
            with VerticalScroll(id="fields", can_focus=False):
                yield Field("Period", self._period, id="period-field")
                yield Field("Value", self._value, id="value-field")
                yield Field("", self._provisional, id="provisional-field")
                yield Field("No value", self._missing, id="missing-field")
                yield Field("Reason", self._reason, id="reason-field")
                yield Label(id="comments-label")
                yield self._comments
                yield Label("New actions", id="actions-label")
                yield self._actions
                yield Static(id="actions-wrong", classes="wrong")
                yield Field("Reported on", self._reported_on, id="reported_on-field")
                yield Field("Rating", self._override, id="override-field")
                yield Field("Its reason", self._override_reason, id="override_reason-field")
            with VerticalScroll(id="beside"):
                yield TrendChart()
                yield Static(id="context")
        yield Static(id="status")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read what the form needs; typing may begin at once."""
        self._keeper = Keeper(self.ncc.session)
        self.query_one("#beside").border_title = "Trend and what was said"
        self._value.focus()
        self._read(self._first)

    async def on_unmount(self) -> None:
        """Keep what is not kept yet, whichever way the form goes: also when the app ends."""
        now = self._snapshot()
        if now is not None and now.number > self._keeper.done:
            await asyncio.to_thread(self._keep_at_last, now)

    def _keep_at_last(self, now: Snapshot) -> None:
        try:
            self._keeper.keep(now)
        except NccError as error:
            self.log.error(f"The draft of {now.measure} was not kept: {error}")

    @property
    def ncc(self) -> NccApp:
        """The app, by its own type."""
        return cast("NccApp", self.app)

    @property
    def typed(self) -> Typed:
        """What the fields hold."""
        return Typed(
            value=self._value.value,
            missing=chosen(self._missing),
            provisional=self._provisional.value,
            comments=self._comments.text,
            reason=self._reason.value,
            reported_on=self._reported_on.value,
            override=chosen(self._override),
            override_reason=self._override_reason.value,
            actions=self._actions.typed,
        )

    # Reading a period

    def _read(
        self, period: Period | None, *, bring: Typed | None = None, refresh: bool = False
    ) -> None:
        self._asked += 1
        self._read_inputs(self._asked, period, bring, refresh)
        self.set_timer(BUSY_AFTER_SECONDS, self._say_busy)

    @work(thread=True, exit_on_error=False, group="read")
    def _read_inputs(
        self, number: int, period: Period | None, bring: Typed | None, refresh: bool
    ) -> None:
        session = self.ncc.session
        try:
            inputs = form_inputs(session, self._measure, period)
            session.require_service(inputs.measure.service)
            names = {login: o.name for login, o in reports.officers(session).items()}
        except NccError as error:
            self.post_message(self.NotRead(number, error))
        else:
            self.post_message(self.Read(number, inputs, names, bring, refresh))

    @on(NotRead)
    def _not_read(self, event: NotRead) -> None:
        if event.number < self._asked:
            return
        self.notify(str(event.error), severity="error", markup=False)
        if self._inputs is None:
            self.dismiss(None)

    @on(Read)
    def _take(self, event: Read) -> None:
        if event.number < self._asked:
            return
        self._asked += 1
        first, inputs = self._inputs is None, event.inputs
        self._names = event.names
        if event.refresh:
            self._inputs = inputs
            self._show()
            return
        early = self._value.value if first else ""
        self._begin(inputs, inputs.seen, event.bring)
        if early:
            self._value.value = early
            self._value.cursor_position = len(early)
        if inputs.draft is not None and event.bring is None:
            self._offer(inputs.draft)

    def _begin(self, inputs: FormInputs, seen: int, typed: Typed | None = None) -> None:
        """Show a period's form, corrected from revision `seen`, with what is typed in it."""
        self._inputs, self._theirs = inputs, None
        self._rebase(inputs.ledger.revision(inputs.period, seen))
        self._fill(typed or self._original)
        self._show()

    def _rebase(self, base: Revision | None) -> None:
        """Take a revision as the one that a save corrects."""
        self._base, self._seen = base, base.number if base else 0
        self._original = Typed.of(base)

    def _fill(self, typed: Typed) -> None:
        inputs = self._inputs
        assert inputs is not None
        self._period.value = inputs.period.label
        self._value.value = typed.value
        self._missing.value = typed.missing or Select.NULL
        self._provisional.value = typed.provisional
        self._reason.value = typed.reason
        self._comments.text = typed.comments
        self._actions.fill(typed.actions, self._names)
        self._reported_on.value = typed.reported_on
        self._override.value = typed.override or Select.NULL
        self._override_reason.value = typed.override_reason
        self._problems.clear()

    def _offer(self, draft: Draft) -> None:
        """Offer what was typed the last time."""
        typed, seen = Typed.of_draft(draft.content)
        inputs = self._inputs
        if inputs is None or (typed == self._original and seen == self._seen):
            return
        words = one_line(typed.comments)
        held = [typed.value or typed.missing or "no value", words_in(words)]
        body = f"{draft.period.label}: {', '.join(held)}. {words[:200]}"
        if seen != inputs.seen:
            body += "\n\nThe result was saved since: on saving you see both versions."

        def answered(answer: str | None) -> None:
            if answer == "afresh":
                self._changes += 1
                self._keep_now()
            elif self._inputs is not None:
                self._begin(self._inputs, seen, typed)

        question = Ask(
            f"Draft of {moment(draft.saved_at)}",
            body,
            [("keep", "Keep it"), ("afresh", "Start afresh; the draft goes")],
            escape="keep",
        )
        self.app.push_screen(question, answered)

    # Changing the period

    @on(PeriodInput.Stepped)
    def _step(self, event: PeriodInput.Stepped) -> None:
        if self._inputs is not None:
            self._period.value = self._inputs.period.shifted(event.by).label
            self._settle_period()

    @on(Input.Blurred, "#period")
    def _period_left(self) -> None:
        self._settle_period()

    def _settle_period(self) -> bool:
        """Read the period typed if it is another; gives whether the form shows it."""
        inputs = self._inputs
        if inputs is None:
            return False
        try:
            period = inputs.measure.cycle.parse(self._period.value)
        except InvalidPeriod as error:
            self._problems["period"] = str(error)
            self._show()
            return False
        self._problems.pop("period", None)
        if period == inputs.period:
            self._period.value = period.label
            self._show()
            return True
        if self.typed == self._original:
            self._read(period)
        else:
            self._ask_to_bring(inputs.period, period)
        return False

    def _ask_to_bring(self, old: Period, new: Period) -> None:
        """Ask what becomes of what is typed when the period changes."""

        def answered(answer: str | None) -> None:
            if answer == "stay":
                self._period.value = old.label
                self._settle_period()
                return
            typed = self.typed
            if answer == "bring":
                self._discarded = True
            self._keep_now()
            self._discarded = False
            self._read(new, bring=typed if answer == "bring" else None)

        answers = [
            ("bring", f"Bring what is typed to {new.label}"),
            ("leave", f"Leave it as a draft of {old.label}"),
            ("stay", f"Stay at {old.label}"),
        ]
        body = f"What is typed is for {old.label} and is not saved."
        self.app.push_screen(Ask(f"Change to {new.label}", body, answers, escape="stay"), answered)

    # As one types

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    @on(Checkbox.Changed)
    def _typing(self) -> None:
        if self._inputs is None or self.typed == self._shown:
            return
        self._changes += 1
        self._problems = {k: v for k, v in self._problems.items() if k == "period"}
        self._show()
        if self._keep_timer is None:
            self._keep_timer = self.set_timer(KEEP_AFTER_SECONDS, self._keep_now)

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.focus_next()

    def _show(self) -> None:
        """Show all that follows from what is typed."""
        inputs, look = self._inputs, self.ncc.look
        if inputs is None:
            return
        typed = self._shown = self.typed
        read = typed.understood(self._base)
        ahead = preview(inputs, read.entry.value, read.reported_on)
        measure = inputs.measure
        title = Content.styled(f"{measure.number}  {one_line(measure.title)}", "bold")
        about = f"{one_line(measure.unit)} · {measure.polarity} is better"
        self.query_one(TitleLine).show(title, Content(about))
        lines = Text("\n").join([facts(inputs, look), outlook(ahead, read.entry, look)])
        self.query_one("#facts", Static).update(lines)
        value = read.entry.value
        trend = trend_with(inputs, value) if value is not None else inputs.trend
        self.query_one(TrendChart).draw(trend, read.entry.override or ahead.performance, look)
        theirs = self._theirs
        beside = None
        if theirs is not None:
            by_rule = preview(inputs, theirs.value, theirs.reported_on).performance
            beside = theirs, theirs.entry.override or by_rule
        self.query_one("#context", Static).update(context(inputs, self._names, look, beside))
        self.query_one("#comments-label", Label).update(
            Text.assemble(("Comments", "bold"), (f"  {words_in(typed.comments)}", look.quiet))
        )
        self.query_one("#reason-field").display = self._base is not None
        self.query_one("#override_reason-field").display = bool(typed.override)
        self._say_beside(read, " ".join(ahead.doubts), standing(inputs, self._names))

    def _say_beside(self, read: Understood, doubt: str, period: str) -> None:
        """Put hints and problems beside their fields."""
        problems = {**read.problems, **self._problems}
        hints = {"period": period, "value": f"! {doubt}" if doubt else ""}
        for field in self.query(Field):
            name = str(field.id).removesuffix("-field")
            field.say(problems.get(name) or hints.get(name, ""), wrong=name in problems)
        wrong = self.query_one("#actions-wrong", Static)
        wrong.update(Text(self._actions.problems(problems)))
        wrong.display = any(name.startswith("action") for name in problems)

    def _tell(self, words: str, *, wrong: bool = False) -> None:
        """Say something in the line above the keys."""
        status = self.query_one("#status", Static)
        status.update(Text(words))
        status.set_class(wrong, "wrong")

    def _say_busy(self) -> None:
        if self._saving is not None:
            self._tell("Busy: waiting for the database. You may go on typing.")

    # Drafts

    def _snapshot(self) -> Snapshot | None:
        """The form as it is to be kept; None before there is anything."""
        inputs = self._inputs
        if inputs is None:
            return None
        typed = self.typed
        nothing = self._discarded or typed == self._original
        content = None if nothing else typed.as_draft(self._seen)
        return Snapshot(self._changes, inputs.measure.code, inputs.period, content)

    def _keep_now(self) -> None:
        self._keep_timer = None
        if self._keeping:
            self._keep_timer = self.set_timer(KEEP_AFTER_SECONDS, self._keep_now)
        elif (now := self._snapshot()) is not None:
            self._keeping = True
            self._keep(now)

    @work(thread=True, exit_on_error=False, group="keep")
    def _keep(self, now: Snapshot) -> None:
        error: NccError | None = None
        try:
            self._keeper.keep(now)
        except NccError as refused:
            error = refused
        at = moment(self.ncc.session.clock.now())
        self.post_message(self.Kept(at if now.content else "", error))

    @on(Kept)
    def _kept(self, event: Kept) -> None:
        self._keeping = False
        if event.error is not None:
            self._leaving = False
            self._tell(f"Draft not kept, the text is only here: {event.error}", wrong=True)
        elif self._leaving:
            self.dismiss(None)
        elif self._saving is None:
            self._tell(f"Draft kept {event.at}" if event.at else "")

    def action_leave(self) -> None:
        """Leave; asks first where something is typed that is not saved."""
        if self._saving is not None:
            self.notify("Saving: a moment, please.")
        elif self._inputs is None or self.typed == self._original:
            self.dismiss(None)
        else:
            self._ask_to_leave()

    def _ask_to_leave(self) -> None:
        def answered(answer: str | None) -> None:
            if answer == "discard":
                self._discarded = True
                self._changes += 1
                self.dismiss(None)
            elif answer == "leave":
                self._leaving = True
                self._changes += 1
                self._keep_now()

        answers = [
            ("stay", "Go on typing"),
            ("leave", "Leave; it is kept as a draft"),
            ("discard", "Throw away what is typed"),
        ]
        question = Ask("Not saved", "What is typed is not saved yet.", answers, escape="stay")
        self.app.push_screen(question, answered)

    # Saving

    def action_save(self) -> None:
        """Save the result as it stands."""
        self._submit(confirmed=False)

    def _submit(self, *, confirmed: bool) -> None:
        inputs = self._inputs
        if inputs is None or self._saving is not None or not self._settle_period():
            return
        typed = self.typed
        read = typed.understood(self._base)
        problems = dict(read.problems)
        if not problems:
            try:
                check_whole(read.entry)
            except InvalidEntry as error:
                problems[_place(read)] = str(error)
        if problems:
            self._refuse(problems)
            return
        self._saving = typed
        self._tell("Saving…")
        self.set_timer(BUSY_AFTER_SECONDS, self._say_busy)
        asked = Submission(
            inputs.measure.code,
            inputs.period,
            read.entry,
            self._seen,
            read.reported_on,
            read.actions,
        )
        self._save(asked, self._changes, confirmed)

    def _refuse(self, problems: Mapping[str, str]) -> None:
        """Say beside its field what is wrong, and go to the first of them."""
        self._problems.update(problems)
        self._show()
        first = next(iter(problems))
        self._tell(f"Not saved. {problems[first]}", wrong=True)
        field = "#new-actions Input" if first.startswith("action") else f"#{first}"
        self.query(field).first().focus()

    @work(thread=True, exit_on_error=False, group="save")
    def _save(self, asked: Submission, number: int, confirmed: bool) -> None:
        try:
            saved = self._keeper.save(asked, number, confirmed=confirmed)
        except NccError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.Stored(saved))

    @on(Stored)
    def _stored(self, event: Stored) -> None:
        saved, was = event.saved, self._saving
        self._saving = None
        words = saved.words.replace(saved.performance.shape, self.ncc.look.shape(saved.performance))
        self.app.notify(visible(words), title="Saved", markup=False)
        if self.typed == was:
            self.dismiss(saved)
            return
        # Typing went on while the database was busy: that is a correction now.
        self._rebase(saved.revision)
        self._tell("Saved, but for what you typed since: save again to keep it.")
        self._read(saved.revision.period, refresh=True)
        self._keep_now()

    @on(Refused)
    def _refused(self, event: Refused) -> None:
        self._saving = None
        match event.error:
            case SaveConflict() as conflict:
                self._tell(str(conflict), wrong=True)
                self._show_conflict(conflict)
            case Unlikely() as unlikely:
                self._tell("")
                self._confirm(unlikely)
            case InvalidField() as wrong:
                self._refuse({wrong.field: str(wrong)})
            case InvalidEntry() as wrong:
                self._refuse({"period": str(wrong)})
            case error:
                self._tell(f"Not saved; all you typed is still here. {error}", wrong=True)
                self.notify(str(error), title="Not saved", severity="error", markup=False)

    def _confirm(self, unlikely: Unlikely) -> None:
        def answered(answer: str | None) -> None:
            if answer == "save":
                self._submit(confirmed=True)
            else:
                self._value.focus()

        answers = [("back", "Back to the value"), ("save", "It is right: save it")]
        question = Ask("Unlikely", "\n".join(unlikely.doubts), answers, escape="back")
        self.app.push_screen(question, answered)

    def _show_conflict(self, conflict: SaveConflict) -> None:
        inputs = self._inputs
        if inputs is None:
            return
        actions = len(self._actions.typed)

        def answered(choice: Choice | None) -> None:
            if choice is None:
                return
            self._rebase(conflict.theirs)
            self._changes += 1
            if choice is Choice.THEIRS:
                self._take_theirs(inputs)
                return
            self._theirs = conflict.theirs
            self._read(inputs.period, refresh=True)
            self._show()
            self._keep_now()
            if choice is Choice.MINE:
                self._submit(confirmed=False)

        screen = ConflictScreen(inputs.measure, conflict, self._names, actions)
        self.app.push_screen(screen, answered)

    def _take_theirs(self, inputs: FormInputs) -> None:
        """Give up what is typed, but for new actions: they are for nobody to overwrite."""
        actions = self._actions.typed
        if not actions:
            self._discarded = True
            self.dismiss(None)
            return
        self._fill(Typed.of(self._base))
        self._actions.fill(actions, self._names)
        self._read(inputs.period, refresh=True)
        self._keep_now()
        self._tell("Theirs is kept. Save to add your actions to it.")

    @on(Worker.StateChanged)
    def _worker_failed(self, event: Worker.StateChanged) -> None:
        """After a fault in the program the form stays, and can be saved again."""
        if event.state is WorkerState.ERROR:
            self._saving = None
            self._keeping = self._leaving = False
            self._tell(f"A fault in the program: {event.worker.error!r}", wrong=True)


def _place(read: Understood) -> str:
    """The field beside which an entry's contradiction is told."""
    entry = read.entry
    if entry.override is not None and (entry.value is not None) != (entry.missing is not None):
        return "override_reason"
    return "value" if entry.value is None else "missing"
