"""Print: the report, or every service's, written to a file to print or send."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult, RenderResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.errors import NccError
from ncc_tui.domain.text import one_line
from ncc_tui.printing.formats import SUFFIXES, WITH_TRENDS, Layout, format_of, render
from ncc_tui.printing.output import write_whole
from ncc_tui.services.confinement import Files
from ncc_tui.services.documents import document
from ncc_tui.services.session import Session
from ncc_tui.tui.commands import PRINT_COMMANDS, bindings
from ncc_tui.tui.fetching import fetch_command, report_command
from ncc_tui.tui.prompts.prompt import Prompt
from ncc_tui.tui.prompts.question import Question

FORMATS = {
    "html": "HTML",
    "pdf": "PDF",
    "xlsx": "XLSX",
    "markdown": "Markdown",
    "text": "Text",
    "csv": "CSV",
    "json": "JSON",
}
_EVERY = ""
_LONGEST_NAME = 60
_LISTED = 5
_KEYS = "Enter writes · Tab next · Left and Right choose · Esc closes"


@dataclass(frozen=True)
class Order:
    """What is to be written where: a service by its code, or every service (None)."""

    service: str | None
    as_at: AsAt
    form: str
    path: Path
    overwrite: bool = False

    def check(self, files: Files) -> None:
        """Raise NccError where the path is a folder, or ends as another format's files do."""
        if files.folder is None and self.path.is_dir():
            raise NccError(f"{self.path} is a folder: name a file in it.")
        format_of(self.path, self.form)

    def carry_out(self, session: Session) -> tuple[str, ...]:
        """Write the file; gives what there is to beware of. Raises NccError where it cannot."""
        report = document(
            session,
            self.service,
            self.as_at,
            trends=self.form in WITH_TRENDS,
        )
        files = session.files
        data = render(report, self.form, Layout(several=self.service is None))
        if files.folder is None:
            write_whole(self.path, data, force=self.overwrite)
        else:
            files.write(self.path, data)
        return report.warnings


