"""Importing measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.model import DEFAULT_LAG_DAYS, Measure
from ncc_tui.domain.periods import Cycle, Frequency, Period, parse_anchor
from ncc_tui.domain.ratings import Polarity, Tolerance, ToleranceMode
from ncc_tui.services.importing.reference import good_ones, holders, read_all, write
from ncc_tui.services.importing.row import MISSING, Row
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.work import Work
from ncc_tui.store.records import from_measure

_HIGHEST_NUMBER = 100_000
_LONGEST_LAG = 3_660
_APRIL = 4


def import_measures(work: Work, sources: Sequence[Source]) -> None:
    """Add and change measures; the numbers of a service's measures may be swapped."""

    def read(row: Row, code: str) -> Measure:
        return _measure(work, row, code)

    given = read_all(work, sources, "code", work.measures, read, fixed_case=True)
    every = {**work.measures, **{c: g.what for c, g in given.items() if g.row.good}}
    numbers = holders(every, lambda measure: (measure.service, measure.number), given)
    for code, one in given.items():
        measure, row = one.what, one.row
        if not row.good:
            continue
        if (holder := numbers[measure.service, measure.number]) != code:
            there = f", {given[holder].row.place}" if holder in given else ""
            row.fail(
                "number",
                f"a number that no other measure of the service has ({holder} has it{there})",
            )
        _check_periods(work, row, measure)
    good = good_ones(work, "measure", given)
    work.measures.update(good)
    rows = {code: from_measure(measure) for code, measure in good.items()}
    write(work, "measure", rows, given, name="title", unique="number")


def _measure(work: Work, row: Row, code: str) -> Measure:
    """A measure as its row says; what the file has no column for stays, or is as it begins."""
    known = work.measures.get(code)
    frequency = row.parse("frequency", Frequency.parse, row.raw("frequency").strip())
    polarity = row.parse("polarity", Polarity.parse, row.raw("polarity").strip())
    if row.raw("number").strip().casefold() in MISSING:
        row.fail("number", "a whole number")
    begins = Measure(
        code=code,
        service=work.service(row, "service"),
        number=row.whole("number", 1, _HIGHEST_NUMBER, 0),
        title=row.required("measure"),
        unit=row.text("unit"),
        cycle=Cycle(frequency or Frequency.MONTHLY, _anchor(row, known)),
        polarity=polarity or Polarity.NEUTRAL,
        tolerance=_tolerance(row, known),
    )
    optional: dict[str, Callable[[], Any]] = {
        "definition": lambda: row.text("definition"),
        "decimals": lambda: row.whole("decimals", 0, 6, None),
        "lag_days": lambda: row.whole("lag_days", 0, _LONGEST_LAG, DEFAULT_LAG_DAYS),
        "owner": lambda: row.text("owner") or None,
        "source": lambda: row.text("source"),
        "starts_on": lambda: row.day("starts_on"),
        "ends_on": lambda: row.day("ends_on"),
        "suppress_below": lambda: _not_negative(row, "suppress_below", None),
    }
    said = {
        name: read() if row.has(name) else getattr(known or begins, name)
        for name, read in optional.items()
    }
    measure = replace(begins, **said)
    if measure.starts_on and measure.ends_on and measure.ends_on < measure.starts_on:
        row.fail("ends_on", f"a date not before starts_on, {format_date(measure.starts_on)}")
    return measure


def _anchor(row: Row, known: Measure | None) -> int:
    if row.has("period_anchor"):
        return row.read("period_anchor", parse_anchor, _APRIL)
    return known.cycle.anchor if known else _APRIL


def _tolerance(row: Row, known: Measure | None) -> Tolerance:
    begins = Tolerance()
    tolerance = known.tolerance if known else begins
    if row.has("tolerance"):
        amount = _not_negative(row, "tolerance", begins.amount)
        tolerance = replace(tolerance, amount=amount)
    if row.has("tolerance_mode"):
        mode = row.read("tolerance_mode", ToleranceMode.parse, begins.mode)
        tolerance = replace(tolerance, mode=mode)
    if row.has("zero_target_tolerance"):
        zero = _not_negative(row, "zero_target_tolerance", begins.zero_target)
        tolerance = replace(tolerance, zero_target=zero)
    return tolerance


def _not_negative(row: Row, column: str, default: Decimal | None) -> Any:
    figure = row.figure(column, default)
    if figure is not None and figure < 0:
        row.fail(column, "a number of 0 or more")
    return figure


def _check_periods(work: Work, row: Row, measure: Measure) -> None:
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
