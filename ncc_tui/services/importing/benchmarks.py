"""Importing comparators' figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from ncc_tui.domain.entries import MISSING
from ncc_tui.domain.figures import from_real
from ncc_tui.domain.model import Benchmark
from ncc_tui.domain.periods import Period
from ncc_tui.services.importing.matching import Held, Rules, match
from ncc_tui.services.importing.row import real_of
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.words import difference, value_words
from ncc_tui.services.importing.work import Work, batched
from ncc_tui.store.imports import StagedBenchmark
from ncc_tui.store.ledgers import append_benchmark, benchmark_revisions
from ncc_tui.store.records import day, real

# What a comparator's revision says: its value, and where it comes from.
_Says = tuple[float | None, str]


def import_benchmarks(work: Work, sources: Sequence[Source]) -> None:
    """Add comparators' figures and revise them."""
    for source in sources:
        for staged in batched(_rows(work, source)):
            work.staging.stage_benchmarks(staged)
    settled = work.staging.measures_with("benchmark")
    for code, rows in work.staging.benchmarks():
        measure = work.measures[code]
        held: dict[tuple[str, str], list[Benchmark]] = {}
        for figure in benchmark_revisions(work.staging.db, measure):
            held.setdefault((figure.comparator, figure.period.start.isoformat()), []).append(figure)
        first = work.first_day(code, settled)
        rules: Rules[StagedBenchmark, _Says] = Rules(
            equals=lambda row, says: row.value == says[0] and row.source in (None, says[1]),
            agree=lambda one, other: one.value == other.value,
            build=lambda row, newest: (
                row.value,
                row.source if row.source is not None else newest.says[1] if newest else "",
            ),
            first_day=lambda _, first=first: first,  # type: ignore[misc]
        )
        for key, of_key in groupby(rows, key=lambda row: (row.comparator, row.period)):
            ledger = [
                Held(
                    figure.counts_from.isoformat() if figure.counts_from else "",
                    (real(figure.value), figure.source),
                )
                for figure in held.get(key, ())
            ]
            matched = match(list(of_key), ledger, rules, today=work.today.isoformat())
            comparator, period = key[0], Period(date.fromisoformat(key[1]), measure.cycle)
            named = f"{code} {period.label} {comparator}"
            for new in work.settle("benchmarks", named, matched, _words):
                value, of = new.after.says
                revision = Benchmark(
                    code,
                    period,
                    comparator,
                    None if value is None else from_real(value),
                    of,
                    new.number,
                    day(new.after.counts_from),
                )
                append_benchmark(work.staging.db, revision, work.staging.author.stamp())
        work.journal.went_on()


def _rows(work: Work, source: Source) -> Iterator[StagedBenchmark]:
    for row in work.rows(source):
        measure = work.measure(row)
        period = work.period(row, measure) if measure else None
        comparator = row.code("comparator")
        text = row.raw("value").strip()
        value = None if text.casefold() in MISSING else row.parse("value", real_of, text)
        said, counts_from = row.given_text("source"), row.counts_from()
        if measure and period and row.good:
            yield StagedBenchmark(
                measure.code,
                comparator,
                period.start,
                next(work.seq),
                source.sheet.number,
                row.line,
                value,
                said,
                counts_from,
            )


def _words(before: Held[_Says] | None, after: Held[_Says]) -> tuple[str, str]:
    if before is None:
        return "", value_words(after.says[0])
    names = ("value", "source")
    old, new = (dict(zip(names, held.says, strict=True)) for held in (before, after))
    return difference(old, new)
