"""Importing comparators' figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ncc_tui.services.importing.outcome import Kind
from ncc_tui.services.importing.row import MISSING, real_of
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.words import difference, value_words
from ncc_tui.services.importing.work import Work, batched
from ncc_tui.store.imports import StagedBenchmark, put_all

_KEY = ("measure", "period", "comparator")


def import_benchmarks(work: Work, sources: Sequence[Source]) -> None:
    """Add comparators' figures and change them."""
    for source in sources:
        for staged in batched(_rows(work, source)):
            work.staging.stage_benchmarks(staged)
    for changed in batched(_changes(work)):
        put_all(work.staging.db, "benchmark", _KEY, changed, work.staging.author)
        work.journal.went_on()


def _rows(work: Work, source: Source) -> Iterator[StagedBenchmark]:
    for row in work.rows(source):
        measure = work.measure(row)
        period = work.period(row, measure) if measure else None
        comparator = row.code("comparator")
        text = row.raw("value").strip()
        value = None if text.casefold() in MISSING else row.parse("value", real_of, text)
        said = row.given_text("source")
        if measure and period and row.good:
            yield StagedBenchmark(
                measure.code,
                period.start,
                comparator,
                next(work.seq),
                source.sheet.number,
                row.line,
                value,
                said,
            )


def _changes(work: Work) -> Iterator[dict[str, Any]]:
    """Each row that is new or different, as it will stand."""
    journal = work.journal
    last: StagedBenchmark | None = None
    for row, held in work.staging.benchmarks():
        sheet = work.sheets[row.sheet]
        if last is not None and last[:3] == row[:3]:
            if last[-2:] == row[-2:]:
                journal.leave(sheet, "benchmarks")
            else:
                found = value_words(row.value)
                work.fail_twice(row.sheet, row.line, "value", found, last)
            continue
        last = row
        said = row.source if row.source is not None else held[1] if held else ""
        before = {"value": held[0], "source": held[1]} if held else {}
        after = {"value": row.value, "source": said}
        if before == after:
            journal.leave(sheet, "benchmarks")
            continue
        key = f"{work.label(row.measure, row.period)} {row.comparator}"
        if held is None:
            journal.add(sheet, "benchmarks")
            journal.list_change(Kind.ADDED, "benchmarks", key, "", value_words(row.value))
        else:
            journal.revise(sheet, "benchmarks")
            journal.list_change(Kind.REVISED, "benchmarks", key, *difference(before, after))
        yield {**dict(zip(_KEY, row[:3], strict=True)), **after}
