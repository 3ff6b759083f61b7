"""A row's detail on the full screen, for terminals with no room beside the grid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ncc_tui.domain.report import Row
from ncc_tui.domain.trend import Trend
from ncc_tui.printing.cells import cells
from ncc_tui.tui.base.screen import DeskScreen
from ncc_tui.tui.commands import CLOSE, bindings
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine
from ncc_tui.tui.widgets.chart import TrendChart
from ncc_tui.tui.widgets.detail import detail_text


class DetailScreen(DeskScreen[None]):
    """Commentary, actions, comparators, definition and trend of one row."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CLOSE)]
    HELP_TEXT = "All that the report says of one measure. The arrow keys scroll."

    def __init__(self, row: Row, trend: Trend, at: date, names: Mapping[str, str]) -> None:
        super().__init__()
        self._row, self._trend, self._at, self._names = row, trend, at, names

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TitleLine()
        with VerticalScroll():
            yield Static(id="words")
            yield TrendChart()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the row."""
        look = self.desk.look
        said = cells(self._row)
        title = Content(
            f"{said.current or 'no result'} against a target of {said.target or 'none'}"
        )
        rated = Content.from_rich_text(look.words(said.performance))
        style = "bold"
        self.query_one(TitleLine).show(title.stylize(style), rated)
        words = detail_text(self._row, self._at, look, self._names, full=True)
        self.query_one("#words", Static).update(words)
        row = self._row
        self.query_one(TrendChart).draw(
            self._trend, row.performance, look, row.measure, decimals=row.decimals
        )

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()
