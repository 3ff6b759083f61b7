"""Targets: a service's in a financial year, in one grid, typed or pasted and saved together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable, Static

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import financial_year
from ncc_tui.domain.errors import NccError
from ncc_tui.domain.text import one_line
from ncc_tui.services.administration.conflicts import ChangedSince
from ncc_tui.services.administration.pages import TargetsPage, targets_page
from ncc_tui.services.administration.targets import (
    TargetEntry,
    TargetRow,
    TargetsRefused,
    targets_turns,
)
from ncc_tui.tui.admin.form import Stored
from ncc_tui.tui.admin.target_forms import CopyYearForm, SaveTargetsForm, counted
from ncc_tui.tui.admin.target_sheet import Place, TargetSheet, cell_of, ends, figure, heading
from ncc_tui.tui.admin.versions import Sides, VersionsDialog
from ncc_tui.tui.base.page import PageScreen
from ncc_tui.tui.commands import TARGETS_COMMANDS, TARGETS_TRAVEL, bindings
from ncc_tui.tui.prompts.options import ListQuestion
from ncc_tui.tui.prompts.question import Question
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine, TopBar
from ncc_tui.tui.widgets.cell import CellInput
from ncc_tui.tui.widgets.table import CellText, Column, Line, LineTable

_TRAVEL = {key: command.action for command in TARGETS_TRAVEL for key in command.keys.split(",")}
_BEFORE = (
    Column("number", "#", 3, right=True),
    Column("code", "Code", 8),
    Column("title", "Measure", share=1, from_width=60),
)
_CELL_WIDTH, _LEAST_TITLE, _PLACES = 9, 16, 16
_MOST_TURNS = 2
_SETTING = ("save", "copy_year", "service")
_KEYS = "Enter goes down, Tab across; - ends a target. [ and ] change the year."


class TargetsScreen(PageScreen[TargetsPage]):
    """The targets of a service's measures in a financial year."""

    TAB = "Admin"
    CSS_PATH = "admin.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*TARGETS_COMMANDS)]
    HELP_TEXT = (
        "A row for each measure, a column for each of its periods. A target is in force from its "
        "period until the next one; what is carried on from before is pale. A block copied from a "
        "spreadsheet fills the grid from the cell one is in. All are saved together, or none."
    )

    @dataclass
    class GridTurns(Message):
        """What is typed would turn these ratings."""

        turns: Sequence[str]

    def __init__(self, service: str | None = None, measure: str | None = None) -> None:
        """Of a service, or of the first of the officer's; beginning on a measure's row."""
        super().__init__()
        self._service, self._first = service, measure
        self._first_year: int | None = None
        self._sheet = TargetSheet()
        self._turns: Sequence[str] = ()
        # The columns that there is room for.
        self._window: list[date] = []
        self._looking = self._look_again = False
        # Those typed that are to replace what somebody else saved, once that is read.
        self._standing: set[Place] = set()

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TopBar()
        yield TitleLine()
        with Container(id="sheet"):
            yield LineTable(_BEFORE)
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

    def read(self, as_at: AsAt) -> TargetsPage:
        """Read the grid, at first that of the financial year we are in."""
        year = self._first_year
        if year is None:
            year = financial_year(self.desk.session.clock.today())
        return targets_page(self.desk.session, self._service, year, as_at.day)

    def show_page(self, page: TargetsPage) -> None:
        """Show the grid; what is typed stays."""
        if page.grid is not None and page.service is not None:
            self._service, self._first_year = page.service.code, page.grid.first_year
            self._sheet.show(page.grid)
            for place in self._standing:
                self._sheet.go_on_from_newest(place)
        self._standing = set()
        codes = [row.measure.code for row in self._sheet.rows]
        if self._first in codes:
            self._sheet.at = codes.index(self._first)
            self._sheet.column = _column_of(self._sheet, self.desk.session.clock.today().month)
        self._first = None
        self._show_rows()

    # Showing

    def _show_rows(self) -> None:
        self._show_title()
        self._fill()
        self.enter_cell()
        self.call_after_refresh(self._place)
        self.refresh_bindings()

    def _fill(self) -> None:
        table = self.query_one(LineTable)
        table.lay_out(self._columns())
        lines = [self._line(row) for row in self._sheet.rows]
        table.show(lines, ascii_only=self.desk.look.ascii_only)

    def _columns(self) -> list[Column]:
        """The columns there is room for, the one that one is in among them."""
        starts, room = self._sheet.starts, self.size.width - _LEAST_TITLE - _PLACES
        count = max(1, min(len(starts), room // (_CELL_WIDTH + 1)))
        first = max(0, min(self._sheet.column - count // 2, len(starts) - count))
        self._window = starts[first : first + count]
        cells = [Column(f"{s}", heading(s), _CELL_WIDTH, right=True) for s in self._window]
        return [*_BEFORE, *cells]

    def _line(self, row: TargetRow) -> Line:
        measure, quiet = row.measure, self.desk.look.quiet
        cells: list[CellText] = [
            (str(measure.number), quiet),
            (one_line(measure.code), quiet),
            (one_line(measure.title), Style()),
        ]
        for start in self._window:
            cells.append(self._cell_text(row, start))
        return Line(measure.code, cells)

    def _cell_text(self, row: TargetRow, start: date) -> CellText:
        look = self.desk.look
        found = cell_of(row, start)
        if found is None:
            return ("", Style())
        place = (row.measure.code, found.period.start)
        if text := self._sheet.text(place):
            wrong = bool(self._sheet.problem(place))
            mark = "x" if look.ascii_only else "✗"
            said = "ends" if ends(text) and not wrong else one_line(text)
            return (f"{mark} {said}", look.red) if wrong else (said, Style(bold=True))
        if found.stated is None:
            return (figure(found.in_force), look.quiet)
        return (figure(found.stated.amount) or "none", Style())

    def _show_title(self) -> None:
        page = self._page
        if page is None:
            return
        title = Content.styled("Targets", "bold")
        if page.grid is not None and page.service is not None:
            title += Content(f" {page.grid.year} · {one_line(page.service.name)}")
        typed = len(self._sheet.changed)
        self.query_one(TitleLine).show(title, Content(f"{typed} to save " if typed else ""))

    def _tell(self) -> None:
        self.query_one("#about", Static).update(self._about())

    def _about(self) -> Text:
        page, sheet, quiet = self._page, self._sheet, self.desk.look.quiet
        if page is None:
            return Text()
        if page.refusal:
            return Text(page.refusal, "bold")
        row, cell, place = sheet.row, sheet.cell, sheet.place
        if row is None:
            return Text("No measure is reported in this year. [ and ] change the year.")
        text = Text.assemble((one_line(row.measure.title), "bold"))
        if cell is None or place is None:
            text.append(f"  {row.measure.cycle.frequency}: no period starts then", quiet)
        else:
            text.append(
                f"  {cell.period.span} · in force: {figure(cell.in_force) or 'none'}", quiet
            )
        text.append("\n")
        if place and (problem := sheet.problem(place)):
            return text.append(one_line(problem), "bold")
        if not sheet.changed:
            return text.append(_KEYS, quiet)
        more = len(self._turns) - _MOST_TURNS
        turns = "; ".join(one_line(turn) for turn in self._turns[:_MOST_TURNS]) or "nothing"
        said = f"{turns}{f'; and {more} more' if more > 0 else ''}"
        return text.append("Would turn: ", quiet).append(said)

    # Moving and typing

    def enter_cell(self) -> None:
        """Come to another cell: what is typed there replaces what stands in it."""
        sheet, cell, table = self._sheet, self.query_one(CellInput), self.query_one(LineTable)
        if sheet.row is None:
            cell.display = False
            table.can_focus = True
            table.focus()
            self._tell()
            return
        if sheet.starts[sheet.column] not in self._window:
            self._fill()
        table.can_focus = False
        table.move_cursor(row=sheet.at, animate=False)
        cell.value = sheet.text(sheet.place)
        here = sheet.cell
        cell.placeholder = figure(here.in_force) if here else "no period"
        cell.display = True
        if self.focused is not cell:
            cell.focus()
        cell.select_all()
        self._place()
        self._tell()

    def _place(self) -> None:
        """Lay the cell one types in over the cell of the table."""
        if self._sheet.row is None:
            return
        table, cell = self.query_one(LineTable), self.query_one(CellInput)
        left, width = table.span(f"{self._sheet.starts[self._sheet.column]}")
        top = table.header_height + self._sheet.at - round(table.scroll_y)
        cell.styles.offset = (left, top)
        cell.styles.width = width

    def _type(self, text: str) -> None:
        sheet = self._sheet
        if sheet.row is None or text == sheet.text(sheet.place):
            return
        if sheet.place is None:
            self.query_one(CellInput).value = ""
            return
        sheet.type(text)
        self._typed_in()

    def _typed_in(self) -> None:
        for row in self._sheet.rows:
            self.query_one(LineTable).change(self._line(row))
        self._show_title()
        self._tell()
        self._ask_turns()

    def takes_paste(self, text: str) -> bool:
        """A paste always fills cells."""
        return True

    def paste(self, text: str) -> None:
        """Fill the cells from the one one is in, down and across."""
        filled, homeless = self._sheet.paste(text)
        wrong = [place for place in filled if self._sheet.problem(place)]
        said = [f"{counted(len(filled))} filled"]
        said += [f"{len(wrong)} wrong"] if wrong else []
        said += [f"{homeless} left out, where no period starts"] if homeless else []
        self.notify(f"{', '.join(said)}.", markup=False)
        self._typed_in()
        self.enter_cell()

    def on_resize(self) -> None:
        """Show as many columns as there is room for."""
        if self.is_mounted and self._page is not None:
            self.call_after_refresh(self._show_rows)

    @on(DataTable.RowSelected)
    def _clicked(self, event: DataTable.RowSelected) -> None:
        self._sheet.at = event.cursor_row
        self.enter_cell()

    def action_move(self, by: int) -> None:
        """Go some rows down, or up where negative."""
        self._sheet.move(by)
        self.enter_cell()

    def action_across(self, by: int) -> None:
        """Go to the next cell or the one before."""
        self._sheet.across(by)
        self.enter_cell()

    # What would turn

    def _ask_turns(self) -> None:
        """Find out what would turn; one at a time, what is typed meanwhile after it."""
        if self._looking:
            self._look_again = True
        elif self._sheet.wrong or not self._sheet.changed:
            self._turns = ()
        else:
            self._looking = True
            self._read_turns(self._sheet.entries())

    @work(thread=True, exit_on_error=False, group="turns")
    def _read_turns(self, entries: Sequence[TargetEntry]) -> None:
        turns = targets_turns(self.desk.session, entries)
        self.post_message(self.GridTurns([turn.words for turn in turns]))

    @on(GridTurns)
    def _take_turns(self, event: GridTurns) -> None:
        event.stop()
        self._turns, self._looking = event.turns, False
        if self._look_again:
            self._look_again = False
            self._ask_turns()
        self._tell()

    def failed(self, work: str, error: NccError) -> None:
        """Tell of a failure; what is typed stays."""
        self._looking = self._looking and work != "turns"
        super().failed(work, error)

    # Saving

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with what there is."""
        if action in _SETTING and (self._page is None or self._page.grid is None):
            return None
        return super().check_action(action, parameters)

    def refusal_of(self, action: str) -> str:
        """Who may set no target is told so by each key that would."""
        return self._page.refusal if self._page is not None and action in _SETTING else ""

    def action_save(self) -> None:
        """Ask from when what is typed counts, and save it."""
        sheet = self._sheet
        if not sheet.changed:
            self.notify("Nothing is typed that differs from what stands there.")
            return
        if wrong := sheet.wrong:
            sheet.go_to(wrong[0])
            self.enter_cell()
            return

        def saved(stored: Stored | None) -> None:
            if stored is not None:
                sheet.forget()
                self._turns = ()
                self.reload(anew=True)

        def refused(error: TargetsRefused) -> None:
            # Here, not in the form that goes: what it opened would answer to nobody.
            self.call_later(self._take_refusal, error)

        self.app.push_screen(SaveTargetsForm(sheet.entries(), refused), saved)

    def _take_refusal(self, refused: TargetsRefused) -> None:
        """Show both versions of what somebody else changed, and say what else is wrong."""
        sheet, places = self._sheet, self._sheet.changed
        sides: list[Sides] = []
        by_key: dict[str, Place] = {}
        for index, error in refused.rows:
            place = places[index]
            if isinstance(error, ChangedSince):
                label, (version, *_) = sheet.label(place), error.versions
                by_key[label] = place
                sides.append(Sides(label, label, version.base, version.theirs, version.mine))
            else:
                sheet.refuse(place, str(error))
        if not sides:
            self._typed_in()
            sheet.go_to(places[refused.rows[0][0]])
            self.enter_cell()
            return

        def take(chosen: Mapping[str, str] | None) -> None:
            if chosen is None:
                return
            for side in sides:
                place = by_key[side.name]
                if chosen[side.name] == side.mine:
                    self._standing.add(place)
                else:
                    sheet.forget(place)
            self.reload(anew=True)
            self.notify("This is what you chose of both: F2 saves it.")

        told = "Somebody else set these targets after you had read them; nothing was saved."
        self.app.push_screen(VersionsDialog(told, sides), take)

    # Other years, other services, copying

    def action_year(self, by: int) -> None:
        """Show the year before or after."""

        def go() -> None:
            if self._first_year is not None:
                self._first_year += by
                self.reload(anew=True)

        self._once_saved(go)

    def action_service(self) -> None:
        """Choose another service."""
        page = self._page
        if page is None or page.service is None:
            return
        options = [(s.code, f"{one_line(s.code)}  {one_line(s.name)}") for s in page.services]

        def take(code: str | None) -> None:
            if code is not None and code != self._service:
                self._service = code
                self._sheet.at = 0
                self.reload(anew=True)

        question = ListQuestion("Which service's targets?", options, page.service.code)
        self._once_saved(lambda: self.app.push_screen(question, take))

    def action_copy_year(self) -> None:
        """Copy the targets of the year shown to the next."""
        page = self._page
        if page is None or page.grid is None or page.service is None:
            return
        form = CopyYearForm(page.service, page.grid.first_year)

        def copied(stored: Stored | None) -> None:
            if stored is not None and self._first_year is not None:
                self._first_year += 1
                self.reload(anew=True)

        self._once_saved(lambda: self.app.push_screen(form, copied))

    def action_leave(self) -> None:
        """Go back; ask first where something is typed."""
        self._once_saved(lambda: self.dismiss())

    def _once_saved(self, then: Callable[[], object]) -> None:
        """Do something that what is typed does not outlive, once it is said what becomes of it."""
        sheet = self._sheet
        if not sheet.changed:
            sheet.forget()
            then()
            return

        def take(answer: str | None) -> None:
            if answer == "save":
                self.action_save()
            elif answer == "drop":
                sheet.forget()
                self._turns = ()
                then()

        labels = ", ".join(sheet.label(place) for place in sheet.changed[:6])
        answers = [
            ("stay", "Go on typing"),
            ("save", "Save them"),
            ("drop", "Go on without; they are lost"),
        ]
        heading = f"{counted(len(sheet.changed))} typed and not saved"
        self.app.push_screen(Question(heading, labels, answers, escape="stay"), take)


def _column_of(sheet: TargetSheet, month: int) -> int:
    """The column of a row's period that a month is in."""
    row = sheet.row
    if row is None:
        return 0
    periods = [cell.period for cell in row.cells]
    inside = [
        p for p in periods if (month - p.start.month) % 12 < row.measure.cycle.frequency.months
    ]
    return sheet.starts.index(inside[0].start) if inside else 0
