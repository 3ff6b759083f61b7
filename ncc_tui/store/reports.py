"""What a report needs, in two statements: the chosen results and targets, and the actions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ncc_tui.domain.model import Action, Benchmark, Measure, Revision, Target
from ncc_tui.domain.periods import Cycle, Period, previous_year_cutoff
from ncc_tui.domain.report import Row, build_row
from ncc_tui.store.connection import Connection
from ncc_tui.store.records import (
    figure,
    to_action,
    to_benchmark,
    to_cycle,
    to_measure,
    to_period,
    to_revision,
    to_target,
)

_RESULT_COLUMNS = (
    *("measure", "period", "revision", "value", "missing_reason", "comments", "provisional"),
    *("override", "override_reason", "source", "reason"),
    *("reported_on", "recorded_at", "recorded_by"),
)


def _prefixed(alias: str) -> str:
    return ", ".join(f"{alias}.{column} AS {alias}_{column}" for column in _RESULT_COLUMNS)


# The periods are chosen among what was reported by the date; as revised, each of them gives its
# newest revision. The domain's pick_current, pick_previous and pick_target say the same of one
# measure's ledgers, and tests hold the two together.
_ROWS = f"""
WITH eligible AS (
    SELECT r.measure, r.period, max(r.revision) AS revision
    FROM result AS r
    JOIN measure AS m ON m.code = r.measure
    WHERE (:service IS NULL OR m.service = :service)
        AND r.period <= :at AND r.reported_on <= :at
    GROUP BY r.measure, r.period
),
chosen AS (
    SELECT
        measure,
        max(period) AS current_period,
        max(period) FILTER (WHERE period <= :cutoff) AS previous_period
    FROM eligible
    GROUP BY measure
)
SELECT m.*, {_prefixed("current")}, {_prefixed("previous")},
    (
        SELECT t.amount FROM target AS t
        WHERE t.measure = m.code AND t.period <= coalesce(chosen.current_period, :at)
        ORDER BY t.period DESC, t.revision DESC LIMIT 1
    ) AS target_amount,
    (
        SELECT json_group_array(json_array(b.comparator, b.period, b.value, b.source))
        FROM benchmark AS b
        WHERE b.measure = m.code AND b.value IS NOT NULL AND b.period = (
            SELECT max(l.period) FROM benchmark AS l
            WHERE l.measure = b.measure AND l.comparator = b.comparator AND l.value IS NOT NULL
                AND l.period <= coalesce(chosen.current_period, :at)
        )
    ) AS comparators
FROM measure AS m
LEFT JOIN chosen ON chosen.measure = m.code
LEFT JOIN eligible AS ec
    ON ec.measure = m.code AND ec.period = chosen.current_period
LEFT JOIN eligible AS ep
    ON ep.measure = m.code AND ep.period = chosen.previous_period
LEFT JOIN result AS current
    ON current.measure = m.code AND current.period = ec.period
    AND current.revision = CASE WHEN :as_revised THEN (
        SELECT max(n.revision) FROM result AS n
        WHERE n.measure = ec.measure AND n.period = ec.period
    ) ELSE ec.revision END
LEFT JOIN result AS previous
    ON previous.measure = m.code AND previous.period = ep.period
    AND previous.revision = CASE WHEN :as_revised THEN (
        SELECT max(n.revision) FROM result AS n
        WHERE n.measure = ep.measure AND n.period = ep.period
    ) ELSE ep.revision END
WHERE (:service IS NULL OR m.service = :service)
    AND (m.starts_on IS NULL OR m.starts_on <= :at)
    AND (m.ends_on IS NULL OR m.ends_on >= :at)
ORDER BY m.service, m.number
"""

# The index alone answers this: the due list needs no result's text.
_CURRENT_PERIODS = """
SELECT m.*, (
    SELECT max(r.period) FROM result AS r
    WHERE r.measure = m.code AND r.period <= :at AND r.reported_on <= :at
) AS current_period
FROM measure AS m
WHERE (:service IS NULL OR m.service = :service)
    AND (m.starts_on IS NULL OR m.starts_on <= :at)
    AND (m.ends_on IS NULL OR m.ends_on >= :at)
ORDER BY m.service, m.number
"""

_ACTIONS = """
SELECT a.*
FROM action AS a
JOIN measure AS m ON m.code = a.measure
WHERE (:service IS NULL OR m.service = :service)
    AND a.raised_on <= :at AND (a.done_on IS NULL OR a.done_on >= :at)
