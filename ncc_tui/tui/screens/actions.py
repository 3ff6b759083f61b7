"""A measure's actions: what is to be done, by whom, by when, and what is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable, Static

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date, parse_date, understood
from ncc_tui.domain.entries import unlikely_due
from ncc_tui.domain.model import Action
from ncc_tui.domain.periods import Period
from ncc_tui.domain.text import one_line, visible
from ncc_tui.services import actions
from ncc_tui.services.actions import NewAction, Standing, check_text, owner_of
from ncc_tui.services.pages.actions import ActionsPage, actions_page
from ncc_tui.services.session import Session
from ncc_tui.tui.base.listing import TableScreen
from ncc_tui.tui.commands import ACTIONS_COMMANDS, bindings
from ncc_tui.tui.prompts.line import LineQuestion
from ncc_tui.tui.prompts.question import Question
from ncc_tui.tui.sentences import owner_words
from ncc_tui.tui.widgets.bars import TitleLine
from ncc_tui.tui.widgets.table import Column, Line, LineTable

_COLUMNS = (
    Column("sign", "", 1),
    Column("text", "Action", share=1),
    Column("owner", "Owner", 15, from_width=70),
    Column("by", "By", 11),
    Column("state", "", 16, from_width=90),
    Column("raised", "For", 8, from_width=100),
)


class ActionsScreen(TableScreen[ActionsPage]):
    """The actions of one measure, those that stand first."""

    COLUMNS = _COLUMNS
    RESTRICTED = frozenset({"new", "edit", "owner", "by", "done"})
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*ACTIONS_COMMANDS)]
    HELP_TEXT = (
        "What is to be done about the measure. An action is carried forward by itself: every "
        "report shows it until it is marked done. Those marked ! are overdue."
    )

    @dataclass
    class ActionSaved(Message):
        """An action was added or changed."""

        action: Action
        words: str

    def __init__(self, measure: str, period: Period | None = None) -> None:
        """`period` is the one that a new action is raised in; without it, the next one due."""
        super().__init__()
        self._measure = measure
        self._period = period

    @property
    def chosen(self) -> Standing | None:
        """The action under the cursor."""
        key = self.query_one(LineTable).key
        actions = self._page.actions if self._page else ()
        return next((one for one in actions if str(one.action.id) == key), None)

    def read(self, as_at: AsAt) -> ActionsPage:
        """Read the actions."""
        return actions_page(self.desk.session, self._measure, as_at.day, self._period)

    def show_page(self, page: ActionsPage) -> None:
        """Show the actions."""
        measure = page.measure
        title = f"Actions · {measure.number}  {one_line(measure.title)}"
        left = sum(one.action.done_on is None for one in page.actions)
        late = sum(one.overdue for one in page.actions)
        parts = [(f" {left} to do ", "$quiet")]
        if late:
            parts.append((f" ! {late} overdue ", "bold"))
        self.query_one(TitleLine).show(Content.styled(title, "bold"), Content.assemble(*parts))
        table = self.query_one(LineTable)
        lines = [self._line(one) for one in page.actions]
        table.show(lines, ascii_only=self.desk.look.ascii_only)
        self.tell_chosen()

    def _line(self, one: Standing) -> Line:
        action, look = one.action, self.desk.look
        plain, quiet = Style(), look.quiet
        style = Style(bold=True) if one.overdue else plain
        sign, state = "", ""
        if action.done_on is not None:
            sign, style = ("+" if look.ascii_only else "✓"), quiet
            state = f"done {format_date(action.done_on)}"
        elif one.overdue:
            sign, state = "!", "overdue"
        cells = [
            (sign, style),
            (one_line(action.text), style),
            (self._owner_of(action) or "nobody yet", quiet),
            (format_date(action.due_on) if action.due_on else "no date", style),
            (state, style),
            (action.period.label, quiet),
        ]
        return Line(str(action.id), cells)

    def _owner_of(self, action: Action) -> str:
        names = self._page.names if self._page else {}
        return one_line(names.get(action.owner, action.owner)) if action.owner else ""

    def tell_chosen(self) -> None:
        self.query_one("#about", Static).update(self._about())

    def _about(self) -> Text:
        """The action under the cursor in full, or how to add the first."""
        one, page, quiet = self.chosen, self._page, self.desk.look.quiet
        if page is None:
            return Text()
        may = f"You may read these, not change them: {page.refusal}" if page.refusal else ""
        if one is None:
            return Text(f"No action yet. {may or 'n adds one.'}")
        action = one.action
        text = Text.assemble((visible(action.text).strip(), "bold"), "\n")
        facts = [self._owner_of(action) or "nobody yet", f"raised {format_date(action.raised_on)}"]
        if action.due_on:
            late = " (overdue)" if one.overdue else ""
            facts.append(f"by {format_date(action.due_on)}{late}")
        if action.done_on:
            facts.append(f"done {format_date(action.done_on)}")
        text.append(" · ".join(facts), quiet)
        return text.append(f"\n{may}") if may else text

    def _permitted(self) -> bool:
        """Whether the officer may change the actions; says why not."""
        return self._page is not None and not self.refuses("edit")

    def action_new(self) -> None:
        """Ask what is to be done, and add it."""
        if self._page is None or not self._permitted():
            return
        measure, period = self._page.measure.code, self._page.period

        def take(text: str | None) -> None:
            if text is not None:
                self._write(
                    lambda session: actions.add(session, measure, period, NewAction(text)),
                    "Added. o says who does it, d by when.",
                )

        heading = f"What is to be done about {measure}?"
        hint = "It stands in every report until it is done."
        says = "Enter adds it · Esc leaves it"
        self.app.push_screen(LineQuestion(heading, hint=hint, check=check_text, says=says), take)

    def action_edit(self) -> None:
        """Ask for other words for the action under the cursor."""
        one = self.chosen
        if one is None or not self._permitted():
            return
        seen, words = one.action, one_line(one.action.text)

        def take(text: str | None) -> None:
            if text is not None and text != words:
                self._change(seen, text, seen.owner, seen.due_on)

        self.app.push_screen(LineQuestion("What is to be done?", words, check=check_text), take)

    def action_owner(self) -> None:
        """Ask who does the action under the cursor."""
        one = self.chosen
        if one is None or self._page is None or not self._permitted():
            return
        seen, names = one.action, self._page.names
        standing = self._owner_of(seen)

        def take(text: str | None) -> None:
            if text is None or text == standing or (owner := owner_of(text, names)) == seen.owner:
                return
            self._change(seen, seen.text, owner, seen.due_on)

        self.app.push_screen(
            LineQuestion(
                "Who does it?",
                standing,
                hint="An officer, or any name. Empty is nobody yet.",
                understood=lambda text: owner_words(text, names),
                suggestions=[*(one_line(name) for name in names.values()), *names],
            ),
            take,
        )

    def action_by(self) -> None:
        """Ask by when the action under the cursor is to be done."""
        one = self.chosen
        if one is None or not self._permitted():
            return
        seen, today = one.action, self.desk.session.clock.today()

        def day(text: str) -> date | None:
            return parse_date(text, today=today, ahead=True) if text.strip() else None

        def take(text: str | None) -> None:
            if text is None or (by := day(text)) == seen.due_on:
                return
            doubts = " ".join(unlikely_due(by, today))
            if not doubts:
                self._change(seen, seen.text, seen.owner, by)
                return
            answers = [("look", "Look again"), ("save", "Save it all the same")]
            self.app.push_screen(
                Question("An unlikely day", doubts, answers, escape="look"),
                lambda answer: sure(by) if answer == "save" else self.action_by(),
            )

        def sure(by: date | None) -> None:
            self._change(seen, seen.text, seen.owner, by, confirmed=True)

        self.app.push_screen(
            LineQuestion(
                "By when is it to be done?",
                format_date(seen.due_on) if seen.due_on else "",
                hint="Such as 30 Jun, 30/06/2024 or 2024-06-30. Empty is no date.",
                check=day,
                understood=lambda text: understood(text, today, ahead=True),
            ),
            take,
        )

    def action_done(self) -> None:
        """Mark the action under the cursor done, or not done after all."""
        one = self.chosen
        if one is None or not self._permitted():
            return
        seen = one.action
        if seen.done_on is None:
            self._write(lambda session: actions.mark_done(session, seen), "Marked done.")
        else:
            self._write(lambda session: actions.reopen(session, seen), "Open again.")

    def _change(
        self,
        seen: Action,
        text: str,
        owner: str | None,
        due_on: date | None,
        *,
        confirmed: bool = False,
    ) -> None:
        self._write(
            lambda session: actions.edit(
                session, seen, text=text, owner=owner, due_on=due_on, confirmed=confirmed
            ),
            "Action changed.",
        )

    @work(thread=True, exit_on_error=False, group="write")
    def _write(self, write: Callable[[Session], Action], words: str) -> None:
        with self.wait_shown():
            action = write(self.desk.session)
        self.post_message(self.ActionSaved(action, words))

    @on(ActionSaved)
    def _say_saved(self, event: ActionSaved) -> None:
        self.query_one(LineTable).choose(str(event.action.id))
        self.notify(event.words, timeout=3, markup=False)
        self.reload()

    @on(DataTable.RowSelected)
    def _selected(self) -> None:
        self.action_edit()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()
