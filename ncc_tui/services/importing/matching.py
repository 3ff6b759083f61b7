"""Matching rows with a ledger: which are there already, and what the others become.

The same for every ledger: what a row and a revision say is handed in, and compared and made by
functions of the table that is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar

from ncc_tui.domain.entries import day_expected


class Dated(Protocol):
    """A row of a file: where it stands, and the day it gives to count from.

    The day is ISO; empty for `always`, None where the row gives none.
    """

    @property
    def seq(self) -> int:
        """Its place among all rows of the import."""

    @property
    def sheet(self) -> int:
        """The number of its sheet."""

    @property
    def line(self) -> int:
        """Its line in its file."""

    @property
    def counts_from(self) -> str | None:
        """The day from which it is to count."""


R = TypeVar("R", bound=Dated)
T = TypeVar("T")


@dataclass(frozen=True)
class Held(Generic[T]):
    """A revision as the ledger has it, or is to have it; an empty day is `always`."""

    counts_from: str
    says: T


@dataclass(frozen=True)
class New(Generic[R, T]):
    """A row that becomes a revision: its number, and what was newest before it."""

    row: R
    number: int
    before: Held[T] | None
    after: Held[T]


@dataclass
class Matched(Generic[R, T]):
    """What becomes of the rows of one thing's ledger.

    `wrong` holds rows that cannot come in, with what was found and expected of the day;
    `outdated` the rows that equal a revision corrected since.
    """

    new: list[New[R, T]] = field(default_factory=list)
    unchanged: list[R] = field(default_factory=list)
    outdated: list[R] = field(default_factory=list)
    wrong: list[tuple[R, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Rules(Generic[R, T]):
    """How the rows of a table become revisions.

    `equals` says whether a row says what a revision says; `agree` whether two rows do; `build`
    makes what a row says, given what is newest, or None where that is refused; `first_day` gives
    the day from which an undated first revision counts.
    """

    equals: Callable[[R, T], bool]
    agree: Callable[[R, R], bool]
    build: Callable[[R, Held[T] | None], T | None]
    first_day: Callable[[R], str]


def match(
    rows: Sequence[R], held: Sequence[Held[T]], rules: Rules[R, T], *, today: str
) -> Matched[R, T]:
    """Match rows, in order of their days, with the revisions of one thing, in order.

    A row that equals a revision at or after the last one matched changes nothing; any other
    becomes the next revision. Undated, it counts from today where the ledger had something before.
    """
    matched: Matched[R, T] = Matched()
    ledger = list(held)
    undated: R | None = None
    reached = 0
    for row in sorted(rows, key=lambda r: (_day(r, held, rules), r.seq)):
        if row.counts_from is None:
            if undated is not None and not rules.agree(undated, row):
                matched.wrong.append((row, "", f"a date: line {undated.line} says otherwise"))
                continue
            undated = undated or row
        place = next((i for i in range(reached, len(ledger)) if _is(row, ledger[i], rules)), None)
        if place is not None:
            reached = place
            matched.unchanged.append(row)
            continue
        newest = ledger[-1] if ledger else None
        counts_from = row.counts_from
        if counts_from is None:
            counts_from = today if held else rules.first_day(row)
        if newest is not None and (refused := _too_early(counts_from, newest, today)):
            if row.counts_from is not None:
                matched.wrong.append((row, counts_from, refused))
                continue
            counts_from = newest.counts_from
        says = rules.build(row, newest)
        if says is None:
            continue
        revision = Held(counts_from, says)
        ledger.append(revision)
        reached = len(ledger) - 1
        matched.new.append(New(row, len(ledger), newest, revision))
    if undated is not None and not matched.new and reached < len(ledger) - 1:
        matched.outdated.append(undated)
    return matched


def _day(row: R, held: Sequence[Held[T]], rules: Rules[R, T]) -> str:
    """The day by which a row is taken: undated, that of the revision it repeats if there is one."""
    if row.counts_from is not None:
        return row.counts_from
    repeated = (revision.counts_from for revision in held if rules.equals(row, revision.says))
    return next(repeated, rules.first_day(row))


def _is(row: R, revision: Held[T], rules: Rules[R, T]) -> bool:
    return row.counts_from in (None, revision.counts_from) and rules.equals(row, revision.says)


def _too_early(counts_from: str, newest: Held[T], today: str) -> str:
    """What a day should be that is before the newest revision's; empty where it is not."""
    if not counts_from:
        return "a day: only a first revision counts always"
    if counts_from >= newest.counts_from:
        return ""
    return day_expected(*map(date.fromisoformat, (counts_from, newest.counts_from, today)))
