"""The result form: a figure, its comments and actions, left as a draft or saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rich.text import Text
from textual import on, work
from textual.message import Message
from textual.widgets import Static

from ncc_tui.domain.entries import check_entry, unlikely_due
from ncc_tui.domain.errors import InvalidEntry, InvalidField, NccError, WaitLeft
from ncc_tui.domain.model import Revision
from ncc_tui.domain.periods import Period
from ncc_tui.services.entering import SaveConflict, Saved, Submission, Unlikely
from ncc_tui.services.forms import FormInputs
from ncc_tui.store.turns import Wait
from ncc_tui.tui.base.screen import WAITING
from ncc_tui.tui.form import questions
from ncc_tui.tui.form.beside import signed
from ncc_tui.tui.form.conflict import ConflictScreen, Resolution, Version
from ncc_tui.tui.form.filling import KEYS, Purpose
from ncc_tui.tui.form.moving import MovingForm
from ncc_tui.tui.form.typed import Typed, Understood
from ncc_tui.tui.keeping import Snapshot
from ncc_tui.tui.sentences import saved_words


class ResultForm(MovingForm):
    """Enters or corrects a measure's result; gives what was saved, or nothing."""

    @dataclass
    class ResultSaved(Message):
        """The result was saved."""

        saved: Saved

    class SaveWaits(Message):
        """The save waits for others to finish theirs."""

    def __init__(self, measure: str, period: Period | None = None) -> None:
        """Open on the period to be entered next unless one is given."""
        super().__init__(measure, period)
        self._finished = self._unkept = False
        self._saving: Typed | None = None
        self._wait = Wait()

    def snapshot(self) -> Snapshot | None:
        """The form as it is to be kept; where nothing is typed, nothing is to be kept."""
        inputs, typed = self._inputs, self._body.typed
        if inputs is None:
            return None
        nothing = self._finished or typed == self._original
        content = None if nothing else typed.as_draft(self._seen)
        return Snapshot(self.changes, inputs.measure.code, inputs.period, content)

    def tell_of_draft(self, kept_at: datetime | None, error: NccError | None) -> None:
        """Say when what is typed was kept, or why it was not."""
        if error is not None:
            self._tell(f"Draft not kept: what you typed is only here. {error}", wrong=True)
        elif self._unkept:
            self._tell(KEYS)
        self._unkept = error is not None
        is_kept = kept_at is not None and self._body.typed != self._original
        kept = f"Draft kept {kept_at.astimezone():%H:%M}" if kept_at and is_kept else ""
        self.query_one("#kept", Static).update(Text(kept))

    def tell_of_waiting(self, waiting: bool) -> None:
        """Say that the form goes once others have finished saving, or no longer so."""
        self._tell(f"{WAITING.capitalize()}." if waiting else KEYS)

    def action_leave(self) -> None:
        """Leave; asks first where something is typed that is not saved.

        A save that waits is given up for it: what is typed stays as a draft.
        """

        def answered(answer: str | None) -> None:
            if answer == "discard":
                self._discard()
            elif answer == "leave":
                self.leave_kept()

        if self._saving is not None:
            self._tell("Leaving, unless it is saved at this moment…")
            self._wait.leave()
        elif self._inputs is None or self._body.typed == self._original:
            self.dismiss(None)
        else:
            self.app.push_screen(questions.leave(), answered)

    def _discard(self) -> None:
        """Leave with nothing typed, once the draft is gone too."""
        self._body.fill(self._original, self._names)
        self._show()
        self.note_change()
        self.leave_kept()

    def action_save(self) -> None:
        """Save the result as it stands."""
        self._submit()

    def _submit(self, *, dates_meant: bool = False, confirmed: bool = False) -> None:
        inputs = self._inputs
        if inputs is None or self._saving is not None or not self._settle_period():
            return
        typed = self._body.typed
        read = typed.understood(self._base, inputs.today, self._names)
        if problems := _problems(inputs, read):
            self._refuse(problems)
            return
        late = [" ".join(unlikely_due(a.due_on, inputs.today)) for a in read.actions]
        if any(late) and not (dates_meant or confirmed):
            self._ask_about_dates(late)
            return
        self._saving = typed
        self._tell("Saving…")
        self._wait = Wait(self._tell_of_wait)
        code, period, seen = inputs.measure.code, inputs.period, self._seen
        submission = Submission(code, period, read.entry, seen, read.reported_on, read.actions)
        self.give_way()
        self._save(submission, self.changes, confirmed, self._wait)

    def _tell_of_wait(self) -> None:
        self.post_message(self.SaveWaits())

    @on(SaveWaits)
    def _say_waiting(self) -> None:
        if self._saving is not None:
            self._tell(
                "Waiting for others to finish saving. You may go on typing; "
                "Esc leaves, with a draft kept."
            )

    @work(thread=True, exit_on_error=False, group="save")
    def _save(self, submission: Submission, number: int, confirmed: bool, wait: Wait) -> None:
        saved = self.keeper.save(submission, number, confirmed=confirmed, wait=wait)
        self.post_message(self.ResultSaved(saved))

    @on(ResultSaved)
    def _say_saved(self, event: ResultSaved) -> None:
        saved, was, typed = event.saved, self._saving, self._body.typed
        self._saving = None
        words = saved_words(saved, self.desk.look, self.desk.as_at)
        if was is None or typed == was:
            self._finished = True
            self.app.notify(words, markup=False)
            self.dismiss(saved)
            return
        # Typing went on while the database was busy: from now on that is a correction.
        self._rebase(saved.revision)
        left = tuple(action for action in typed.actions if action not in was.actions)
        self._body.fill_actions(left, self._names)
        self._read(saved.revision.period, Purpose.REFRESHING)
        self.note_change()
        self._tell(f"{words}. Save again for what you typed since.")

    def failed(self, work: str, error: NccError) -> None:
        """Tell of a failure; after any the form stays, and can be saved again."""
        if work == "save":
            self._say_not_saved(error)
        else:
            super().failed(work, error)

    def _say_not_saved(self, error: NccError) -> None:
        """Say why the result was not saved, or ask what is to be done about it."""
        self._saving = None
        inputs = self._inputs
        match error:
            case WaitLeft():
                self.leave_without()
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

    def _confirm(self, unlikely: Unlikely) -> None:
        def answered(answer: str | None) -> None:
            if answer == "save":
                self._submit(confirmed=True)
            else:
                forecast = set(unlikely.doubts) <= set(self._unlikely_forecast)
                self._body.go_to("forecast" if forecast else "value")

        self.app.push_screen(questions.confirm(unlikely.doubts), answered)

    def _ask_about_dates(self, late: Sequence[str]) -> None:
        """Ask whether due dates that are past are meant; `late` has a sentence or none for each."""
        first = next(number for number, sentence in enumerate(late) if sentence)

        def answered(answer: str | None) -> None:
            if answer == "save":
                self._submit(dates_meant=True)
            else:
                self._body.go_to(f"action{first}.due")

        self.app.push_screen(questions.past_dates([s for s in late if s]), answered)

    def action_look(self) -> None:
        """Look at what was saved since, beside what is typed; where nothing is, take it over."""
        inputs = self._inputs
        theirs = self._newer()
        if inputs is None or theirs is None:
            return
        typed = self._body.typed
        if typed == self._original:
            self._read(inputs.period)
            return
        mine = typed.understood(self._base, inputs.today, self._names).entry
        said = f"Saved since you began: {signed(theirs, self._names)}."
        self._show_conflict(SaveConflict(said, base=self._base, theirs=theirs, mine=mine))

    def _newer(self) -> Revision | None:
        """What somebody saved of the period since it was read."""
        newest = self._inputs.newest if self._inputs else None
        return newest if newest is not None and newest.number != self._seen else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to look at what was saved since only where something was."""
        return action != "look" or self._newer() is not None

    def _show_conflict(self, conflict: SaveConflict) -> None:
        inputs, actions = self._inputs, self._body.typed.actions
        if inputs is None:
            return

        def answered(resolution: Resolution | None) -> None:
            if resolution is None:
                return
            self._rebase(conflict.theirs)
            if resolution.version is Version.THEIRS:
                if not actions:
                    self.notify("Theirs stays; nothing of yours was saved.")
                    self._discard()
                    return
                self._body.fill(replace(self._original, actions=actions), self._names)
                self._tell("Theirs stays. Save to add your actions to it.")
            else:
                self._theirs = conflict.theirs
                self._tell("Yours, with theirs beside it: a save makes the next revision.")
            if resolution.version is Version.MINE:
                mine = replace(
                    self._body.typed, reason=resolution.reason, comments=resolution.comments
                )
                self._body.fill(mine, self._names)
            self._tied = self._body.typed.same_figure(self._original)
            self._read(inputs.period, Purpose.REFRESHING)
            self._show()
            self.note_change()
            if resolution.version is Version.MINE:
                self._submit()

        screen = ConflictScreen(inputs.measure, conflict, self._names, len(actions))
        self.app.push_screen(screen, answered)


def _problems(inputs: FormInputs, read: Understood) -> dict[str, str]:
    """All that is wrong with a form, by the field it stands beside."""
    problems = dict(read.problems)
    if not problems:
        try:
            check_entry(inputs.measure, inputs.period, read.entry, inputs.newest, inputs.today)
        except InvalidField as error:
            problems[error.field] = str(error)
        except InvalidEntry as error:
            problems["value"] = str(error)
    return problems