ORDER BY a.period, a.id
"""

_SERIES = """
WITH reported AS (
    SELECT r.measure, r.period, max(r.revision) AS revision
    FROM result AS r
    JOIN measure AS m ON m.code = r.measure
    WHERE m.service = :service AND r.period <= :at AND r.reported_on <= :at
    GROUP BY r.measure, r.period
)
SELECT r.measure, r.period, r.value
FROM reported AS e
JOIN result AS r
    ON r.measure = e.measure AND r.period = e.period
    AND r.revision = CASE WHEN :as_revised THEN (
        SELECT max(n.revision) FROM result AS n
        WHERE n.measure = e.measure AND n.period = e.period
    ) ELSE e.revision END
ORDER BY r.measure, r.period
"""

_TARGETS = """
SELECT t.* FROM target AS t JOIN measure AS m ON m.code = t.measure
WHERE m.service = :service ORDER BY t.measure, t.period, t.revision
"""

_BENCHMARKS = """
SELECT b.* FROM benchmark AS b JOIN measure AS m ON m.code = b.measure
WHERE m.service = :service AND b.period <= :at ORDER BY b.measure, b.comparator, b.period
"""


def rows_at(
    db: Connection, at: date, *, service: str | None = None, as_revised: bool = False
) -> list[Row]:
    """The rows of a service's report at a date, or of every service's, by service and number."""
    values = {
        "at": at.isoformat(),
        "cutoff": previous_year_cutoff(at).isoformat(),
        "service": service,
        "as_revised": as_revised,
    }
    records = list(db.query(_ROWS, values))
    cycles = {record["code"]: to_cycle(record) for record in records}
    actions: dict[str, list[Action]] = defaultdict(list)
    for record in db.query(_ACTIONS, values):
        if cycle := cycles.get(record["measure"]):
            actions[record["measure"]].append(to_action(record, cycle))
    return [_row(record, at, actions[record["code"]]) for record in records]


def current_periods(
    db: Connection, at: date, *, service: str | None = None
) -> list[tuple[Measure, Period | None]]:
    """The measures reported at a date, each with the period of its current result."""
    found = []
    for record in db.query(_CURRENT_PERIODS, {"at": at.isoformat(), "service": service}):
        measure, start = to_measure(record), record["current_period"]
        period = Period(date.fromisoformat(start), measure.cycle) if start else None
        found.append((measure, period))
    return found


def _row(record: dict[str, Any], at: date, actions: list[Action]) -> Row:
    measure = to_measure(record)
    return build_row(
        measure,
        at,
        current=_revision(record, "current", measure.cycle),
        previous=_revision(record, "previous", measure.cycle),
        target=figure(record["target_amount"]),
        actions=actions,
        comparators=list(_comparators(measure, record["comparators"])),
    )


def _revision(record: dict[str, Any], alias: str, cycle: Cycle) -> Revision | None:
    if record[f"{alias}_measure"] is None:
        return None
    return to_revision({c: record[f"{alias}_{c}"] for c in _RESULT_COLUMNS}, cycle)


def _comparators(measure: Measure, packed: str) -> Iterator[Benchmark]:
    for comparator, period, value, source in sorted(json.loads(packed), key=lambda c: str(c[0])):
        start = to_period(period, measure.cycle)
        yield Benchmark(measure.code, start, comparator, figure(value), source)


@dataclass
class TrendInputs:
    """What the trend of one measure is built from, each list ascending by period."""

    series: list[tuple[Period, Any]]
    targets: list[Target]
    benchmarks: list[Benchmark]


def trend_inputs(
    db: Connection, at: date, service: str, *, as_revised: bool = False
) -> dict[str, TrendInputs]:
    """The history, targets and comparators of each of a service's measures up to a date."""
    values = {"at": at.isoformat(), "service": service, "as_revised": as_revised}
    measures = db.query(
        "SELECT code, frequency, period_anchor FROM measure WHERE service = :service", values
    )
    cycles = {record["code"]: to_cycle(record) for record in measures}
    inputs = {code: TrendInputs([], [], []) for code in cycles}
    for record in db.query(_SERIES, values):
        code = record["measure"]
        period = to_period(record["period"], cycles[code])
        inputs[code].series.append((period, figure(record["value"])))
    for record in db.query(_TARGETS, {"service": service}):
        code = record["measure"]
        inputs[code].targets.append(to_target(record, cycles[code]))
    for record in db.query(_BENCHMARKS, {"service": service, "at": values["at"]}):
        code = record["measure"]
        inputs[code].benchmarks.append(to_benchmark(record, cycles[code]))
    return inputs
