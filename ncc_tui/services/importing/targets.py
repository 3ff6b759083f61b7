"""Importing targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from ncc_tui.domain.entries import MISSING
from ncc_tui.domain.figures import from_real
from ncc_tui.domain.model import Target
from ncc_tui.domain.periods import Period
from ncc_tui.services.importing.matching import Held, Matched, Rules, match
from ncc_tui.services.importing.outcome import Kind
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
        rules: Rules[StagedTarget, _Says] = Rules(
            equals=_equals,
            agree=lambda one, other: one.amount == other.amount,
            build=lambda row, _: (row.amount, row.reason or ""),
            first_day=lambda _, first=first: first,  # type: ignore[misc]
        )
        for start, of_period in groupby(rows, key=lambda row: row.period):
            ledger = [
                Held(_day(target), (real(target.amount), _reason(target)))
                for target in held.get(start, ())
            ]
            matched = match(list(of_period), ledger, rules, today=work.today.isoformat())
            _enter(work, Period(date.fromisoformat(start), measure.cycle), code, matched)
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


def _enter(work: Work, period: Period, code: str, matched: Matched[StagedTarget, _Says]) -> None:
    journal, key = work.journal, f"{code} {period.label}"
    for row in matched.unchanged:
        journal.leave(work.sheets[row.sheet], "targets")
    for row in matched.outdated:
        work.outdated(row.sheet)
    for row, text, expected in matched.wrong:
        work.fail(row.sheet, row.line, "counts_from", expected, text)
    for new in matched.new:
        sheet = work.sheets[new.row.sheet]
        amount, reason = new.after.says
        if new.before is None:
            journal.add(sheet, "targets")
            journal.list_change(Kind.ADDED, "targets", key, "", _words(amount))
        else:
            journal.revise(sheet, "targets")
            before = _words(new.before.says[0])
            journal.list_change(Kind.REVISED, "targets", key, before, _words(amount))
        append_target(
            work.staging.db,
            work.measures[code],
            period,
            None if amount is None else from_real(amount),
            seen=new.number - 1,
            counts_from=day(new.after.counts_from),
            stamp=work.staging.author.stamp(reason),
        )


def _equals(row: StagedTarget, says: _Says) -> bool:
    return row.amount == says[0] and row.reason in (None, says[1])


def _day(target: Target) -> str:
    return target.counts_from.isoformat() if target.counts_from else ""


def _reason(target: Target) -> str:
    return target.stamp.reason if target.stamp else ""


def _words(amount: float | None) -> str:
    return _ENDS if amount is None else value_words(amount)
