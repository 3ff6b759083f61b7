"""Importing targets: a revision where the newest one of a period says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ncc_tui.services.importing.outcome import Kind
from ncc_tui.services.importing.row import MISSING, real_of
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.words import value_words
from ncc_tui.services.importing.work import Work, batched
from ncc_tui.store.imports import StagedTarget

_ENDS = "no target"


def import_targets(work: Work, sources: Sequence[Source]) -> None:
    """Add targets and revise them; one that is missing ends the target before it."""
    for source in sources:
        for staged in batched(_rows(work, source)):
            work.staging.stage_targets(staged)
    for revisions in batched(_revisions(work)):
        work.staging.append_targets(revisions)
        work.journal.went_on()


def _rows(work: Work, source: Source) -> Iterator[StagedTarget]:
    for row in work.rows(source):
        measure = work.measure(row)
        period = work.period(row, measure) if measure else None
        text = row.raw("target").strip()
        amount = None if text.casefold() in MISSING else row.parse("target", real_of, text)
        if measure and period and row.good:
            number = source.sheet.number
            yield StagedTarget(measure.code, period.start, next(work.seq), number, row.line, amount)


def _revisions(work: Work) -> Iterator[tuple[StagedTarget, int]]:
    """Each row that becomes a revision, with its number."""
    journal = work.journal
    last: StagedTarget | None = None
    for row, revision, amount in work.staging.targets():
        sheet = work.sheets[row.sheet]
        if last is not None and (last.measure, last.period) == (row.measure, row.period):
            if last.amount == row.amount:
                journal.leave(sheet, "targets")
            else:
                work.fail_twice(row.sheet, row.line, "target", _words(row.amount), last)
            continue
        last = row
        if revision is not None and amount == row.amount:
            journal.leave(sheet, "targets")
            continue
        key = work.label(row.measure, row.period)
        if revision is None:
            journal.add(sheet, "targets")
            journal.list_change(Kind.ADDED, "targets", key, "", _words(row.amount))
        else:
            journal.revise(sheet, "targets")
            journal.list_change(Kind.REVISED, "targets", key, _words(amount), _words(row.amount))
        yield row, (revision or 0) + 1


def _words(amount: float | None) -> str:
    return _ENDS if amount is None else value_words(amount)
