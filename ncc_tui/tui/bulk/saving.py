"""What is typed in the bulk grid is saved together, or refused row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on, work
from textual.message import Message

from ncc_tui.domain.entries import check_reason
from ncc_tui.domain.errors import Conflict, NccError, NeedsConfirmation, WaitLeft
from ncc_tui.services.entering import (
    RowRefusal,
    RowsRefused,
    RowsUnlikely,
    SaveConflict,
    Saved,
    Submission,
)
from ncc_tui.store.turns import Wait
from ncc_tui.tui.base.screen import WAITING
from ncc_tui.tui.bulk.drafting import BulkDrafting, count_rows
from ncc_tui.tui.bulk.sheet import SheetRow
from ncc_tui.tui.form.conflict import ConflictScreen, Resolution, Version
from ncc_tui.tui.prompts.line import LineQuestion
from ncc_tui.tui.prompts.question import Question
from ncc_tui.tui.sentences import saved_together

# More rows are marked in the grid; in a notice they would not be read.
_MOST_TOLD = 3


class BulkSaving(BulkDrafting):
    """Saves a sheet: all of its rows or, where one is refused, none."""

    @dataclass
    class RowsSaved(Message):
        """The rows were saved."""

        saved: tuple[Saved, ...]

    class RowsWait(Message):
        """A save waits for others'."""

    def __init__(self) -> None:
        super().__init__()
        self._saving: Wait | None = None
        self._save_question: Question | None = None
        self._submissions: tuple[Submission, ...] = ()
        self._reason = ""
        self._sent: dict[str, tuple[str, str | None]] = {}

    def action_leave(self) -> None:
        """Go back; while a save waits for others, ask whether to go without it."""
        if self._saving is None:
            super().action_leave()
        else:
            self._ask_whether_to_wait()

    def _ask_whether_to_wait(self) -> None:
        def take(answer: str | None) -> None:
            self._save_question = None
            if answer == "leave" and self._saving is not None:
                self._saving.leave()
            elif answer == "leave":
                self.action_leave()

        self._save_question = Question(
            "Not saved yet",
            f"{count_rows(len(self._submissions))} to save: {self.note}.",
            [
                ("wait", "Wait until it is saved"),
                ("leave", "Leave; nothing is saved, it is kept as a draft"),
            ],
            escape="wait",
        )
        self.app.push_screen(self._save_question, take)

    def action_save(self) -> None:
        """Save every row typed, unless one is wrong."""
        rows = self._sheet.changed
        if self._saving is not None or not rows:
            if not rows:
                self.notify("Nothing is typed that differs from what stands there.")
            return
        if wrong := [row for row in rows if row.verdict.error]:
            self._go_to(wrong[0])
            sentences = [f"{row.label}: {row.verdict.error}" for row in wrong]
            self._tell_refusals(sentences, len(rows))
            return
        corrected = [row.label for row in rows if row.corrects and not row.reason]
        if not corrected:
            self._send(self._sheet.submissions(""))
            return

        def take(reason: str | None) -> None:
            if reason is not None:
                self._reason = reason.strip()
                self._send(self._sheet.submissions(self._reason))

        self.app.push_screen(
            LineQuestion(
                "Why did the figures change?",
                self._reason,
                hint=f"For {', '.join(corrected)}.",
                check=lambda reason: check_reason(reason, "the figures changed"),
                says="Enter saves · Esc goes back to the grid",
            ),
            take,
        )

    def _send(self, submissions: Sequence[Submission], *, confirmed: bool = False) -> None:
        self._submissions = tuple(submissions)
        self._saving = Wait(self._tell_save_waits)
        for row in self._sheet.rows:
            row.remark, row.refused = "", False
        self._sent = {row.key: (row.value, row.comments) for row in self._sheet.changed}
        self.say("saving…")
        self.give_way()
        self._save(self.changes, self._submissions, confirmed, self._saving)

    @work(thread=True, exit_on_error=False, group="write")
    def _save(
        self, number: int, submissions: tuple[Submission, ...], confirmed: bool, wait: Wait
    ) -> None:
        saved = self.keeper.save_together(submissions, number, confirmed=confirmed, wait=wait)
        self.post_message(self.RowsSaved(saved))

    def _tell_save_waits(self) -> None:
        self.post_message(self.RowsWait())

    @on(RowsWait)
    def _say_waiting(self) -> None:
        if self._saving is not None:
            self.say(WAITING)

    def _rest(self) -> None:
        self._saving = None
        self.say("")
        if self._save_question is not None and self._save_question.is_current:
            self._save_question.dismiss("wait")

    @on(RowsSaved)
    def _say_saved(self, event: RowsSaved) -> None:
        self._rest()
        self._reason = ""
        look = self.desk.look
        for saved in event.saved:
            row = self._sheet.row_of(saved.measure.code, saved.revision.period)
            if row is None:
                continue
            # What was typed while the save went on is a change to what is saved now.
            if self._sent.get(row.key) == (row.value, row.comments):
                row.clear()
            row.go_on_from(saved.revision)
            row.forgotten = True
            if not row.typed:
                row.rated = saved.performance
            row.remark = f"Saved, {look.words(saved.performance)}."
        self.notify(saved_together(event.saved, look, self.desk.as_at), markup=False)
        self.show_rows()
        self.reload()

    def failed(self, work: str, error: NccError) -> None:
        """Tell of a failure; of a save, why nothing was saved, or ask whether it is right."""
        if work != "write":
            super().failed(work, error)
            return
        left = self._saving is not None and self._saving.is_left
        self._rest()
        match error:
            case WaitLeft() if left:
                self.leave_kept()
            case RowsUnlikely():
                self._ask_whether_sure(error.rows)
            case RowsRefused():
                self._refuse(error.rows)
            case _:
                self._complain_of(f"Nothing was saved. {error}")
                self.show_rows()
                self.reload()

    def _ask_whether_sure(self, rows: Sequence[RowRefusal]) -> None:
        submissions = self._submissions
        listed = "\n".join(_sentence(row) for row in rows)

        def take(answer: str | None) -> None:
            if answer == "save":
                self._send(submissions, confirmed=True)
            else:
                self._go_to(self._row(rows[0]))

        many = len(rows) > 1
        self.app.push_screen(
            Question(
                f"{count_rows(len(rows))} {'look' if many else 'looks'} unlikely",
                listed,
                [("look", "Look again"), ("save", "Save everything as it is typed")],
                escape="look",
            ),
            take,
        )

    def _refuse(self, refusals: Sequence[RowRefusal]) -> None:
        """Mark each row with why it was refused; conflicts are settled one after another."""
        conflicts: list[tuple[SheetRow, SaveConflict]] = []
        sentences: list[str] = []
        for refusal in refusals:
            row, error = self._row(refusal), refusal.error
            if isinstance(error, NeedsConfirmation):
                continue
            if row is not None:
                row.refuse(str(error), stale=type(error) is Conflict)
            if row is not None and isinstance(error, SaveConflict):
                conflicts.append((row, error))
            else:
                sentences.append(_sentence(refusal))
        if sentences:
            self._tell_refusals(sentences, len(self._submissions))
        self._go_to(self._row(refusals[0]))
        self.show_rows()
        self.reload(anew=True)
        if conflicts:
            self._settle(conflicts)

    def _settle(self, conflicts: Sequence[tuple[SheetRow, SaveConflict]]) -> None:
        """Ask of each row which version is to be kept; then save what is left."""
        edited: list[SheetRow] = []

        def ask(place: int) -> None:
            if place == len(conflicts):
                finish()
                return
            row, conflict = conflicts[place]
            self._go_to(row)

            def answered(resolution: Resolution | None) -> None:
                match resolution:
                    case None:
                        return
                    case Resolution(Version.THEIRS):
                        row.give_way_to(conflict.theirs)
                    case Resolution(Version.EDIT):
                        row.go_on_from(conflict.theirs, both=True)
                        edited.append(row)
                    case _:
                        if resolution.comments != conflict.mine.comments:
                            row.comments = resolution.comments
                        row.go_on_from(conflict.theirs)
                        row.reason = resolution.reason
                self.changed([row])
                self.enter_cell()
                ask(place + 1)

            names = self._page.names if self._page is not None else {}
            screen = ConflictScreen(row.inputs.measure, conflict, names, 0)
            self.app.push_screen(screen, answered)

        def finish() -> None:
            if edited:
                self._go_to(edited[0])
                self.notify("Yours stands after theirs now: save when it is right.")
            elif self._sheet.changed:
                self.action_save()
            else:
                self.notify("Theirs stays; nothing of yours was saved.")

        ask(0)

    def _row(self, refusal: RowRefusal) -> SheetRow | None:
        submission = refusal.submission
        return self._sheet.row_of(submission.measure, submission.period)

    def _go_to(self, row: SheetRow | None) -> None:
        if row is not None:
            self._sheet.go_to(row)
            self.enter_cell()

    def _tell_refusals(self, sentences: Sequence[str], of: int) -> None:
        """Say how many rows were refused, and why the first of them were."""
        more = len(sentences) - _MOST_TOLD
        words = " ".join(sentences[:_MOST_TOLD]) + (
            f" And {more} more, marked so." if more > 0 else ""
        )
        verb = "is" if len(sentences) == 1 else "are"
        rows = count_rows(len(sentences))
        head = rows if of == len(sentences) else f"{len(sentences)} of {count_rows(of)}"
        self._complain_of(f"Nothing was saved: {head} {verb} refused. {words}")

    def _complain_of(self, sentence: str) -> None:
        self.notify(sentence, severity="error", markup=False, timeout=10)


def _sentence(refusal: RowRefusal) -> str:
    submission = refusal.submission
    return f"{submission.measure} {submission.period.label}: {refusal.error}"
