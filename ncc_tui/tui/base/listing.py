"""A list at the date looked at: one table, and below it what there is to say of its row."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from ncc_tui.tui.base.page import Page, PageScreen
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine, TopBar
from ncc_tui.tui.widgets.table import Column, LineTable


class TableScreen(PageScreen[Page]):
    """A screen of one table with COLUMNS; `tell_chosen` tells of the row under the cursor."""

    COLUMNS: ClassVar[Sequence[Column]]

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TopBar()
        yield TitleLine()
        yield LineTable(self.COLUMNS)
        yield Static(id="about", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Tell of the row under the cursor as it moves."""
        table = self.query_one(LineTable)
        self.watch(table, "chosen", self.tell_chosen, init=False)
        table.focus()

    @abstractmethod
    def tell_chosen(self) -> None:
        """Tell of the row under the cursor."""
