"""What the screens that show figures at a date have in common: reading, staying fresh, the date."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, cast

from textual import on, work
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from ncc_tui.domain.errors import NccError
from ncc_tui.tui.faults import tell_fault
from ncc_tui.tui.view import View
from ncc_tui.tui.widgets.bars import Standing, TopBar

if TYPE_CHECKING:
    from ncc_tui.tui.app import NccApp


class Told(Protocol):
    """What every page says besides its own: how many results are due."""

    @property
    def due(self) -> int | None:
        """How many results are due or overdue in the officer's own scope."""


Page = TypeVar("Page", bound=Told)
BUSY_AFTER_SECONDS = 0.3


class ViewScreen(Screen[None], Generic[Page]):
    """A screen that shows a page read off the event loop, and reads it again when it is stale.

    A subclass reads the page in `read` (on a worker thread, touching no widget) and shows it in
    `show_page`.
    """

    TAB = "Reports"

    @dataclass
    class Read(Message):
        """A page was read; `number` says for which asking."""

        number: int
        view: View
        page: object

    @dataclass
    class Failed(Message):
        """A page could not be read."""

        number: int
        sentence: str

    def __init__(self) -> None:
        super().__init__()
        self._asked = 0
        self._answered = 0
        self.shown_view: View | None = None
        self._shown: Page | None = None
        self._anew = False

    @property
    def ncc(self) -> NccApp:
        """The app, by its own type."""
        return cast("NccApp", self.app)

    @abstractmethod
    def read(self, view: View) -> Page:
        """Read the page from the database."""

    @abstractmethod
    def show_page(self, page: Page) -> None:
        """Show the page in the widgets."""

    @property
    def due_count(self) -> int | None:
        """How many results are due, as last read."""
        return self._shown.due if self._shown is not None else None

    def on_screen_resume(self) -> None:
        """Catch up with what changed while another screen was shown."""
        self.stand()
        if self.shown_view != self.ncc.view:
            self.reload()

    def reload(self, *, anew: bool = False) -> None:
        """Read the page again, off the event loop; anew, show it even if it is the same."""
        self._asked += 1
        if anew:
            self._anew = True
        self.set_timer(BUSY_AFTER_SECONDS, self._say_busy)
        self._read_page(self._asked, self.ncc.view)

    @work(thread=True, exit_on_error=False, group="read")
    def _read_page(self, number: int, view: View) -> None:
        try:
            page = self.read(view)
        except NccError as error:
            self.post_message(self.Failed(number, str(error)))
        else:
            self.post_message(self.Read(number, view, page))

    @on(Read)
    def _show(self, event: Read) -> None:
        event.stop()
        if event.number < self._asked:
            return
        self._answered = event.number
        if (event.view, event.page) == (self.shown_view, self._shown) and not self._anew:
            self.stand()
        else:
            self.take(event.view, cast("Page", event.page))

    @on(Failed)
    def _complain(self, event: Failed) -> None:
        event.stop()
        if event.number == self._asked:
            self._answered = event.number
            self.stand()
            self.notify(event.sentence, severity="error", markup=False)

    @on(Worker.StateChanged)
    def _tell_fault(self, event: Worker.StateChanged) -> None:
        self._answered = self._asked if event.state is WorkerState.ERROR else self._answered
        tell_fault(self, event)

    def take(self, view: View, page: Page) -> None:
        """Show a page that was read for a view."""
        self.shown_view, self._shown, self._anew = view, page, False
        self.show_page(page)
        self.stand()

    def _say_busy(self) -> None:
        if self._answered < self._asked:
            self.stand("busy…")

    def stand(self, note: str = "") -> None:
        """Say in the top line where one is."""
        if not self.is_mounted:
            return
        officer = self.ncc.session.officer
        self.query_one(TopBar).show(
            Standing(
                tab=self.TAB,
                due=self.due_count,
                officer=officer.login,
                role=f"{officer.role} · {self.ncc.view.words}",
                note=note,
            )
        )

    def action_date(self) -> None:
        """Ask for another report date."""
        from ncc_tui.tui.screens.prompts import AskDate

        def change(view: View | None) -> None:
            if view is not None:
                self.ncc.look_at(view)

        self.app.push_screen(AskDate(self.ncc.view), change)

    def action_step(self, quarters: int) -> None:
        """Look at the report some quarters earlier or later."""
        self.ncc.look_at(self.ncc.view.stepped(quarters))

    def action_revised(self) -> None:
        """Look at the other past."""
        self.ncc.look_at(self.ncc.view.turned())
        past = "as revised since" if self.ncc.view.as_revised else "as reported at that date"
        self.notify(f"Figures {past}.")
