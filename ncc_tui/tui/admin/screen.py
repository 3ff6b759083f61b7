"""Admin: what an admin may do, and how the database is set up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ncc_tui import __version__
from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.model import Role, Service
from ncc_tui.domain.text import one_line
from ncc_tui.services.pages import AdminPage, admin_page
from ncc_tui.tui.base.page import PageScreen
from ncc_tui.tui.commands import ADMIN_COMMANDS, bindings
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine, TopBar
from ncc_tui.tui.widgets.panel import Panel

_MENU = (("import", "Import…", "results, targets and the rest, from CSV or XLSX files"),)
_WIDEST = 36


class AdminScreen(PageScreen[AdminPage]):
    """The admin's menu over a look at the set-up; anyone else is told whom to ask."""

    TAB = "Admin"
    CSS_PATH = "admin.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*ADMIN_COMMANDS)]
    HELP_TEXT = "What an admin may do, and how the database is set up. Tab goes to the set-up."

    def __init__(self) -> None:
        super().__init__()
        self._first = True

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TopBar()
        yield TitleLine()
        yield OptionList(*(_option(*item) for item in _MENU))
        yield Panel(id="setup")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show no menu until it is known whose it is."""
        self.query_one(OptionList).display = False

    def read(self, as_at: AsAt) -> AdminPage:
        """Read the set-up."""
        return admin_page(self.desk.session, as_at)

    def show_page(self, page: AdminPage) -> None:
        """Show the menu and the set-up, or who may see them."""
        menu, setup = self.query_one(OptionList), self.query_one(Panel)
        menu.display = not page.refusal
        if page.refusal:
            self.query_one(TitleLine).show(Content.styled("Admin", "bold"), Content(""))
            setup.show(_whom_to_ask(page))
        else:
            title = Content.styled("Admin", "bold")
            self.query_one(TitleLine).show(title, Content(f"NCC TUI {__version__} "))
            setup.show(self._set_up(page), keep_place=not self._first)
        if self._first:
            self._first = False
            (setup if page.refusal else menu).focus()
        self.refresh_bindings()

    def _set_up(self, page: AdminPage) -> Text:
        quiet, at = self.desk.look.quiet, format_date(self.desk.as_at.day)
        services = [
            (s.code, s.name, _counted(page.measures.get(s.code, 0), "measure"), _under(s))
            for s in page.services
        ]
        officers = [(o.login, o.name, str(o.role), o.reach) for o in page.officers]
        database = [
            ("file", str(self.desk.session.store.path.absolute())),
            ("schema", f"that of NCC TUI {__version__}"),
        ]
        text = Text()
        for heading, rows, none in (
            ("Database", database, ""),
            (f"Services, with their measures at {at}", services, "None"),
            ("Officers", officers, "None yet: until there is one, everybody is an admin"),
            ("Settings", list(page.settings.items()), "None"),
        ):
            text.append(f"{heading}\n", "bold")
            text.append_text(_columns(rows) if rows else Text(f"  {none}.\n", quiet))
            text.append("\n")
        return text

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is an admin's to admins only."""
        return action != "import" or (self._page is not None and not self._page.refusal)

    @on(OptionList.OptionSelected)
    def action_import(self) -> None:
        """Ask for files to import."""
        from ncc_tui.tui.admin.importing import ImportScreen

        self.app.push_screen(ImportScreen())

    def action_back(self) -> None:
        """Go to the overview."""
        self.desk.open_council()


def _option(key: str, name: str, about: str) -> Option:
    return Option(Content.assemble((name, "bold"), f"  {about}"), id=key)


def _whom_to_ask(page: AdminPage) -> Text:
    """One sentence: that only an admin may, and who they are."""
    admins = [
        f"{one_line(o.name)} ({one_line(o.login)})" for o in page.officers if o.role is Role.ADMIN
    ]
    refusal = one_line(page.refusal).removesuffix(".")
    if not admins:
        return Text(f"{refusal}, and there is none.")
    are = "the admin is" if len(admins) == 1 else "the admins are"
    return Text(f"{refusal}; {are} {', '.join(admins)}.")


def _under(service: Service) -> str:
    return f"under {service.parent}" if service.parent else ""


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _columns(rows: Sequence[Sequence[str]]) -> Text:
    """Rows with their cells below each other; a cell too long for that pushes the next on."""
    lines = [[one_line(cell) for cell in row] for row in rows]
    widths = [min(_WIDEST, max(map(cell_len, cells))) for cells in zip(*lines, strict=True)]
    text = Text()
    for row in lines:
        padded = (
            cell + " " * max(0, width - cell_len(cell))
            for cell, width in zip(row, widths, strict=True)
        )
        text.append(f"  {'  '.join(padded).rstrip()}\n")
    return text
