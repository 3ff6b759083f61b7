"""A scrolling page of text over the report: what Why?, History and Help have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from ncc_tui.tui.commands import CLOSE, bindings
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine

if TYPE_CHECKING:
    from ncc_tui.tui.app import NccApp


class ReadingScreen(Screen[None]):
    """Shows text; the arrow keys scroll it."""

    CSS_PATH = "reading.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CLOSE)]

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TitleLine()
        with VerticalScroll():
            yield Static(id="text")
        yield KeyBar()

    @property
    def ncc(self) -> NccApp:
        """The app, by its own type."""
        return cast("NccApp", self.app)

    def tell(self, title: str, text: Text, beside: str = "") -> None:
        """Show a text under a title."""
        self.query_one(TitleLine).show(Content.styled(title, "bold"), Content(beside))
        self.query_one("#text", Static).update(text)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()
