"""What is typed in the bulk grid is kept as drafts, offered again, and left or thrown away."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.errors import NccError
from ncc_tui.domain.text import one_line
from ncc_tui.services.bulk import BulkPage
from ncc_tui.tui.base.drafting import DraftingScreen
from ncc_tui.tui.base.page import PageScreen
from ncc_tui.tui.base.screen import WAITING
from ncc_tui.tui.bulk.sheet import BulkSheet, Cell, SheetRow
from ncc_tui.tui.keeping import Snapshot
from ncc_tui.tui.prompts.question import Question


class BulkDrafting(PageScreen[BulkPage], DraftingScreen[None]):
    """Keeps what is typed in a sheet; how it is shown and typed in is the subclass's."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet = BulkSheet()
        self._said_unkept = ""
        self.note = ""
        self._offered: set[str] = set()

    @abstractmethod
    def show_rows(self) -> None:
        """Show every row, and the cell one is in."""

    @abstractmethod
    def enter_cell(self) -> None:
        """Come to the cell that the sheet says one is in."""

    @abstractmethod
    def show_typed(self, rows: Sequence[SheetRow]) -> None:
        """Show rows in which something else is typed now."""

    @abstractmethod
    def say(self, note: str) -> None:
        """Say on the screen what goes on, till something else does."""

    def snapshots(self) -> Sequence[Snapshot]:
        """Every row as it is to be kept."""
        return [row.snapshot() for row in self._sheet.rows]

    def changed(self, rows: Sequence[SheetRow]) -> None:
        """Show rows in which something else is typed now, and have their drafts kept."""
        number = self.note_change()
        for row in rows:
            row.touched = number
        self.show_typed(rows)

    def tell_of_draft(self, kept_at: datetime | None, error: NccError | None) -> None:
        """Say once why drafts are not kept; they are tried again."""
        sentence = str(error or "")
        if sentence and sentence != self._said_unkept:
            said = f"What you type is not kept as a draft: {sentence}"
            self.notify(said, severity="warning", markup=False, timeout=10)
        self._said_unkept = sentence

    def tell_of_waiting(self, waiting: bool) -> None:
        """Say that the grid goes once others have finished saving, or no longer so."""
        self.say(WAITING if waiting else "")

    def offer_drafts(self) -> None:
        """Ask once what is to become of what was typed another time and not saved."""
        rows = [row for row in self._sheet.drafted if row.key not in self._offered]
        if not rows:
            return
        self._offered |= {row.key for row in rows}
        at = max(row.draft.saved_at for row in rows if row.draft).astimezone()
        values = [(row.draft.content.get(Cell.VALUE) or "words") for row in rows if row.draft]
        listed = ", ".join(
            f"{row.label}: {one_line(value)}" for row, value in zip(rows, values, strict=True)
        )

        def take(answer: str | None) -> None:
            if answer == "take":
                for row in rows:
                    row.take_draft()
                self._sheet.go_to(rows[0])
                self.changed(rows)
                self.enter_cell()
            elif answer == "drop":
                for row in rows:
                    row.forgotten = True
                self.changed(rows)

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

    def action_leave(self) -> None:
        """Go back; ask first if anything is typed."""
        rows = self._sheet.changed

        def take(answer: str | None) -> None:
            if answer == "drop":
                for row in rows:
                    row.clear()
                self.changed(rows)
            if answer != "stay":
                self.leave_kept()

        if not rows:
            self.dismiss()
            return
        self.app.push_screen(
            Question(
                f"{count_rows(len(rows))} typed and not saved",
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


def count_rows(number: int) -> str:
    """How many rows: `1 row`."""
    return "1 row" if number == 1 else f"{number} rows"
