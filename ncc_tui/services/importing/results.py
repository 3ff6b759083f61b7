"""Importing results, from results.csv or from a wide sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial

from ncc_tui.domain.entries import (
    MISSING,
    carried_over,
    check_entry,
    check_period,
    check_whole,
    comparable,
    doubts_beside,
    reporting_day,
    same,
    tidied,
)
from ncc_tui.domain.errors import InvalidEntry, InvalidField, InvalidFigure
from ncc_tui.domain.figures import from_real
from ncc_tui.domain.model import Entry, Measure, MissingReason, Revision
from ncc_tui.domain.periods import Frequency, Period
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.text import tidy
from ncc_tui.services.importing.marks import Reading, reading, says_nothing_yet
from ncc_tui.services.importing.matching import Held, New, Rules, match
from ncc_tui.services.importing.naming import Names
from ncc_tui.services.importing.outcome import About, Offer
from ncc_tui.services.importing.row import LONGEST_FIELD, ImportRow, real_of
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.tables import WIDE
from ncc_tui.services.importing.words import difference, result_words
from ncc_tui.services.importing.work import BATCH, Start, Work, batched
from ncc_tui.store.imports import StagedAction, StagedResult
from ncc_tui.store.ledgers import result_revisions
from ncc_tui.store.records import from_revision, iso

_UNSURE = ("", "-", "n/a")


def import_results(work: Work, sources: Sequence[Source]) -> None:
    """Add results and revisions; their `actions` are staged only."""
    names = Names(work)
    for source in sources:
        read = _wide_rows if source.table is WIDE else _rows
        rows = read(work, names, source)
        for batch in batched(rows):
            work.staging.stage_results(batch)
    for revisions in batched(_revisions(work)):
        work.staging.append_results(from_revision(revision) for revision in revisions)


def _rows(work: Work, names: Names, source: Source) -> Iterator[StagedResult]:
    number = source.sheet.number
    for row, measure in names.rows(source):
        start = work.period(row, measure) if measure else None
        value, missing = _value(work, row)
        provisional = int(row.yes("provisional")) if row.has("provisional") else None
        override, override_reason = _override(row)
        forecast = (
            row.parse("forecast", real_of, text) if (text := row.raw("forecast").strip()) else None
        )
        reported_on = iso(row.day("reported_on"))
        comments, origin, reason = map(row.given_text, ("comments", "source", "reason"))
        if start is None or measure is None or not _stands(work, row, measure, start):
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
            comments,
            provisional,
            override,
            override_reason,
            origin,
            reason,
            forecast,
            int(row.has("forecast")),
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
            figure = _figure(work, row, column, text)
            if figure is None or not _stands(work, row, measure, start, column):
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
                0,
                None,
                start.assumed_on,
            )


def _value(work: Work, row: ImportRow) -> tuple[float | None, str | None]:
    """A result's value, or the reason why there is none if the row gives one."""
    text = row.raw("value").strip()
    reason = row.read("missing_reason", MissingReason.parse, None)
    value, missing = _figure(work, row, "value", text) or (None, None)
    if reason is not None and value is not None:
        try:
            check_whole(Entry(from_real(value), reason))
        except InvalidField as refused:
            row.refuse("missing_reason", str(refused))
    if reason is None and not row.has("missing_reason") and text in _UNSURE:
        return None, None
    return value, None if value is not None else str(reason or missing or "") or None


def _figure(
    work: Work, row: ImportRow, column: str, text: str
) -> tuple[float | None, str | None] | None:
    """A cell's figure or missing reason; None where it is wrong or left out.

    What is neither, but may be read as one, is offered.
    """
    if token := MISSING.get(text.casefold()):
        return None, str(token)
    with suppress(InvalidFigure):
        if len(text) <= LONGEST_FIELD:
            return real_of(text), None
    sheet, chosen = row.sheet, work.journal.choices.of(text)
    meaning = reading(text[:LONGEST_FIELD])
    if len(text) > LONGEST_FIELD or (meaning is None and chosen is None):
        row.parse(column, real_of, text)
        return None
    offered = meaning or Reading(chosen or "")
    taken = work.journal.settle(
        Offer(About.VALUE, sheet.file, sheet.name, row.line, text, offered.taken, mark=offered.mark)
    )
    if taken in tuple(MissingReason):
        return None, taken
    value = row.parse(column, real_of, taken) if taken else None
    return None if value is None else (value, None)


