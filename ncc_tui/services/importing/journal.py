"""What an import keeps count of as it goes: rows, changes, problems, progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from ncc_tui.services.importing.choices import Choices
from ncc_tui.services.importing.outcome import (
    Count,
    ImportOutcome,
    Kind,
    LeftOut,
    Offer,
    Problem,
    RowChange,
)
from ncc_tui.services.importing.sheets import Sheet

MOST_ERRORS = 300
MOST_CHANGES = 500
MOST_OFFERS = 300
MOST_LEFT_OUT = 100

Progress = Callable[[int, int | None], None]


class Cancelled(Exception):
    """Whoever asked for the import no longer wants it."""


@dataclass
class _Tally:
    added: int = 0
    revised: int = 0
    unchanged: int = 0
    in_error: int = 0


class Journal:
    """Collects what an import finds; lists are capped, counts are not."""

    def __init__(
        self,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
        choices: Choices,
    ) -> None:
        self.notes: list[str] = []
        self.choices = choices
        self.error_count = 0
        self.doubt_count = 0
        self._doubts: list[Problem] = []
        self._errors: list[Problem] = []
        self._changes: list[RowChange] = []
        self._offers: dict[tuple[str, ...], Offer] = {}
        self._taken: dict[tuple[str, ...], Offer] = {}
        self._offers_unlisted = 0
        self._left_out: list[LeftOut] = []
        self._left_out_count = 0
        self._tallies: dict[tuple[str, str, str], _Tally] = {}
        self._last_wrong: tuple[str, str, int | None] | None = None
        # Stands for all that is written, and for what is unlikely about it.
        self._digest = blake2b(digest_size=16)
        self._progress = progress
        self._cancelled = cancelled
        self._done = 0
        self._total: int | None = None

    @property
    def errors_full(self) -> bool:
        """Whether further problems are only counted."""
        return len(self._errors) >= MOST_ERRORS

    @property
    def changes_left(self) -> int:
        """How many more changes would be listed."""
        return MOST_CHANGES - len(self._changes)

    def report(self, problem: Problem) -> None:
        """Note a problem."""
        self.error_count += 1
        if not self.errors_full:
            self._errors.append(problem)

    def sign(self, *parts: object) -> None:
        """Take something that is written into the digest."""
        self._digest.update(repr(parts).encode("utf-8", "backslashreplace"))

    def doubt(self, problem: Problem) -> None:
        """Note what is unlikely, and must be confirmed."""
        self.sign(problem)
        self.doubt_count += 1
        if len(self._doubts) < MOST_ERRORS:
            self._doubts.append(problem)

    @property
    def offer_count(self) -> int:
        """How many offers nobody has answered."""
        return len(self._offers) + self._offers_unlisted

    def settle(self, offer: Offer) -> str:
        """What a doubtful text is taken for; where nobody has decided that, the offer is open."""
        chosen = self.choices.of(offer.found)
        if chosen is None and offer.mark and self.choices.of(offer.mark) == "":
            chosen = offer.taken
        if chosen is not None and chosen != offer.taken:
            offer = replace(offer, taken=chosen, title="")
        offer = replace(offer, instead=()) if self.choices.yes or chosen is not None else offer
        undecided = chosen is None and not self.choices.yes
        settled = self._offers if undecided else self._taken
        if first := settled.get(offer.key):
            settled[offer.key] = replace(first, count=first.count + 1)
        elif len(settled) < MOST_OFFERS:
            settled[offer.key] = offer
        elif undecided:
            self._offers_unlisted += 1
        return offer.taken

    def leave_out(self, sheet: Sheet, line: int, text: str, why: str) -> None:
        """List a row that is not imported."""
        self._left_out_count += 1
        if len(self._left_out) < MOST_LEFT_OUT:
            self._left_out.append(LeftOut(sheet.file, sheet.name, line, text, why))

    def begin(self, sheet: Sheet, table: str) -> Callable[[Problem], None]:
        """Begin a sheet; gives what notes its rows' problems and counts the rows that have any."""
        self._tally(sheet, table)

        def report(problem: Problem) -> None:
            self.report(problem)
            place = problem.file, problem.sheet, problem.line
            if problem.line is not None and place != self._last_wrong:
                self._last_wrong = place
                self._tally(sheet, table).in_error += 1

        return report

    def enter(self, sheet: Sheet, table: str, kind: Kind) -> None:
        """Count a row that was added or revised."""
        tally = self._tally(sheet, table)
        if kind is Kind.ADDED:
            tally.added += 1
        else:
            tally.revised += 1

    def leave(self, sheet: Sheet, table: str, rows: int = 1) -> None:
        """Count rows that were left as they are."""
        self._tally(sheet, table).unchanged += rows

    def list_change(self, kind: Kind, table: str, key: str, old: str, new: str) -> None:
        """List a change for the preview."""
        if self.changes_left > 0:
            self._changes.append(RowChange(kind, table, key, old, new))

    def expect(self, sheets: Sequence[Sheet]) -> None:
        """Learn how long the import is."""
        lines = [sheet.lines for sheet in sheets]
        self._total = None if None in lines else sum(n for n in lines if n is not None)

    def went_on(self, lines: int = 0) -> None:
        """Say that so many more lines were read; raises Cancelled where nobody wants the rest."""
        self._done += lines
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        if self._progress is not None:
            done = self._done if self._total is None else min(self._done, self._total)
            self._progress(done, self._total)

    def outcome(self, *, dry_run: bool, confirmed: bool, cancelled: bool = False) -> ImportOutcome:
        """All of it, as it is handed out."""
        return ImportOutcome(
            counts=tuple(
                Count(*place, t.added, t.revised, t.unchanged, t.in_error)
                for place, t in self._tallies.items()
            ),
            changes=tuple(self._changes),
            errors=tuple(self._errors),
            error_count=self.error_count,
            notes=(*self.notes, *(f"{offer.done}." for offer in self._taken.values())),
            offers=tuple(self._offers.values()),
            offer_count=self.offer_count,
            left_out=tuple(sorted(self._left_out, key=lambda left: (left.file, left.sheet))),
            left_out_count=self._left_out_count,
            dry_run=dry_run,
            cancelled=cancelled,
            doubts=tuple(self._doubts),
            doubt_count=self.doubt_count,
            confirmed=confirmed,
            digest=self._digest.hexdigest(),
        )

    def _tally(self, sheet: Sheet, table: str) -> _Tally:
        return self._tallies.setdefault((sheet.file, sheet.name, table), _Tally())
