"""A screen of figures at a date: read off the event loop, kept fresh, moved to other dates."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar, cast

from textual import on, work
from textual.message import Message

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import NccError
from ncc_tui.tui.base.screen import DeskScreen
from ncc_tui.tui.widgets.bars import TopBar, Whereabouts
from ncc_tui.tui.widgets.keyed_table import KeyedTable


class WithDue(Protocol):
    """What every page says besides its own: how many results are due."""

    @property
    def due(self) -> int | None:
        """How many results are due or overdue in the officer's own scope."""


Page = TypeVar("Page", bound=WithDue)
BUSY_AFTER_SECONDS = 0.3
# The names of the lists that are come back to, beside the services' reports by their codes.
COUNCIL, DUE = " council", " due"


class PageScreen(DeskScreen[None], Generic[Page]):
    """A screen that shows a page read off the event loop, and reads it again when it is stale.

    A subclass reads the page in `read` (on a worker thread, touching no widget) and shows it in
    `show_page`.
    """

    TAB = "Reports"
    # The actions that the page's `refusal`, where it has one, says may not be done.
    RESTRICTED: ClassVar[frozenset[str]] = frozenset()

    @dataclass
    class PageRead(Message):
        """A page was read; `number` says for which asking."""

        number: int
        as_at: AsAt
        page: object

    @dataclass
    class PageRefused(Message):
        """A page could not be read."""

        number: int
        error: NccError

    def __init__(self) -> None:
        super().__init__()
        self._asked = 0
        self._answered = 0
        self._reading = False
        self._page_as_at: AsAt | None = None
        self._page: Page | None = None
        self._anew = False
        self._away = False

    @abstractmethod
    def read(self, as_at: AsAt) -> Page:
        """Read the page from the database."""

    @abstractmethod
    def show_page(self, page: Page) -> None:
        """Show the page in the widgets."""

    @property
    def due_count(self) -> int | None:
        """How many results are due, as last read."""
        return self._page.due if self._page is not None else None

    def refusal_of(self, action: str) -> str:
        """Why the officer may not do what the page says is not theirs to do."""
        return self.refusal if action in self.RESTRICTED else ""

    @property
    def refusal(self) -> str:
        """Why the officer may change nothing here, as last read; empty if they may."""
        return str(getattr(self._page, "refusal", ""))

    def on_screen_resume(self) -> None:
        """Catch up with what changed while another screen was on top."""
        self.stand()
        if self._away or self._page_as_at != self.desk.as_at:
            self._away = False
            self.reload()

    def on_screen_suspend(self) -> None:
        """Remember that what happens on the screen on top may change the page."""
        self._away = True

    def repaint(self) -> None:
        """Show the page again in the colours there are now."""
        if self._page is not None:
            self.show_page(self._page)

    def reload(self, *, anew: bool = False) -> None:
        """Read the page again, off the event loop; anew, show it even where it is the same.

        One reading at a time: what is asked for meanwhile is read once, after it.
        """
        self._asked += 1
        self._anew = self._anew or anew
        self.set_timer(BUSY_AFTER_SECONDS, self._say_busy)
        if not self._reading:
            self._begin_reading()

    def others_saved(self) -> None:
        """Show what was saved."""
        self.reload()

    def _begin_reading(self) -> None:
        self._reading = True
        self._read_page(self._asked, self.desk.as_at)

    def _end_reading(self, number: int) -> None:
        self._answered, self._reading = number, False
        if number < self._asked:
            self._begin_reading()

    @work(thread=True, exit_on_error=False, group="read")
    def _read_page(self, number: int, as_at: AsAt) -> None:
        try:
            page = self.read(as_at)
        except NccError as error:
            self.post_message(self.PageRefused(number, error))
        else:
            self.post_message(self.PageRead(number, as_at, page))

    @on(PageRead)
    def _take_page(self, event: PageRead) -> None:
        event.stop()
        self._end_reading(event.number)
        # Stale or not, it is of the date looked at: who waits for the freshest may see none.
        if event.as_at != self.desk.as_at:
            return
        if (event.as_at, event.page) == (self._page_as_at, self._page) and not self._anew:
            self.stand()
        else:
            self.take(event.as_at, cast("Page", event.page))

    @on(PageRefused)
    def _say_refused(self, event: PageRefused) -> None:
        event.stop()
        if event.number < self._asked:
            self._end_reading(event.number)
        else:
            self.failed("read", event.error)

    def failed(self, work: str, error: NccError) -> None:
        """Tell of a failure; after a writing that failed, show what stands."""
        if work == "read":
            self._answered, self._reading = self._asked, False
            self.stand()
        super().failed(work, error)
        if work == "write":
            self.reload()

    def take(self, as_at: AsAt, page: Page) -> None:
        """Show a page that was read for a date."""
        refusal = self.refusal
        self._page_as_at, self._page, self._anew = as_at, page, False
        self.show_page(page)
        if self.refusal != refusal:
            self.refresh_bindings()
        self.stand()

    def _say_busy(self) -> None:
        if self._answered < self._asked:
            self.stand("busy…")

    def stand(self, note: str = "") -> None:
        """Say in the top line where one is."""
        if not self.is_mounted:
            return
        officer = self.desk.session.officer
        self.query_one(TopBar).show(
            Whereabouts(
                tab=self.TAB,
                due=self.due_count,
                officer=officer.login,
                role=f"{officer.role} · {self.desk.as_at.words}",
                note=note,
            )
        )

    def remember_place(self, table: KeyedTable, name: str) -> None:
        """Begin on the row that was left in the list of this name, and remember where one goes."""
        places = self.desk.places
        if name in places:
            table.choose(places[name])

        def remember(key: str | None) -> None:
            if key is not None:
                places[name] = key

        self.watch(table, "chosen", remember, init=False)

    def leave_search(self) -> None:
        """Go from a search box, where there is one, to what it found."""

    def action_date(self) -> None:
        """Ask for another report date."""
        from ncc_tui.tui.prompts.date import DateQuestion

        def change(as_at: AsAt | None) -> None:
            if as_at is not None:
                self.desk.look_at(as_at)

        self.app.push_screen(DateQuestion(self.desk.as_at), change)

    def action_step(self, quarters: int) -> None:
        """Look at the report some quarters earlier or later."""
        self.desk.look_at(self.desk.as_at.stepped(quarters))

    def action_opening(self) -> None:
        """Look at the date on which the app opened."""
        self.desk.look_at(AsAt(self.desk.opens_at, self.desk.as_at.revised))

    def action_revised(self) -> None:
        """Look at the other past."""
        self.desk.look_at(self.desk.as_at.turned())
        past = "as revised since" if self.desk.as_at.revised else "as reported at that date"
        self.notify(f"Figures {past}.")
