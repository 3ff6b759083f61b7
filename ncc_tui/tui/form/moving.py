"""A form changes its period; what is typed comes along, or stays behind as a draft."""

from __future__ import annotations

from textual import on
from textual.widgets import Input

from ncc_tui.domain.errors import InvalidPeriod
from ncc_tui.domain.periods import Period
from ncc_tui.services.drafts import Draft
from ncc_tui.services.forms import FormInputs
from ncc_tui.tui.form import questions
from ncc_tui.tui.form.fields import PeriodInput
from ncc_tui.tui.form.filling import FilledForm, Purpose
from ncc_tui.tui.form.typed import Typed
from ncc_tui.tui.keeping import Snapshot


class MovingForm(FilledForm):
    """A form that shows another period when one is typed, stepped to or asked for by a key."""

    @on(PeriodInput.Stepped)
    def _step(self, event: PeriodInput.Stepped) -> None:
        if self._inputs is not None:
            self._go_to(self._inputs.period.shifted(event.by))

    def action_other_result(self) -> None:
        """Turn to correcting the result that the report shows, and back to the next one."""
        if self._other is not None:
            self._go_to(self._other)

    def _go_to(self, period: Period) -> None:
        self._body.period.value = period.label
        self._settle_period()

    @on(Input.Blurred, "#period")
    def _leave_period(self) -> None:
        if self.is_current:
            self._settle_period()

    def _settle_period(self) -> bool:
        """Read the period typed if it is another; gives whether the form shows it."""
        inputs = self._inputs
        if inputs is None:
            return False
        try:
            period = inputs.measure.cycle.parse(self._body.period.value)
        except InvalidPeriod as error:
            self._refuse({"period": str(error)})
            return False
        self._problems.pop("period", None)
        if period == inputs.period:
            self._stay()
            return True
        if self._body.typed == self._original:
            self._read(period)
        else:
            self._ask_to_bring(inputs.period, period)
        return False

    def _stay(self) -> None:
        if self._inputs is not None:
            self._body.period.value = self._inputs.period.label
            self._show()

    def _ask_to_bring(self, old: Period, new: Period) -> None:
        """Ask what becomes of what is typed when the period changes."""

        def answered(answer: str | None) -> None:
            if answer == "bring":
                self._read(new, Purpose.BRINGING)
            elif answer == "leave":
                self._read(new)
            else:
                self._stay()

        self.app.push_screen(questions.change_period(old, new), answered)

    def bring(self, inputs: FormInputs) -> None:
        """Bring what is typed to a period; first ask where a draft of it stands there."""
        draft = inputs.draft
        if draft is None or Typed.of_draft(draft.content)[0] == self._body.typed:
            self._put(inputs)
        else:
            self._ask_to_replace(inputs, draft)

    def _ask_to_replace(self, inputs: FormInputs, draft: Draft) -> None:
        if self._inputs is None:
            return

        def answered(answer: str | None) -> None:
            if answer == "replace":
                self._put(inputs)
            elif answer == "open":
                self._read(inputs.period, Purpose.OPENING)
            else:
                self._stay()

        question = questions.replace_draft(draft, self._inputs.period)
        self.app.push_screen(question, answered)

    def _put(self, inputs: FormInputs) -> None:
        """Show a period with what is typed; its draft of the period left goes once it is kept."""
        if self._inputs is None:
            return
        typed, left = self._body.typed, self._inputs.period
        self._begin(inputs, inputs.seen, typed)
        self.note_change()
        self.afterwards(Snapshot(self.changes, inputs.measure.code, left, None))
