"""The result form: a figure, its comments and actions, checked and kept as they are typed."""

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
from textual.worker import Worker, WorkerState

from ncc_tui.domain.errors import InvalidEntry, InvalidPeriod, NccError
from ncc_tui.domain.model import Revision
from ncc_tui.domain.periods import Period
from ncc_tui.domain.text import one_line, visible
from ncc_tui.domain.validation import check_whole
from ncc_tui.services import reports
from ncc_tui.services.drafts import Draft
from ncc_tui.services.entering import InvalidField, SaveConflict, Saved, Submission, Unlikely
from ncc_tui.services.forms import FormInputs, form_inputs, preview, trend_with
from ncc_tui.tui.commands import FORM_COMMANDS, bindings
from ncc_tui.tui.screens import form_questions as questions
from ncc_tui.tui.screens.base import BUSY_AFTER_SECONDS
from ncc_tui.tui.screens.conflict import Choice, ConflictScreen
from ncc_tui.tui.screens.form_draft import DraftingScreen, Snapshot
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine
from ncc_tui.tui.widgets.chart import TrendChart
from ncc_tui.tui.widgets.form_beside import context, facts, outlook, standing
from ncc_tui.tui.widgets.form_body import FormBody
from ncc_tui.tui.widgets.form_fields import PeriodInput
from ncc_tui.tui.widgets.form_typed import Typed, Understood


