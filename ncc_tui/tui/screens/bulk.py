"""Bulk entry: every result due for a service in one grid, typed down a column or pasted."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, cast

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable, Input, Static

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.errors import NccError, NeedsConfirmation
from ncc_tui.domain.text import one_line
from ncc_tui.services.bulk import BulkPage, bulk_page, check_reason, day_within
from ncc_tui.services.entering import RowRefusal, RowsRefused, RowsUnlikely, Saved, Submission
from ncc_tui.tui.commands import BULK_COMMANDS, BULK_TRAVEL, bindings
from ncc_tui.tui.screens.ask import AskText
from ncc_tui.tui.screens.base import ViewScreen
from ncc_tui.tui.screens.bulk_lines import BULK_COLUMNS, about, bulk_line, news
from ncc_tui.tui.screens.bulk_sheet import Cell, DraftRow, Keeper, Sheet, SheetRow
from ncc_tui.tui.screens.confirm import Ask
from ncc_tui.tui.screens.history import said_of
from ncc_tui.tui.view import View
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine, TopBar
from ncc_tui.tui.widgets.table import Line, Table

KEEP_SECONDS = 0.4
_TRAVEL = {key: command.action for command in BULK_TRAVEL for key in command.keys.split(",")}


class CellInput(Input):
    """The cell one types in. It moves on before the next key is taken, however fast they come."""

    async def on_key(self, event: events.Key) -> None:
        """Move between cells."""
        if event.key in _TRAVEL:
            event.stop()
            event.prevent_default()
            await self.screen.run_action(_TRAVEL[event.key])

    def on_paste(self, event: events.Paste) -> None:
        """Fill the cells from this one on, unless it is words for one comment."""
        screen = cast("BulkScreen", self.screen)
        if screen.takes_paste(event.text):
            event.stop()
            event.prevent_default()
            screen.paste(event.text)


class BulkScreen(ViewScreen[BulkPage]):
    """The results to enter for a service, saved together."""

    CSS_PATH = "bulk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*BULK_COMMANDS)]
    HELP_TEXT = (
        "A row for each result due. Enter and the arrow keys go down the column, Tab goes across "
        "to the comments. A column or a block copied from a spreadsheet fills downwards from "
        "the cell one is in. All rows are saved together, or none. What is typed is kept as a "
        "draft until it is saved."
    )

    @dataclass
    class Kept(Message):
        """Drafts were kept, or not: then `sentence` says why."""

        keys: tuple[str, ...]
        sentence: str = ""

    @dataclass
    class Done(Message):
        """The rows were saved."""

        saved: tuple[Saved, ...]

    @dataclass
    class Unsure(Message):
        """The rows are saved only when those that are unlikely are confirmed."""

        rows: tuple[RowRefusal, ...]
        asked: tuple[Submission, ...]

    @dataclass
    class Refused(Message):
        """No row was saved: for those in `rows`, or for what `sentence` says."""

        sentence: str
        rows: tuple[RowRefusal, ...] = ()

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service
        self._within: date | None = None
        self._period_words = ""
        self._page: BulkPage | None = None
        self._sheet = Sheet()
        self._offered = False
        self._saving = False
        self._changes = 0
        self._unkept: set[str] = set()
        self._keeping = False
        self._unkept_because = ""
        self._sent: dict[str, tuple[str, str | None]] = {}

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TopBar()
        yield TitleLine()
        with Container(id="sheet"):
            yield Table(BULK_COLUMNS)
            yield CellInput(compact=True, select_on_focus=False)
        yield Static(id="about", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Follow the typing and the scrolling; keep drafts now and then."""
        self._keeper = Keeper(self.ncc.session)
        table, cell = self.query_one(Table), self.query_one(CellInput)
        table.can_focus = False
        cell.display = False
        self.watch(cell, "value", self._type, init=False)
        self.watch(table, "scroll_y", self._place, init=False)
        self.set_interval(KEEP_SECONDS, self._keep)

    def on_unmount(self) -> None:
        """Keep what was typed last, whichever way the screen was left."""
        with suppress(NccError):
            self._keeper.keep(self._changes, self._snapshot())

    @property
    def due_count(self) -> int | None:
        """How many results are due, as last read."""
        return self._page.due if self._page else None

    # Reading and showing

    def read(self, view: View) -> BulkPage:
        """Read the rows; those that are shown stay, so that nothing moves under the typing."""
        also = [(row.inputs.measure.code, row.inputs.period) for row in self._sheet.rows]
        return bulk_page(self.ncc.session, self._service, view.at, within=self._within, also=also)

    def show_page(self, page: BulkPage) -> None:
        """Show the rows; what is typed stays."""
        self._page = page
        self._sheet.take(page)
        self._show_rows()
        if not self._offered and not page.refusal:
            self._offered = True
            self._offer_drafts()

    def _show_rows(self) -> None:
        self._show_title()
        lines = [self._line(row) for row in self._sheet.rows]
        self.query_one(Table).show(lines, ascii_only=self.ncc.look.ascii_only)
        self.call_after_refresh(self._go)

    def _show_title(self) -> None:
        page = self._page
        if page is None:
            return
        at = self.ncc.view.at
        which = f"due at {format_date(at)}"
        if page.within is not None:
            which = f"every measure, {self._period_words}"
        title = Content.assemble(
            ("Bulk entry", "bold"), f" · {one_line(page.service.name)}, {which}"
        )
        typed = len(self._sheet.changed)
        self.query_one(TitleLine).show(title, Content(f"{typed} to save" if typed else ""))

    def _line(self, row: SheetRow) -> Line:
        return bulk_line(row, self._news(row), self.ncc.look)

    def _news(self, row: SheetRow) -> str:
        return news(row, self._page.names if self._page else {})

    # The cell one is in

    def _go(self) -> None:
        """Put the cursor and the cell one types in where the sheet says."""
        row, cell, table = self._sheet.row, self.query_one(CellInput), self.query_one(Table)
        page = self._page
        if page is None or row is None or page.refusal:
            cell.display = False
            table.can_focus = True
            table.focus()
            self._tell()
            return
        table.can_focus = False
        table.move_cursor(row=self._sheet.at, animate=False)
        text = row.shown(self._sheet.cell)
        if cell.value != text:
            cell.value = text
        cell.display = True
        if self.focused is not cell:
            cell.focus()
        self._place()
        self._tell()

    def _enter(self) -> None:
        """Come to another cell: typing replaces a value, and goes on at the end of comments."""
        self._go()
        cell = self.query_one(CellInput)
        cell.cursor_position = len(cell.value)
        if self._sheet.cell is Cell.VALUE:
            cell.select_all()

    def _place(self) -> None:
        """Lay the cell one types in over the cell of the table."""
        table, cell = self.query_one(Table), self.query_one(CellInput)
        left, width = table.span(self._sheet.cell)
        top = table.header_height + self._sheet.at - round(table.scroll_y)
        cell.styles.offset = (left, top)
        cell.styles.width = width

    def _type(self, text: str) -> None:
        row = self._sheet.row
        if row is not None and text != row.shown(self._sheet.cell):
            row.type(self._sheet.cell, text)
            self._changed([row])

    def _changed(self, rows: Sequence[SheetRow]) -> None:
        """Show rows in which something else is typed now, and have their drafts kept."""
        self._changes += 1
        self._unkept |= {row.key for row in rows}
        for row in rows:
            self.query_one(Table).change(self._line(row))
        self._show_title()
        self._tell()

    def _tell(self) -> None:
        self.query_one("#about", Static).update(self._about())

    def _about(self) -> Text:
        row, page = self._sheet.row, self._page
        if page is None:
            return Text()
        if row is None:
            return Text(
                f"Nothing is due for {one_line(page.service.name)}: every result is in. "
                "F3 shows every measure for a period."
            )
        hint = page.refusal or (
            "Enter goes down, Tab across; a column or block from a spreadsheet can be pasted."
        )
        return about(row, self._news(row), hint, self.ncc.look)

    def on_resize(self) -> None:
        """Keep the cell one types in over its place."""
        if self.is_mounted and self._page is not None:
            self.call_after_refresh(self._go)

    @on(DataTable.RowSelected)
    def _clicked(self, event: DataTable.RowSelected) -> None:
        self._sheet.at = event.cursor_row
        self._enter()

    @on(DataTable.RowHighlighted)
    def _looked_at(self, event: DataTable.RowHighlighted) -> None:
        if self.query_one(Table).has_focus:
            self._sheet.at = event.cursor_row
            self._tell()

    def action_move(self, by: int) -> None:
        """Go some rows down, or up where negative."""
        self._sheet.move(by)
        self._enter()

    def action_across(self, by: int) -> None:
        """Go to the next cell or the one before."""
        self._sheet.across(by)
        self._enter()

    def takes_paste(self, text: str) -> bool:
        """Whether a paste fills cells, rather than going into the words of a comment."""
        return self._sheet.cell is Cell.VALUE or "\t" in text or "\n" in text.strip()

    def paste(self, text: str) -> None:
        """Fill the cells from the one one is in downwards."""
        rows, left_out = self._sheet.paste(text)
        self._changed(rows)
        self._enter()
        wrong = sum(bool(row.verdict.error) for row in rows)
        doubtful = sum(bool(row.verdict.doubts) for row in rows)
        said = [f"{len(rows)} rows filled" if len(rows) != 1 else "1 row filled"]
        said += [f"{wrong} wrong"] if wrong else []
        said += [f"{doubtful} unlikely"] if doubtful else []
        self.notify(f"{', '.join(said)}. {left_out}".strip(), markup=False)

    # Which rows

    def action_period(self) -> None:
        """Ask for a period, to show every measure for it."""

        def take(text: str | None) -> None:
            if text is not None:
                self._within, self._period_words = day_within(text), one_line(text)
                self._sheet.rows = self._sheet.typed
                self._sheet.at = 0
                self._show_rows()
                self.reload()

        self.app.push_screen(
            AskText(
                "Every measure for which period?",
                hint="Such as Jan 2024, Q4 2023/24 or 2023/24. Empty shows what is due.",
                check=day_within,
            ),
            take,
        )

    # Drafts

    def _offer_drafts(self) -> None:
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
                self._changed(rows)
                self._enter()
            elif answer == "drop":
                self._drop(rows)

        self.app.push_screen(
            Ask(
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

    def _snapshot(self) -> list[DraftRow]:
        rows = [row for row in self._sheet.rows if row.key in self._unkept]
        return [DraftRow(row.inputs.measure.code, row.inputs.period, row.content) for row in rows]

    def _keep(self) -> None:
        if self._unkept and not self._keeping and not self._saving:
            self._keeping = True
            self._keep_drafts(self._changes, self._snapshot(), tuple(self._unkept))
            self._unkept.clear()

    def _drop(self, rows: Sequence[SheetRow]) -> None:
        """Have the drafts of rows forgotten."""
        self._changes += 1
        gone = [DraftRow(row.inputs.measure.code, row.inputs.period, None) for row in rows]
        self._keep_drafts(self._changes, gone, ())

    @work(thread=True, exit_on_error=False, group="write")
    def _keep_drafts(self, number: int, rows: Sequence[DraftRow], keys: tuple[str, ...]) -> None:
        try:
            self._keeper.keep(number, rows)
        except NccError as error:
            self.post_message(self.Kept(keys, str(error)))
        else:
            self.post_message(self.Kept(keys))

    @on(Kept)
    def _say_kept(self, event: Kept) -> None:
        self._keeping = False
        if event.sentence:
            self._unkept |= set(event.keys)
            if event.sentence != self._unkept_because:
                said = f"What you type is not kept as a draft: {event.sentence}"
                self.notify(said, severity="warning", markup=False, timeout=10)
        self._unkept_because = event.sentence

    def action_leave(self) -> None:
        """Go back; ask first if anything is typed."""
        rows = self._sheet.changed

        def take(answer: str | None) -> None:
            if answer == "drop":
                for row in rows:
                    row.clear()
                self._unkept |= {row.key for row in rows}
                self._changes += 1
            if answer != "stay":
                self.dismiss()

        if not rows:
            self.dismiss()
            return
        self.app.push_screen(
            Ask(
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

    # Saving

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
            self._enter()
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
            AskText(
                "Why did the figures change?",
                hint=f"For {', '.join(corrected)}.",
                check=check_reason,
                says="Enter saves · Esc goes back to the grid",
            ),
            take,
        )

    def _send(self, asked: Sequence[Submission], *, confirmed: bool = False) -> None:
        self._saving = True
        for row in self._sheet.rows:
            row.told, row.refused = "", False
        self._sent = {row.key: (row.value, row.comments) for row in self._sheet.changed}
        self.stand("saving…")
        self._save(self._changes, tuple(asked), confirmed)

    @work(thread=True, exit_on_error=False, group="write")
    def _save(self, number: int, asked: tuple[Submission, ...], confirmed: bool) -> None:
        try:
            saved = self._keeper.save(number, asked, confirmed=confirmed)
        except RowsUnlikely as unsure:
            self.post_message(self.Unsure(unsure.rows, asked))
        except RowsRefused as refused:
            self.post_message(self.Refused(str(refused), refused.rows))
        except NccError as error:
            self.post_message(self.Refused(f"Nothing was saved. {error}"))
        else:
            self.post_message(self.Done(saved))

    def _rested(self) -> None:
        self._saving = False
        self.stand()

    @on(Done)
    def _say_done(self, event: Done) -> None:
        self._rested()
        look = self.ncc.look
        for saved in event.saved:
            row = self._sheet.row_of(saved.measure.code, saved.revision.period)
            if row is None:
                continue
            # What was typed while the save went on is a change to what is saved now.
            if self._sent.get(row.key) == (row.value, row.comments):
                row.clear()
                self._unkept.discard(row.key)
            row.told = f"Saved, {look.words(saved.performance)}."
        if len(event.saved) == 1:
            said = said_of(event.saved[0], ascii_only=look.ascii_only)
        else:
            rated = (f"{s.measure.code} {look.words(s.performance)}" for s in event.saved)
            said = f"Saved {len(event.saved)} results: {', '.join(rated)}."
        self.notify(said, markup=False)
        self._show_rows()
        self.reload()

    @on(Unsure)
    def _ask_whether_sure(self, event: Unsure) -> None:
        self._rested()
        listed = "\n".join(
            f"{row.submission.measure} {row.submission.period.label}: {row.error}"
            for row in event.rows
        )

        def take(answer: str | None) -> None:
            if answer == "save":
                self._send(event.asked, confirmed=True)
            else:
                self._go_to_first(event.rows)

        many = len(event.rows) > 1
        self.app.push_screen(
            Ask(
                f"{_rows(len(event.rows))} {'look' if many else 'looks'} unlikely",
                listed,
                [("look", "Look again"), ("save", "Save everything as it is typed")],
                escape="look",
            ),
            take,
        )

    @on(Refused)
    def _say_refused(self, event: Refused) -> None:
        self._rested()
        for refusal in event.rows:
            asked = refusal.submission
            row = self._sheet.row_of(asked.measure, asked.period)
            if row is not None and not isinstance(refusal.error, NeedsConfirmation):
                row.refuse(str(refusal.error))
        self._complain_of(event.sentence)
        self._go_to_first(event.rows)
        self._show_rows()
        self.reload()

    def _go_to_first(self, rows: Sequence[RowRefusal]) -> None:
        if not rows:
            return
        asked = rows[0].submission
        if (row := self._sheet.row_of(asked.measure, asked.period)) is not None:
            self._sheet.go_to(row)
            self._enter()

    def _complain_of(self, sentence: str) -> None:
        self.notify(sentence, severity="error", markup=False, timeout=10)


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
