"""A measure's form: every field of `measures.csv`, of one that is there, a new one or a copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from ncc_tui.domain.measure_fields import FIXED, MEASURE_FIELDS
from ncc_tui.services.administration.measure_form import (
    MeasureInputs,
    copy_inputs,
    examine,
    measure_inputs,
)
from ncc_tui.services.administration.measures import add_measure, copy_measure, edit_measure
from ncc_tui.tui.admin.form import FieldForm, FormPage, Stored, TypedRecord
from ncc_tui.tui.admin.lines import lines_of
from ncc_tui.tui.admin.measure_options import measure_options
from ncc_tui.tui.commands import MEASURE_FORM_COMMANDS, bindings

# What a new measure must be told, rather than begin with.
_ASKED = ("frequency", "polarity")


class MeasureForm(FieldForm[MeasureInputs]):
    """Defines a measure anew, or adds one: from nothing, or like another."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*MEASURE_FORM_COMMANDS)]
    HELP_TEXT = (
        f"{FieldForm.HELP_TEXT} A measure that has results keeps its frequency: F3 retires it and "
        "adds one like it with another, in one go."
    )

    def __init__(
        self, code: str | None = None, *, like: str | None = None, service: str | None = None
    ) -> None:
        """Of the measure `code`; without it of a new one, `like` another or in a service."""
        super().__init__()
        self._code, self._like, self._service = code, like, service

    def read(self) -> FormPage[MeasureInputs]:
        """Read the measure as it is newest defined, and what there is to choose from."""
        session = self.desk.session
        if self._like is not None:
            inputs = copy_inputs(session, self._like)
        else:
            inputs = measure_inputs(session, self._code, service=self._service)
        kept = ("code",) if inputs.known else ()
        lines = lines_of(MEASURE_FIELDS, inputs.begins, options=measure_options(inputs), kept=kept)
        if inputs.known is None and self._like is None:
            lines = tuple(replace(one, text="") if one.name in _ASKED else one for one in lines)
        return FormPage(
            self._title(inputs),
            lines,
            inputs,
            known=inputs.known is not None,
            refusal=inputs.refusal,
            ledger=True,
            turns=True,
        )

    def _title(self, inputs: MeasureInputs) -> str:
        if inputs.known is not None:
            return f"Measure {inputs.known.code}  {inputs.known.title}"
        return f"New measure like {self._like}" if self._like else "New measure"

    def check(self, inputs: MeasureInputs, typed: TypedRecord) -> Mapping[str, str]:
        """What is wrong with the measure, and the key that goes round it where there is one."""
        found = examine(inputs, typed.texts, counts_from=typed.counts_from).problems
        if self._code is None or not inputs.has_results:
            return found
        way = "F3 does both in one go."
        return {n: f"{words} {way}" if n in FIXED else words for n, words in found.items()}

    def turns(self, inputs: MeasureInputs, typed: TypedRecord) -> Sequence[str]:
        """What it would turn in today's report."""
        turns = examine(inputs, typed.texts, counts_from=typed.counts_from).turns
        return [turn.words for turn in turns]

    def save(self, inputs: MeasureInputs, typed: TypedRecord) -> Stored:
        """Write the measure's next revision, or its first."""
        session, texts = self.desk.session, typed.texts
        counts_from, reason = typed.counts_from, typed.reason
        if inputs.known is not None:
            code, seen = inputs.known.code, inputs.seen
            saved = edit_measure(
                session, code, texts, seen=seen, counts_from=counts_from, reason=reason
            )
        elif self._like is not None:
            saved = copy_measure(
                session, self._like, texts["code"], texts, counts_from=counts_from, reason=reason
            )
        else:
            saved = add_measure(session, texts, counts_from=counts_from, reason=reason)
        return Stored(saved.measure.code, f"Saved {saved.words}.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to have a successor only to a measure that has results."""
        if action == "successor":
            page = self.page
            known = page is not None and page.known and page.inputs.has_results
            return known and not (page and page.refusal)
        return super().check_action(action, parameters)

    def action_successor(self) -> None:
        """Retire the measure and add one like it, with what is typed here."""
        from ncc_tui.tui.admin.successor import SuccessorForm

        page = self.page
        if page is None or page.inputs.known is None:
            return

        def leave(stored: Stored | None) -> None:
            if stored is not None:
                self.dismiss(stored)

        self.app.push_screen(SuccessorForm(page.inputs.known.code, self.changed), leave)
