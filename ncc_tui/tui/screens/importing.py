"""Import: what files would change is shown first; Enter then imports them, all or nothing."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static
from textual.worker import Worker, WorkerState

from ncc_tui.domain.errors import NccError
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.text import one_line, visible
from ncc_tui.services.importing import ImportOutcome, Kind, Problem, import_paths
from ncc_tui.tui.commands import IMPORT_COMMANDS, bindings
from ncc_tui.tui.screens.printing import path_typed
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine
from ncc_tui.tui.widgets.panel import Panel

if TYPE_CHECKING:
    from ncc_tui.tui.app import NccApp

_ASKS = (
    "A CSV or XLSX file, or a folder of them. Tab completes the path; Enter shows what would be "
    "done, and writes nothing yet."
)
_TELL_SECONDS = 0.1
_BAR_WIDTH = 24
_NAMES_SHOWN = 12
_COUNT_WIDTH = 11
_IMPORTABLE = (".csv", ".xlsx")


@dataclass(frozen=True)
class Completion:
    """A path as far as it goes on in one way only, and the names it could go on to."""

    text: str
    names: tuple[str, ...]


class PathInput(Input):
    """A path as text; Tab asks for it to be completed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", id="path.complete", tooltip="Complete the path")
    ]

    @dataclass
    class Completing(Message):
        """The path typed so far is to be completed."""

        typed: str

    def action_complete(self) -> None:
        """Ask for the rest."""
        self.post_message(self.Completing(self.value))


class Findings(Panel):
    """What an import did, would do, or found wrong."""

    def __init__(self) -> None:
        super().__init__(id="findings")
        self._outcome: ImportOutcome | None = None

    def tell(self, outcome: ImportOutcome | None) -> None:
        """Tell of an outcome in place of the last."""
        self._outcome = outcome
        self.show(Text())

    def text_for(self, size: Size) -> Text:
        """The outcome, its columns as wide as there is room for."""
        found = self._outcome
        if found is None:
            return Text()
        parts = [_counts(found, size.width)]
        parts += [_errors(found)] if found.error_count else [_changes(found)]
        parts += [Text(f"Note: {one_line(note)}") for note in found.notes]
        return Text("\n\n").join(part for part in parts if part)


