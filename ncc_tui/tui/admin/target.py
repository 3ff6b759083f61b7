"""A measure's target from a period on, in a form of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ncc_tui.domain.errors import NccError
from ncc_tui.domain.figures import parse_figure
from ncc_tui.domain.model import Measure
from ncc_tui.domain.periods import Period
from ncc_tui.domain.text import one_line
from ncc_tui.services.administration.targets import set_target
from ncc_tui.services.forms import form_inputs
from ncc_tui.tui.admin.form import FieldForm, FormPage, Stored, TypedRecord
from ncc_tui.tui.admin.lines import FormLine


@dataclass(frozen=True)
class TargetInputs:
    """The measure that the target is of, and the period that is entered next."""

    measure: Measure
    period: Period


class TargetForm(FieldForm[TargetInputs]):
    """States the target that is in force from a period on."""

    def __init__(self, measure: str) -> None:
        super().__init__()
        self._measure = measure

    def read(self) -> FormPage[TargetInputs]:
        """Read the measure; the period begins as the one whose result comes next."""
        inputs = form_inputs(self.desk.session, self._measure)
        measure, period = inputs.measure, inputs.period
        lines = (
            FormLine(
                "target",
                "Target",
                f"The figure to be reached, {one_line(measure.unit).lower()}; - for none.",
            ),
            FormLine(
                "period",
                "From period",
                f"Its first period, such as {period.label}; in force until another is stated.",
                period.label,
            ),
        )
        title = f"Target of {measure.code}  {measure.title}"
        found = TargetInputs(measure, period)
        return FormPage(title, lines, found, known=False, refusal=inputs.refusal, ledger=True)

    def check(self, inputs: TargetInputs, typed: TypedRecord) -> Mapping[str, str]:
        """What is wrong with the period or the figure."""
        problems = {}
        for name, read in (("target", _amount), ("period", inputs.measure.cycle.parse)):
            try:
                read(typed.texts.get(name, ""))
            except NccError as error:
                problems[name] = str(error)
        return problems

    def save(self, inputs: TargetInputs, typed: TypedRecord) -> Stored:
        """Write the target."""
        target = set_target(
            self.desk.session,
            inputs.measure.code,
            typed.texts["period"],
            typed.texts["target"],
            counts_from=typed.counts_from,
            reason=typed.reason,
        )
        return Stored(inputs.measure.code, f"Saved {target.words}.")


def _amount(text: str) -> object:
    return None if text.strip() == "-" else parse_figure(text)
