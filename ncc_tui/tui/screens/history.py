"""History: every revision of a measure's result, who wrote it, and what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.entries import WITHDRAWAL, check_reason
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.ledger import stood_before
from ncc_tui.domain.model import Revision
from ncc_tui.domain.periods import Period
from ncc_tui.domain.text import one_line, visible
from ncc_tui.printing.history import recorded
from ncc_tui.services.entering import Saved, undo, withdraw
from ncc_tui.services.history import Amendment, Step
from ncc_tui.services.pages.history import HistoryPage, history_page
from ncc_tui.tui.base.page import PageScreen
from ncc_tui.tui.commands import HISTORY_COMMANDS, bindings
from ncc_tui.tui.prompts.line import LineQuestion
from ncc_tui.tui.sentences import saved_words
from ncc_tui.tui.widgets.bars import KeyBar, TitleLine, TopBar
from ncc_tui.tui.widgets.changed_words import changed_words

_BOLD, _ITALIC = Style(bold=True), Style(italic=True)


class HistoryScreen(PageScreen[HistoryPage]):
    """The revisions of one period of a measure, or of all, newest first."""

    RESTRICTED = frozenset({"correct", "undo", "withdraw"})
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*HISTORY_COMMANDS)]
    HELP_TEXT = (
        "Every revision, newest first; nothing is ever overwritten. Words that went are struck, "
        "words that came are underlined. Undo writes what stood before as a new revision, and "
        "undone again goes further back. Withdraw takes a result back that was entered by mistake. "
        "All periods shows the revisions of targets and of the definition too."
    )

    @dataclass
    class Undone(Message):
        """What stood before was brought back, or the result was withdrawn."""

        saved: Saved

    def __init__(self, measure: str, period: Period | None = None) -> None:
        """`period` is the one to begin with; without it, it is the last that has a result."""
        super().__init__()
        self._measure = measure
        self._period = period
        self._every = False

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield TopBar()
        yield TitleLine()
        with VerticalScroll():
            yield Static(id="text", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def read(self, as_at: AsAt) -> HistoryPage:
        """Read every revision of the measure."""
        return history_page(self.desk.session, self._measure, as_at.day)

    def show_page(self, page: HistoryPage) -> None:
        """Show the revisions of the period chosen."""
        periods = self._periods
        if self._period is None and periods:
            self._period = periods[-1]
        measure = page.history.measure
        title = Content.styled(f"History · {measure.number}  {one_line(measure.title)}", "bold")
        which = "every period" if self._every else self._period.label if self._period else ""
        self.query_one(TitleLine).show(title, Content(which))
        self.query_one("#text", Static).update(self._told())

    @property
    def _steps(self) -> Sequence[Step]:
        """The revisions of the period chosen, oldest first."""
        steps = self._page.history.steps if self._page else ()
        return [step for step in steps if step.revision.period == self._period]

    @property
    def _periods(self) -> list[Period]:
        """The periods that have a result, oldest first."""
        steps = self._page.history.steps if self._page else ()
        return sorted({step.revision.period for step in steps})

    def _told(self) -> RenderableType:
        steps = self._steps
        if self._every and self._page is not None:
            steps = self._page.history.steps
        parts: list[RenderableType] = []
        if self._page is not None and (notice := self._page.history.notice):
            parts += [Text(notice, self.desk.look.quiet), ""]
        if not steps:
            parts += [Text("No result has been entered. From the report, e enters the first."), ""]
        for period, group in groupby(reversed(steps), key=lambda step: step.revision.period):
            quiet = self.desk.look.quiet
            parts += [Text.assemble((period.label, _BOLD), (f"  {period.span}", quiet)), ""]
            for step in group:
                parts += [*self._tell(step), ""]
        if self._every and self._page is not None:
            parts += self._tell_amendments(self._page.history.amendments)
        return Group(*parts)

    def _tell_amendments(self, amendments: Sequence[Amendment]) -> Iterator[RenderableType]:
        """Tell of the definition's and the targets' revisions, newest first."""
        arrow = "->" if self.desk.look.ascii_only else "→"
        for amendment in reversed(amendments):
            yield Text(amendment.heading, _BOLD)
            yield _inset(Text(amendment.recorded, self.desk.look.quiet))
            if amendment.stamp and amendment.stamp.reason:
                yield _inset(Text.assemble("Reason: ", (one_line(amendment.stamp.reason), _ITALIC)))
            for change in amendment.changes:
                before, after = one_line(change.before), one_line(change.after)
                said = f"{change.label}: {before or 'none'} {arrow} "
                yield _inset(Text.assemble(said, (after or "none", _BOLD)))
            yield ""

    def _tell(self, step: Step) -> Iterator[RenderableType]:
        """Tell of one revision: what it says, who wrote it when and why, what it changed."""
        revision, entry, look = step.revision, step.revision.entry, self.desk.look
        head = Text(f"Revision {revision.number}   {_figure(revision)}", _BOLD)
        if entry.provisional:
            head.append("   provisional", Style(bold=False))
        if entry.override:
            head.append(f"   rated {entry.override} by hand", Style(bold=False))
        yield head
        yield _inset(
            Text(f"{recorded(step)} · reported on {format_date(revision.reported_on)}", look.quiet)
        )
        if entry.reason:
            yield _inset(Text.assemble("Reason: ", (one_line(entry.reason), _ITALIC)))
        if entry.override and revision.number == 1:
            yield _inset(Text(f"Reason for the rating: {one_line(entry.override_reason)}"))
        arrow = "->" if look.ascii_only else "→"
        for change in step.changes:
            if change.field != "comments":
                before, after = one_line(change.before), one_line(change.after)
                said = f"{change.label}: {before or 'none'} {arrow} "
                yield _inset(Text.assemble(said, (after or "none", _BOLD)))
        if step.comments:
            yield _inset(Text("Comments:"))
            yield _inset(changed_words(step.comments, look, signs=look.ascii_only), 4)
        elif entry.comments and revision.number == 1:
            yield _inset(Text(visible(entry.comments).strip()), 4)

    def action_every_period(self) -> None:
        """Show every period, or again the one chosen."""
        self._every = not self._every
        self._show_again()

    def action_step(self, by: int) -> None:
        """Show the period with a result before or after the one shown."""
        periods = self._periods
        if self._period in periods:
            place = periods.index(self._period) + by
            self._period = periods[max(0, min(place, len(periods) - 1))]
        elif periods:
            self._period = periods[-1]
        self._every = False
        self._show_again()

    def _show_again(self) -> None:
        if self._page is not None:
            self.show_page(self._page)
            self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_correct(self) -> None:
        """Open the form on the period shown; what it saves is a new revision."""
        from ncc_tui.tui.form.screen import ResultForm

        self.app.push_screen(ResultForm(self._measure, self._period))

    def action_undo(self) -> None:
        """Ask, then bring back the revision before the last of the period chosen."""
        if self._page is None:
            return
        steps, period = self._steps, self._period
        before = stood_before([step.revision for step in steps])
        if period is None or before is None:
            self.notify(
                "There is nothing to undo: the result stands as it was first entered. "
                "Correct it with e, or take it back with x."
                if steps
                else "There is nothing to undo: no result has been entered. Enter one with e."
            )
            return
        newest = steps[-1].revision

        def take(reason: str | None) -> None:
            if reason is not None:
                self._undo(period, newest.number, reason.strip())

        self.app.push_screen(
            LineQuestion(
                f"Undo revision {newest.number} of {one_line(self._measure)} {period.label}?",
                hint=f"Revision {before.number} ({_figure(before)}) comes back, with its words, as "
                f"revision {newest.number + 1}. Say why, if you like.",
                says="Enter undoes it · Esc leaves it as it is",
            ),
            take,
        )

    def action_withdraw(self) -> None:
        """Ask why, then take back the result of the period chosen."""
        if self._page is None:
            return
        period = self._period
        newest = self._steps[-1].revision if self._steps else None
        if period is None or newest is None or newest.entry.withdrawn:
            self.notify("There is no result to withdraw.")
            return
        seen = newest.number

        def take(reason: str | None) -> None:
            if reason is not None:
                self._withdraw(period, seen, reason.strip())

        self.app.push_screen(
            LineQuestion(
                f"Withdraw {one_line(self._measure)} {period.label} ({_figure(newest)})?",
                hint="The period then counts as having no result; what stood there stays in the "
                "history. Say why.",
                check=lambda reason: check_reason(reason, WITHDRAWAL),
                says="Enter withdraws it · Esc leaves it as it is",
            ),
            take,
        )

    @work(thread=True, exit_on_error=False, group="write")
    def _withdraw(self, period: Period, seen: int, reason: str) -> None:
        with self.wait_shown():
            saved = withdraw(self.desk.session, self._measure, period, seen=seen, reason=reason)
        self.post_message(self.Undone(saved))

    @work(thread=True, exit_on_error=False, group="write")
    def _undo(self, period: Period, seen: int, reason: str) -> None:
        why = reason or None
        with self.wait_shown():
            saved = undo(self.desk.session, self._measure, period, seen=seen, reason=why)
        self.post_message(self.Undone(saved))

    @on(Undone)
    def _say_undone(self, event: Undone) -> None:
        self.notify(saved_words(event.saved, self.desk.look, self.desk.as_at), markup=False)
        self.reload()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()


def _inset(text: Text, by: int = 2) -> Padding:
    """A text that stands further right, also where it is wrapped."""
    return Padding(text, (0, 0, 0, by))


def _figure(revision: Revision) -> str:
    """A revision's figure in full, or why there is none."""
    return format_figure(revision.value) or str(revision.entry.missing)