class ImportScreen(ModalScreen[None]):
    """Asks for a file or folder, shows what importing it would do, then does it.

    Modal, so that a letter typed beside the path is no command of the app.
    """

    CSS_PATH = "importing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*IMPORT_COMMANDS)]
    HELP_TEXT = (
        "Name a file or folder: what would be added and revised is shown before anything is "
        "written. With an error in any file, nothing can be imported."
    )

    @dataclass
    class Progressed(Message):
        """So many lines were read, of so many where that is known."""

        done: int
        total: int | None

    @dataclass
    class Finished(Message):
        """The files were read, or imported, or it was stopped."""

        outcome: ImportOutcome

    @dataclass
    class Failed(Message):
        """They could not be."""

        sentence: str

    @dataclass
    class Completed(Message):
        """The path typed can go on like this."""

        typed: str
        found: Completion

    def __init__(self) -> None:
        super().__init__()
        self._path: Path | None = None
        self._outcome: ImportOutcome | None = None
        self._doing = ""
        self._stop = Event()

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TitleLine()
        with Horizontal(id="asked"):
            yield Label("File or folder")
            yield PathInput(compact=True, select_on_focus=False)
        yield Static(_ASKS, id="says", markup=False)
        yield Findings()
        yield KeyBar()

    def on_mount(self) -> None:
        """Ask."""
        self._entitle("Import")
        self.query_one(PathInput).focus()

    def on_unmount(self) -> None:
        """Leave nothing half done behind."""
        self._stop.set()

    @property
    def _ready(self) -> bool:
        """Whether what is shown can be imported."""
        found = self._outcome
        if found is None or self._doing:
            return False
        return found.dry_run and not found.error_count and found.change_count > 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        typing = isinstance(self.focused, PathInput)
        if action == "go":
            return self._ready and not typing
        if action == "again":
            return self._path is not None and not self._doing and not typing
        return action != "other" or not (self._doing or typing)

    @on(Input.Submitted)
    def _preview(self, event: Input.Submitted) -> None:
        try:
            self._path = path_typed(unquoted(event.value))
        except NccError as error:
            self._say(str(error), wrong=True)
        else:
            self.action_again()

    def action_again(self) -> None:
        """Read the files, and show what importing them would do."""
        self._begin("Reading", dry_run=True)

    def action_go(self) -> None:
        """Import what is shown."""
        self._begin("Importing", dry_run=False)

    def action_other(self) -> None:
        """Name another file."""
        self._say(_ASKS)
        self.query_one(PathInput).focus()

    def action_leave(self) -> None:
        """Stop what is under way; else go back."""
        if self._doing:
            self._stop.set()
            self._say("Stopping…")
        else:
            self.dismiss()

    def _begin(self, doing: str, *, dry_run: bool) -> None:
        if self._path is None or self._doing:
            return
        self._doing, self._stop = doing, Event()
        self._say(f"{doing}… Esc stops.")
        findings = self.query_one(Findings)
        if dry_run:
            findings.tell(None)
        findings.focus()
        self.query_one(PathInput).disabled = True
        self._run(self._path, self._stop, dry_run=dry_run)

    @work(thread=True, exit_on_error=False, group="import")
    def _run(self, path: Path, stop: Event, *, dry_run: bool) -> None:
        told = 0.0

        def progress(done: int, total: int | None) -> None:
            nonlocal told
            if (now := time.monotonic()) - told >= _TELL_SECONDS:
                told = now
                self.post_message(self.Progressed(done, total))

        try:
            outcome = import_paths(
                cast("NccApp", self.app).session,
                [path],
                dry_run=dry_run,
                progress=progress,
                cancelled=stop.is_set,
            )
        except NccError as error:
            self.post_message(self.Failed(str(error)))
        else:
            self.post_message(self.Finished(outcome))

    @on(Progressed)
    def _tell_progress(self, event: Progressed) -> None:
        if self._doing and not self._stop.is_set():
            self._say(f"{self._doing} {_bar(event.done, event.total)} · Esc stops")

    @on(Finished)
    def _tell(self, event: Finished) -> None:
        found = event.outcome
        self._end()
        if found.cancelled:
            # What was read so far tells nothing of the whole.
            self._outcome = None
            self.query_one(Findings).tell(None)
            self._entitle("Import")
            self._say("Stopped: nothing was imported. r begins again; o names another file.")
        else:
            self._outcome = found
            self.query_one(Findings).tell(found)
            self._sum_up(found)
        self.refresh_bindings()

    def _sum_up(self, found: ImportOutcome) -> None:
        counts = f"{_n(found.added)} added, {_n(found.revised)} revised"
        if found.error_count:
            errors = _errors_counted(found.error_count)
            self._entitle("Import", errors)
            said = f"{errors}: nothing can be imported. Mend the file, then r reads it again."
            self._say(said, wrong=True)
        elif found.written:
            self._entitle("Import: done", counts)
            self._say(f"Imported: {counts}, {_n(found.unchanged)} left as they were. Esc closes.")
        elif found.change_count:
            self._entitle("Import: preview", f"{counts} if imported")
            self._say("Nothing is written yet. Enter imports this; o names another file.")
        else:
            self._entitle("Import: preview", "no change")
            self._say("All of it is in the database already: there is nothing to import.")

    @on(Failed)
    def _complain(self, event: Failed) -> None:
        self._end()
        self._say(f"{one_line(event.sentence)} r tries again.", wrong=True)

    @on(Worker.StateChanged)
    def _worker_failed(self, event: Worker.StateChanged) -> None:
        """After a fault in the program the screen stays, and can be left."""
        if event.state is WorkerState.ERROR:
            self._complain(self.Failed(f"A fault in the program: {event.worker.error!r}."))

    def _end(self) -> None:
        self._doing = ""
        self.query_one(PathInput).disabled = False
        self.refresh_bindings()

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        says = self.query_one("#says", Static)
        says.update(Content(sentence))
        says.set_class(wrong, "wrong")

    def _entitle(self, title: str, summed: str = "") -> None:
        self.query_one(TitleLine).show(Content.styled(title, "bold"), Content(summed))

    @on(Input.Changed)
    def _forgive(self) -> None:
        if not self._doing:
            self._say(_ASKS)

    @on(PathInput.Completing)
    @work(thread=True, exit_on_error=False, group="complete")
    def _complete(self, event: PathInput.Completing) -> None:
        self.post_message(self.Completed(event.typed, completed(event.typed)))

    @on(Completed)
    def _go_on(self, event: Completed) -> None:
        box, found = self.query_one(PathInput), event.found
        if box.value != event.typed:
            return
        if found.text != event.typed:
            box.value = found.text
            box.cursor_position = len(box.value)
        elif not found.names:
            self._say("No folder, CSV or XLSX file begins like that.")
        elif len(found.names) > 1:
            more = len(found.names) - _NAMES_SHOWN
            ending = f"  and {_n(more)} more" if more > 0 else ""
            self._say("  ".join(found.names[:_NAMES_SHOWN]) + ending)


