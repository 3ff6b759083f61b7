"""Saving the targets that are typed, and copying a year's to the next: what each would turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ncc_tui.domain.dates import financial_year_label
from ncc_tui.domain.errors import InvalidField, NccError
from ncc_tui.domain.figures import parse_figure
from ncc_tui.domain.model import Service
from ncc_tui.services.administration.targets import (
    TargetEntry,
    TargetSet,
    TargetsRefused,
    copy_targets,
    set_targets,
    targets_turns,
)
from ncc_tui.tui.admin.form import FieldForm, FormPage, Stored, TypedRecord
from ncc_tui.tui.admin.lines import FormLine

_UPLIFT = "uplift"


class SaveTargetsForm(FieldForm[tuple[TargetEntry, ...]]):
    """Asks from when targets count and why they change; saves all of them, or none."""

    HELP_TEXT = "The targets that you typed are saved together. F2 saves, Esc goes back to them."

    def __init__(
        self, entries: Sequence[TargetEntry], refused: Callable[[TargetsRefused], None]
    ) -> None:
        """`refused` is told of those that cannot be saved."""
        super().__init__()
        self._entries, self._refused_to = tuple(entries), refused

    def read(self) -> FormPage[tuple[TargetEntry, ...]]:
        """Nothing is read: it is known what is to be saved."""
        title = f"Save {counted(len(self._entries))}"
        return FormPage(title, (), self._entries, known=False, ledger=True, turns=True)

    def check(self, inputs: tuple[TargetEntry, ...], typed: TypedRecord) -> Mapping[str, str]:
        """Each was checked as it was typed."""
        return {}

    def turns(self, inputs: tuple[TargetEntry, ...], typed: TypedRecord) -> Sequence[str]:
        """What all of them would turn."""
        today = self.desk.session.clock.today()
        if typed.counts_from is not None and typed.counts_from > today:
            return ()
        return [turn.words for turn in targets_turns(self.desk.session, inputs)]

    def save(self, inputs: tuple[TargetEntry, ...], typed: TypedRecord) -> Stored:
        """Write them."""
        saved = set_targets(
            self.desk.session, inputs, counts_from=typed.counts_from, reason=typed.reason
        )
        return Stored("", _saved_words(saved))

    def failed(self, work: str, error: NccError) -> None:
        """Say what is wrong with the day or the reason here, and of a target in the grid."""
        if work != "write" or not isinstance(error, TargetsRefused):
            super().failed(work, error)
            return
        first = error.rows[0][1]
        if isinstance(first, InvalidField) and first.field in self.rows:
            super().failed(work, first)
            return
        self.dismiss(None)
        self._refused_to(error)


class CopyYearForm(FieldForm[int]):
    """Copies the targets of a year to the next, harder by a percentage."""

    TURNS = "Would be saved"
    HELP_TEXT = (
        "Every target that is in force in the year is set for the year after, harder by the "
        "percentage: where lower is better it goes down. What stands there already is left."
    )

    def __init__(self, service: Service, first_year: int) -> None:
        super().__init__()
        self._service, self._first_year = service, first_year

    def read(self) -> FormPage[int]:
        """Nothing is read before the percentage is known."""
        year, after = (financial_year_label(self._first_year + by) for by in range(2))
        about = (
            "By how many per cent the targets get harder; where lower is better they go down. "
            "Negative makes them easier."
        )
        lines = (FormLine(_UPLIFT, "Uplift, per cent", about, "0"),)
        title = f"Copy the targets of {year} to {after}  {self._service.name}"
        return FormPage(title, lines, self._first_year, known=False, ledger=True, turns=True)

    def check(self, inputs: int, typed: TypedRecord) -> Mapping[str, str]:
        """Whether the percentage is a number."""
        try:
            parse_figure(typed.texts[_UPLIFT])
        except NccError as error:
            return {_UPLIFT: str(error)}
        return {}

    def turns(self, inputs: int, typed: TypedRecord) -> Sequence[str]:
        """The new targets, each with what it turns."""
        lines: list[str] = []
        for one in self._copy(typed, dry_run=True):
            lines += [one.change, *(f"  {turn.words}" for turn in one.turns)]
        return lines

    def save(self, inputs: int, typed: TypedRecord) -> Stored:
        """Write them."""
        return Stored("", _saved_words(self._copy(typed, dry_run=False)))

    def _copy(self, typed: TypedRecord, *, dry_run: bool) -> tuple[TargetSet, ...]:
        return copy_targets(
            self.desk.session,
            self._first_year,
            self._service.code,
            uplift=parse_figure(typed.texts[_UPLIFT]),
            counts_from=typed.counts_from,
            reason=typed.reason,
            dry_run=dry_run,
        )


def counted(number: int) -> str:
    """How many targets: `1 target`."""
    return "1 target" if number == 1 else f"{number} targets"


def _saved_words(saved: Sequence[TargetSet]) -> str:
    more = f", and {len(saved) - 1} more" if len(saved) > 1 else ""
    return f"Saved {counted(len(saved))}: {saved[0].words}{more}."
