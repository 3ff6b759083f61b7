"""A list that an admin keeps: what may be done to it, and what is done to its rows."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeVar

from rich.text import Text
from textual import on, work
from textual.message import Message
from textual.widgets import DataTable, Static

from ncc_tui.domain.text import one_line
from ncc_tui.services.session import Session
from ncc_tui.tui.admin.form import FieldForm, Stored
from ncc_tui.tui.base.listing import TableScreen
from ncc_tui.tui.base.page import WithDue
from ncc_tui.tui.prompts.question import Question
from ncc_tui.tui.widgets.table import LineTable


class Refusing(WithDue, Protocol):
    """What a page of administration says besides its own."""

    @property
    def refusal(self) -> str:
        """Why the officer may change nothing here; empty if they may."""


AdminPage = TypeVar("AdminPage", bound=Refusing)


class AdminList(TableScreen[AdminPage]):
    """A list that only an admin may change; RESTRICTED names the actions that are theirs."""

    TAB = "Admin"
    RESTRICTED: ClassVar[frozenset[str]] = frozenset({"new", "edit", "remove"})
    # What Enter does to the row under the cursor.
    ENTER = "edit"

    @dataclass
    class DeedDone(Message):
        """What was asked for stands in the database: in words, and the row to go to."""

        words: str
        key: str

    @abstractmethod
    def about(self, page: AdminPage) -> Text:
        """The row under the cursor in full, or how to add the first."""

    def tell_chosen(self) -> None:
        """Tell of the row under the cursor, and who may change it."""
        if self._page is None:
            return
        text = self.about(self._page)
        if refusal := one_line(self.refusal):
            may = f"\nYou may read this, not change it: {refusal}" if text else refusal
            text = text.append(may)
        self.query_one("#about", Static).update(text)

    def choose(self, key: str) -> None:
        """Go to a row, once it is shown."""
        self.query_one(LineTable).choose(key)

    @work(thread=True, exit_on_error=False, group="write")
    def write(self, deed: Callable[[Session], str], key: str = "") -> None:
        """Do what was asked for, and say in what words it was done."""
        with self.wait_shown():
            words = deed(self.desk.session)
        self.post_message(self.DeedDone(words, key))

    @on(DeedDone)
    def _say_done(self, event: DeedDone) -> None:
        event.stop()
        if event.key:
            self.choose(event.key)
        self.notify(event.words, timeout=4, markup=False)
        self.reload()

    def open_form(self, form: FieldForm[Any]) -> None:
        """Open a form; go to what it saved."""

        def take(stored: Stored | None) -> None:
            if stored is not None:
                self.choose(stored.key)
                self.reload()

        self.app.push_screen(form, take)

    def ask_removal(self, heading: str, body: str, remove: Callable[[], None]) -> None:
        """Ask before something is removed."""

        def take(answer: str | None) -> None:
            if answer == "remove":
                remove()

        answers = [("keep", "Keep it"), ("remove", "Remove it")]
        self.app.push_screen(Question(heading, body, answers, escape="keep"), take)

    @on(DataTable.RowSelected)
    async def _selected(self) -> None:
        if not self.refuses(self.ENTER):
            await self.run_action(self.ENTER)

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()


def counted(number: int, what: str) -> str:
    """How many there are of something: `1 service`, `2 services`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
