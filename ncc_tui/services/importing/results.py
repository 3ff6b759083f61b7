"""Importing results, from results.csv or from a wide sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.errors import InvalidFigure
from ncc_tui.domain.model import MissingReason
from ncc_tui.domain.periods import Frequency
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.text import tidy
from ncc_tui.services.importing.marks import Reading, reading, says_nothing_yet
from ncc_tui.services.importing.matching import Matched, match
from ncc_tui.services.importing.naming import Names
from ncc_tui.services.importing.outcome import About, Kind, Offer
from ncc_tui.services.importing.row import LONGEST_FIELD, MISSING, Row, real_of
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.tables import WIDE
from ncc_tui.services.importing.words import difference, value_words
from ncc_tui.services.importing.work import BATCH, Start, Work, batched
from ncc_tui.store.imports import LedgerResult, StagedAction, StagedResult
from ncc_tui.store.records import iso

_UNSURE = ("", "-", "n/a")
_Revision = tuple[StagedResult, int, LedgerResult]


def import_results(work: Work, sources: Sequence[Source]) -> None:
    """Add results and revisions; their `actions` are staged only."""
    staged: Counter[int] = Counter()
    names = Names(work)
    for source in sources:
        read = _wide_rows if source.table is WIDE else _rows
        rows = read(work, names, source)
        for batch in batched(rows):
            work.staging.stage_results(batch)
            staged[source.sheet.number] += len(batch)
    for revisions in batched(_revisions(work, staged)):
        work.staging.append_results(revisions)
    # Whatever had no rival is left: first results, of which there may be very many.
    for measure, period, value, missing in work.staging.uncontested(work.journal.changes_left):
        key = work.label(measure, period)
        work.journal.list_change(Kind.ADDED, "results", key, "", value_words(value, missing))
    work.staging.append_uncontested()
    for number, rows_left in staged.items():
        work.journal.add(work.sheets[number], "results", rows_left)


def _rows(work: Work, names: Names, source: Source) -> Iterator[StagedResult]:
    number = source.sheet.number
    for row, measure in names.rows(source):
        start = work.period(row, measure) if measure else None
        value, missing = _value(work, row)
        provisional = int(row.yes("provisional")) if row.has("provisional") else None
        override, override_reason = _override(row)
        reported_on = iso(row.day("reported_on"))
        if start is None or measure is None or not _has_begun(work, row, start):
            continue
        if not row.good:
            continue
        result = StagedResult(
            measure.code,
            start.start,
            next(work.seq),
            number,
            row.line,
            value,
            missing,
            row.given_text("comments"),
            provisional,
            override,
            override_reason,
            row.given_text("source"),
            row.given_text("reason"),
            reported_on,
            start.assumed_on,
        )
        if row.raw("actions"):
            work.staging.stage_actions(list(_actions(work, row, result)))
        yield result


def _wide_rows(work: Work, names: Names, source: Source) -> Iterator[StagedResult]:
    number, periods = source.sheet.number, source.read.periods
    for row, measure in names.rows(source, "results"):
        if measure is None:
            continue
        for column, period in periods.items():
            text = row.raw(column).strip()
            # A cell that is empty is no result: not every measure has one in every column.
            if not text:
                continue
            if column in source.read.years and measure.cycle.frequency is not Frequency.ANNUALLY:
                why = f"is the figure of a year ({period}), not of a period of {measure.code}"
                work.journal.leave_out(row.sheet, row.line, text, why)
                continue
            start = work.period(row, measure, period, column)
            # Sheets have columns for periods to come, and say there that there is nothing yet.
            if start is None or (start.day > work.today and says_nothing_yet(text)):
                continue
            if not _has_begun(work, row, start, column):
                continue
            figure = _figure(work, row, column, text)
            if figure is None:
                continue
            value, missing = figure
            if text.casefold() in _UNSURE:
                missing = None
            yield StagedResult(
                measure.code,
                start.start,
                next(work.seq),
                number,
                row.line,
                value,
                missing,
                *(None,) * 7,
                start.assumed_on,
            )


def _value(work: Work, row: Row) -> tuple[float | None, str | None]:
    """A result's value, or the reason why there is none if the row gives one."""
    text = row.raw("value").strip()
    reason = row.read("missing_reason", MissingReason.parse, None)
    value, missing = _figure(work, row, "value", text) or (None, None)
    if reason is not None and value is not None:
        row.fail("missing_reason", "nothing beside a value")
    if reason is None and not row.has("missing_reason") and text in _UNSURE:
        return None, None
    return value, None if value is not None else str(reason or missing or "") or None


