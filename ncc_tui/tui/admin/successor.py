"""Ending a measure, and having another take its place: what its results keep can change so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ncc_tui.domain.dates import parse_date
from ncc_tui.domain.errors import NccError
from ncc_tui.domain.measure_fields import MEASURE_FIELDS
from ncc_tui.services.administration.measure_form import (
    MeasureInputs,
    examine,
    measure_inputs,
    succeeding,
)
from ncc_tui.services.administration.measures import edit_measure, replace_measure
from ncc_tui.tui.admin.form import FieldForm, FormPage, Stored, TypedRecord
from ncc_tui.tui.admin.lines import FormLine, lines_of
from ncc_tui.tui.admin.measure_options import measure_options

_ENDS, _LAST_DAY = "ends_on", "last_day"
# They follow from the day on which the measure ends.
_FOLLOW = ("starts_on", _ENDS)


class RetireForm(FieldForm[MeasureInputs]):
    """Asks for the last day on which a measure is reported."""

    HELP_TEXT = (
        "The measure is reported for the last time on the day you type. Earlier reports keep it; "
        "it can be brought back by emptying the day."
    )

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    def read(self) -> FormPage[MeasureInputs]:
        """Read the measure as it is newest defined."""
        inputs = measure_inputs(self.desk.session, self._code)
        lines = [line for line in lines_of(MEASURE_FIELDS, inputs.begins) if line.name == _ENDS]
        offered = {} if inputs.begins.ends_on else {_ENDS: _last_day(inputs).isoformat()}
        return FormPage(
            f"Retire {self._code}  {inputs.begins.title}",
            tuple(lines),
            inputs,
            known=True,
            refusal=inputs.refusal,
            ledger=True,
            turns=True,
            offered=offered,
        )

    def check(self, inputs: MeasureInputs, typed: TypedRecord) -> Mapping[str, str]:
        """What is wrong with the day."""
        return examine(inputs, typed.texts, counts_from=typed.counts_from).problems

    def turns(self, inputs: MeasureInputs, typed: TypedRecord) -> Sequence[str]:
        """Whether it leaves today's report."""
        turns = examine(inputs, typed.texts, counts_from=typed.counts_from).turns
        return [turn.words for turn in turns]

    def save(self, inputs: MeasureInputs, typed: TypedRecord) -> Stored:
        """End the measure, or have it go on."""
        saved = edit_measure(
            self.desk.session,
            self._code,
            typed.texts,
            seen=inputs.seen,
            counts_from=typed.counts_from,
            reason=typed.reason,
        )
        standing = saved.measure.standing(inputs.today)
        return Stored(self._code, f"{saved.words}: {standing}.")


class SuccessorForm(FieldForm[MeasureInputs]):
    """Retires a measure and adds one like it under a new code, both or neither."""

    HELP_TEXT = (
        "The measure ends on its last day, and keeps its results. The new one begins the day after "
        "with what stands here, and without any. Both are saved together."
    )

    def __init__(self, code: str, typed: Mapping[str, str]) -> None:
        """`typed` are the fields in which the new one is to differ."""
        super().__init__()
        self._code, self._wanted = code, typed

    def read(self) -> FormPage[MeasureInputs]:
        """Read the measure that ends, and what there is to choose from."""
        inputs = measure_inputs(self.desk.session, self._code)
        last = _last_day(inputs)
        after = succeeding(inputs, last)
        about = f"The last day that {self._code} is reported; the new measure begins the day after."
        lines = lines_of(MEASURE_FIELDS, after.begins, options=measure_options(inputs))
        others = [line for line in lines[1:] if line.name not in _FOLLOW]
        first = (lines[0], FormLine(_LAST_DAY, "Last day of the old", about, last.isoformat()))
        wanted = {line.name for line in others}
        return FormPage(
            f"Retire {self._code}, and go on with",
            (*first, *others),
            inputs,
            known=False,
            refusal=inputs.refusal,
            ledger=True,
            offered={name: text for name, text in self._wanted.items() if name in wanted},
        )

    def check(self, inputs: MeasureInputs, typed: TypedRecord) -> Mapping[str, str]:
        """What is wrong with the day, or with the new measure."""
        texts = dict(typed.texts)
        try:
            last = parse_date(texts.pop(_LAST_DAY))
        except NccError as error:
            return {_LAST_DAY: str(error)}
        ends = {_ENDS: last.isoformat()}
        problems = examine(inputs, ends, counts_from=typed.counts_from).problems
        if _ENDS in problems:
            return {_LAST_DAY: problems[_ENDS]}
        after = succeeding(inputs, last)
        return examine(after, texts, counts_from=typed.counts_from).problems

    def save(self, inputs: MeasureInputs, typed: TypedRecord) -> Stored:
        """Write both."""
        texts = dict(typed.texts)
        ended, after = replace_measure(
            self.desk.session,
            self._code,
            texts["code"],
            parse_date(texts.pop(_LAST_DAY)),
            texts,
            seen=inputs.seen,
            counts_from=typed.counts_from,
            reason=typed.reason,
        )
        standing = ended.measure.standing(inputs.today)
        words = f"{ended.measure.code}: {standing}. {after.words} goes on from there."
        return Stored(after.measure.code, words)


def _last_day(inputs: MeasureInputs) -> date:
    """The end of the last period with a result if that is over, else today."""
    ledger = inputs.ledger
    ends = [r.period.end for r in ledger.revisions] if ledger else []
    return min(max(ends), inputs.today) if ends else inputs.today
