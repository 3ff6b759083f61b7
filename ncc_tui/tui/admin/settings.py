"""The settings: what each is for and says, set in a line that is checked as one types."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import BindingType
from textual.content import Content

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import NccError
from ncc_tui.domain.settings import BY_NAME
from ncc_tui.domain.text import one_line
from ncc_tui.services.administration.conflicts import ChangedSince
from ncc_tui.services.administration.lists import SettingsPage, settings_page
from ncc_tui.services.administration.settings import SettingLine, check_setting, set_setting
from ncc_tui.services.session import Session
from ncc_tui.tui.admin.listing import AdminList
from ncc_tui.tui.commands import SETTINGS_COMMANDS, bindings
from ncc_tui.tui.prompts.line import LineQuestion
from ncc_tui.tui.prompts.options import ListQuestion
from ncc_tui.tui.prompts.question import Question
from ncc_tui.tui.widgets.bars import TitleLine
from ncc_tui.tui.widgets.table import Column, Line, LineTable


class SettingsScreen(AdminList[SettingsPage]):
    """Every setting with its value, or in quiet the default that counts."""

    COLUMNS = (
        Column("name", "Setting", 18),
        Column("value", "Value", share=2),
        Column("about", "What it is", share=3, from_width=100),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*SETTINGS_COMMANDS)]
    HELP_TEXT = "What holds for the whole council. An empty setting says its default."

    def read(self, as_at: AsAt) -> SettingsPage:
        """Read the settings."""
        return settings_page(self.desk.session, as_at)

    def show_page(self, page: SettingsPage) -> None:
        """Show the settings."""
        self.query_one(TitleLine).show(Content.styled("Settings", "bold"), Content(""))
        lines = [self._line(line) for line in page.lines]
        self.query_one(LineTable).show(lines, ascii_only=self.desk.look.ascii_only)
        self.tell_chosen()

    def _line(self, line: SettingLine) -> Line:
        quiet = self.desk.look.quiet
        value = (one_line(line.value), Style(bold=True)) if line.value else (_default(line), quiet)
        return Line(
            line.setting.name, [(_label(line), Style()), value, (line.setting.about, quiet)]
        )

    @property
    def chosen(self) -> SettingLine | None:
        """The setting under the cursor."""
        key, lines = self.query_one(LineTable).key, self._page.lines if self._page else ()
        return next((line for line in lines if line.setting.name == key), None)

    def about(self, page: SettingsPage) -> Text:
        """What the setting under the cursor is for, and what it is unless set."""
        if (line := self.chosen) is None:
            return Text()
        return Text.assemble(
            (_label(line), "bold"),
            f"  {line.setting.about}\n",
            (f"Unless set: {line.setting.default or 'nothing'}", self.desk.look.quiet),
        )

    def action_edit(self) -> None:
        """Ask what the setting under the cursor is to say."""
        if (line := self.chosen) is not None:
            self.ask(line, line.value)

    def ask(self, line: SettingLine, begins: str) -> None:
        """Ask what a setting is to say, beginning with a text."""

        def take(text: str | None) -> None:
            if text is not None and check_setting(line.setting.name, text) != line.value:
                self.write(lambda session: set_words(session, line, text), line.setting.name)

        if line.setting.choices:
            choices = [(choice, choice) for choice in line.setting.choices]
            self.app.push_screen(ListQuestion(line.setting.about, choices, line.effective), take)
        else:
            self.app.push_screen(setting_question(line, begins), take)

    def failed(self, work: str, error: NccError) -> None:
        """Where somebody set it meanwhile, show both and ask again."""
        if isinstance(error, ChangedSince):
            self._decide(error)
        else:
            super().failed(work, error)

    def _decide(self, error: ChangedSince) -> None:
        """Ask which of two versions of a setting stays."""
        (both,) = error.versions

        def take(answer: str | None) -> None:
            if answer == "mine":
                seen = SettingLine(BY_NAME[both.field], both.theirs)
                self.write(lambda session: set_words(session, seen, both.mine), both.field)
            else:
                self.reload()

        theirs, mine = (one_line(text) or "nothing" for text in (both.theirs, both.mine))
        body = f"Theirs, saved: {theirs}\nMine: {mine}"
        answers = [("theirs", "Keep theirs"), ("mine", "Save mine in its place")]
        heading = f"Somebody else set {both.field} meanwhile"
        self.app.push_screen(Question(heading, body, answers, escape="theirs"), take)


def setting_question(line: SettingLine, begins: str = "") -> LineQuestion:
    """Asks what a setting is to say, and says as one types what is wrong with it."""

    def understood(text: str) -> str:
        kept = check_setting(line.setting.name, text)
        return "" if kept else f"Empty: it says {line.setting.default or 'nothing'}."

    return LineQuestion(_label(line), begins, hint=line.setting.about, understood=understood)


def _label(line: SettingLine) -> str:
    return line.setting.name.replace("_", " ").capitalize()


def _default(line: SettingLine) -> str:
    return one_line(line.setting.default) or "not set"


def set_words(session: Session, seen: SettingLine, text: str) -> str:
    """Set a setting, which was seen to say something; and say what it says now."""
    line = set_setting(session, seen.setting.name, text, seen=seen.value)
    said = one_line(line.value) or f"its default again, {_default(line)}"
    return f"{_label(line)} is {said}."