def _figure(work: Work, row: Row, column: str, text: str) -> tuple[float | None, str | None] | None:
    """A cell's figure or missing reason; None where it is wrong or left out.

    What is neither, but may be read as one, is offered.
    """
    if token := MISSING.get(text.casefold()):
        return None, str(token)
    with suppress(InvalidFigure):
        if len(text) <= LONGEST_FIELD:
            return real_of(text), None
    sheet, chosen = row.sheet, work.journal.choices.of(text)
    found = reading(text[:LONGEST_FIELD])
    if len(text) > LONGEST_FIELD or (found is None and chosen is None):
        row.parse(column, real_of, text)
        return None
    offered = found or Reading(chosen or "")
    taken = work.journal.settle(
        Offer(About.VALUE, sheet.file, sheet.name, row.line, text, offered.taken, mark=offered.mark)
    )
    if taken in tuple(MissingReason):
        return None, taken
    value = row.parse(column, real_of, taken) if taken else None
    return None if value is None else (value, None)


def _override(row: Row) -> tuple[str | None, str | None]:
    """The rating set by hand, '' for none, and why; None where the file does not say."""
    if not row.has("override"):
        return None, None
    rating = row.read("override", Rating.parse, None)
    reason = row.text("override_reason")
    if rating is not None and not reason:
        row.fail("override_reason", "a reason for the rating set by hand")
    return str(rating or ""), reason


def _has_begun(work: Work, row: Row, start: Start, column: str = "period") -> bool:
    begun = start.day <= work.today
    if not begun:
        row.fail(column, f"a period that has begun by {format_date(work.today)}", start.label)
    return begun


def _actions(work: Work, row: Row, result: StagedResult) -> Iterator[StagedAction]:
    for line in row.text("actions").split("\n"):
        if text := tidy(line):
            yield StagedAction(
                measure=result.measure,
                short=1,
                seq=next(work.seq),
                period=result.period,
                sheet=result.sheet,
                line=result.line,
                text=text,
                owner=None,
                due_on=None,
                done_on=None,
                raised_on=result.reported_on,
                assumed_on=result.assumed_on,
            )


def _revisions(work: Work, staged: Counter[int]) -> Iterator[_Revision]:
    """The revisions of results that are in the ledger already, or several times in the files.

    Their rows are taken out of `staged`, which counts rows by sheet.
    """
    staging, outdated = work.staging, Counter[int]()
    for count, rows in enumerate(staging.contested_results()):
        if count % BATCH == 0:
            work.journal.went_on()
        held = staging.held_results(rows[0].measure, rows[0].period)
        found = match(rows, held, work.today.isoformat())
        staged.subtract(row.sheet for row in rows)
        outdated.update(row.sheet for row in found.outdated)
        _enter(work, found)
        for row, number, _, result in found.new:
            yield row, number, result
    for number, rows_left in outdated.items():
        are = "row says what has" if rows_left == 1 else "rows say what has"
        work.journal.notes.append(
            f"{work.sheets[number].file}: {rows_left:,} {are} been corrected since, and changed "
            "nothing; give reported_on to go back to it."
        )


def _enter(work: Work, found: Matched) -> None:
    journal = work.journal
    for row in found.unchanged:
        journal.leave(work.sheets[row.sheet], "results")
    for row, column, text, expected in found.wrong:
        work.fail(row.sheet, row.line, column, expected, text)
    for row, _, before, after in found.new:
        sheet = work.sheets[row.sheet]
        if before is None:
            journal.add(sheet, "results")
        else:
            journal.revise(sheet, "results")
        if journal.changes_left > 0:
            new = value_words(after.value, after.missing_reason)
            kind, old = Kind.ADDED, ""
            if before is not None:
                kind, old = Kind.REVISED, value_words(before.value, before.missing_reason)
                if old == new:
                    old, new = difference(before._asdict(), after._asdict())
            journal.list_change(kind, "results", work.label(row.measure, row.period), old, new)
