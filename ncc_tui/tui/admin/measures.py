"""The measures of the services that one may define, by service and number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import DataTable, Static

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.fields import parse_whole
from ncc_tui.domain.measure_fields import HIGHEST_NUMBER
from ncc_tui.domain.text import one_line
from ncc_tui.services.administration.measures import Defined, MeasureLine, move_measure
from ncc_tui.services.administration.pages import MeasuresPage, measures_page
from ncc_tui.tui.admin.form import Stored
from ncc_tui.tui.base.listing import TableScreen
from ncc_tui.tui.commands import MEASURES_COMMANDS, bindings
from ncc_tui.tui.prompts.line import LineQuestion
from ncc_tui.tui.widgets.bars import TitleLine
from ncc_tui.tui.widgets.table import CellText, Column, Line, LineTable

_COLUMNS = (
    Column("service", "Service", 8),
    Column("number", "#", 4, right=True),
    Column("code", "Code", 9),
    Column("title", "Measure", share=3),
    Column("unit", "Unit", 14, from_width=110),
    Column("polarity", "Good is", 8, from_width=90),
    Column("tolerance", "Tolerance", 10, from_width=100),
    Column("owner", "Owner", 10, from_width=110),
    Column("standing", "Standing", 26, from_width=70),
)
_PLACE = " measures"
# What is done to the measure under the cursor.
_OF_ONE = ("edit", "copy", "move", "retire", "targets")


class MeasuresScreen(TableScreen[MeasuresPage]):
    """Every measure that one may define, retired ones and those to come too."""

    TAB = "Admin"
    COLUMNS = _COLUMNS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*MEASURES_COMMANDS)]
    HELP_TEXT = (
        "The measures of the services that you may define, as they are newest defined. One that is "
        "retired, or that starts later, is marked so; it is not the same as one without results."
    )

    @dataclass
    class Moved(Message):
        """Measures were numbered anew."""

        moved: Sequence[Defined]

    def __init__(self) -> None:
        super().__init__()
        self._words = ""

    def on_mount(self) -> None:
        """Begin on the measure that was left."""
        self.remember_place(self.query_one(LineTable), _PLACE)

    def read(self, as_at: AsAt) -> MeasuresPage:
        """Read the measures."""
        return measures_page(self.desk.session, as_at.day)

    @property
    def _shown(self) -> list[MeasureLine]:
        """The measures with the words looked for."""
        lines = self._page.lines if self._page else ()
        words = self._words.casefold().split()
        return [line for line in lines if all(word in _searched(line) for word in words)]

    @property
    def _line_chosen(self) -> MeasureLine | None:
        key = self.query_one(LineTable).key
        return next((line for line in self._shown if line.measure.code == key), None)

    def show_page(self, page: MeasuresPage) -> None:
        """Show the measures."""
        shown = self._shown
        with_words = f" with '{one_line(self._words)}'" if self._words else ""
        title = Content.assemble(("Measures", "bold"), with_words)
        count = f"{len(shown)} of {len(page.lines)}" if self._words else f"{len(page.lines)}"
        self.query_one(TitleLine).show(title, Content(f"{count} "))
        ascii_only = self.desk.look.ascii_only
        self.query_one(LineTable).show([self._line(one) for one in shown], ascii_only=ascii_only)
        self.tell_chosen()
        self.refresh_bindings()

    def _line(self, line: MeasureLine) -> Line:
        measure, quiet = line.measure, self.desk.look.quiet
        runs = measure.runs_at(self.desk.session.clock.today())
        plain_style = Style() if runs else quiet
        standing = line.standing if line.has_results or not runs else "reported, no result yet"
        cells: list[CellText] = [
            (one_line(measure.service), quiet),
            (str(measure.number), plain_style),
            (one_line(measure.code), plain_style),
            (one_line(measure.title), plain_style),
            (one_line(measure.unit), plain_style),
            (str(measure.polarity), plain_style),
            (measure.tolerance.words, plain_style),
            (one_line(measure.owner or ""), quiet),
            (standing, quiet if runs else Style(bold=True)),
        ]
        return Line(measure.code, cells)

    def tell_chosen(self) -> None:
        """Tell of the measure under the cursor in full, or why there is none."""
        self.query_one("#about", Static).update(self._about())

    def _about(self) -> Text:
        page, line = self._page, self._line_chosen
        if page is None:
            return Text()
        if page.refusal:
            return Text(page.refusal, "bold")
        if line is None:
            found = (
                f"No measure has '{one_line(self._words)}'. Esc shows all." if page.lines else ""
            )
            return Text(found or "There is no measure yet. Press a to add the first.")
        measure = line.measure
        facts = (
            one_line(line.service.name),
            str(measure.cycle.frequency),
            f"{measure.polarity} is better" if measure.polarity != "neutral" else "no judgement",
            f"tolerance {measure.tolerance.words}",
            f"owner {one_line(measure.owner or 'nobody yet')}",
            line.standing,
        )
        return Text.assemble(
            (one_line(measure.title), "bold"),
            (f"  {one_line(measure.code)} · {one_line(measure.unit)}\n", self.desk.look.quiet),
            " · ".join(facts),
        )

    def refusal_of(self, action: str) -> str:
        """Who may define no measure is told so by each key that would."""
        page = self._page
        return page.refusal if page is not None and action in ("add", *_OF_ONE) else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with what is there."""
        if action in _OF_ONE and (not self.is_mounted or self._line_chosen is None):
            return None
        return super().check_action(action, parameters)

    def _open(self, form: Screen[Stored | None]) -> None:
        def choose(stored: Stored | None) -> None:
            if stored is not None:
                self.query_one(LineTable).choose(stored.key)
                self.reload()

        self.app.push_screen(form, choose)

    def action_add(self) -> None:
        """Add a measure, of the service under the cursor."""
        from ncc_tui.tui.admin.measure import MeasureForm

        line = self._line_chosen
        self._open(MeasureForm(service=line.service.code if line else None))

    @on(DataTable.RowSelected)
    def action_edit(self) -> None:
        """Change the measure under the cursor."""
        from ncc_tui.tui.admin.measure import MeasureForm

        if (line := self._line_chosen) is not None:
            self._open(MeasureForm(line.measure.code))

    def action_copy(self) -> None:
        """Add a measure like the one under the cursor."""
        from ncc_tui.tui.admin.measure import MeasureForm

        if (line := self._line_chosen) is not None:
            self._open(MeasureForm(like=line.measure.code))

    def action_retire(self) -> None:
        """End the measure under the cursor, or have it go on."""
        from ncc_tui.tui.admin.successor import RetireForm

        if (line := self._line_chosen) is not None:
            self._open(RetireForm(line.measure.code))

    def action_targets(self) -> None:
        """Set the targets of the service under the cursor."""
        from ncc_tui.tui.admin.targets import TargetsScreen

        if (line := self._line_chosen) is not None:
            self.app.push_screen(TargetsScreen(line.service.code, line.measure.code))

    def action_move(self) -> None:
        """Ask for the measure's new number."""
        if (line := self._line_chosen) is None:
            return
        code = line.measure.code

        def take(number: str | None) -> None:
            if number is not None:
                self._move(code, int(number))

        self.app.push_screen(
            LineQuestion(
                f"Which number is {code} to have?",
                str(line.measure.number),
                hint="Where it is taken, the measures between move by one. It counts from today.",
                check=lambda text: parse_whole(text, 1, HIGHEST_NUMBER),
            ),
            take,
        )

    @work(thread=True, exit_on_error=False, group="write")
    def _move(self, code: str, to: int) -> None:
        with self.wait_shown():
            moved = move_measure(self.desk.session, code, to)
        self.post_message(self.Moved(moved))

    @on(Moved)
    def _tell_moved(self, event: Moved) -> None:
        event.stop()
        numbers = ", ".join(f"{one.measure.code} is {one.measure.number}" for one in event.moved)
        self.notify(f"Moved: {numbers}.", markup=False)
        self.reload()

    def action_search(self) -> None:
        """Ask for words, and show the measures that have them."""

        def take(words: str | None) -> None:
            if words is not None:
                self._words = words.strip()
                self.reload(anew=True)

        hint = "In title, code, service, unit, owner or standing. Empty shows every measure."
        self.app.push_screen(
            LineQuestion("Measures with which words?", self._words, hint=hint), take
        )

    def action_back(self) -> None:
        """Show every measure again; else go back."""
        if self._words:
            self._words = ""
            self.reload(anew=True)
        else:
            self.dismiss()


def _searched(line: MeasureLine) -> str:
    """All that a measure is found by."""
    measure = line.measure
    parts = (line.service.code, line.service.name, measure.code, measure.title, measure.unit)
    return " ".join((*parts, measure.owner or "", measure.priority, line.standing)).casefold()
