"""Bulk entry: every result due for a service in one grid, typed down a column or pasted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import DataTable, Static

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.periods import NamedPeriod
from ncc_tui.domain.text import one_line
from ncc_tui.services import aside
from ncc_tui.services.bulk import BulkPage, bulk_page, period_named
from ncc_tui.tui.bulk.drafting import count_rows
from ncc_tui.tui.bulk.lines import BULK_COLUMNS, about, bulk_line, news, standing
from ncc_tui.tui.bulk.saving import BulkSaving
from ncc_tui.tui.bulk.sheet import Cell, SheetRow
from ncc_tui.tui.commands import BULK_COMMANDS, BULK_TRAVEL, bindings
from ncc_tui.tui.prompts.line import LineQuestion
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine, TopBar
from ncc_tui.tui.widgets.cell import CellInput
from ncc_tui.tui.widgets.table import Line, LineTable

_TRAVEL = {key: command.action for command in BULK_TRAVEL for key in command.keys.split(",")}


class BulkScreen(BulkSaving):
    """The results to enter for a service, saved together."""

    CSS_PATH = "bulk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*BULK_COMMANDS)]
    HELP_TEXT = (
        "A row for each result due. Enter and the arrow keys go down the column, Tab goes across "
        "to the comments. A column or a block copied from a spreadsheet fills downwards from "
        "the cell one is in. All rows are saved together, or none. What is typed is kept as a "
        "draft until it is saved."
    )

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service
        self._named: NamedPeriod | None = None
        self._period_words = ""
        self._opening = True

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TopBar()
        yield TitleLine()
        with Container(id="sheet"):
            yield LineTable(BULK_COLUMNS)
            yield CellInput(_TRAVEL)
        yield Static(id="about", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Follow the typing and the scrolling."""
        table, cell = self.query_one(LineTable), self.query_one(CellInput)
        table.can_focus = False
        cell.display = False
        self.watch(cell, "value", self._type, init=False)
        self.watch(table, "scroll_y", self._place, init=False)

    def read(self, as_at: AsAt) -> BulkPage:
        """Read the rows; those that are shown stay, so that nothing moves under the typing.

        Where another period is asked for, only those stay in which something is typed.
        """
        if self._opening:
            aside.take_back(self.desk.session)
        rows = self._sheet.typed if self._opening else self._sheet.rows
        also = [(row.inputs.measure.code, row.inputs.period) for row in rows]
        return bulk_page(self.desk.session, self._service, as_at.day, named=self._named, also=also)

    def show_page(self, page: BulkPage) -> None:
        """Show the rows; what is typed stays."""
        opening = self._opening and page.named == self._named
        if opening:
            self._opening = False
            self._sheet.open(page)
        else:
            self._sheet.renew(page)
        self.show_rows()
        if opening and not page.refusal:
            self.offer_drafts()

    def show_rows(self) -> None:
        """Show every row, and the cell one is in."""
        self._show_title()
        lines = [self._line(row) for row in self._sheet.rows]
        self.query_one(LineTable).show(lines, ascii_only=self.desk.look.ascii_only)
        self._go()
        self.call_after_refresh(self._place)

    def _show_title(self) -> None:
        page = self._page
        if page is None:
            return
        at = self.desk.as_at.day
        which = f"due at {format_date(at)}"
        if page.named is not None:
            which = f"every measure for {self._period_words}"
        title = Content.assemble(
            ("Bulk entry", "bold"), f" · {one_line(page.service.name)}, {which}"
        )
        typed = len(self._sheet.changed)
        said = self.note or (f"{typed} to save" if typed else "")
        self.query_one(TitleLine).show(title, Content(said))

    def say(self, note: str) -> None:
        """Say beside the title what goes on, till something else does."""
        self.note = note
        self._show_title()

    def _line(self, row: SheetRow) -> Line:
        return bulk_line(row, self._news(row), self.desk.look)

    def _news(self, row: SheetRow) -> str:
        return news(row, self._page.names if self._page else {})

    def _go(self) -> None:
        """Put the cursor and the cell one types in where the sheet says."""
        row, cell, table = self._sheet.row, self.query_one(CellInput), self.query_one(LineTable)
        page = self._page
        if page is None or row is None or page.refusal:
            cell.display = False
            table.can_focus = True
            table.focus()
            self._tell()
            return
        table.can_focus = False
        table.move_cursor(row=self._sheet.at, animate=False)
        text = row.text(self._sheet.cell)
        if cell.value != text:
            cell.value = text
        cell.placeholder = standing(row) if self._sheet.cell is Cell.VALUE else ""
        cell.display = True
        if self.focused is not cell:
            cell.focus()
        self._place()
        self._tell()

    def enter_cell(self) -> None:
        """Come to another cell: typing replaces a value, and goes on at the end of comments."""
        self._go()
        cell = self.query_one(CellInput)
        cell.cursor_position = len(cell.value)
        if self._sheet.cell is Cell.VALUE:
            cell.select_all()

    def _place(self) -> None:
        """Lay the cell one types in over the cell of the table."""
        table, cell = self.query_one(LineTable), self.query_one(CellInput)
        left, width = table.span(self._sheet.cell)
        top = table.header_height + self._sheet.at - round(table.scroll_y)
        cell.styles.offset = (left, top)
        cell.styles.width = width

    def _type(self, text: str) -> None:
        row = self._sheet.row
        if row is not None and text != row.text(self._sheet.cell):
            row.type(self._sheet.cell, text)
            self.changed([row])

    def show_typed(self, rows: Sequence[SheetRow]) -> None:
        """Show rows in which something else is typed now."""
        for row in rows:
            self.query_one(LineTable).change(self._line(row))
        self._show_title()
        self._tell()

    def _tell(self) -> None:
        self.query_one("#about", Static).update(self._about())

    def _about(self) -> Text:
        row, page = self._sheet.row, self._page
        if page is None:
            return Text()
        if row is None and page.named is not None:
            return Text(
                f"No measure of {one_line(page.service.name)} has the period "
                f"{self._period_words}. F3 asks for another."
            )
        if row is None:
            return Text(
                f"Nothing is due for {one_line(page.service.name)}: every result is in. "
                "F3 shows every measure for a period."
            )
        hint = page.refusal or (
            "Enter goes down, Tab across; a column or block from a spreadsheet can be pasted."
        )
        return about(row, self._news(row), hint, self.desk.look)

    def on_resize(self) -> None:
        """Keep the cell one types in over its place."""
        if self.is_mounted and self._page is not None:
            self.call_after_refresh(self._go)

    @on(DataTable.RowSelected)
    def _clicked(self, event: DataTable.RowSelected) -> None:
        self._sheet.at = event.cursor_row
        self.enter_cell()

    @on(DataTable.RowHighlighted)
    def _looked_at(self, event: DataTable.RowHighlighted) -> None:
        if self.query_one(LineTable).has_focus:
            self._sheet.at = event.cursor_row
            self._tell()

    def action_move(self, by: int) -> None:
        """Go some rows down, or up where negative."""
        self._sheet.move(by)
        self.enter_cell()

    def action_across(self, by: int) -> None:
        """Go to the next cell or the one before."""
        self._sheet.across(by)
        self.enter_cell()

    def takes_paste(self, text: str) -> bool:
        """Whether a paste fills cells, rather than going into the words of a comment."""
        return self._sheet.cell is Cell.VALUE or "\t" in text or "\n" in text.strip()

    def paste(self, text: str) -> None:
        """Fill the cells from the one one is in downwards."""
        rows, left_out = self._sheet.paste(text)
        self.changed(rows)
        self.enter_cell()
        wrong = [row for row in rows if row.verdict.error]
        doubtful = sum(bool(row.verdict.doubts) for row in rows)
        said = [f"{count_rows(len(rows))} filled"]
        said += [f"{len(wrong)} wrong"] if wrong else []
        said += [f"{doubtful} unlikely"] if doubtful else []
        sentences = [f"{', '.join(said)}."]
        if wrong:
            sentences.append(f"{wrong[0].label}: {wrong[0].verdict.error}")
        if wrong and rows.index(wrong[0]) == 0 and len(rows) > len(wrong):
            sentences.append("If that is the column's heading, every figure is a row too low.")
        self.notify(" ".join([*sentences, left_out]).strip(), markup=False, timeout=10)

    def action_period(self) -> None:
        """Ask for a period, to show every measure for it."""

        def take(text: str | None) -> None:
            if text is not None:
                self._named, self._period_words = period_named(text), one_line(text)
                self._opening = True
                self.reload(anew=True)

        self.app.push_screen(
            LineQuestion(
                "Every measure for which period?",
                hint="Such as Jan 2024, Q4 2023/24 or 2023/24. Empty shows what is due.",
                check=period_named,
            ),
            take,
        )
