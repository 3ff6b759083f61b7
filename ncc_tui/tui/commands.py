"""Every command of the app, declared once: its key, its label, its help.

Bindings, the key bar, the command palette, the help screen and the README's table are made from
these.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True)
class Command:
    """One thing a user can do: `keys` comma-separated, `label` for the key bar, `help` in full."""

    id: str
    keys: str
    action: str
    label: str
    help: str
    shown: bool = True

    @property
    def binding(self) -> Binding:
        """The command as Textual binds it."""
        return Binding(
            self.keys, self.action, self.label, show=self.shown, id=self.id, tooltip=self.help
        )


def bindings(*commands: Command) -> list[Binding]:
    """The bindings of a screen from its commands."""
    return [command.binding for command in commands]


HELP = Command("app.help", "question_mark,f1", "help", "Help", "Show every key of this screen")
PALETTE = Command(
    "app.palette", "ctrl+p", "command_palette", "Commands", "Find any command by its name", False
)
REPORTS = Command(
    "app.reports", "1", "show_reports", "Reports", "Show every service with its ratings", False
)
DUE = Command("app.due", "2", "show_due", "Due", "Show the results due and overdue", False)
ADMIN = Command("app.admin", "3", "show_admin", "Admin", "Import figures and see the set-up", False)
THEME = Command(
    "app.theme", "f9", "next_theme", "Theme", "Change the colours (kept for the next time)", False
)
QUIT = Command("app.quit", "q", "quit", "Quit", "Leave; everything saved stays saved")

DATE = Command("view.date", "d", "date", "Date", "Choose the report date")
EARLIER = Command(
    "view.earlier", "left_square_bracket", "step(-1)", "Earlier", "Go back a quarter", False
)
LATER = Command(
    "view.later", "right_square_bracket", "step(1)", "Later", "Go forward a quarter", False
)
REVISED = Command(
    "view.revised",
    "v",
    "revised",
    "Revised",
    "Switch between the past as reported and as revised since",
    False,
)
PRINT = Command("view.print", "p", "print", "Print", "Write the report to a file to print or send")

ENTER = Command("report.enter", "e", "enter", "Enter result", "Enter or correct a result")
BULK = Command(
    "report.bulk", "b", "bulk", "Bulk", "Enter every result due in one grid, or paste them", False
)
ACTIONS = Command(
    "report.actions", "a", "actions", "Actions", "Add, assign, date or close actions", False
)
HISTORY = Command(
    "report.history", "h", "history", "History", "Every revision: who, when and what changed"
)
WHY = Command("report.why", "w", "why", "Why?", "How each cell of the row came about")
TREND = Command("report.trend", "t", "trend", "Trend", "Show the trend on the full screen")
DETAIL = Command(
    "report.detail", "enter", "detail", "Detail", "Read the commentary on the full screen", False
)
SEARCH = Command("report.search", "slash", "search", "Search", "Show the rows with these words")
FILTER = Command("report.filter", "f", "filter", "Filter", "Show only one rating or status", False)
SORT = Command("report.sort", "o", "sort", "Sort", "Sort the rows by a column", False)
SERVICE = Command("report.service", "s", "service", "Service", "Choose another service's report")
COPY = Command(
    "report.copy", "y", "copy", "Copy", "Send the row to the terminal's clipboard", False
)
BACK = Command("screen.back", "escape", "back", "Back", "Clear the filters, then go back", False)

OPEN = Command("council.open", "enter", "open", "Open", "Open the service's report")
WORST = Command(
    "council.worst", "o", "worst", "Worst first", "Put the services with most red first"
)
CLOSE = Command("screen.close", "escape,q", "close", "Close", "Go back to the report")
COMPARATORS = Command(
    "trend.comparators", "c", "comparators", "Comparators", "Show or hide the comparators"
)
NEXT_MEASURE = Command("trend.next", "right,j", "measure(1)", "Next", "The next measure's trend")
PREVIOUS_MEASURE = Command(
    "trend.previous", "left,k", "measure(-1)", "Previous", "The previous measure's trend"
)

APP_COMMANDS = (HELP, QUIT, PALETTE, REPORTS, DUE, ADMIN, THEME)
REPORT_COMMANDS = (
    ENTER,
    HISTORY,
    WHY,
    SEARCH,
    DATE,
    SERVICE,
    TREND,
    PRINT,
    EARLIER,
    LATER,
    REVISED,
    BULK,
    ACTIONS,
    FILTER,
    SORT,
    COPY,
    DETAIL,
    BACK,
)
COUNCIL_COMMANDS = (OPEN, WORST, DATE, PRINT, EARLIER, LATER, REVISED)
TREND_COMMANDS = (NEXT_MEASURE, PREVIOUS_MEASURE, COMPARATORS, CLOSE)
