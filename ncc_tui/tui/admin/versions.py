"""Two who changed the same thing: both versions of each field, and which of them is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import DataTable, Static

from ncc_tui.domain.text import one_line, visible
from ncc_tui.tui.base.screen import Dialog
from ncc_tui.tui.commands import VERSIONS_COMMANDS, bindings
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine
from ncc_tui.tui.widgets.table import Column, Line, LineTable

_COLUMNS = (
    Column("field", "Field", 18),
    Column("base", "Was", share=2, from_width=100),
    Column("mine", "Mine, not saved", share=3),
    Column("theirs", "Theirs, saved", share=3),
    Column("kept", "Kept", 6),
)
_PLAIN, _BOLD = Style(), Style(bold=True)


@dataclass(frozen=True)
class Sides:
    """A field that somebody changed: as both read it, as it stands now, and as I typed it.

    `mine` is None where only they changed it.
    """

    name: str
    label: str
    base: str
    theirs: str
    mine: str | None

    @property
    def differ(self) -> bool:
        """Whether both changed it, each to something else, so that one is to be chosen."""
        return self.mine is not None and self.theirs not in (self.base, self.mine)


class VersionsDialog(Dialog[Mapping[str, str] | None]):
    """Both versions of what two changed; gives the text chosen for each field, or None."""

    CSS_PATH = "admin.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*VERSIONS_COMMANDS)]
    HELP_TEXT = (
        "Somebody else saved this while you were at it. Choose for each field whose text is kept; "
        "nothing is written until you save the form."
    )

    def __init__(self, told: str, sides: Sequence[Sides]) -> None:
        super().__init__()
        self._told, self._sides = told, {side.name: side for side in sides}
        # What only one of the two changed is theirs to say; of the rest mine is offered first.
        self._mine = {side.name for side in sides if side.mine is not None}

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TitleLine()
        yield Static(id="told", markup=False)
        yield LineTable(_COLUMNS)
        yield Static(id="about", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Show both versions."""
        title = Content.styled("Two versions", "bold")
        self.query_one(TitleLine).show(title, Content("nothing is lost"))
        self.query_one("#told", Static).update(Text(one_line(self._told)))
        table = self.query_one(LineTable)
        self.watch(table, "chosen", self._tell, init=False)
        table.focus()
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        ascii_only = self.desk.look.ascii_only
        self.query_one(LineTable).show(
            [self._line(side) for side in self._sides.values()], ascii_only=ascii_only
        )
        self._tell()

    def _line(self, side: Sides) -> Line:
        quiet, kept = self.desk.look.quiet, side.name in self._mine
        mine = side.base if side.mine is None else side.mine
        cells = [
            (side.label, _PLAIN),
            (one_line(side.base) or "none", quiet),
            (one_line(mine) or "none", _BOLD if kept else quiet),
            (one_line(side.theirs) or "none", quiet if kept else _BOLD),
            ("mine" if kept else "theirs", _BOLD if side.differ else quiet),
        ]
        return Line(side.name, cells)

    def _tell(self) -> None:
        side = self._sides.get(self.query_one(LineTable).key or "")
        if side is None:
            return
        mine = side.base if side.mine is None else side.mine
        text = Text.assemble(
            (f"{side.label}\n", "bold"),
            f"Mine: {visible(mine) or 'none'}\nTheirs: {visible(side.theirs) or 'none'}",
        )
        self.query_one("#about", Static).update(text)

    def action_keep(self, whose: str) -> None:
        """Keep mine or theirs of the field under the cursor."""
        side = self._sides.get(self.query_one(LineTable).key or "")
        if side is None or side.mine is None:
            return
        if whose == "other":
            self._mine ^= {side.name}
        elif whose == "mine":
            self._mine.add(side.name)
        else:
            self._mine.discard(side.name)
        self._show()

    @on(DataTable.RowSelected)
    def action_done(self) -> None:
        """Go back to the form with what was chosen."""
        chosen = {
            side.name: side.mine
            if side.name in self._mine and side.mine is not None
            else side.theirs
            for side in self._sides.values()
        }
        self.dismiss(chosen)

    def action_back(self) -> None:
        """Go back to the form as it was."""
        self.dismiss(None)
