"""Officers: their roles, the services they keep, and the way to their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import BindingType
from textual.content import Content

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.fields import OFFICER_FIELDS
from ncc_tui.domain.model import Officer, Role, Service
from ncc_tui.domain.text import one_line
from ncc_tui.services.administration.lists import OfficersPage, officers_page
from ncc_tui.services.administration.officers import (
    add_officer,
    check_officer,
    edit_officer,
    remove_officer,
)
from ncc_tui.tui.admin.form import FieldForm, FormPage, Stored, TypedRecord
from ncc_tui.tui.admin.lines import lines_of
from ncc_tui.tui.admin.listing import AdminList, counted
from ncc_tui.tui.commands import OFFICERS_COMMANDS, bindings
from ncc_tui.tui.widgets.bars import TitleLine
from ncc_tui.tui.widgets.table import Column, Line, LineTable


class OfficersScreen(AdminList[OfficersPage]):
    """Every officer, with what they may do."""

    ADMINS: ClassVar[frozenset[str]] = AdminList.ADMINS | {"keys"}
    COLUMNS = (
        Column("login", "Login", 14),
        Column("name", "Name", share=2),
        Column("role", "Role", 8),
        Column("services", "Services", share=2),
        Column("keys", "Keys", 5, right=True),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFICERS_COMMANDS)]
    HELP_TEXT = (
        "Who may do what. A viewer reads, an officer enters the results of their services, an "
        "editor sets those services' measures and targets too, an admin does everything."
    )

    def read(self, as_at: AsAt) -> OfficersPage:
        """Read the officers."""
        return officers_page(self.desk.session, as_at)

    def show_page(self, page: OfficersPage) -> None:
        """Show the officers."""
        title = Content.styled("Officers", "bold")
        self.query_one(TitleLine).show(title, Content(counted(len(page.officers), "officer")))
        lines = [self._line(page, officer) for officer in page.officers]
        self.query_one(LineTable).show(lines, ascii_only=self.desk.look.ascii_only)
        self.tell_chosen()

    def _line(self, page: OfficersPage, officer: Officer) -> Line:
        keys, admin = page.keys.get(officer.login, 0), officer.role is Role.ADMIN
        cells = [
            (one_line(officer.login), Style()),
            (one_line(officer.name), Style(bold=True)),
            (str(officer.role), Style(bold=admin)),
            (one_line(officer.reach), self.desk.look.quiet),
            (str(keys) if keys else "", Style()),
        ]
        return Line(officer.login, cells)

    @property
    def chosen(self) -> Officer | None:
        """The officer under the cursor."""
        key, officers = self.query_one(LineTable).key, self._page.officers if self._page else ()
        return next((officer for officer in officers if officer.login == key), None)

    def about(self, page: OfficersPage) -> Text:
        """The officer under the cursor in full, or how to add the first."""
        officer = self.chosen
        if officer is None:
            return Text("No officer yet: until there is one, everybody is an admin. a adds one.")
        names = {service.code: one_line(service.name) for service in page.services}
        kept = ", ".join(names.get(code, code) for code in officer.services) or officer.reach
        held = "" if page.refusal else f" · {counted(page.keys.get(officer.login, 0), 'key')}"
        return Text.assemble(
            (one_line(officer.name), "bold"),
            (f"  {one_line(officer.login)} · {officer.role}{held}\n", self.desk.look.quiet),
            f"Services: {one_line(kept)}",
        )

    def action_new(self) -> None:
        """Add an officer."""
        self.open_form(OfficerForm())

    def action_edit(self) -> None:
        """Change the officer under the cursor."""
        if (officer := self.chosen) is not None:
            self.open_form(OfficerForm(officer.login))

    def action_remove(self) -> None:
        """Ask, then remove the officer under the cursor."""
        if (officer := self.chosen) is None:
            return
        login = officer.login

        def remove() -> None:
            self.write(lambda session: f"Removed {remove_officer(session, login).name}.")

        held = self._page.keys.get(login, 0) if self._page else 0
        keys = f" and {counted(held, 'key')}" if held else ""
        body = f"Their rights{keys} go at once. What they wrote stays, under their login."
        self.ask_removal(f"Remove {one_line(officer.name)} ({one_line(login)})?", body, remove)

    def action_keys(self) -> None:
        """Show the keys of the officer under the cursor."""
        from ncc_tui.tui.admin.keys import KeysScreen

        if (officer := self.chosen) is not None:
            self.app.push_screen(KeysScreen(officer.login))


@dataclass(frozen=True)
class OfficerInputs:
    """What an officer's form is checked by: all officers and services, and who is changed."""

    every: tuple[Officer, ...]
    services: tuple[Service, ...]
    known: Officer | None


class OfficerForm(FieldForm[OfficerInputs]):
    """Adds an officer, or changes one."""

    def __init__(self, login: str | None = None) -> None:
        super().__init__()
        self._login = login

    def read(self) -> FormPage[OfficerInputs]:
        """Read the officer and the services there are."""
        page = officers_page(self.desk.session, self.desk.as_at)
        known = next((o for o in page.officers if o.login == self._login), None)
        begins = known or Officer("", "", Role.VIEWER)
        lines = lines_of(OFFICER_FIELDS, begins, kept=("login",) if known else ())
        title = f"Officer {known.login}  {known.name}" if known else "New officer"
        inputs = OfficerInputs(page.officers, page.services, known)
        return FormPage(title, lines, inputs, known=known is not None, refusal=page.refusal)

    def check(self, inputs: OfficerInputs, typed: TypedRecord) -> Mapping[str, str]:
        """What is wrong with the officer."""
        return check_officer(typed.texts, inputs.every, inputs.services, inputs.known)[1]

    def save(self, inputs: OfficerInputs, typed: TypedRecord) -> Stored:
        """Write the officer."""
        session, known = self.desk.session, inputs.known
        if known is None:
            officer = add_officer(session, typed.texts)
            return Stored(officer.login, f"Added {one_line(officer.name)}.")
        officer = edit_officer(session, known.login, typed.texts, seen=known)
        return Stored(officer.login, f"Saved {one_line(officer.name)}.")
