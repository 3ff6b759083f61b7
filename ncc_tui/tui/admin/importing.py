"""Import: what files would change is shown first; Enter then imports them, all or nothing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, Static

from ncc_tui.domain.errors import Conflict, NccError
from ncc_tui.domain.text import one_line
from ncc_tui.services.importing import Choices, ImportOutcome, Offer, import_paths
from ncc_tui.tui.admin.deciding import question
from ncc_tui.tui.admin.findings import Findings, count_words
from ncc_tui.tui.admin.paths import Completion, PathInput, completed, unquoted
from ncc_tui.tui.base.screen import Dialog
from ncc_tui.tui.commands import IMPORT_COMMANDS, bindings
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine

_ASKS = (
    "A CSV or XLSX file, or a folder of them. Tab completes the path; Enter shows what would be "
    "done, and writes nothing yet."
)
_ASKS_CONFINED = (
    "A CSV or XLSX file in your own folder here. One on your own machine is imported from there: "
    "ssh SERVER import - --as results < results.csv"
)
_TELL_SECONDS = 0.1
_BAR_WIDTH = 24
_NAMES_SHOWN = 12


class ImportScreen(Dialog[None]):
    """Asks for a file or folder, shows what importing it would do, then does it.

    Modal, so that a letter typed beside the path is no command of the app.
    """

    CSS_PATH = "admin.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*IMPORT_COMMANDS)]
    HELP_TEXT = (
        "Name a file or folder: what would be added and revised is shown before anything is "
        "written. With an error in any file, nothing can be imported; what is doubtful is taken "
        "as it is offered, or decided one by one, before it can."
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
    class Completed(Message):
        """The path typed can go on like this."""

        typed: str
        completion: Completion

    def __init__(self) -> None:
        super().__init__()
        self._path: Path | None = None
        self._outcome: ImportOutcome | None = None
        self._choices = Choices()
        self._doing = ""
        # Why it is previewed again although nobody asked; said before what came of it.
        self._because = ""
        self._stop = Event()

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TitleLine()
        with Horizontal(id="asked"):
            yield Label("File or folder")
            yield PathInput(compact=True, select_on_focus=False)
        yield Static(self._asks, id="says", markup=False)
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
    def _asks(self) -> str:
        return _ASKS if self.desk.session.files.folder is None else _ASKS_CONFINED

    @property
    def _ready(self) -> bool:
        """Whether what is shown can be imported."""
        outcome = self._outcome
        return bool(outcome and outcome.dry_run and outcome.importable and not self._doing)

    @property
    def _open(self) -> tuple[Offer, ...]:
        """What is still to be decided."""
        return () if self._outcome is None or self._doing else self._outcome.offers

    @property
    def _doubtful(self) -> bool:
        """Whether something is to be decided or confirmed."""
        return bool(self._outcome and self._outcome.answerable and not self._doing)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        typing = isinstance(self.focused, PathInput)
        if action == "go":
            return self._ready and not typing
        if action == "take":
            return self._doubtful and not typing
        if action == "decide":
            return bool(self._open) and not typing
        if action == "again":
            return self._path is not None and not self._doing and not typing
        return action != "other" or not (self._doing or typing)

    @on(Input.Submitted)
    def _preview(self, event: Input.Submitted) -> None:
        try:
            self._path = self.desk.session.files.path_to_read(unquoted(event.value))
        except NccError as error:
            self._say(str(error), wrong=True)
        else:
            self._choices = Choices()
            self._read()

    def action_take(self) -> None:
        """Take all that is to be decided as it is offered, and show what comes of it."""
        self._choices = replace(self._choices, yes=True)
        self._read()

    def action_decide(self) -> None:
        """Ask about one thing after another, then show what comes of the answers."""
        self._ask(self._open)

    def _ask(self, offers: Sequence[Offer]) -> None:
        if not offers:
            self._read()
            return
        offer, *others = offers

        def take(taken: str | None) -> None:
            if taken is not None:
                self._choices = self._choices.taking(offer, taken)
            # Esc leaves this and all that follows as it is.
            self._ask(others if taken is not None else ())

        self.app.push_screen(question(offer), take)

    def action_again(self) -> None:
        """Read the files again; what was taken in the lump is asked about anew."""
        self._choices = replace(self._choices, yes=False)
        self._read()

    def _read(self) -> None:
        """Read the files, and show what importing them would do."""
        self._begin("Reading", dry_run=True)

    def action_go(self) -> None:
        """Import what is shown."""
        self._begin("Importing", dry_run=False)

    def action_other(self) -> None:
        """Name another file."""
        self._say(self._asks)
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
        previewed = self._outcome
        self._say(f"{doing}… Esc stops.")
        findings = self.query_one(Findings)
        if dry_run:
            # Nothing can be imported by a preview of what was read before.
            self._outcome = previewed = None
            findings.tell(None)
        findings.focus()
        self.query_one(PathInput).disabled = True
        self._run(self._path, self._stop, self._choices, previewed, dry_run=dry_run)

    @work(thread=True, exit_on_error=False, group="import")
    def _run(
        self,
        path: Path,
        stop: Event,
        choices: Choices,
        previewed: ImportOutcome | None,
        *,
        dry_run: bool,
    ) -> None:
        told = 0.0

        def progress(done: int, total: int | None) -> None:
            nonlocal told
            if (now := time.monotonic()) - told >= _TELL_SECONDS:
                told = now
                self.post_message(self.Progressed(done, total))

        outcome = import_paths(
            self.desk.session,
            [path],
            dry_run=dry_run,
            progress=progress,
            cancelled=stop.is_set,
            confirmed=choices.yes,
            choices=choices,
            previewed=previewed,
        )
        self.post_message(self.Finished(outcome))

    @on(Progressed)
    def _tell_progress(self, event: Progressed) -> None:
        if self._doing and not self._stop.is_set():
            self._say(f"{self._doing} {_bar(event.done, event.total)} · Esc stops")

    @on(Finished)
    def _tell(self, event: Finished) -> None:
        outcome = event.outcome
        self._end()
        if outcome.cancelled:
            # What was read so far tells nothing of the whole.
            self._outcome = None
            self.query_one(Findings).tell(None)
            self._entitle("Import")
            self._say("Stopped: nothing was imported. r begins again; o names another file.")
        else:
            self._outcome = outcome
            self.query_one(Findings).tell(outcome)
            self._sum_up(outcome)
        self.refresh_bindings()

    def _sum_up(self, outcome: ImportOutcome) -> None:
        counts = f"{count_words(outcome.added)} added, {count_words(outcome.revised)} revised"
        obstacles = ", ".join(outcome.obstacles)
        because, self._because = self._because, ""
        if outcome.answerable:
            self._entitle("Import: preview", obstacles)
            asks = ", d asks one by one" if outcome.offers else ""
            said = f"{obstacles}: a takes all of it as it is said{asks}."
            self._say(f"{because}{said}", wrong=True)
        elif obstacles:
            self._entitle("Import", obstacles)
            said = f"{obstacles}: nothing can be imported. Mend the file, then r reads it again."
            self._say(f"{because}{said}", wrong=True)
        elif outcome.written:
            self._entitle("Import: done", counts)
            kept = f"{count_words(outcome.unchanged)} left as they were"
            self._say(f"Imported: {counts}, {kept}. Esc closes.")
        elif outcome.change_count:
            self._entitle("Import: preview", f"{counts} if imported")
            said = "Nothing is written yet. Enter imports this; o names another file."
            self._say(f"{because}{said}", wrong=bool(because))
        else:
            self._entitle("Import: preview", "no change")
            said = "All of it is in the database already: there is nothing to import."
            self._say(f"{because}{said}", wrong=bool(because))

    def failed(self, work: str, error: NccError) -> None:
        """Say why nothing was read or imported; the screen stays, and can be left.

        What is no longer as it was shown is shown again.
        """
        self._end()
        if isinstance(error, Conflict) and self._outcome is not None:
            self._because = f"{error} "
            self.action_again()
            return
        self._say(f"{one_line(str(error))} r tries again.", wrong=True)

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
            self._say(self._asks)

    @on(PathInput.Completing)
    @work(thread=True, exit_on_error=False, group="complete")
    def _complete(self, event: PathInput.Completing) -> None:
        self.post_message(
            self.Completed(event.typed, completed(event.typed, self.desk.session.files))
        )

    @on(Completed)
    def _go_on(self, event: Completed) -> None:
        box, completion = self.query_one(PathInput), event.completion
        if box.value != event.typed:
            return
        if completion.text != event.typed:
            box.value = completion.text
            box.cursor_position = len(box.value)
        elif not completion.names:
            self._say("No folder, CSV or XLSX file begins like that.")
        elif len(completion.names) > 1:
            more = len(completion.names) - _NAMES_SHOWN
            ending = f"  and {count_words(more)} more" if more > 0 else ""
            self._say("  ".join(completion.names[:_NAMES_SHOWN]) + ending)


def _bar(done: int, total: int | None) -> str:
    lines = count_words(done)
    if not total:
        return f"{lines} lines"
    full = _BAR_WIDTH * min(done, total) // total
    return f"[{'#' * full}{'.' * (_BAR_WIDTH - full)}] {lines} of {count_words(total)} lines"