def _override(row: ImportRow) -> tuple[str | None, str | None]:
    """The rating set by hand, '' for none, and why; None where the file does not say."""
    if not row.has("override"):
        return None, None
    rating = row.read("override", Rating.parse, None)
    return str(rating or ""), row.text("override_reason")


def _stands(
    work: Work, row: ImportRow, measure: Measure, start: Start, column: str = "period"
) -> bool:
    """Whether a result may stand in a period; refused in the cell that names it."""
    try:
        check_period(measure, Period(start.day, measure.cycle), work.today)
    except InvalidField as refused:
        row.refuse(column, str(refused))
        return False
    return True


def _actions(work: Work, row: ImportRow, result: StagedResult) -> Iterator[StagedAction]:
    for line in row.text("actions").split("\n"):
        if text := tidy(line):
            yield StagedAction(
                measure=result.measure,
                short=1,
                seq=next(work.seq),
                period=result.period,
                sheet=result.sheet,
                line=result.line,
                number=None,
                text=text,
                owner=None,
                due_on=None,
                done_on=None,
                raised_on=result.reported_on,
                counts_from=None,
                assumed_on=result.assumed_on,
            )


def _revisions(work: Work) -> Iterator[Revision]:
    """The revisions that the staged rows become, measure by measure in order of the periods."""
    for code, rows in work.staging.results():
        yield from _Results(work, work.measures[code]).revisions(rows)


class _Results:
    """The results of one measure as they are before the import, and as they come to be."""

    def __init__(self, work: Work, measure: Measure) -> None:
        self._work = work
        self._measure = measure
        held = result_revisions(work.staging.db, measure)
        self._held: dict[str, list[Revision]] = {}
        for revision in held:
            self._held.setdefault(revision.period.start.isoformat(), []).append(revision)

    def revisions(self, rows: Sequence[StagedResult]) -> Iterator[Revision]:
        """What becomes of the measure's rows, which are in order of period."""
        work, today = self._work, self._work.today.isoformat()
        by_period: dict[str, list[StagedResult]] = {}
        for row in rows:
            by_period.setdefault(row.period, []).append(row)
        fresh: list[tuple[New[StagedResult, Entry], Period]] = []
        for count, (start, of_period) in enumerate(by_period.items()):
            if count % BATCH == 0:
                work.journal.went_on()
            period = Period(date.fromisoformat(start), self._measure.cycle)
            held = self._held.get(start, [])
            if not held:
                work.first_results.add((self._measure.code, start))
            ledger = [Held(r.reported_on.isoformat(), tidied(r.entry)) for r in held]
            rules = Rules(
                equals=partial(self._equals, period),
                agree=_agree,
                build=partial(self._entry, period, bool(held)),
                first_day=lambda row: row.assumed_on,
            )
            matched = match(of_period, ledger, rules, today=today)
            key = f"{self._measure.code} {period.label}"
            entered = work.settle("results", key, matched, _words, column="reported_on")
            fresh += [(new, period) for new in entered]
        yield from self._doubted(fresh)

    def _equals(self, period: Period, row: StagedResult, entry: Entry) -> bool:
        """Whether a row says what an entry does, by whatever reason it came to be."""
        before = self._revision(period, 1, Held(row.assumed_on, entry))
        return same(tidied(_said(row, before)), entry)

    def _entry(
        self, period: Period, corrects: bool, row: StagedResult, newest: Held[Entry] | None
    ) -> Entry | None:
        """What a row says, by the rules of entering; None where they refuse it."""
        before = self._revision(period, 1, newest) if newest else None
        entry = tidied(_said(row, before))
        try:
            check_entry(self._measure, period, entry, before, self._work.today)
            if row.reported_on is not None:
                asked = date.fromisoformat(row.reported_on)
                reporting_day(asked, period, before, self._work.today)
        except InvalidEntry as refused:
            column = refused.field if isinstance(refused, InvalidField) else "value"
            self._work.fail(row.sheet, row.line, column, str(refused))
            return None
        if not corrects:
            return entry
        reason = self._work.correction_reason(row, entry.reason, column="reported_on")
        return None if reason is None else replace(entry, reason=reason)

    def _revision(self, period: Period, number: int, held: Held[Entry]) -> Revision:
        author = self._work.staging.author
        return Revision(
            self._measure.code,
            period,
            number,
            held.says,
            date.fromisoformat(held.counts_from),
            author.at,
            author.login,
        )

    def _doubted(
        self, fresh: Sequence[tuple[New[StagedResult, Entry], Period]]
    ) -> Iterator[Revision]:
        """The revisions, once what is unlikely about them beside one another is listed."""
        standing = {r[-1].period: r[-1].entry for r in self._held.values()}
        standing |= {period: new.after.says for new, period in fresh}
        there = sorted(p for p, entry in standing.items() if not entry.withdrawn)
        places = {period: place for place, period in enumerate(there)}
        for new, period in fresh:
            place = places.get(period)
            if place is not None:
                self._doubt(new, period, there, place, standing)
            yield self._revision(period, new.number, new.after)

    def _doubt(
        self,
        new: New[StagedResult, Entry],
        period: Period,
        there: Sequence[Period],
        place: int,
        standing: Mapping[Period, Entry],
    ) -> None:
        before = new.before.says if new.before and not new.before.says.withdrawn else None
        unlikely = doubts_beside(
            self._measure,
            period,
            new.after.says,
            standing=before,
            others=(*there[max(0, place - 1) : place], *there[place + 1 : place + 2]),
            last=comparable(self._measure, period, reversed(there[:place]), standing),
            today=self._work.today,
        )
        key = f"{self._measure.code} {period.label}"
        for doubt in unlikely:
            self._work.doubt(new.row.sheet, new.row.line, f"{key}: {doubt}")


