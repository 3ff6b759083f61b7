"""The due list: results due and overdue, most late first; Enter goes to the form."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import DataTable, Static

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.due import DueItem
from ncc_tui.domain.text import one_line
from ncc_tui.services.due import Scope
from ncc_tui.services.pages.due import DuePage, due_page
from ncc_tui.tui.base.listing import TableScreen
from ncc_tui.tui.base.page import DUE
from ncc_tui.tui.commands import DUE_COMMANDS, bindings
from ncc_tui.tui.screens.waiting import DraftsScreen
from ncc_tui.tui.sentences import waiting_words
from ncc_tui.tui.widgets.bars import TitleLine
from ncc_tui.tui.widgets.table import Column, Line, LineTable

_COLUMNS = (
    Column("late", "Late", 16),
    Column("by", "Due by", 11, from_width=76),
    Column("service", "Service", share=2, from_width=100),
    Column("code", "Code", 8, from_width=50),
    Column("measure", "Measure", share=4),
    Column("period", "Period", 8),
    Column("owner", "Owner", 15, from_width=90),
)
_WHOSE = {Scope.ME: "mine", Scope.MY_SERVICES: "my services", Scope.ALL: "all services"}


class DueScreen(TableScreen[DuePage], DraftsScreen[DuePage]):
    """The officer's work list at the date looked at."""

    TAB = "Due"
    COLUMNS = _COLUMNS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*DUE_COMMANDS)]
    HELP_TEXT = (
        "Results whose period is over and which nobody has entered yet, most late first. "
        "Those marked ! are overdue. A measure shows its oldest result that is due."
    )

    def __init__(self) -> None:
        super().__init__()
        self._scope: Scope | None = None
        self._refusal = ""

    def on_mount(self) -> None:
        """Begin on the result that was left."""
        self.remember_place(self.query_one(LineTable), DUE)

    @property
    def item(self) -> DueItem | None:
        """The result under the cursor."""
        key = self.query_one(LineTable).key
        items = self._page.items if self._page else ()
        return next((item for item in items if item.measure.code == key), None)

    def read(self, as_at: AsAt) -> DuePage:
        """Read the due list."""
        return due_page(self.desk.session, as_at.day, self._scope)

    def show_page(self, page: DuePage) -> None:
        """Show the due list."""
        title = Content.assemble(
            (f"Results due at {format_date(page.at)}", "bold"), f" · {_WHOSE[page.scope]}"
        )
        late = sum(item.overdue for item in page.items)
        parts = [(f" ! {late} overdue ", "bold" if late else "$quiet")]
        parts.append((f" {len(page.items) - late} in time ", "$quiet"))
        self.query_one(TitleLine).show(title, Content.assemble(*parts))
        look = self.desk.look
        lines = [self._line(item) for item in page.items]
        self.query_one(LineTable).show(lines, ascii_only=look.ascii_only)
        self.tell_chosen()

    def _line(self, item: DueItem) -> Line:
        plain, quiet = Style(), self.desk.look.quiet
        late = item.overdue
        cells = [
            (f"{'!' if late else ' '} {item.lateness}", Style(bold=True) if late else plain),
            (format_date(item.due_on), plain),
            (one_line(item.service.name), quiet),
            (one_line(item.measure.code), quiet),
            (one_line(item.measure.title), plain),
            (item.period.label, plain),
            (one_line(item.owner_name), quiet),
        ]
        return Line(item.measure.code, cells)

    def tell_chosen(self) -> None:
        """Tell of the row under the cursor in full, or why there is none."""
        about = self._about()
        if waiting := waiting_words(self.drafts):
            about.append(f"\n{waiting}", "bold")
        self.query_one("#about", Static).update(about)
        if (refusal := self.refusal_of("enter")) != self._refusal:
            self._refusal = refusal
            self.refresh_bindings()

    def _about(self) -> Text:
        item, page, look = self.item, self._page, self.desk.look
        if page is None:
            return Text()
        if item is None:
            others = "" if page.scope is Scope.ALL else " Press m to see what is due for others."
            return Text(
                f"Nothing is due: every result ({_WHOSE[page.scope]}) is in. Thank you.{others}"
            )
        owner = one_line(item.owner_name) or "nobody yet"
        more = f" · {item.periods_behind} periods to enter" if item.periods_behind > 1 else ""
        return Text.assemble(
            (one_line(item.measure.title), "bold"),
            (f"  {one_line(item.measure.code)} · {one_line(item.service.name)}\n", look.quiet),
            f"{item.period.span} · due by {format_date(item.due_on)}, {item.lateness}{more} · "
            f"owner: {owner}",
        )

    def refusal_of(self, action: str) -> str:
        """Why the officer may not enter the result under the cursor."""
        item = self.item if action in ("enter", "bulk") and self._page is not None else None
        return self._page.refusals.get(item.service.code, "") if item and self._page else ""

    def action_whose(self) -> None:
        """Show what is due for the next of me, my services, all."""
        if self._page is None:
            return
        scopes = self._page.scopes
        self._scope = scopes[(scopes.index(self._page.scope) + 1) % len(scopes)]
        self.reload()

    @on(DataTable.RowSelected)
    def _selected(self) -> None:
        if not self.refuses("enter"):
            self.action_enter()

    def action_enter(self) -> None:
        """Open the form on the result under the cursor."""
        from ncc_tui.tui.form.screen import ResultForm

        if (item := self.item) is not None:
            self.app.push_screen(ResultForm(item.measure.code, item.period))

    def action_bulk(self) -> None:
        """Open the grid of all that is due for the service under the cursor."""
        from ncc_tui.tui.bulk.screen import BulkScreen

        if (item := self.item) is not None:
            self.app.push_screen(BulkScreen(item.service.code))

    def action_back(self) -> None:
        """Go to the overview."""
        self.desk.open_council()
