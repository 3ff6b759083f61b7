"""Every command of the app, declared once: its key, its label, its help.

Bindings, the key bar, the command palette, the help screen and the README's table are made from
these.
"""

from __future__ import annotations

from typing import NamedTuple

from textual.binding import Binding


class Command(NamedTuple):
    """One thing a user can do: `keys` comma-separated, `label` for the key bar, `help` in full.

    One with `priority` takes its keys before the widget in focus does.
    """

    id: str
    keys: str
    action: str
    label: str
    help: str
    in_bar: bool = True
    priority: bool = False

    @property
    def binding(self) -> Binding:
        """The command as Textual binds it."""
        return Binding(
            self.keys,
            self.action,
            self.label,
            show=self.in_bar,
            priority=self.priority,
            id=self.id,
            tooltip=self.help,
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
ADMIN = Command("app.admin", "3", "show_admin", "Admin", "Measures, targets and the set-up", False)
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
OPENING = Command(
    "view.opening", "full_stop", "opening", "Own date", "Go to the date that was opened on", False
)
CONTINUE = Command(
    "view.draft", "c", "draft", "Go on", "Go on with a draft that waits to be saved", False
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

OPEN = Command("council.open", "enter", "open", "Open", "Open the service's report", priority=True)
WORST = Command(
    "council.worst", "o", "worst", "Worst first", "Put the services with most red first"
)
CLOSE = Command("screen.close", "escape,q", "close", "Close", "Go back to the report")
COMPARATORS = Command(
    "trend.comparators", "c", "comparators", "Comparators", "Show or hide the comparators"
)
ALL_YEARS = Command("trend.years", "a", "years", "All years", "Show all years, or the last three")
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
    OPENING,
    REVISED,
    CONTINUE,
    BULK,
    ACTIONS,
    FILTER,
    SORT,
    COPY,
    DETAIL,
    BACK,
)
DETAIL_COMMANDS = (
    *(ENTER, HISTORY, WHY, TREND, ACTIONS),
    *(DATE, EARLIER, LATER, OPENING, REVISED, CLOSE),
)
FIRST_STEPS = Command(
    "council.first", "g", "first_steps", "First steps", "From an empty database to the first report"
)
COUNCIL_COMMANDS = (
    *(OPEN, WORST, DATE, PRINT, FIRST_STEPS),
    *(EARLIER, LATER, OPENING, REVISED, CONTINUE),
)
TREND_COMMANDS = (NEXT_MEASURE, PREVIOUS_MEASURE, ALL_YEARS, COMPARATORS, CLOSE)

SAVE = Command("form.save", "ctrl+s,f2", "save", "Save", "Save the result")
LEAVE = Command("form.leave", "escape", "leave", "Leave", "Leave; what is typed can be kept")
OTHER_RESULT = Command(
    "form.other",
    "f3",
    "other_result",
    "Correct/Next",
    "Correct the result that the report shows; from there, enter the next one",
)
LOOK = Command(
    "form.look", "f4", "look", "Look", "Look at what was saved since, beside what is typed"
)
FORM_HELP = Command("form.help", "f1", "app.help", "Help", "Show every key of this screen")
FORM_PALETTE = Command(
    "form.palette", "ctrl+p", "app.command_palette", "Commands", PALETTE.help, False
)
FORM_THEME = Command("form.theme", "f9", "app.next_theme", "Theme", THEME.help, False)
KEEP_MINE = Command(
    "conflict.mine", "m", "mine", "Keep mine", "Say why, then save mine as the newest revision"
)
KEEP_NOW = Command("conflict.keep", "ctrl+s,f2", "keep", "Save mine", "Save mine, with its reason")
KEEP_THEIRS = Command("conflict.theirs", "t", "theirs", "Keep theirs", "Leave theirs as it is")
EDIT_BOTH = Command(
    "conflict.edit", "e", "edit", "Edit the two", "Go on with mine, theirs beside it"
)
TO_FORM = Command("conflict.back", "escape", "back", "Back", "Back to the form as it was")

MODAL_COMMANDS = (FORM_HELP, FORM_PALETTE, FORM_THEME)
FORM_COMMANDS = (SAVE, OTHER_RESULT, LOOK, LEAVE, *MODAL_COMMANDS)
CONFLICT_COMMANDS = (KEEP_MINE, KEEP_NOW, KEEP_THEIRS, EDIT_BOTH, TO_FORM, *MODAL_COMMANDS)

DUE_ENTER = Command("due.enter", "e,enter", "enter", "Enter result", "Enter the result that is due")
WHOSE = Command("due.whose", "m", "whose", "Whose", "Show what is due for me, my services or all")
DUE_BULK = Command(
    "due.bulk", "b", "bulk", "Bulk", "Enter all that is due for the row's service in one grid"
)
DUE_BACK = Command("due.back", "escape", "back", "Back", "Go to the overview of services", False)
DUE_COMMANDS = (DUE_ENTER, WHOSE, DUE_BULK, DATE, EARLIER, LATER, OPENING, CONTINUE, DUE_BACK)

UNDO = Command(
    "history.undo", "u", "undo", "Undo", "Bring back the revision before the last, as a new one"
)
WITHDRAW = Command(
    "history.withdraw",
    "x",
    "withdraw",
    "Withdraw",
    "Take the result back: the period then counts as having none",
)
EVERY_PERIOD = Command(
    "history.every", "p", "every_period", "All periods", "Show every period, or one again"
)
EARLIER_PERIOD = Command(
    "history.earlier", "left_square_bracket", "step(-1)", "Earlier", "The period before"
)
LATER_PERIOD = Command(
    "history.later", "right_square_bracket", "step(1)", "Later", "The period after"
)
CORRECT = Command(
    "history.correct", "e", "correct", "Correct", "Enter the period shown again, as a new revision"
)
HISTORY_COMMANDS = (CORRECT, UNDO, WITHDRAW, EVERY_PERIOD, EARLIER_PERIOD, LATER_PERIOD, CLOSE)

NEW_ACTION = Command("actions.new", "n", "new", "New", "Add an action")
EDIT_ACTION = Command("actions.edit", "e,enter", "edit", "Edit", "Change what the action says")
ACTION_OWNER = Command("actions.owner", "o", "owner", "Owner", "Choose who does the action")
ACTION_BY = Command("actions.by", "d", "by", "Due date", "Set the day by which it is to be done")
ACTION_DONE = Command(
    "actions.done", "x,space", "done", "Done", "Mark the action done, or not done after all"
)
ACTIONS_COMMANDS = (NEW_ACTION, EDIT_ACTION, ACTION_OWNER, ACTION_BY, ACTION_DONE, CLOSE)

BULK_SAVE = Command(
    "bulk.save", "f2,ctrl+s", "save", "Save", "Save every row typed, all of them or none"
)
BULK_PERIOD = Command(
    "bulk.period", "f3", "period", "Period", "Show every measure for a period, or what is due"
)
BULK_LEAVE = Command("bulk.leave", "escape", "leave", "Close", "Go back; asks if anything is typed")
BULK_DOWN = Command("bulk.down", "down,enter", "move(1)", "Down", "The next row", False)
BULK_UP = Command("bulk.up", "up", "move(-1)", "Up", "The row before", False)
BULK_PAGE_DOWN = Command("bulk.page_down", "pagedown", "move(10)", "Page down", "Ten down", False)
BULK_PAGE_UP = Command("bulk.page_up", "pageup", "move(-10)", "Page up", "Ten rows up", False)
BULK_ACROSS = Command(
    "bulk.across", "tab", "across(1)", "Across", "To the comments, then to the next row", False
)
BULK_BACK = Command(
    "bulk.back", "shift+tab", "across(-1)", "Back", "To the value, then to the row above", False
)
BULK_TRAVEL = (BULK_ACROSS, BULK_BACK, BULK_DOWN, BULK_UP, BULK_PAGE_DOWN, BULK_PAGE_UP)
BULK_COMMANDS = (BULK_SAVE, BULK_PERIOD, BULK_LEAVE, *BULK_TRAVEL)

WRITE = Command("print.write", "enter", "write", "Write", "Write the file")
PRINT_CLOSE = Command("print.close", "escape", "close", "Close", "Go back, with nothing written")
PRINT_DOWN = Command("print.down", "down", "app.focus_next", "Down", "The next line", False)
PRINT_UP = Command("print.up", "up", "app.focus_previous", "Up", "The line before", False)
PRINT_COMMANDS = (WRITE, PRINT_CLOSE, PRINT_DOWN, PRINT_UP, *MODAL_COMMANDS)

RECORD_SAVE = Command("record.save", "f2,ctrl+s", "save", "Save", "Save what the form says")
RECORD_LEAVE = Command(
    "record.leave", "escape", "leave", "Close", "Go back; asks if anything is typed"
)
RECORD_DOWN = Command("record.down", "down", "app.focus_next", "Down", "The next field", False)
RECORD_UP = Command("record.up", "up", "app.focus_previous", "Up", "The field before", False)
RECORD_COMMANDS = (RECORD_SAVE, RECORD_LEAVE, RECORD_DOWN, RECORD_UP, *MODAL_COMMANDS)

SUCCESSOR = Command(
    "measure.successor",
    "f3",
    "successor",
    "Retire and copy",
    "Retire the measure and add one like it, which may have another frequency",
)
MEASURE_FORM_COMMANDS = (SUCCESSOR,)

MEASURE_ADD = Command("measures.add", "a", "add", "Add", "Add a measure")
MEASURE_EDIT = Command("measures.edit", "e,enter", "edit", "Edit", "Change what the measure says")
MEASURE_COPY = Command("measures.copy", "y", "copy", "Copy", "Add a measure like this one")
MEASURE_MOVE = Command(
    "measures.move", "m", "move", "Move", "Give the measure another number in its report"
)
MEASURE_RETIRE = Command(
    "measures.retire", "x", "retire", "Retire", "Say on which day the measure is reported last"
)
MEASURE_TARGETS = Command(
    "measures.targets", "t", "targets", "Targets", "Set the targets of the measure's service"
)
MEASURE_SEARCH = Command(
    "measures.search", "slash", "search", "Search", "Show the measures with these words"
)
MEASURES_BACK = Command(
    "measures.back", "escape", "back", "Back", "Show every measure again, then go back", False
)
MEASURES_COMMANDS = (
    *(MEASURE_ADD, MEASURE_EDIT, MEASURE_COPY, MEASURE_MOVE, MEASURE_RETIRE),
    *(MEASURE_TARGETS, MEASURE_SEARCH, MEASURES_BACK),
)

TARGETS_SAVE = Command(
    "targets.save", "f2,ctrl+s", "save", "Save", "Save every target typed, all of them or none"
)
TARGETS_SERVICE = Command(
    "targets.service", "f3", "service", "Service", "Choose another service's targets"
)
TARGETS_COPY = Command(
    "targets.copy",
    "f4",
    "copy_year",
    "Copy year",
    "Copy the year's targets to the next, harder by a percentage",
)
TARGETS_EARLIER = Command(
    "targets.earlier", "left_square_bracket", "year(-1)", "Year before", "The year before"
)
TARGETS_LATER = Command(
    "targets.later", "right_square_bracket", "year(1)", "Year after", "The year after"
)
TARGETS_LEAVE = Command(
    "targets.leave", "escape", "leave", "Close", "Go back; asks if anything is typed"
)
TARGETS_ACROSS = Command("targets.across", "tab", "across(1)", "Across", "The next period", False)
TARGETS_BACK = Command(
    "targets.back", "shift+tab", "across(-1)", "Back", "The period before", False
)
TARGETS_TRAVEL = (
    *(TARGETS_ACROSS, TARGETS_BACK, BULK_DOWN, BULK_UP, BULK_PAGE_DOWN, BULK_PAGE_UP),
    *(TARGETS_EARLIER, TARGETS_LATER),
)
TARGETS_COMMANDS = (TARGETS_SAVE, TARGETS_SERVICE, TARGETS_COPY, TARGETS_LEAVE, *TARGETS_TRAVEL)

VERSION_MINE = Command("versions.mine", "m", "keep('mine')", "Mine", "Keep what I typed")
VERSION_THEIRS = Command("versions.theirs", "t", "keep('theirs')", "Theirs", "Keep what they saved")
VERSION_OTHER = Command(
    "versions.other", "space", "keep('other')", "Other", "Keep the other of the two", False
)
VERSIONS_DONE = Command(
    "versions.done", "f2,ctrl+s,enter", "done", "To the form", "Go back with what is kept"
)
VERSIONS_BACK = Command("versions.back", "escape", "back", "Back", TO_FORM.help)
VERSIONS_COMMANDS = (
    *(VERSION_MINE, VERSION_THEIRS, VERSION_OTHER, VERSIONS_DONE, VERSIONS_BACK),
    *MODAL_COMMANDS,
)

LIST_NEW = Command("list.new", "a,n", "new", "Add", "Add one")
LIST_EDIT = Command("list.edit", "e,enter", "edit", "Edit", "Change the one under the cursor")
LIST_REMOVE = Command(
    "list.remove", "x,delete", "remove", "Remove", "Remove the one under the cursor; asks first"
)
LIST_BACK = Command("list.back", "escape", "back", "Back", "Go back to where one came from")
SERVICES_COMMANDS = (LIST_EDIT, LIST_NEW, LIST_REMOVE, LIST_BACK)
OFFICERS_KEYS = Command(
    "officers.keys", "k", "keys", "Keys", "The public keys by which SSH lets the officer in"
)
OFFICERS_COMMANDS = (LIST_EDIT, LIST_NEW, LIST_REMOVE, OFFICERS_KEYS, LIST_BACK)
KEYS_COMMANDS = (LIST_NEW, LIST_REMOVE, LIST_BACK)
SETTINGS_COMMANDS = (LIST_EDIT, LIST_BACK)
LOG_OPEN = Command(
    "log.open", "enter,e", "open", "Open", "What was written, before and after, in full"
)
LOG_FILTER = Command(
    "log.filter", "slash,f", "filter", "Filter", "Choose by whom, since when, of what, which words"
)
LOG_COMMANDS = (LOG_OPEN, LOG_FILTER, LIST_BACK)
FIRST_OPEN = Command("first.open", "enter,e", "open", "Go on", "Take the step under the cursor")
FIRST_REPORT = Command("first.report", "r", "report", "Report", "Open the report as it stands")
FIRST_BACK = Command(
    "first.back", "escape", "back", "Leave", "Leave the first steps; they can be taken up again"
)
FIRST_COMMANDS = (FIRST_OPEN, FIRST_REPORT, FIRST_BACK)

ADMIN_MEASURES = Command(
    "admin.measures",
    "m",
    "go('measures')",
    "Measures",
    "Say what is reported, and how it is judged",
)
ADMIN_TARGETS = Command(
    "admin.targets",
    "t",
    "go('targets')",
    "Targets",
    "Set what each measure is to reach, period by period",
)
ADMIN_SERVICES = Command(
    "admin.services",
    "s",
    "go('services')",
    "Services",
    "Keep the services' tree, directors and portfolio holders",
)
ADMIN_OFFICERS = Command(
    "admin.officers",
    "o",
    "go('officers')",
    "Officers",
    "Say who may do what, and with which public keys",
)
ADMIN_SETTINGS = Command(
    "admin.settings",
    "e",
    "go('settings')",
    "Settings",
    "Set the council's name, and what goes for all",
)
ADMIN_IMPORT = Command(
    "admin.import",
    "i",
    "go('import')",
    "Import",
    "Import results, targets and the rest from CSV or XLSX files",
)
ADMIN_LOG = Command("admin.log", "l", "go('log')", "Log", "See who wrote what, and when")
ADMIN_FIRST = Command("admin.first", "g", "go('first')", "First steps", FIRST_STEPS.help)
ADMIN_BACK = Command("admin.back", "escape", "back", "Back", DUE_BACK.help, False)
ADMIN_MENU = (
    *(ADMIN_MEASURES, ADMIN_TARGETS, ADMIN_SERVICES, ADMIN_OFFICERS),
    *(ADMIN_SETTINGS, ADMIN_IMPORT, ADMIN_LOG, ADMIN_FIRST),
)
ADMIN_COMMANDS = (*ADMIN_MENU, ADMIN_BACK)

IMPORT_GO = Command("import.go", "enter", "go", "Import", "Import what is shown")
IMPORT_TAKE = Command(
    "import.take", "a", "take", "Take all", "Take all that is to be decided as it is offered"
)
IMPORT_DECIDE = Command(
    "import.decide", "d", "decide", "Decide", "Decide one by one what else it is, or leave it out"
)
IMPORT_AGAIN = Command(
    "import.again", "r", "again", "Read again", "Read the same again, after mending a file"
)
IMPORT_OTHER = Command(
    "import.other", "o", "other", "Other file", "Name another file or folder to import"
)
IMPORT_LEAVE = Command(
    "import.leave", "escape", "leave", "Close", "Stop what is under way; else go back"
)
IMPORT_COMMANDS = (
    *(IMPORT_GO, IMPORT_TAKE, IMPORT_DECIDE, IMPORT_AGAIN, IMPORT_OTHER, IMPORT_LEAVE),
    *MODAL_COMMANDS,
)
