"""Services in their tree: added, changed and removed by an admin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import BindingType
from textual.content import Content

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.fields import SERVICE_FIELDS
from ncc_tui.domain.model import Service
from ncc_tui.domain.text import one_line
from ncc_tui.services.administration.lists import ServicesPage, services_page
from ncc_tui.services.administration.services import (
    ServiceLine,
    add_service,
    check_service,
    edit_service,
    remove_service,
)
from ncc_tui.tui.admin.form import FieldForm, FormPage, Stored, TypedRecord
from ncc_tui.tui.admin.lines import lines_of
from ncc_tui.tui.admin.listing import AdminList, counted
from ncc_tui.tui.commands import SERVICES_COMMANDS, bindings
from ncc_tui.tui.widgets.bars import TitleLine
from ncc_tui.tui.widgets.table import Column, Line, LineTable

_INDENT = "  "


class ServicesScreen(AdminList[ServicesPage]):
    """Every service where it stands in the tree, and who answers for it."""

    COLUMNS = (
        Column("code", "Code", 8),
        Column("service", "Service", share=3),
        Column("director", "Director", share=2, from_width=70),
        Column("holder", "Portfolio holder", share=2, from_width=100),
        Column("measures", "Measures", 8, right=True),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*SERVICES_COMMANDS)]
    HELP_TEXT = (
        "What reports are for. A service can lie under another; one that has measures, services "
        "below it or officers of its own is not removed."
    )

    def read(self, as_at: AsAt) -> ServicesPage:
        """Read the tree."""
        return services_page(self.desk.session, as_at)

    def show_page(self, page: ServicesPage) -> None:
        """Show the tree."""
        title = Content.styled("Services", "bold")
        self.query_one(TitleLine).show(title, Content(counted(len(page.lines), "service")))
        lines = [self._line(line) for line in page.lines]
        self.query_one(LineTable).show(lines, ascii_only=self.desk.look.ascii_only)
        self.tell_chosen()

    def _line(self, line: ServiceLine) -> Line:
        service, quiet = line.service, self.desk.look.quiet
        cells = [
            (one_line(service.code), quiet),
            (f"{_INDENT * line.depth}{one_line(service.name)}", Style(bold=not line.depth)),
            (one_line(service.director), Style()),
            (one_line(service.portfolio_holder), Style()),
            (str(line.measures) if line.measures else "none", Style() if line.measures else quiet),
        ]
        return Line(service.code, cells)

    @property
    def chosen(self) -> ServiceLine | None:
        """The service under the cursor."""
        key, lines = self.query_one(LineTable).key, self._page.lines if self._page else ()
        return next((line for line in lines if line.service.code == key), None)

    def about(self, page: ServicesPage) -> Text:
        """The service under the cursor in full, or how to add the first."""
        line = self.chosen
        if line is None:
            return Text(
                "There is no service yet." if page.refusal else "No service yet: a adds one."
            )
        service, names = line.service, {one.service.code: one.service.name for one in page.lines}
        facts = [
            counted(line.measures, "measure"),
            f"named by {counted(line.officers, 'officer')}" if line.officers else "",
            f"under {one_line(names.get(service.parent, service.parent))}"
            if service.parent
            else "",
        ]
        people = [
            f"director: {one_line(service.director) or 'none'}",
            f"portfolio holder: {one_line(service.portfolio_holder) or 'none'}",
        ]
        return Text.assemble(
            (one_line(service.name), "bold"),
            (
                f"  {one_line(service.code)} · {' · '.join(filter(None, facts))}\n",
                self.desk.look.quiet,
            ),
            " · ".join(people),
        )

    def action_new(self) -> None:
        """Add a service."""
        self.open_form(ServiceForm())

    def action_edit(self) -> None:
        """Change the service under the cursor."""
        if (line := self.chosen) is not None:
            self.open_form(ServiceForm(line.service.code))

    def action_remove(self) -> None:
        """Ask, then remove the service under the cursor."""
        if (line := self.chosen) is None:
            return
        service = line.service

        def remove() -> None:
            self.write(lambda session: f"Removed {remove_service(session, service.code).name}.")

        body = "It goes from every list. What has measures, services below it or officers stays."
        self.ask_removal(f"Remove {one_line(service.name)}?", body, remove)


@dataclass(frozen=True)
class ServiceInputs:
    """What a service's form is checked by: every service, and the one that is changed."""

    every: tuple[Service, ...]
    known: Service | None


class ServiceForm(FieldForm[ServiceInputs]):
    """Adds a service, or changes one."""

    def __init__(self, code: str | None = None) -> None:
        super().__init__()
        self._code = code

    def read(self) -> FormPage[ServiceInputs]:
        """Read the service and those it can lie under."""
        page = services_page(self.desk.session, self.desk.as_at)
        every = tuple(line.service for line in page.lines)
        known = next((service for service in every if service.code == self._code), None)
        parents = [("", "none"), *((s.code, f"{s.code}  {s.name}") for s in every if s != known)]
        lines = lines_of(
            SERVICE_FIELDS,
            known or Service("", ""),
            options={"parent": parents},
            kept=("code",) if known else (),
        )
        title = f"Service {known.code}  {known.name}" if known else "New service"
        inputs = ServiceInputs(every, known)
        return FormPage(title, lines, inputs, known=known is not None, refusal=page.refusal)

    def check(self, inputs: ServiceInputs, typed: TypedRecord) -> Mapping[str, str]:
        """What is wrong with the service."""
        return check_service(typed.texts, inputs.every, inputs.known)[1]

    def save(self, inputs: ServiceInputs, typed: TypedRecord) -> Stored:
        """Write the service."""
        session, known = self.desk.session, inputs.known
        if known is None:
            service = add_service(session, typed.texts)
            return Stored(service.code, f"Added {one_line(service.name)}.")
        service = edit_service(session, known.code, typed.texts, seen=known)
        return Stored(service.code, f"Saved {one_line(service.name)}.")
