"""Matching rows of results with a ledger: which are there already, and what the others become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.model import MissingReason
from ncc_tui.store.imports import LedgerResult, StagedResult

T = TypeVar("T")

_TEXTS = ("comments", "provisional", "source", "reason")


@dataclass
class Matched:
    """What becomes of the rows of one measure and period.

    `new` holds each row that becomes a revision with its number, what was newest before it, and
    what it says; `wrong` holds rows that cannot come in, with what was found and expected in
    which column; `outdated` the rows that equal a revision corrected since.
    """

    new: list[tuple[StagedResult, int, LedgerResult | None, LedgerResult]] = field(
        default_factory=list
    )
    unchanged: list[StagedResult] = field(default_factory=list)
    outdated: list[StagedResult] = field(default_factory=list)
    wrong: list[tuple[StagedResult, str, str, str]] = field(default_factory=list)


def match(rows: Sequence[StagedResult], held: Sequence[LedgerResult], today: str) -> Matched:
    """Match the rows of one measure and period, in order of date, with its revisions in order.

    A row that equals a revision at or after the last one matched changes nothing; any other
    becomes the next revision. Undated, it counts from today where the ledger had a result before.
    """
    found = Matched()
    ledger = list(held)
    undated: StagedResult | None = None
    reached = 0
    for row in sorted(rows, key=lambda r: (r.reported_on or r.assumed_on, r.seq)):
        if row.reported_on is None:
            if undated is not None and not _agree(undated, row):
                found.wrong.append(
                    (row, "reported_on", "", f"a date: line {undated.line} says otherwise")
                )
                continue
            undated = undated or row
        place = next((i for i in range(reached, len(ledger)) if _equals(row, ledger[i])), None)
        if place is not None:
            reached = place
            found.unchanged.append(row)
            continue
        newest = ledger[-1] if ledger else None
        revision = _next(row, newest, today if held else row.assumed_on)
        if newest is not None and row.reported_on and row.reported_on < newest.reported_on:
            found.wrong.append((row, "reported_on", row.reported_on, _not_before(newest)))
            continue
        if revision.override and not revision.override_reason:
            found.wrong.append((row, "override_reason", "", "a reason for the rating set by hand"))
            continue
        ledger.append(revision)
        reached = len(ledger) - 1
        found.new.append((row, len(ledger), newest, revision))
    if undated is not None and not found.new and reached < len(ledger) - 1:
        found.outdated.append(undated)
    return found


def _equals(row: StagedResult, revision: LedgerResult) -> bool:
    if row.reported_on not in (None, revision.reported_on):
        return False
    if row.value != revision.value:
        return False
    if row.missing_reason not in (None, revision.missing_reason):
        return False
    if row.override is not None and (
        row.override != revision.override or (row.override_reason or "") != revision.override_reason
    ):
        return False
    return all(getattr(row, name) in (None, getattr(revision, name)) for name in _TEXTS)


def _agree(one: StagedResult, other: StagedResult) -> bool:
    """Whether two rows say the same as far as both say anything."""
    if one.value != other.value:
        return False
    names = (*_TEXTS, "missing_reason", "override", "override_reason")
    pairs = ((getattr(one, name), getattr(other, name)) for name in names)
    return all(a == b for a, b in pairs if a is not None and b is not None)


def _next(row: StagedResult, newest: LedgerResult | None, otherwise: str) -> LedgerResult:
    """The revision a row makes: what its file does not say is carried over.

    A rating set by hand was set for a value: it is carried over with that value only.
    """
    missing = None
    if row.value is None:
        missing = row.missing_reason or (newest.missing_reason if newest else None)
        missing = missing or str(MissingReason.NOT_AVAILABLE)
    override, override_reason = row.override or "", row.override_reason or ""
    if row.override is None and newest is not None and newest.value == row.value:
        override, override_reason = newest.override, newest.override_reason
    return LedgerResult(
        value=row.value,
        missing_reason=missing,
        comments=_said(row.comments, newest.comments if newest else ""),
        provisional=_said(row.provisional, newest.provisional if newest else 0),
        override=override,
        override_reason=override_reason,
        source=_said(row.source, newest.source if newest else ""),
        reason=row.reason or "",
        reported_on=row.reported_on or otherwise,
    )


def _not_before(newest: LedgerResult) -> str:
    day = format_date(date.fromisoformat(newest.reported_on))
    return f"a date not before {day}, from which the newest revision counts"


def _said(said: T | None, otherwise: T) -> T:
    return otherwise if said is None else said
