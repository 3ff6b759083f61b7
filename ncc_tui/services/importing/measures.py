"""Importing measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.definitions import kept_with_results, moved_field, run_together
from ncc_tui.domain.entries import MISSING
from ncc_tui.domain.measure_fields import APRIL, HIGHEST_NUMBER, LONGEST_LAG, MOST_DECIMALS, blank
from ncc_tui.domain.model import DEFAULT_LAG_DAYS, Definition, Measure
from ncc_tui.domain.periods import Cycle, Frequency, Period, parse_anchor
from ncc_tui.domain.ratings import Polarity, Tolerance, ToleranceMode
from ncc_tui.domain.year import YearRule
from ncc_tui.services.importing.matching import Held, Matched, Rules, match
from ncc_tui.services.importing.outcome import shortened
from ncc_tui.services.importing.row import ImportRow
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.words import difference
from ncc_tui.services.importing.work import Work
from ncc_tui.store.imports import put_all
from ncc_tui.store.ledgers import append_definition, definition_revisions
from ncc_tui.store.records import day, from_definition, from_measure


def import_measures(work: Work, sources: Sequence[Source]) -> None:
    """Add measures and revise their definitions; numbers within a service may be swapped."""
    rows = _rows(work, sources)
    before = {
        code: definition_revisions(work.staging.db, m)
        for code, m in work.measures.items()
        if code in rows
    }
    matched = {code: _matched(work, code, rows[code], before.get(code, [])) for code in rows}
    after = {
        code: entries.new[-1].after.says if entries.new else work.measures[code]
        for code, entries in matched.items()
        if entries.new or code in work.measures
    }
    _check_numbers(work, rows, {**work.measures, **after}, after)
    faulty = {code for code, given in rows.items() if not all(row.good for row in given)}
    work.faulty |= {("measure", code) for code in faulty}
    good = {code: measure for code, measure in after.items() if code not in faulty}
    new = [from_measure(m) for code, m in good.items() if _moved(work.measures.get(code), m)]
    put_all(work.staging.db, "measure", ("code",), new, work.staging.author)
    for code, measure in good.items():
        _enter(work, code, matched[code], corrects=bool(before.get(code)))
        work.measures[code] = measure


def _rows(work: Work, sources: Sequence[Source]) -> dict[str, list[ImportRow]]:
    """The rows of each code, which are revisions of one definition."""
    rows: dict[str, list[ImportRow]] = {}
    spelt = {code.casefold(): code for code in work.measures}
    for source in sources:
        for row in work.rows(source):
            code = row.code("code")
            spelling = spelt.setdefault(code.casefold(), code)
            if spelling != code and code not in work.measures:
                row.fail("code", f"{spelling}, or a code that differs by more than capital letters")
            rows.setdefault(code, []).append(row)
    return rows


@dataclass(frozen=True)
class _Given:
    """A row of measures.csv, read once: what it says by field; a column it lacks says nothing."""

    row: ImportRow
    seq: int
    counts_from: str | None
    says: Mapping[str, Any]

    @property
    def sheet(self) -> int:
        return self.row.sheet.number

    @property
    def line(self) -> int:
        return self.row.line

    @property
    def reason(self) -> str:
        return str(self.says.get("reason", ""))

    def measure(self, code: str, base: Measure | None) -> Measure:
        """The measure as the row says; what the row does not say stays, or is as it begins."""
        said = dict(self.says)
        begins = base or blank(code)
        anchor = said.pop("anchor", begins.cycle.anchor)
        cycle = Cycle(said.pop("frequency"), anchor)
        tolerance = replace(begins.tolerance, **said.pop("tolerance"))
        said.pop("reason", None)
        return replace(begins, cycle=cycle, tolerance=tolerance, **said)


def _matched(
    work: Work, code: str, rows: Sequence[ImportRow], held: Sequence[Definition]
) -> Matched[_Given, Measure]:
    """What becomes of the rows of one measure."""

    def build(given: _Given, newest: Held[Measure] | None) -> Measure | None:
        measure = given.measure(code, newest.says if newest else None)
        row = given.row
        if measure.starts_on and measure.ends_on and measure.ends_on < measure.starts_on:
            row.fail("ends_on", f"a date not before starts_on, {format_date(measure.starts_on)}")
        return measure if row.good else None

    rules: Rules[_Given, Measure] = Rules(
        equals=lambda given, measure: given.measure(code, measure) == measure,
        agree=lambda one, other: one.says == other.says,
        build=build,
        first_day=lambda _: "",
    )
    read = [_read(work, row) for row in rows]
    given = [one for one in read if one.row.good]
    ledger = [Held(d.counts_from.isoformat() if d.counts_from else "", d.measure) for d in held]
    matched = match(given, ledger, rules, today=work.today.isoformat())
    for wrong, text, expected in matched.wrong:
        wrong.row.fail("counts_from", expected, text)
    for new in matched.new:
        _check_cycle(work, new.row.row, new.after.says, matched)
    return matched


def _read(work: Work, row: ImportRow) -> _Given:
    if row.raw("number").strip().casefold() in MISSING:
        row.fail("number", "a whole number")
    says: dict[str, Any] = {
        "service": work.service(row, "service"),
        "number": row.whole("number", 1, HIGHEST_NUMBER, 0),
        "title": row.required("measure"),
        "unit": row.text("unit"),
        "frequency": row.parse("frequency", Frequency.parse, row.raw("frequency").strip())
        or Frequency.MONTHLY,
        "polarity": row.parse("polarity", Polarity.parse, row.raw("polarity").strip())
        or Polarity.NEUTRAL,
        "tolerance": dict(_tolerance(row)),
    }
    optional: dict[str, Callable[[], Any]] = {
        "definition": lambda: row.text("definition"),
        "decimals": lambda: row.whole("decimals", 0, MOST_DECIMALS, None),
        "lag_days": lambda: row.whole("lag_days", 0, LONGEST_LAG, DEFAULT_LAG_DAYS),
        "owner": lambda: row.text("owner") or None,
        "source": lambda: row.text("source"),
        "starts_on": lambda: row.day("starts_on"),
        "ends_on": lambda: row.day("ends_on"),
        "suppress_below": lambda: _not_negative(row, "suppress_below", None),
        "priority": lambda: row.text("priority"),
        "year_rule": lambda: row.read("year_rule", YearRule.parse, YearRule.LAST),
        "reason": lambda: row.text("reason"),
    }
    says |= {name: read() for name, read in optional.items() if row.has(name)}
    if row.has("period_anchor"):
        says["anchor"] = row.read("period_anchor", parse_anchor, APRIL)
    return _Given(row, next(work.seq), row.counts_from(), says)


def _tolerance(row: ImportRow) -> Iterator[tuple[str, Any]]:
    begins = Tolerance()
    if row.has("tolerance"):
        yield "amount", _not_negative(row, "tolerance", begins.amount)
    if row.has("tolerance_mode"):
        yield "mode", row.read("tolerance_mode", ToleranceMode.parse, begins.mode)
    if row.has("zero_target_tolerance"):
        yield "zero_target", _not_negative(row, "zero_target_tolerance", begins.zero_target)


def _check_cycle(
    work: Work,
    row: ImportRow,
    measure: Measure,
    matched: Matched[_Given, Measure],
) -> None:
    """Refuse another service or frequency where reports were made by the one that is there."""
    known = work.measures.get(measure.code) or matched.new[0].after.says
    column = moved_field(known, measure)
    if column and (measure.code in work.reported or measure.code not in work.measures):
        row.fail(column, kept_with_results(known, column))
        return
    _check_periods(work, row, measure)


def _moved(known: Measure | None, measure: Measure) -> bool:
    return known is None or (known.service, known.cycle) != (measure.service, measure.cycle)


def _check_numbers(
    work: Work,
    rows: Mapping[str, Sequence[ImportRow]],
    every: Mapping[str, Measure],
    after: Mapping[str, Measure],
) -> None:
    """Refuse a number that two measures of a service have at once."""
    holders: dict[tuple[str, int], list[str]] = {}
    for code in sorted(every, key=lambda code: code in after):
        measure = every[code]
        there = holders.setdefault((measure.service, measure.number), [])
        clash = next((other for other in there if run_together(every[other], measure)), None)
        if clash is not None and code in rows and all(row.good for row in rows[code]):
            row = rows[code][-1]
            place = f", {rows[clash][-1].place}" if clash in rows else ""
            row.fail(
                "number",
                f"a number that no other measure of the service has ({clash} has it{place})",
            )
        there.append(code)


def _enter(work: Work, code: str, matched: Matched[_Given, Measure], *, corrects: bool) -> None:
    """Write what becomes of the rows of one measure, which are all good."""
    for new in work.settle("measures", code, matched, _words):
        reason = new.row.reason
        if corrects:
            reason = work.correction_reason(new.row, reason) or ""
        append_definition(
            work.staging.db,
            new.after.says,
            seen=new.number - 1,
            counts_from=day(new.after.counts_from),
            stamp=work.staging.author.stamp(reason),
        )


def _words(before: Held[Measure] | None, after: Held[Measure]) -> tuple[str, str]:
    if before is None:
        return "", shortened(after.says.title)
    return difference(from_definition(before.says), from_definition(after.says))


def _not_negative(row: ImportRow, column: str, default: Decimal | None) -> Any:
    figure = row.figure(column, default)
    if figure is not None and figure < 0:
        row.fail(column, "a number of 0 or more")
    return figure


def _check_periods(work: Work, row: ImportRow, measure: Measure) -> None:
    """Refuse a frequency by which periods that are in use would be none."""
    known = work.measures.get(measure.code)
    if known is None or known.cycle == measure.cycle:
        return
    for start in map(date.fromisoformat, work.staging.periods_of(measure.code)):
        if not measure.cycle.starts_at(start):
            used = Period(start, known.cycle).label
            changed = known.cycle.frequency is not measure.cycle.frequency
            row.fail(
                "frequency" if changed else "period_anchor",
                f"a cycle in which {used} begins a period: it is in use already",
            )
            return
