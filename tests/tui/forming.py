"""Opening the result form on a copy of the sample council, and looking at what was saved."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Checkbox, Input, Label, Select, TextArea

from ncc_tui.domain.model import Entry, Revision
from ncc_tui.domain.periods import Period
from ncc_tui.services.entering import Saved, Submission, save_result
from ncc_tui.services.forms import FormInputs, form_inputs
from ncc_tui.services.session import Clock, Session, open_session
from ncc_tui.tui.form.screen import ResultForm
from ncc_tui.tui.prompts.question import Question
from tests.tui.seeing import AT, make_app, press, running, settled, until

MEASURE = "CSC04"


@dataclass
class Form:
    """A form that is open, and what it gave when it closed."""

    pilot: Pilot[None]
    given: list[Saved | None] = field(default_factory=list)

    @property
    def screen(self) -> ResultForm:
        return next(s for s in self.pilot.app.screen_stack if isinstance(s, ResultForm))

    @property
    def closed(self) -> bool:
        return bool(self.given)

    def put(self, **values: str) -> None:
        """Put text in fields by their ids, as if typed."""
        for name, value in values.items():
            widget = self.screen.query_one(f"#{name}")
            if isinstance(widget, TextArea):
                widget.text = value
            elif isinstance(widget, Select | Input):
                widget.value = value

    def holds(self, name: str) -> str:
        """What a field holds."""
        widget = self.screen.query_one(f"#{name}")
        if isinstance(widget, TextArea):
            return widget.text
        if isinstance(widget, Checkbox):
            return "ticked" if widget.value else ""
        assert isinstance(widget, Input | Select)
        return str(widget.value)

    def beside(self, name: str) -> str:
        """What is said beside a field."""
        hint = self.screen.query_one(f"#{name}-field .hint")
        return str(hint.render())

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so."""
        await until(self.pilot, true)


async def save(form: Form, key: str = "ctrl+s") -> None:
    """Save what is typed; that April's quarter is not over yet is right.

    Where something else is unlikely too, the question stays.
    """
    await press(form.pilot, key)
    asked = form.pilot.app.screen
    if isinstance(asked, Question) and NOT_OVER.fullmatch(
        str(asked.query_one("#body", Label).render())
    ):
        await press(form.pilot, "down", "enter")


NOT_OVER = re.compile(r"\w+ \d+ is not over: it ends on [\w ]+\.")


@asynccontextmanager
async def form_open(
    database: Path,
    *,
    measure: str = MEASURE,
    period: str | None = None,
    officer: str = "jsmith",
    size: tuple[int, int] = (120, 40),
    **options: object,
) -> AsyncIterator[Form]:
    """The form of a measure, over its report."""
    app = make_app(database, officer=officer, **options)  # type: ignore[arg-type]
    async with running(app, size) as pilot:
        yield await open_form(pilot, measure, period)


async def open_form(pilot: Pilot[None], measure: str = MEASURE, period: str | None = None) -> Form:
    """Open a form in an app that runs already."""
    form = Form(pilot)
    session = pilot.app.session  # type: ignore[attr-defined]
    chosen = form_inputs(session, measure).measure.cycle.parse(period) if period else None
    pilot.app.push_screen(ResultForm(measure, chosen), form.given.append)
    await settled(pilot)
    return form


@contextmanager
def _session(database: Path, officer: str):
    session = open_session(database, officer, Clock.held_at(AT))
    try:
        yield session
    finally:
        session.store.close()


def inputs_of(database: Path, period: str | None = None, measure: str = MEASURE) -> FormInputs:
    """A period's form as it stands in the database, jsmith's draft with it."""
    with _session(database, "jsmith") as session:
        return form_inputs(session, measure, _period(session, measure, period))


def newest(database: Path, period: str, measure: str = MEASURE) -> Revision | None:
    """A result as it stands in the database."""
    return inputs_of(database, period, measure).newest


def saved_by(
    database: Path,
    officer: str,
    value: str,
    *,
    comments: str = "",
    period: str = "Apr 2024",
    measure: str = MEASURE,
    seen: int = 0,
    reason: str = "",
) -> Saved:
    """Have another officer save a result."""
    with _session(database, officer) as session:
        found = _period(session, measure, period)
        assert found is not None
        entry = Entry(Decimal(value), comments=comments, reason=reason)
        return save_result(session, Submission(measure, found, entry, seen), confirmed=True)


def _period(session: Session, measure: str, period: str | None) -> Period | None:
    if period is None:
        return None
    return form_inputs(session, measure).measure.cycle.parse(period)
