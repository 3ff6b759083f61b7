"""Admin: what there is to administer, and how the database is set up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.actions import parse
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ncc_tui import __version__
from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.model import Role, Service
from ncc_tui.domain.text import one_line
from ncc_tui.services.pages.admin import AdminPage, admin_page
from ncc_tui.tui.base.page import PageScreen
from ncc_tui.tui.commands import ADMIN_COMMANDS, ADMIN_MENU, Command, bindings
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine, TopBar
from ncc_tui.tui.widgets.panel import Panel

# What an editor may do for their own services; the rest is an admin's.
_DEFINITIONS = frozenset({"measures", "targets"})
_WIDEST = 36


class AdminScreen(PageScreen[AdminPage]):
    """The menu over a look at the set-up, as far as one may; and whom to ask for the rest."""

    TAB = "Admin"
    CSS_PATH = "admin.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*ADMIN_COMMANDS)]
    HELP_TEXT = (
        "What there is to administer, and how the database is set up. An editor defines the "
        "measures and targets of their services; the rest is an admin's. Tab goes to the set-up."
    )

    def __init__(self) -> None:
        super().__init__()
        self._first = True

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TopBar()
        yield TitleLine()
        yield OptionList()
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
        offered = [c for c in ADMIN_MENU if not self._refusal_to_go(_target(c.action))]
        at = menu.highlighted or 0
        menu.clear_options()
        menu.add_options(_option(command) for command in offered)
        menu.highlighted = min(at, len(offered) - 1) if offered else None
        menu.display = bool(offered)
        version = "" if page.refusal else f"NCC TUI {__version__} "
        self.query_one(TitleLine).show(Content.styled("Admin", "bold"), Content(version))
        text = _whom_to_ask(page) if page.refusal else self._set_up(page)
        setup.show(text, keep_place=not self._first)
        if self._first:
            self._first = False
            (menu if offered else setup).focus()
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

    def _refusal_to_go(self, target: str) -> str:
        """Why who is at work may not go somewhere."""
        if self._page is None or not target:
            return ""
        return self._page.definitions if target in _DEFINITIONS else self._page.refusal

    def refusal_of(self, action: str) -> str:
        """What is an admin's is refused to anybody else, what is an editor's to others."""
        return self._refusal_to_go(_target(action))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what one may."""
        if action == "go" and (self._page is None or self._refusal_to_go(str(parameters[0]))):
            return None
        return super().check_action(action, parameters)

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        if event.option.id is not None:
            self.action_go(event.option.id)

    def action_go(self, target: str) -> None:
        """Open a screen of the menu."""
        self.app.push_screen(_screen(target))

    def action_back(self) -> None:
        """Go to the overview."""
        self.desk.open_council()


def _target(action: str) -> str:
    """Where a command of the menu goes; empty for any other."""
    _, name, parameters = parse(action)
    return "".join(map(str, parameters)) if name == "go" else ""


def _screen(target: str) -> Screen[Any]:
    # Imported on use, as other screens are: what opens first should not wait for the rest.
    from ncc_tui.tui.admin.first_run import FirstRunScreen
    from ncc_tui.tui.admin.importing import ImportScreen
    from ncc_tui.tui.admin.log import LogScreen
    from ncc_tui.tui.admin.measures import MeasuresScreen
    from ncc_tui.tui.admin.officers import OfficersScreen
    from ncc_tui.tui.admin.services import ServicesScreen
    from ncc_tui.tui.admin.settings import SettingsScreen
    from ncc_tui.tui.admin.targets import TargetsScreen

    screens: dict[str, Callable[[], Screen[Any]]] = {
        "measures": MeasuresScreen,
        "targets": TargetsScreen,
        "services": ServicesScreen,
        "officers": OfficersScreen,
        "settings": SettingsScreen,
        "import": ImportScreen,
        "log": LogScreen,
        "first": FirstRunScreen,
    }
    return screens[target]()


def _option(command: Command) -> Option:
    key = f"{command.keys} "
    name = f"{command.label:<13}"
    # No colours: on the line under the cursor they would not be seen.
    words = Content.assemble(key, (name, "bold"), command.help)
    return Option(words, id=_target(command.action))


def _whom_to_ask(page: AdminPage) -> Text:
    """One sentence: that only an admin may, and who they are."""
    admins = [
        f"{one_line(o.name)} ({one_line(o.login)})" for o in page.officers if o.role is Role.ADMIN
    ]
    refusal = one_line(page.refusal).removesuffix(".")
    if not page.definitions:
        refusal = "Only an admin does what else there is to administer"
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
