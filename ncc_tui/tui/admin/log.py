"""The log: who wrote what and when, newest first; Enter shows a line before and after in full."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.text import one_line, visible
from ncc_tui.services.administration.lists import LogPage, log_page
from ncc_tui.services.administration.log import (
    MOST,
    LogField,
    LogFilter,
    LogLine,
    log_fields,
    parse_filter,
)
from ncc_tui.tui.admin.listing import AdminList, counted
from ncc_tui.tui.base.reading import ReadingScreen
from ncc_tui.tui.commands import LOG_COMMANDS, bindings
from ncc_tui.tui.prompts.line import LineQuestion
from ncc_tui.tui.widgets.bars import TitleLine
from ncc_tui.tui.widgets.table import Column, Line, LineTable

_HINT = "Such as by:jsmith since:2024-05-01 of:target agreed; empty shows everything."


class LogScreen(AdminList[LogPage]):
    """Everything that was written, in the ledgers and elsewhere."""

    ENTER = "open"
    RESTRICTED: ClassVar[frozenset[str]] = frozenset({"open", "filter"})
    COLUMNS = (
        Column("when", "When", 16),
        Column("by", "By", 10),
        Column("table", "What", 15, from_width=90),
        Column("key", "Of", 15, from_width=60),
        Column("what", "Change", share=1),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*LOG_COMMANDS)]
    HELP_TEXT = (
        "Every change of services, officers, keys and settings, and every revision of results, "
        "targets, definitions, actions and comparators. It shows what reports withhold, so that "
        "only an admin reads it."
    )

    def __init__(self) -> None:
        super().__init__()
        self._wanted = LogFilter()
        self._lines: dict[str, LogLine] = {}

    def read(self, as_at: AsAt) -> LogPage:
        """Read what is looked for."""
        return log_page(self.desk.session, self._wanted, as_at)

    def show_page(self, page: LogPage) -> None:
        """Show what was written."""
        wanted = f" · {one_line(str(self._wanted))}" if str(self._wanted) else ""
        title = Content.assemble(("Log", "bold"), wanted)
        number = len(page.lines)
        summed = f"the newest {number}" if number == MOST else counted(number, "line")
        self.query_one(TitleLine).show(title, Content(summed))
        self._lines = _by_key(page)
        lines = [self._line(key, line) for key, line in self._lines.items()]
        self.query_one(LineTable).show(lines, ascii_only=self.desk.look.ascii_only)
        self.tell_chosen()

    def _line(self, key: str, line: LogLine) -> Line:
        quiet = self.desk.look.quiet
        cells = [
            (_moment(line), quiet),
            (one_line(line.by), Style()),
            (one_line(line.table), quiet),
            (one_line(line.key), Style(bold=True)),
            (one_line(line.what), Style()),
        ]
        return Line(key, cells)

    @property
    def chosen(self) -> LogLine | None:
        """The line under the cursor."""
        return self._lines.get(self.query_one(LineTable).key or "")

    def about(self, page: LogPage) -> Text:
        """The line under the cursor, as far as there is room."""
        line = self.chosen
        if line is None:
            return Text("" if page.refusal else "Nothing of that kind was written.")
        who = f"{one_line(line.name)} · {_moment(line)}\n"
        return Text.assemble(
            (f"{one_line(line.table)} {one_line(line.key)}  ", "bold"),
            (who, self.desk.look.quiet),
            one_line(line.what),
        )

    def action_open(self) -> None:
        """Show the line under the cursor in full."""
        if (line := self.chosen) is not None:
            self.app.push_screen(LogLineScreen(line))

    def action_filter(self) -> None:
        """Ask what is looked for."""

        def take(text: str | None) -> None:
            if text is not None:
                self._wanted = parse_filter(text)
                self.reload(anew=True)

        self.app.push_screen(
            LineQuestion("Show of the log", str(self._wanted), hint=_HINT, check=parse_filter), take
        )

    def action_back(self) -> None:
        """Show everything again; then go back."""
        if str(self._wanted):
            self._wanted = LogFilter()
            self.reload(anew=True)
        else:
            super().action_back()


class LogLineScreen(ReadingScreen):
    """A line of the log: every field before and after, those that changed first."""

    HELP_TEXT = "What was written, before and after, in full."

    class FieldsRead(Message):
        """Every field was read."""

        def __init__(self, fields: tuple[LogField, ...]) -> None:
            super().__init__()
            self.fields = fields

    def __init__(self, line: LogLine) -> None:
        super().__init__()
        self._line = line
        self._fields: tuple[LogField, ...] = ()

    def on_mount(self) -> None:
        """Read every field."""
        self._read()

    @work(thread=True, exit_on_error=False, group="read")
    def _read(self) -> None:
        self.post_message(self.FieldsRead(log_fields(self.desk.session, self._line)))

    @on(FieldsRead)
    def _take_fields(self, event: FieldsRead) -> None:
        event.stop()
        self._fields = event.fields
        self.repaint()

    def repaint(self) -> None:
        """Write the page in the colours there are now."""
        line, quiet = self._line, self.desk.look.quiet
        text = Text.assemble(
            (f"{one_line(line.name)} ({one_line(line.by)}) · {_moment(line)}\n\n", quiet)
        )
        width = max((len(one_line(field.name)) for field in self._fields), default=0) + 2
        for field in sorted(self._fields, key=lambda field: not field.changed):
            name = one_line(field.name).ljust(width)
            for words, said in _sides(field):
                text.append(name, "bold" if field.changed else quiet)
                text.append(words, quiet).append(f"{_indented(said, width + len(words))}\n")
                name = " " * width
        self.tell(f"{one_line(line.table)} {one_line(line.key)}", text, "Esc closes")


def _sides(field: LogField) -> list[tuple[str, str]]:
    """What a field says, on both sides of a change where it was there before it."""
    if field.before is None or not field.changed:
        return [("", field.after or field.before or "")]
    return [("before: ", field.before), ("after:  ", field.after or "removed")]


def _indented(text: str, width: int) -> str:
    return visible(text).replace("\n", f"\n{' ' * width}")


def _moment(line: LogLine) -> str:
    return f"{line.at.astimezone():%Y-%m-%d %H:%M}"


def _by_key(page: LogPage) -> dict[str, LogLine]:
    """The lines by a key that stays theirs when others come above them."""
    seen: Counter[str] = Counter()
    lines = {}
    for line in reversed(page.lines):
        key = f"{line.at.isoformat()} {line.table} {line.key}"
        seen[key] += 1
        lines[f"{key} {seen[key]}"] = line
    return dict(reversed(lines.items()))