def _words(before: Held[Entry] | None, after: Held[Entry]) -> tuple[str, str]:
    new = result_words(after.says)
    if before is None:
        return "", new
    old = result_words(before.says)
    return (old, new) if old != new else difference(_fields(before), _fields(after))


def _said(row: StagedResult, newest: Revision | None) -> Entry:
    """What a row says: what its file has no column for is carried over."""
    value = None if row.value is None else from_real(row.value)
    missing = None
    if value is None:
        held = newest.entry.missing if newest and not newest.entry.withdrawn else None
        missing = MissingReason(row.missing_reason or held or MissingReason.NOT_AVAILABLE)
    entry = carried_over(newest, value, missing)
    if entry.withdrawn:
        return replace(entry, reason=row.reason or "")
    given: dict[str, object] = {
        "comments": row.comments,
        "source": row.source,
        "reason": row.reason,
        "provisional": None if row.provisional is None else bool(row.provisional),
    }
    if row.override is not None:
        entry = replace(
            entry,
            override=Rating(row.override) if row.override else None,
            override_reason=row.override_reason or "",
        )
    if row.has_forecast:
        given["forecast"] = None if row.forecast is None else from_real(row.forecast)
    said = {name: what for name, what in given.items() if what is not None or name == "forecast"}
    return replace(entry, **said)  # type: ignore[arg-type]


def _agree(one: StagedResult, other: StagedResult) -> bool:
    """Whether two rows say the same as far as both say anything."""
    if one.value != other.value:
        return False
    names = (
        *("comments", "provisional", "source", "missing_reason"),
        *("override", "override_reason", "forecast"),
    )
    pairs = ((getattr(one, name), getattr(other, name)) for name in names)
    return all(a == b for a, b in pairs if a is not None and b is not None)


def _fields(held: Held[Entry]) -> dict[str, object]:
    return {**vars(held.says), "reported_on": held.counts_from}