class ResultForm(DraftingScreen):
    """Enters or corrects a measure's result; gives what was saved, or nothing."""

    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*FORM_COMMANDS)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    HELP_TEXT = (
        "Enter a result. Enter or Tab goes to the next field, Space ticks a box or opens a list; "
        "Up and Down in the period step it. In the comments Ctrl+Z undoes and Ctrl+Y does again. "
        "What is typed is kept as a draft within a second, and offered when you come back."
    )

    @dataclass
    class Read(Message):
        """A period was read; `bring` is what to type into it, `refresh` leaves the fields."""

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
        self._body = FormBody()
        self._asked = 0
        self._inputs: FormInputs | None = None
        self._names: Mapping[str, str] = {}
        self._base: Revision | None = None
        self._theirs: Revision | None = None
        self._original = self._shown = Typed()
        self._discarded = self._unkept = False
        self._saving: Typed | None = None
        self._problems: dict[str, str] = {}

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
        else:
            self._body.period.value = self._inputs.period.label

    @on(Read)
    def _take(self, event: Read) -> None:
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
        if self._inputs is not None and self._body.typed != self._shown:
            self._problems.clear()
            self.query_one("#status").remove_class("wrong")
            self._show()
            self.changed()

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.focus_next()

    def _show(self) -> None:
        """Show all that follows from what is typed."""
        inputs, look = self._inputs, self.ncc.look
        if inputs is None or not self.is_mounted:
            return
        typed = self._shown = self._body.typed
        read = typed.understood(self._base)
        entry, measure = read.entry, inputs.measure
        ahead = preview(inputs, entry.value, read.reported_on)
        title = Content.styled(f"{measure.number}  {one_line(measure.title)}", "bold")
        about = [one_line(measure.code), one_line(measure.unit), f"{measure.polarity} is better"]
        shown = about if self.size.width >= 100 else about[1:2]
        self.query_one(TitleLine).show(title, Content(" · ".join(shown)))
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

    # Leaving

    def snapshot(self) -> Snapshot | None:
        """The form as it is to be kept; where nothing is typed, nothing is to be kept."""
        inputs, typed = self._inputs, self._body.typed
        if inputs is None:
            return None
        nothing = self._discarded or typed == self._original
        content = None if nothing else typed.as_draft(self._seen)
        return Snapshot(self.changes, inputs.measure.code, inputs.period, content)

    def tell_of_draft(self, kept_at: str, error: NccError | None) -> None:
        """Say when what is typed was kept, or why it was not."""
        refusal = self.query_one("#status").has_class("wrong") and not self._unkept
        self._unkept = error is not None
        if error is not None:
            self._tell(f"Draft not kept: what you typed is only here. {error}", wrong=True)
        elif kept_at and self._saving is None and not refusal:
            self._tell(f"Draft kept {kept_at} · Ctrl+S or F2 saves")

    def action_leave(self) -> None:
        """Leave; asks first where something is typed that is not saved."""

        def answered(answer: str | None) -> None:
            if answer == "discard":
                self._discard()
            elif answer == "leave":
                self.leave_kept()

        if self._saving is not None:
            self.notify("Saving: a moment, please.")
        elif self._inputs is None or self._body.typed == self._original:
            self.dismiss(None)
        else:
            self.app.push_screen(questions.leave(), answered)

    def _discard(self) -> None:
        self._discarded = True
        self.changes += 1
        self.dismiss(None)

    # Saving

    def action_save(self) -> None:
        """Save the result as it stands."""
        self._submit()

    def _submit(self, *, confirmed: bool = False) -> None:
        inputs = self._inputs
        if inputs is None or self._saving is not None or not self._settle_period():
            return
        typed = self._body.typed
        read = typed.understood(self._base)
        if problems := _problems(read):
            self._refuse(problems)
            return
        self._saving = typed
        self._tell("Saving…")
        self.set_timer(BUSY_AFTER_SECONDS, self._say_busy)
        code, period, seen = inputs.measure.code, inputs.period, self._seen
        asked = Submission(code, period, read.entry, seen, read.reported_on, read.actions)
        self._save(asked, self.changes, confirmed)

    def _say_busy(self) -> None:
        if self._saving is not None:
            self._tell("Busy: waiting for the database. You may go on typing.")

    def _refuse(self, problems: Mapping[str, str]) -> None:
        """Say beside its field what is wrong, and go to the first of them."""
        self._problems.update(problems)
        self._show()
        first = next(iter(problems))
        self._tell(f"Not saved. {problems[first]}", wrong=True)
        self._body.go_to(first)

    @work(thread=True, exit_on_error=False, group="save")
    def _save(self, asked: Submission, number: int, confirmed: bool) -> None:
        try:
            saved = self.keeper.save(asked, number, confirmed=confirmed)
        except NccError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.Stored(saved))

    @on(Stored)
    def _stored(self, event: Stored) -> None:
        saved, was, typed = event.saved, self._saving, self._body.typed
        self._saving = None
        rating, look = saved.performance, self.ncc.look
        words = saved.words.replace(rating.shape, look.shape(rating))
        if was is None or typed == was:
            self.app.notify(visible(words), markup=False)
            self.dismiss(saved)
            return
        # Typing went on while the database was busy: from now on that is a correction.
        self._rebase(saved.revision)
        left = tuple(action for action in typed.actions if action not in was.actions)
        self._body.fill_actions(left, self._names)
        self._read(saved.revision.period, refresh=True)
        self.changed()
        self._tell("Saved, but for what you typed since.")
        self.notify(f"{visible(words)}. Save again for what you typed since.", markup=False)

    @on(Refused)
    def _refused(self, event: Refused) -> None:
        self._saving = None
        inputs, error = self._inputs, event.error
        match error:
            case SaveConflict():
                self._tell(str(error), wrong=True)
                self._show_conflict(error)
            case Unlikely():
                self._tell("Not saved yet.")
                self._confirm(error)
            case InvalidField():
                self._refuse({error.field: str(error)})
            case InvalidEntry() if inputs is not None and inputs.period.start > inputs.today:
                self._refuse({"period": str(error)})
            case _:
                self._tell(f"Not saved; all you typed is still here. {error}", wrong=True)
                self.notify(str(error), title="Not saved", severity="error", markup=False)

    def _confirm(self, unlikely: Unlikely) -> None:
        def answered(answer: str | None) -> None:
            if answer == "save":
                self._submit(confirmed=True)
            else:
                self._body.go_to("value")

        self.app.push_screen(questions.confirm(unlikely.doubts), answered)

    def _show_conflict(self, conflict: SaveConflict) -> None:
        inputs, actions = self._inputs, self._body.typed.actions
        if inputs is None:
            return

        def answered(choice: Choice | None) -> None:
            if choice is None:
                return
            self._rebase(conflict.theirs)
            if choice is Choice.THEIRS:
                if not actions:
                    self.notify("Theirs stays; nothing of yours was saved.")
                    self._discard()
                    return
                self._body.fill(replace(self._original, actions=actions), self._names)
                self._tell("Theirs stays. Save to add your actions to it.")
            else:
                self._theirs = conflict.theirs
                self._tell("Yours, with theirs beside it: a save makes the next revision.")
            self._read(inputs.period, refresh=True)
            self._show()
            self.changed()
            if choice is Choice.MINE:
                self._submit()

        screen = ConflictScreen(inputs.measure, conflict, self._names, len(actions))
        self.app.push_screen(screen, answered)

    @on(Worker.StateChanged)
    def _worker_failed(self, event: Worker.StateChanged) -> None:
        """After a fault in the program the form stays, and can be saved again."""
        if event.state is WorkerState.ERROR:
            self._saving = None
            self._tell(f"A fault in the program: {event.worker.error!r}", wrong=True)


def _problems(read: Understood) -> dict[str, str]:
    """All that is wrong with a form, by the field it stands beside."""
    problems, entry = dict(read.problems), read.entry
    if not problems:
        try:
            check_whole(entry)
        except InvalidEntry as error:
            if entry.value is None and entry.missing is None:
                problems["value"] = str(error)
            else:
                both = entry.value is not None and entry.missing is not None
                problems["missing" if both else "override_reason"] = str(error)
    return problems
