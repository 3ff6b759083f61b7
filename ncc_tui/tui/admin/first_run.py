"""The first steps: from an empty database to the first rated figure, a form for each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import BindingType
from textual.content import Content

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.settings import BY_NAME
from ncc_tui.services.administration.lists import FirstPage, first_page
from ncc_tui.services.administration.settings import SettingLine
from ncc_tui.tui.admin.listing import AdminList
from ncc_tui.tui.commands import FIRST_COMMANDS, bindings
from ncc_tui.tui.widgets.bars import TitleLine
from ncc_tui.tui.widgets.table import Column, Line, LineTable


@dataclass(frozen=True)
class FirstStep:
    """A step: what is asked for, why, and what there is of it already."""

    key: str
    title: str
    about: str
    done: Callable[[FirstPage], bool]


STEPS = (
    FirstStep(
        "organisation",
        "The council's name",
        "It stands at the head of every report.",
        lambda page: bool(page.organisation),
    ),
    FirstStep(
        "service",
        "The first service",
        "Each service has a report of its own: a code and a name are enough.",
        lambda page: page.service is not None,
    ),
    FirstStep(
        "measure",
        "Its first measure",
        "What is measured, in which unit, how often, and whether higher or lower is better.",
        lambda page: page.measure is not None,
    ),
    FirstStep(
        "target",
        "Its target",
        "The figure to be reached, and the period from which it is in force.",
        lambda page: page.has_target,
    ),
    FirstStep(
        "result",
        "Its first result",
        "The figure of a period; its rating is shown before it is saved.",
        lambda page: page.has_result,
    ),
)


class FirstRunScreen(AdminList[FirstPage]):
    """The steps to the first report; what is done is ticked, and the next is under the cursor."""

    ENTER = "open"
    RESTRICTED: ClassVar[frozenset[str]] = frozenset({"open"})
    COLUMNS = (
        Column("done", "", 4),
        Column("step", "First steps", 22),
        Column("about", "What it is for", share=1),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*FIRST_COMMANDS)]
    HELP_TEXT = (
        "From an empty database to the first figure of a report. Each step opens a form; what is "
        "done stays done, so that it can be left and taken up again. Where there are files to "
        "import, Administration imports them instead."
    )

    def read(self, as_at: AsAt) -> FirstPage:
        """Read how far the council has come."""
        return first_page(self.desk.session, as_at)

    def show_page(self, page: FirstPage) -> None:
        """Show the steps, and go to the first that is not done."""
        done = sum(step.done(page) for step in STEPS)
        title = Content.styled("First steps", "bold")
        self.query_one(TitleLine).show(title, Content(f"{done} of {len(STEPS)} done"))
        table = self.query_one(LineTable)
        lines = [self._line(page, step) for step in STEPS]
        table.show(lines, ascii_only=self.desk.look.ascii_only)
        if (step := _next(page)) is not None:
            table.choose(step.key)
        self.tell_chosen()
        self.refresh_bindings()

    def _line(self, page: FirstPage, step: FirstStep) -> Line:
        quiet, done = self.desk.look.quiet, step.done(page)
        tick = "[x]" if self.desk.look.ascii_only else " ✓"
        cells = [
            (tick if done else "", Style(bold=True)),
            (step.title, quiet if done else Style(bold=step is _next(page))),
            (step.about, quiet),
        ]
        return Line(step.key, cells)

    @property
    def chosen(self) -> FirstStep | None:
        """The step under the cursor."""
        key = self.query_one(LineTable).key
        return next((step for step in STEPS if step.key == key), None)

    def about(self, page: FirstPage) -> Text:
        """What the step under the cursor is for, and how to go on."""
        step, following = self.chosen, _next(page)
        if following is None:
            return Text("All done: r opens the report; press 3 for everything else.", "bold")
        if step is None:
            return Text()
        how = "done; Enter changes it" if step.done(page) else "Enter opens the form"
        return Text.assemble((f"{step.title}: {how}.", "bold"), f"\n{step.about}")

    def action_open(self) -> None:
        """Take the step under the cursor; where another comes first, say which."""
        page, step = self._page, self.chosen
        if page is None or step is None:
            return
        # Only the council's name can wait.
        before = STEPS[1 : STEPS.index(step)]
        if (missing := next((one for one in before if not one.done(page)), None)) is not None:
            self.notify(f"First comes another step: {missing.title.lower()}.", timeout=4)
            return
        match step.key:
            case "organisation":
                self._ask_name(page)
            case "service":
                self._open_service(page)
            case "measure":
                self._open_measure(page)
            case "target":
                self._open_target(page)
            case "result":
                self._open_result(page)

    def _ask_name(self, page: FirstPage) -> None:
        from ncc_tui.tui.admin.settings import set_words, setting_question

        line = SettingLine(BY_NAME["organisation"], page.organisation)

        def take(text: str | None) -> None:
            if text is not None and text.strip() != line.value:
                self.write(lambda session: set_words(session, line, text))

        self.app.push_screen(setting_question(line, line.value), take)

    def _open_service(self, page: FirstPage) -> None:
        from ncc_tui.tui.admin.services import ServiceForm

        self.open_form(ServiceForm(page.service))

    def _open_measure(self, page: FirstPage) -> None:
        from ncc_tui.tui.admin.measure import MeasureForm

        self.open_form(MeasureForm(page.measure, service=None if page.measure else page.service))

    def _open_target(self, page: FirstPage) -> None:
        from ncc_tui.tui.admin.target import TargetForm

        if page.measure is not None:
            self.open_form(TargetForm(page.measure))

    def _open_result(self, page: FirstPage) -> None:
        from ncc_tui.tui.form.screen import ResultForm

        def take(saved: object) -> None:
            if saved is not None:
                self.action_report()

        if page.measure is not None:
            self.app.push_screen(ResultForm(page.measure), take)

    def refusal_of(self, action: str) -> str:
        """There is no report before there is a measure."""
        if action == "report" and self._page is not None and self._page.measure is None:
            return "A report shows measures, and there is none yet."
        return super().refusal_of(action)

    def action_report(self) -> None:
        """Open the report of the first service."""
        if self._page is not None and self._page.service is not None:
            self.desk.open_report(self._page.service)


def _next(page: FirstPage) -> FirstStep | None:
    """The first step that is not done."""
    return next((step for step in STEPS if not step.done(page)), None)