def completed(typed: str) -> Completion:
    """How a path goes on: to folders, and to files that could be imported."""
    above, slash, start = typed.rpartition("/")
    if typed == "~":
        return Completion("~/", ())
    names = []
    try:
        with os.scandir(Path(above + slash or ".").expanduser()) as entries:
            for entry in entries:
                hidden = entry.name.startswith(".") and not start.startswith(".")
                shown = visible(entry.name) == entry.name and not hidden
                if not (shown and entry.name.startswith(start)):
                    continue
                if entry.is_dir():
                    names.append(f"{entry.name}/")
                elif entry.name.casefold().endswith(_IMPORTABLE):
                    names.append(entry.name)
    except (OSError, RuntimeError):
        pass
    longest = os.path.commonprefix(names) if names else start  # noqa: RUF071 (letters are meant)
    return Completion(above + slash + longest, tuple(sorted(names)))


def unquoted(path: str) -> str:
    """A path without the quotation marks that a pasted one may stand in."""
    path = path.strip()
    quoted = len(path) > 1 and path[0] == path[-1] and path[0] in "'\""
    return path[1:-1] if quoted else path


def _n(number: int) -> str:
    return format_figure(Decimal(number))


def _bar(done: int, total: int | None) -> str:
    if not total:
        return f"{_n(done)} lines"
    full = _BAR_WIDTH * min(done, total) // total
    return f"[{'#' * full}{'.' * (_BAR_WIDTH - full)}] {_n(done)} of {_n(total)} lines"


def _errors_counted(number: int) -> str:
    return "1 error" if number == 1 else f"{_n(number)} errors"


def _counts(found: ImportOutcome, width: int) -> Text:
    """A line per file and table: how much of it is new, other, the same, or wrong."""
    if not found.counts:
        return Text()
    heads = ("Added", "Revised", "Unchanged", "In error")
    names = []
    for count in found.counts:
        name = f"{one_line(count.file)} {one_line(count.sheet)}".rstrip()
        told = Path(count.file).stem.casefold() == count.table or count.sheet == count.table
        names.append(name if told else f"{name} ({count.table})")
    room = max(8, min(max(map(cell_len, names)), width - _COUNT_WIDTH * len(heads)))
    text = Text(" " * room + "".join(head.rjust(_COUNT_WIDTH) for head in heads), "bold")
    for name, count in zip(names, found.counts, strict=True):
        numbers = (count.added, count.revised, count.unchanged, count.in_error)
        line = "".join(_n(number).rjust(_COUNT_WIDTH) for number in numbers)
        text.append(f"\n{set_cell_size(name, room)}{line}", "not bold")
    return text


def _changes(found: ImportOutcome) -> Text:
    """What is revised, old and new value, then what is added."""
    parts = []
    for kind, all_of_them in ((Kind.REVISED, found.revised), (Kind.ADDED, found.added)):
        listed = [change for change in found.changes if change.kind is kind]
        if not all_of_them:
            continue
        text = Text(str(kind).capitalize(), "bold")
        for change in listed:
            before = f"{one_line(change.old)} -> " if kind is Kind.REVISED else ""
            said = f"  {one_line(change.key)}: {before}{one_line(change.new)}".rstrip(": ")
            text.append(f"\n{said}", "not bold")
        if more := all_of_them - len(listed):
            text.append(f"\n  and {_n(more)} more" if listed else f": {_n(more)}", "not bold")
        parts.append(text)
    return Text("\n\n").join(parts)


def _errors(found: ImportOutcome) -> Text:
    """Each error: where, what was found there and what was expected."""
    text = Text("\n").join(_error(problem) for problem in found.errors)
    if (more := found.error_count - len(found.errors)) > 0:
        text.append(f"\nand {_errors_counted(more)} more")
    return text


def _error(problem: Problem) -> Text:
    where, _, said = problem.message.partition(": ")
    return Text.assemble((where, "bold"), f"\n  {said}")
