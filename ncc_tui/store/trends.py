"""What trends are made from: a measure's results, targets and comparators up to a date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.model import Benchmark, MissingReason, Target
from ncc_tui.domain.periods import Cycle, Period
from ncc_tui.domain.year import YearRule
from ncc_tui.store.as_at import counting, values_at
from ncc_tui.store.connection import Connection
from ncc_tui.store.records import figure, to_benchmark, to_cycle, to_period, to_target

# The index alone answers this; of the revisions of a period the reader takes the last that counts.
_SERIES = """
SELECT r.measure, r.period, r.reported_on, r.missing_reason, r.value
FROM measure AS m
JOIN result AS r ON r.measure = m.code
WHERE (:service IS NULL OR m.service = :service) AND (:code IS NULL OR m.code = :code)
    AND r.period <= :at
ORDER BY r.measure, r.period, r.revision
"""

_MEASURES = f"""
SELECT m.code, m.service, m.frequency, m.period_anchor, coalesce((
    SELECT d.year_rule FROM definition AS d WHERE d.measure = m.code AND {counting("d")}
    ORDER BY d.revision DESC LIMIT 1
), 'last') AS year_rule
FROM measure AS m
WHERE (:service IS NULL OR m.service = :service) AND (:code IS NULL OR m.code = :code)
"""

_TARGETS = """
SELECT t.* FROM measure AS m JOIN target AS t ON t.measure = m.code
WHERE (:service IS NULL OR m.service = :service) AND (:code IS NULL OR m.code = :code)
ORDER BY t.measure, t.period, t.revision
"""

_BENCHMARKS = f"""
SELECT b.* FROM measure AS m JOIN benchmark AS b ON b.measure = m.code
WHERE (:service IS NULL OR m.service = :service) AND (:code IS NULL OR m.code = :code)
    AND b.period <= :at AND {counting("b")} AND NOT EXISTS (
        SELECT 1 FROM benchmark AS n
        WHERE n.measure = b.measure AND n.comparator = b.comparator AND n.period = b.period
            AND n.revision > b.revision AND {counting("n")}
    )
ORDER BY b.measure, b.comparator, b.period
"""


@dataclass
class TrendInputs:
    """What the trend of one measure is built from, each list ascending by period.

    `cumulative` says whether its figures start again with each year.
    """

    code: str
    service: str
    cumulative: bool
    series: list[tuple[Period, Decimal | None]]
    targets: list[Target]
    benchmarks: list[Benchmark]


def trend_inputs(
    db: Connection, as_at: AsAt, *, service: str | None = None, measure: str | None = None
) -> dict[str, TrendInputs]:
    """The history, targets and comparators up to a date of a service's measures, or of one."""
    values = {**values_at(as_at, service), "code": measure}
    measures = db.query(_MEASURES, values)
    cycles = {record["code"]: to_cycle(record) for record in measures}
    inputs = {
        record["code"]: TrendInputs(
            record["code"],
            record["service"],
            record["year_rule"] == YearRule.CUMULATIVE,
            *([], [], []),
        )
        for record in measures
    }
    for code, series in groupby(db.execute(_SERIES, values), key=itemgetter(0)):
        inputs[code].series += _series(series, as_at, cycles[code])
    for record in db.query(_TARGETS, values):
        code = record["measure"]
        inputs[code].targets.append(to_target(record, cycles[code]))
    for code, known in known_benchmarks(db, values, cycles).items():
        inputs[code].benchmarks.extend(known)
    return inputs


def known_benchmarks(
    db: Connection, values: Mapping[str, Any], cycles: Mapping[str, Cycle]
) -> dict[str, list[Benchmark]]:
    """The comparators' figures known at a date, by measure, ascending by comparator and period."""
    known: dict[str, list[Benchmark]] = defaultdict(list)
    for record in db.query(_BENCHMARKS, {"code": None, **values}):
        if cycle := cycles.get(record["measure"]):
            known[record["measure"]].append(to_benchmark(record, cycle))
    return known


def _series(
    rows: Iterable[tuple[Any, ...]], as_at: AsAt, cycle: Cycle
) -> Iterator[tuple[Period, Decimal | None]]:
    """The figure of each period that has a result, as the domain's pick_results chooses it."""
    day = as_at.day.isoformat()
    for start, of_period in groupby(rows, key=itemgetter(1)):
        last, reported = None, False
        for row in of_period:
            counts = row[2] <= day
            reported = reported or counts
            if as_at.revised or counts:
                last = row
        if last is not None and reported and last[3] != MissingReason.WITHDRAWN:
            yield to_period(start, cycle), figure(last[4])
