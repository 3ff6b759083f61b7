"""A scrolling page of text over the report: what Why? and Help have in common."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ncc_tui.domain.errors import NccError
from ncc_tui.domain.text import one_line
from ncc_tui.tui.base.screen import DeskScreen
from ncc_tui.tui.commands import CLOSE, bindings
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine


class ReadingScreen(DeskScreen[None]):
    """Shows text; the arrow keys scroll it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CLOSE)]

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TitleLine()
        with VerticalScroll():
            yield Static(id="text", markup=False)
        yield KeyBar()

    def tell(self, title: str, text: Text, beside: str = "") -> None:
        """Show a text under a title."""
        self.query_one(TitleLine).show(Content.styled(title, "bold"), Content(beside))
        self.query_one("#text", Static).update(text)

    def failed(self, work: str, error: NccError) -> None:
        """Say on the page why there is nothing to read."""
        self.tell("Not read", Text(one_line(str(error))))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()
