"""What is typed in the bulk grid is kept as drafts, offered again, and saved or refused."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from textual import on, work
from textual.message import Message

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.entries import check_reason
from ncc_tui.domain.errors import NccError, NeedsConfirmation
from ncc_tui.domain.text import one_line
from ncc_tui.services.aside import Unkept
from ncc_tui.services.bulk import BulkPage
from ncc_tui.services.entering import RowRefusal, RowsRefused, RowsUnlikely, Saved, Submission
from ncc_tui.tui.base.page import PageScreen
from ncc_tui.tui.bulk.sheet import BulkSheet, Cell, SheetRow
from ncc_tui.tui.keeping import Keeper, Snapshot
from ncc_tui.tui.prompts.line import LineQuestion
from ncc_tui.tui.prompts.question import Question
from ncc_tui.tui.sentences import saved_together

KEEP_SECONDS = 0.4


class BulkSaving(PageScreen[BulkPage]):
    """Keeps and saves a sheet; how it is shown and typed in is the subclass's."""

    @dataclass
    class DraftsKept(Message):
        """Drafts were kept."""

    @dataclass
    class RowsSaved(Message):
        """The rows were saved."""

        saved: tuple[Saved, ...]

    def __init__(self) -> None:
        super().__init__()
        self._sheet = BulkSheet()
        self._changes = 0
        self._unkept: set[str] = set()
        self._being_kept: set[str] = set()
        self._unkept_because = ""
        self._keeping = False
        self._saving = False
        self._submissions: tuple[Submission, ...] = ()
        self._sent: dict[str, tuple[str, str | None]] = {}

    @abstractmethod
    def show_rows(self) -> None:
        """Show every row, and the cell one is in."""

    @abstractmethod
    def enter_cell(self) -> None:
        """Come to the cell that the sheet says one is in."""

    @abstractmethod
    def show_typed(self, rows: Sequence[SheetRow]) -> None:
        """Show rows in which something else is typed now."""

    def begin_keeping(self) -> None:
        """Keep drafts from now on."""
        self._keeper = Keeper(self.desk.session)
        self.set_interval(KEEP_SECONDS, self._keep)

    def on_unmount(self) -> None:
        """Keep what was typed last, whichever way the screen was left."""
        self._keeper.keep_at_last(*self._snapshots())

    def unkept(self) -> Sequence[Unkept]:
        """What is typed and may not be in the database."""
        return self._keeper.unkept(*(row.snapshot(self._changes) for row in self._sheet.typed))

    def changed(self, rows: Sequence[SheetRow]) -> None:
        """Show rows in which something else is typed now, and have their drafts kept."""
        self._changes += 1
        self._unkept |= {row.key for row in rows}
        self.show_typed(rows)

    def offer_drafts(self) -> None:
        """Ask what is to become of what was typed another time and not saved."""
        rows = self._sheet.drafted
        if not rows:
            return
        at = max(row.draft.saved_at for row in rows if row.draft).astimezone()
        values = [(row.draft.content.get(Cell.VALUE) or "words") for row in rows if row.draft]
        listed = ", ".join(
            f"{row.label}: {one_line(value)}" for row, value in zip(rows, values, strict=True)
        )

        def take(answer: str | None) -> None:
            if answer == "take":
                for row in rows:
                    row.take_draft()
                self.changed(rows)
                self.enter_cell()
            elif answer == "drop":
                self._drop(rows)

        self.app.push_screen(
            Question(
                f"Typed on {format_date(at.date())} at {at:%H:%M} and not saved",
                listed,
                [
                    ("take", "Go on with it"),
                    ("later", "Leave it for now"),
                    ("drop", "Throw it away"),
                ],
                escape="later",
            ),
            take,
        )

    def _snapshots(self) -> list[Snapshot]:
        rows = (row for row in self._sheet.rows if row.key in self._unkept)
        return [row.snapshot(self._changes) for row in rows]

    def _keep(self) -> None:
        if self._unkept and not self._keeping and not self._saving:
            self._keeping = True
            self._keep_drafts(self._snapshots())
            self._being_kept, self._unkept = self._unkept, set()

    def _drop(self, rows: Sequence[SheetRow]) -> None:
        """Have the drafts of rows forgotten."""
        self._changes += 1
        self._keep_drafts([row.snapshot(self._changes, forget=True) for row in rows])

    @work(thread=True, exit_on_error=False, group="keep")
    def _keep_drafts(self, snapshots: Sequence[Snapshot]) -> None:
        self._keeper.keep(*snapshots)
        self.post_message(self.DraftsKept())

    @on(DraftsKept)
    def _note_kept(self) -> None:
        self._keeping, self._unkept_because = False, ""

    def _say_unkept(self, sentence: str) -> None:
        """Say once why drafts are not kept; they are tried again."""
        self._keeping = False
        self._unkept |= self._being_kept
        if sentence != self._unkept_because:
            said = f"What you type is not kept as a draft: {sentence}"
            self.notify(said, severity="warning", markup=False, timeout=10)
        self._unkept_because = sentence

    def action_leave(self) -> None:
        """Go back; ask first if anything is typed."""
        rows = self._sheet.changed

        def take(answer: str | None) -> None:
            if answer == "drop":
                for row in rows:
                    row.clear()
                self.changed(rows)
            if answer != "stay":
                self.dismiss()

        if not rows:
            self.dismiss()
            return
        self.app.push_screen(
            Question(
                f"{_rows(len(rows))} typed and not saved",
                ", ".join(row.label for row in rows),
                [
                    ("stay", "Go on typing"),
                    ("keep", "Leave; it is kept as a draft"),
                    ("drop", "Leave and throw it away"),
                ],
                escape="stay",
            ),
            take,
        )

    def action_save(self) -> None:
        """Save every row typed, unless one is wrong."""
        rows = self._sheet.changed
        if self._saving or not rows:
            if not rows:
                self.notify("Nothing is typed that differs from what stands there.")
            return
        wrong = [row for row in rows if row.verdict.error]
        if wrong:
            self._sheet.go_to(wrong[0])
            self.enter_cell()
            listed = " ".join(f"{row.label}: {row.verdict.error}" for row in wrong)
            self._complain_of(f"Nothing was saved. {listed}")
            return
        corrected = [row.label for row in rows if row.corrects]
        if not corrected:
            self._send(self._sheet.submissions(""))
            return

        def take(reason: str | None) -> None:
            if reason is not None:
                self._send(self._sheet.submissions(reason.strip()))

        self.app.push_screen(
            LineQuestion(
                "Why did the figures change?",
                hint=f"For {', '.join(corrected)}.",
                check=lambda reason: check_reason(reason, "the figures changed"),
                says="Enter saves · Esc goes back to the grid",
            ),
            take,
        )

    def _send(self, submissions: Sequence[Submission], *, confirmed: bool = False) -> None:
        self._saving, self._submissions = True, tuple(submissions)
        for row in self._sheet.rows:
            row.told, row.refused = "", False
        self._sent = {row.key: (row.value, row.comments) for row in self._sheet.changed}
        self.stand("saving…")
        self._save(self._changes, self._submissions, confirmed)

    @work(thread=True, exit_on_error=False, group="write")
    def _save(self, number: int, submissions: tuple[Submission, ...], confirmed: bool) -> None:
        saved = self._keeper.save_together(submissions, number, confirmed=confirmed)
        self.post_message(self.RowsSaved(saved))

    def _rested(self) -> None:
        self._saving = False
        self.stand()

    @on(RowsSaved)
    def _say_saved(self, event: RowsSaved) -> None:
        self._rested()
        look = self.desk.look
        for saved in event.saved:
            row = self._sheet.row_of(saved.measure.code, saved.revision.period)
            if row is None:
                continue
            # What was typed while the save went on is a change to what is saved now.
            if self._sent.get(row.key) == (row.value, row.comments):
                row.clear()
                self._unkept.discard(row.key)
            row.told = f"Saved, {look.words(saved.performance)}."
        self.notify(saved_together(event.saved, look, self.desk.as_at), markup=False)
        self.show_rows()
        self.reload()

    def failed(self, work: str, error: NccError) -> None:
        """Tell of a failure; of a save, why nothing was saved, or ask whether it is right."""
        match work, error:
            case "keep", _:
                self._say_unkept(str(error))
            case "write", RowsUnlikely():
                self._rested()
                self._ask_whether_sure(error.rows)
            case "write", RowsRefused():
                self._rested()
                self._refuse(str(error), error.rows)
            case "write", _:
                self._rested()
                self._refuse(f"Nothing was saved. {error}")
            case _:
                super().failed(work, error)

    def _ask_whether_sure(self, rows: Sequence[RowRefusal]) -> None:
        submissions = self._submissions
        listed = "\n".join(
            f"{row.submission.measure} {row.submission.period.label}: {row.error}" for row in rows
        )

        def take(answer: str | None) -> None:
            if answer == "save":
                self._send(submissions, confirmed=True)
            else:
                self._go_to_first(rows)

        many = len(rows) > 1
        self.app.push_screen(
            Question(
                f"{_rows(len(rows))} {'look' if many else 'looks'} unlikely",
                listed,
                [("look", "Look again"), ("save", "Save everything as it is typed")],
                escape="look",
            ),
            take,
        )

    def _refuse(self, sentence: str, rows: Sequence[RowRefusal] = ()) -> None:
        for refusal in rows:
            submission = refusal.submission
            row = self._sheet.row_of(submission.measure, submission.period)
            if row is not None and not isinstance(refusal.error, NeedsConfirmation):
                row.refuse(str(refusal.error))
        self._complain_of(sentence)
        self._go_to_first(rows)
        self.show_rows()
        self.reload()

    def _go_to_first(self, rows: Sequence[RowRefusal]) -> None:
        if not rows:
            return
        submission = rows[0].submission
        if (row := self._sheet.row_of(submission.measure, submission.period)) is not None:
            self._sheet.go_to(row)
            self.enter_cell()

    def _complain_of(self, sentence: str) -> None:
        self.notify(sentence, severity="error", markup=False, timeout=10)


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
