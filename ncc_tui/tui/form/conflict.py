"""Two officers saved the same result: both versions side by side, and a choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from ncc_tui.domain.entries import check_entry
from ncc_tui.domain.errors import InvalidEntry
from ncc_tui.domain.model import Entry, Measure
from ncc_tui.domain.text import one_line, visible
from ncc_tui.domain.worddiff import word_diff
from ncc_tui.services.entering import SaveConflict
from ncc_tui.services.history import compared
from ncc_tui.tui.base.screen import Dialog
from ncc_tui.tui.commands import CONFLICT_COMMANDS, bindings
from ncc_tui.tui.form.beside import signed
from ncc_tui.tui.form.fields import Field, Tick
from ncc_tui.tui.themes import Look
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine
from ncc_tui.tui.widgets.changed_words import changed_words

_BOLD = Style(bold=True)
_NOTHING = Entry(None)
_FIGURES = ("value", "provisional", "forecast", "override", "override_reason", "source")


class Version(StrEnum):
    """Which version is kept."""

    MINE = "mine"
    THEIRS = "theirs"
    EDIT = "edit"


@dataclass(frozen=True)
class Resolution:
    """Which version is kept; of mine, with which reason and comments."""

    version: Version
    reason: str = ""
    comments: str = ""


class ConflictScreen(Dialog[Resolution | None]):
    """Both versions of a result with what each changed; gives the one to keep, or None."""

    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*CONFLICT_COMMANDS)]
    HELP_TEXT = (
        "Somebody saved this result while you were at it. Nothing of theirs is overwritten: yours "
        "would be a new revision after it. Nothing of yours is lost: Esc leads back to the form."
    )

    def __init__(
        self, measure: Measure, conflict: SaveConflict, names: Mapping[str, str], actions: int
    ) -> None:
        """`actions` is how many new actions the form holds."""
        super().__init__()
        self._measure, self._conflict, self._names = measure, conflict, names
        self._new_actions = actions
        theirs, mine = conflict.theirs, conflict.mine
        who = one_line(names.get(theirs.recorded_by, theirs.recorded_by))
        self._reason = Input(mine.reason, id="why", compact=True, select_on_focus=False)
        self._add = Tick(f"with the comments of {who} below mine", id="add", compact=True)
        said = theirs.entry.comments.strip()
        self._add.display = bool(said) and said not in mine.comments

    def compose(self) -> ComposeResult:
        yield TitleLine()
        yield Static(id="told")
        with VerticalScroll(id="versions"), Horizontal(id="sides"):
            yield Static(id="mine")
            yield Static(id="theirs")
        with Vertical(id="keeping"):
            yield Field("Why mine", self._reason, id="why-field")
            yield self._add
        yield KeyBar()

    def on_mount(self) -> None:
        """Show both versions."""
        self.repaint()
        self.query_one("#versions").focus()

    def repaint(self) -> None:
        """Show both versions in the colours there are now."""
        look, conflict = self.desk.look, self._conflict
        base = conflict.base.entry if conflict.base else None
        label = conflict.theirs.period.label
        title = Content.styled(f"{label}  {one_line(self._measure.title)}", "bold")
        self.query_one(TitleLine).show(title, Content("two versions"))
        sentence = f"{visible(str(conflict))}"
        if conflict.base is not None:
            sentence += f" Changes are against revision {conflict.base.number}."
        self.query_one("#told", Static).update(Text(sentence))
        mine = version(base, conflict.mine, conflict.theirs.entry, look)
        if self._new_actions:
            count = self._new_actions
            mine.append(f"\n\n{count} new action{'' if count == 1 else 's'}, kept whatever you do")
        theirs = version(base, conflict.theirs.entry, conflict.mine, look)
        for name, words, text in (
            ("#mine", "Mine, not saved", mine),
            ("#theirs", f"Theirs, {signed(conflict.theirs, self._names)}", theirs),
        ):
            side = self.query_one(name, Static)
            side.border_title = Content(words)
            side.update(text)

    @property
    def _asking(self) -> bool:
        """Whether it is asked why mine is to count."""
        return self.has_class("-asking")

    def action_mine(self) -> None:
        """Ask why mine is to count, both versions still in sight."""
        self.add_class("-asking")
        self.query_one("#why-field", Field).say("Enter saves · Esc goes back to the choice")
        self._reason.focus()
        self.refresh_bindings()

    @on(Input.Submitted, "#why")
    def action_keep(self) -> None:
        """Keep mine, with the reason typed."""
        conflict = self._conflict
        theirs, mine = conflict.theirs, conflict.mine
        comments = mine.comments
        if self._add.value:
            comments = f"{comments.rstrip()}\n\n{theirs.entry.comments}".lstrip()
        mine = replace(mine, reason=self._reason.value, comments=comments)
        today = self.desk.session.clock.today()
        try:
            check_entry(self._measure, theirs.period, mine, theirs, today, reason_needed=True)
        except InvalidEntry as error:
            self.query_one("#why-field", Field).say(str(error), wrong=True)
            self._reason.focus()
        else:
            self.dismiss(Resolution(Version.MINE, mine.reason, comments))

    def action_theirs(self) -> None:
        self.dismiss(Resolution(Version.THEIRS))

    def action_edit(self) -> None:
        self.dismiss(Resolution(Version.EDIT))

    def action_back(self) -> None:
        """Back to the choice between the versions, or else to the form."""
        if not self._asking:
            self.dismiss(None)
            return
        self.remove_class("-asking")
        self.query_one("#versions").focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done now: choose a version or, once mine is chosen, keep it."""
        if action in ("mine", "theirs", "edit"):
            return not self._asking
        return action != "keep" or self._asking


def version(base: Entry | None, entry: Entry, other: Entry, look: Look) -> Text:
    """An entry with what it changed of the one before it, and where it differs from the other.

    Without one before it, all of it is new and only differs.
    """
    changed = {c.field: c for c in compared(base or _NOTHING, entry)}
    value = [c for c in compared(_NOTHING, entry) if c.field == "value"]
    listed = {c.field: c for c in (*value, *compared(other, entry))} | changed
    text = Text()
    for change in (listed[field] for field in _FIGURES if field in listed):
        text.append(f"{change.label}  ", look.quiet)
        text.append(one_line(change.after) or "none", _BOLD if change.field in changed else "")
        if base is not None and change.field in changed:
            text.append(f"  was {one_line(change.before) or 'none'}", look.quiet)
        text.append("\n")
    if entry.reason:
        text.append("Why  ", look.quiet).append(f"{one_line(entry.reason)}\n")
    text.append("\nComments\n", look.quiet)
    if base is None:
        text.append(visible(entry.comments))
    else:
        signs = look.ascii_only or not look.quiet
        words = word_diff(base.comments, entry.comments)
        text.append_text(changed_words(words, look, signs=signs))
    return text if entry.comments or (base and base.comments) else text.append("None.")
