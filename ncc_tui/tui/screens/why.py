"""Why?: each cell's rule, inputs and outcome in words."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style
from rich.text import Text
from textual import on, work
from textual.message import Message

from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.text import one_line
from ncc_tui.domain.why import Explanation
from ncc_tui.services.why import explain_row
from ncc_tui.tui.base.reading import ReadingScreen


class WhyScreen(ReadingScreen):
    """How each cell of a measure's row came about at the date looked at."""

    HELP_TEXT = "How each cell of the row came about: the rule, what went into it, what came out."

    @dataclass
    class Explained(Message):
        """The explanation was read."""

        explanation: Explanation

    def __init__(self, measure: str) -> None:
        super().__init__()
        self._measure = measure
        self._explanation: Explanation | None = None

    def on_mount(self) -> None:
        """Read the explanation."""
        self._explain()

    @work(thread=True, exit_on_error=False, group="read")
    def _explain(self) -> None:
        as_at = self.desk.as_at
        self.post_message(self.Explained(explain_row(self.desk.session, self._measure, as_at)))

    @on(Explained)
    def _take(self, event: Explained) -> None:
        self._explanation = event.explanation
        self.repaint()

    def repaint(self) -> None:
        """Show the explanation."""
        look, explanation = self.desk.look, self._explanation
        if explanation is None:
            return
        text = Text()
        for reason in explanation.reasons:
            text.append(f"{one_line(reason.cell)}  ", Style(bold=True))
            rated = reason.outcome in set(Rating)
            outcome = one_line(reason.outcome)
            if rated:
                rating = Rating(reason.outcome)
                text.append(f" {look.words(rating)} ", look.style(rating))
            else:
                text.append(outcome, Style(bold=True))
            text.append(f"\n{one_line(reason.because)}\n\n")
        measure = explanation.measure
        self.tell(f"Why? {measure.number}  {one_line(measure.title)}", text, self.desk.as_at.words)
