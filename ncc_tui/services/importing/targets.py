"""Importing targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import groupby

from ncc_tui.domain.entries import MISSING
from ncc_tui.domain.figures import from_real
from ncc_tui.domain.model import Target
from ncc_tui.domain.periods import Period
from ncc_tui.services.importing.matching import Held, Rules, match
from ncc_tui.services.importing.row import real_of
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.words import value_words
from ncc_tui.services.importing.work import Work, batched
from ncc_tui.store.imports import StagedTarget
from ncc_tui.store.ledgers import append_target, target_revisions
from ncc_tui.store.records import day, real

_ENDS = "no target"

# What a target says: its amount, None where it ends the one before, and why it changed.
_Says = tuple[float | None, str]


def import_targets(work: Work, sources: Sequence[Source]) -> None:
    """Add targets and revise them; one that is missing ends the target before it."""
    for source in sources:
        for staged in batched(_rows(work, source)):
            work.staging.stage_targets(staged)
    settled = work.staging.measures_with("target")
    for code, rows in work.staging.targets():
        measure = work.measures[code]
        held: dict[str, list[Target]] = {}
        for target in target_revisions(work.staging.db, measure):
            held.setdefault(target.period.start.isoformat(), []).append(target)
        first = work.first_day(code, settled)
        for start, of_period in groupby(rows, key=lambda row: row.period):
            ledger = [
                Held(_day(target), (real(target.amount), _reason(target)))
                for target in held.get(start, ())
            ]
            rules = Rules(
                equals=lambda row, says: row.amount == says[0],
                agree=lambda one, other: one.amount == other.amount,
                build=partial(_says, work, bool(ledger)),
                first_day=lambda _, first=first: first,  # type: ignore[misc]
            )
            matched = match(list(of_period), ledger, rules, today=work.today.isoformat())
            period = Period(date.fromisoformat(start), measure.cycle)
            for new in work.settle("targets", f"{code} {period.label}", matched, _words):
                amount, reason = new.after.says
                append_target(
                    work.staging.db,
                    measure,
                    period,
                    None if amount is None else from_real(amount),
                    seen=new.number - 1,
                    counts_from=day(new.after.counts_from),
                    stamp=work.staging.author.stamp(reason),
                )
        work.journal.went_on()


def _rows(work: Work, source: Source) -> Iterator[StagedTarget]:
    number = source.sheet.number
    for row in work.rows(source):
        measure = work.measure(row)
        period = work.period(row, measure) if measure else None
        text = row.raw("target").strip()
        amount = None if text.casefold() in MISSING else row.parse("target", real_of, text)
        counts_from, reason = row.counts_from(), row.given_text("reason")
        if measure and period and row.good:
            yield StagedTarget(
                measure.code,
                period.start,
                next(work.seq),
                number,
                row.line,
                amount,
                counts_from,
                reason,
            )


def _says(
    work: Work, corrects: bool, row: StagedTarget, newest: Held[_Says] | None
) -> _Says | None:
    """What a row says; None where it may not correct what stood before the import."""
    reason = work.correction_reason(row, row.reason or "") if corrects else row.reason or ""
    return None if reason is None else (row.amount, reason)


def _day(target: Target) -> str:
    return target.counts_from.isoformat() if target.counts_from else ""


def _reason(target: Target) -> str:
    return target.stamp.reason if target.stamp else ""


def _words(before: Held[_Says] | None, after: Held[_Says]) -> tuple[str, str]:
    old, new = (_shown(revision.says[0]) if revision else "" for revision in (before, after))
    return old, new


def _shown(amount: float | None) -> str:
    return _ENDS if amount is None else value_words(amount)
