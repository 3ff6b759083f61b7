"""Why?: each cell's rule, inputs and outcome in words."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style
from rich.text import Text
from textual import on, work
from textual.message import Message

from ncc_tui.domain.errors import NccError
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.text import one_line
from ncc_tui.domain.why import Explanation
from ncc_tui.services import reports
from ncc_tui.tui.screens.reading import ReadingScreen


class WhyScreen(ReadingScreen):
    """How each cell of a measure's row came about at the date looked at."""

    HELP_TEXT = "How each cell of the row came about: the rule, what went into it, what came out."

    @dataclass
    class Explained(Message):
        """The explanation was read."""

        explanation: Explanation

    @dataclass
    class Failed(Message):
        """It could not be read."""

        sentence: str

    def __init__(self, measure: str) -> None:
        super().__init__()
        self._measure = measure

    def on_mount(self) -> None:
        """Read the explanation."""
        self._explain()

    @work(thread=True, exit_on_error=False, group="read")
    def _explain(self) -> None:
        view = self.ncc.view
        try:
            found = reports.why(
                self.ncc.session, self._measure, view.at, as_revised=view.as_revised
            )
        except NccError as error:
            self.post_message(self.Failed(str(error)))
        else:
            self.post_message(self.Explained(found))

    @on(Failed)
    def _complain(self, event: Failed) -> None:
        self.notify(event.sentence, severity="error", markup=False)

    @on(Explained)
    def _show(self, event: Explained) -> None:
        look, found = self.ncc.look, event.explanation
        text = Text()
        for reason in found.reasons:
            text.append(f"{one_line(reason.cell)}  ", Style(bold=True))
            rated = reason.outcome in set(Rating)
            outcome = one_line(reason.outcome)
            if rated:
                rating = Rating(reason.outcome)
                text.append(f" {look.words(rating)} ", look.style(rating))
            else:
                text.append(outcome, Style(bold=True))
            text.append(f"\n{one_line(reason.because)}\n\n")
        measure = found.measure
        self.tell(f"Why? {measure.number}  {one_line(measure.title)}", text, self.ncc.view.words)