class OneOf(Widget, can_focus=True):
    """A choice of a few on one line; Left and Right move it, and brackets stand round it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Before", show=False, id="oneof.before"),
        Binding("right,space", "move(1)", "After", show=False, id="oneof.after"),
    ]

    @dataclass
    class Chosen(Message):
        """Another one was chosen."""

    def __init__(self, options: Mapping[str, str], chosen: str, *, id: str) -> None:
        super().__init__(id=id)
        self._options = options
        self.chosen = chosen

    def render(self) -> RenderResult:
        """Draw every option."""
        parts = []
        for key, words in self._options.items():
            if key == self.chosen:
                style = "bold reverse" if self.has_focus else "bold"
                parts.append(Content(f"[{words}]").stylize(style))
            else:
                parts.append(Content(f" {words} "))
        return Content("").join(parts)

    def on_focus(self) -> None:
        """Stand out."""
        self.refresh()

    def on_blur(self) -> None:
        """Stand out no more."""
        self.refresh()

    def action_move(self, by: int) -> None:
        """Choose the next one, or the one before."""
        keys = list(self._options)
        self.chosen = keys[(keys.index(self.chosen) + by) % len(keys)]
        self.refresh()
        self.post_message(self.Chosen())


class PrintDialog(Prompt[None]):
    """Asks what to write in which format to which file; Enter writes it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*PRINT_COMMANDS)]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]
    HELP_TEXT = "Writes the report at the date looked at to a file, to print or send."

    @dataclass
    class Written(Message):
        """The file was written."""

        order: Order
        warnings: tuple[str, ...]

    @dataclass
    class Taken(Message):
        """There is a file of that name already."""

        order: Order

    def __init__(
        self, as_at: AsAt, service: tuple[str, str] | None, *, every: bool = False
    ) -> None:
        """`service` is the code and name of the one at hand; `every` chooses all of them first."""
        super().__init__()
        self._as_at, self._service = as_at, service
        self._every = every or service is None
        self._offered = ""
        self._writing = False

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        which = {self._service[0]: one_line(self._service[1])} if self._service else {}
        which[_EVERY] = "Every service"
        past = "as revised since" if self._as_at.revised else "as reported"
        title = f"Print the report at {format_date(self._as_at.day)}, {past}"
        with VerticalScroll(classes="prompt", can_focus=False):
            yield Label(Content(title), classes="prompt-title")
            with Horizontal(classes="line"):
                yield Label("Which")
                yield OneOf(which, _EVERY if self._every else next(iter(which)), id="which")
            with Horizontal(classes="line"):
                yield Label("Format")
                yield OneOf(FORMATS, "html", id="format")
            with Horizontal(classes="line"):
                yield Label("File")
                yield Input(id="file", compact=True, select_on_focus=False)
            yield Static(id="says", markup=False)
            yield Label(_KEYS, id="keys")

    def on_mount(self) -> None:
        """Offer a name, and begin at the format."""
        self.on_one_of_chosen()
        self._say()
        self.query_one("#format").focus()

    def _say(self, sentence: str = "", *, wrong: bool = False) -> None:
        """Say how it goes, or else where a file without a folder goes."""
        says = self.query_one("#says", Static)
        says.update(Content(sentence or _where(self.desk.session.files)))
        says.set_class(wrong, "wrong")

    @on(Input.Changed)
    def _forgive(self) -> None:
        if not self._writing:
            self._say()

    @property
    def _chosen(self) -> str | None:
        return self.query_one("#which", OneOf).chosen or None

    def on_one_of_chosen(self) -> None:
        """Fill a name in for what is chosen, unless the officer gave one of their own."""
        box = self.query_one("#file", Input)
        if box.value not in ("", self._offered):
            return
        of = self._service[1] if self._service and self._chosen else "every service"
        name = file_name(of, self._as_at, self.query_one("#format", OneOf).chosen)
        self._offered = self.desk.session.files.unused(name)
        box.value = self._offered
        box.cursor_position = len(box.value)

    @on(Input.Submitted)
    def action_write(self) -> None:
        """Write the file."""
        if self._writing:
            return
        try:
            form = self.query_one("#format", OneOf).chosen
            typed = self.query_one("#file", Input).value
            path = self.desk.session.files.path_to_write(typed, SUFFIXES[form])
        except NccError as error:
            self._say(str(error), wrong=True)
            return
        self._begin(Order(self._chosen, self._as_at, form, path))

    def _begin(self, order: Order) -> None:
        self._writing = True
        self._say("Writing…")
        self._write(order)

    @work(thread=True, exit_on_error=False, group="print")
    def _write(self, order: Order) -> None:
        files = self.desk.session.files
        order.check(files)
        taken = os.path.lexists(order.path) and not order.path.is_dir()
        if taken and not order.overwrite and files.folder is None:
            self.post_message(self.Taken(order))
            return
        warnings = order.carry_out(self.desk.session)
        self.post_message(self.Written(order, warnings))

    @on(Taken)
    def _ask(self, event: Taken) -> None:
        order = event.order

        def take(answer: str | None) -> None:
            self._writing = False
            if answer == "overwrite":
                self._begin(replace(order, overwrite=True))
            else:
                self._say("Nothing was written. Give the file another name.")
                self.query_one("#file").focus()

        answers = [("keep", "Keep it, and choose another name"), ("overwrite", "Overwrite it")]
        heading = "There is a file of that name already"
        self.app.push_screen(
            Question(heading, one_line(str(order.path)), answers, escape="keep"), take
        )

    def failed(self, work: str, error: NccError) -> None:
        """Say why nothing was written; the dialog stays, and can write again."""
        self._writing = False
        self._say(one_line(str(error)), wrong=True)

    @on(Written)
    def _tell(self, event: Written) -> None:
        order, files = event.order, self.desk.session.files
        if files.folder is None:
            written = f"Written: {one_line(str(order.path))}"
            command = fetch_command(order.path, os.environ)
        else:
            written = f"Written to your folder: {one_line(order.path.name)}"
            command = report_command(order.service, order.as_at, order.form, order.path.name)
        if not event.warnings and command is None:
            self.app.notify(written, markup=False, timeout=12)
            self.dismiss()
            return
        heading, body, answers = "The report is written", [written], [("close", "Close")]
        if event.warnings:
            heading = "Small counts were withheld"
            body += ["", *map(one_line, event.warnings[:_LISTED])]
            if (more := len(event.warnings) - _LISTED) > 0:
                body.append(f"… and {more} more.")
            answers = [("close", "I will read it through")]
        if command is not None:
            body += ["", "To fetch it, type this on the machine you sit at:", one_line(command)]
            answers.append(("copy", "Send that line to my clipboard"))

        def take(answer: str | None) -> None:
            if answer == "copy" and command is not None:
                self.app.copy_to_clipboard(command)
            self.dismiss()

        self.app.push_screen(Question(heading, "\n".join(body), answers, escape="close"), take)

    def action_close(self) -> None:
        """Go back; what is being written is waited for."""
        if not self._writing:
            self.dismiss()


def file_name(of: str, as_at: AsAt, form: str) -> str:
    """A name for a file: `childrens-social-care-2024-05-18.html`."""
    plain = unicodedata.normalize("NFKD", of).encode("ascii", "ignore").decode().replace("'", "")
    words = re.findall(r"[a-z0-9]+", plain.casefold())
    name = "-".join(words)[:_LONGEST_NAME].strip("-") or "report"
    revised = "-as-revised" if as_at.revised else ""
    return f"{name}-{as_at.day.isoformat()}{revised}{SUFFIXES[form]}"


def _where(files: Files) -> str:
    if files.folder is not None:
        return "In your own folder: give the name only."
    return f"In the folder {_here()} unless the name says another."


def _here() -> str:
    try:
        return one_line(str(Path.cwd()))
    except OSError:
        return "that you are in"
