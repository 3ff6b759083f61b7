"""What reports are made from, read as at a date by a few statements whatever the years of history.

Each statement chooses for each measure by a seek in an index; the domain's pick_current,
pick_previous, pick_target and pick_comparators say the same of one measure's ledgers, and tests
hold the two together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.model import Action, Benchmark, Measure, Revision
from ncc_tui.domain.periods import Cycle, Period
from ncc_tui.domain.report import Row, build_row, pick_comparators
from ncc_tui.store.as_at import counting, values_at
from ncc_tui.store.connection import Connection
from ncc_tui.store.records import (
    day,
    figure,
    to_action,
    to_cycle,
    to_measure,
    to_period,
    to_revision,
)
from ncc_tui.store.trends import TrendInputs, known_benchmarks

_RESULT_COLUMNS = (
    *("measure", "period", "revision", "value", "missing_reason", "comments", "provisional"),
    *("override", "override_reason", "source", "forecast", "reason"),
    *("reported_on", "recorded_at", "recorded_by"),
)

# Measure, period and revision tell a result from every other.
_RESULT_KEY = 3

_MEASURE_COLUMNS = ("code", "service", "frequency", "period_anchor")
_DEFINITION_COLUMNS = (
    *("number", "title", "unit", "polarity", "definition", "decimals"),
    *("tolerance", "tolerance_mode", "zero_target_tolerance", "lag_days", "owner", "source"),
    *("starts_on", "ends_on", "suppress_below", "priority", "year_rule"),
)
_BESIDE = (
    *("target", "before_period", "before_value", "year_before_period", "year_before_value"),
    "revised_since",
)
_DEFINED_COLUMNS = (*_MEASURE_COLUMNS, *_DEFINITION_COLUMNS)


def _columns(table: str, names: Iterable[str]) -> str:
    return ", ".join(f"{table}.{name}" for name in names)


def _result_period(until: str) -> str:
    """The latest period with a result by a condition on its start: one seek, and a step on each
    result that was withdrawn.
    """
    return f"""(
        SELECT r.period FROM result AS r
        WHERE r.measure = m.code AND r.period <= :at AND {until} AND r.reported_on <= :at
            AND coalesce((
                SELECT n.missing_reason FROM result AS n
                WHERE n.measure = r.measure AND n.period = r.period
                    AND (:revised = 1 OR n.reported_on <= :at)
                ORDER BY n.revision DESC LIMIT 1
            ), '') <> 'withdrawn'
        ORDER BY r.period DESC LIMIT 1
    )"""


def _result_revision(period: str) -> str:
    return f"""(
        SELECT max(n.revision) FROM result AS n
        WHERE n.measure = c.code AND n.period = {period}
            AND (:revised = 1 OR n.reported_on <= :at)
    )"""


def _reported(result: str) -> str:
    """Whether a period has a result reported by the date, whichever revision is read of it."""
    return f"""(:revised = 0 OR EXISTS (
        SELECT 1 FROM result AS n
        WHERE n.measure = {result}.measure AND n.period = {result}.period AND n.reported_on <= :at
    ))"""


_DEFINED = f"""
    SELECT m.code, m.service, m.frequency, m.period_anchor, (
        SELECT max(d.revision) FROM definition AS d WHERE d.measure = m.code AND {counting("d")}
    ) AS defined
    FROM measure AS m WHERE (:service IS NULL OR m.service = :service)
"""
_RUNS = "(d.starts_on IS NULL OR d.starts_on <= :at) AND (d.ends_on IS NULL OR d.ends_on >= :at)"

_TARGET_PERIOD = f"""(
    SELECT t.period FROM target AS t
    WHERE t.measure = c.code AND t.period <= coalesce(c.current_period, :at) AND {counting("t")}
    ORDER BY t.period DESC LIMIT 1
)"""

# A row is revised since if a later revision of its figures (of any period from the earliest that it
# reads that had been reported) counts from after the date. As revised it also is where its target
# has one, or a definition by which it read or was rated otherwise; as reported it is not, for what
# is agreed later leaves a report of the past as it was, mark and all.
_REVISED_SINCE = """
    EXISTS (
        SELECT 1 FROM result AS n
        WHERE n.measure = c.code AND n.period >= CASE
                WHEN year_before.period < c.previous_period THEN year_before.period
                WHEN before.period < c.previous_period THEN before.period
                ELSE coalesce(c.previous_period, '')
            END
            AND n.period <= :at AND n.reported_on > :at AND n.revision > (
                SELECT max(o.revision) FROM result AS o
                WHERE o.measure = n.measure AND o.period = n.period AND o.reported_on <= :at
            )
    ) OR :revised = 1 AND (coalesce(t.counts_from, '') > :at OR EXISTS (
        SELECT 1 FROM definition AS n
        WHERE n.measure = c.code AND n.revision = (
            SELECT max(o.revision) FROM definition AS o
            WHERE o.measure = c.code AND coalesce(o.counts_from, '') <= :at
        ) AND (
            n.number <> d.number OR n.title <> d.title OR n.unit <> d.unit
            OR n.polarity <> d.polarity OR n.tolerance <> d.tolerance
            OR n.tolerance_mode <> d.tolerance_mode
            OR n.zero_target_tolerance <> d.zero_target_tolerance OR n.lag_days <> d.lag_days
            OR coalesce(n.decimals, -1) <> coalesce(d.decimals, -1)
            OR n.year_rule <> d.year_rule
            OR coalesce(n.starts_on, '') <> coalesce(d.starts_on, '')
            OR coalesce(n.ends_on, '') <> coalesce(d.ends_on, '')
        )
    ))
"""

_BEFORE = """(
    SELECT max(n.period) FROM result AS n
    WHERE n.measure = c.code AND n.period < c.current_period
)"""
# ISO dates are text on every engine: a year earlier is another number before the same month.
_YEAR_BEFORE = """
    cast(cast(substr(c.current_period, 1, 4) AS integer) - 1 AS text)
    || substr(c.current_period, 5)
"""

# First every measure that is reported, and the periods that its row shows; then all of the rows.
_ROWS = f"""
WITH defined AS MATERIALIZED ({_DEFINED}),
chosen AS MATERIALIZED (
    SELECT m.*, {_result_period("1 = 1")} AS current_period,
        {_result_period("r.period <= :cutoff")} AS previous_period
    FROM defined AS m JOIN definition AS d ON d.measure = m.code AND d.revision = m.defined
    WHERE {_RUNS}
)
SELECT {_columns("c", _MEASURE_COLUMNS)}, {_columns("d", _DEFINITION_COLUMNS)},
    {_columns("current", _RESULT_COLUMNS)}, {_columns("previous", _RESULT_COLUMNS)},
    t.amount, before.period, before.value, year_before.period, year_before.value,
    {_REVISED_SINCE}
FROM chosen AS c
JOIN definition AS d ON d.measure = c.code AND d.revision = c.defined
LEFT JOIN result AS current ON current.measure = c.code AND current.period = c.current_period
    AND current.revision = {_result_revision("c.current_period")}
LEFT JOIN result AS previous ON previous.measure = c.code AND previous.period = c.previous_period
    AND previous.revision = {_result_revision("c.previous_period")}
LEFT JOIN result AS before ON before.measure = c.code AND before.period = {_BEFORE}
    AND before.revision = {_result_revision("before.period")} AND {_reported("before")}
LEFT JOIN result AS year_before
    ON year_before.measure = c.code AND year_before.period = {_YEAR_BEFORE}
    AND year_before.revision = {_result_revision("year_before.period")}
    AND {_reported("year_before")}
LEFT JOIN target AS t ON t.measure = c.code AND t.period = {_TARGET_PERIOD}
    AND t.revision = (
        SELECT max(n.revision) FROM target AS n
        WHERE n.measure = c.code AND n.period = t.period AND {counting("n")}
    )
ORDER BY c.service, d.number, c.code
"""

_DUE = f"""
WITH defined AS MATERIALIZED ({_DEFINED})
SELECT m.code, m.service, m.frequency, m.period_anchor, d.lag_days, d.starts_on, d.ends_on, d.owner,
    {_result_period("1 = 1")} AS current_period
FROM defined AS m JOIN definition AS d ON d.measure = m.code AND d.revision = m.defined
WHERE {_RUNS}
"""

_ACTIONS = f"""
SELECT a.id, a.measure, a.period, a.raised_on,
    r.revision, r.counts_from, r.text, r.owner, r.due_on, r.done_on
FROM measure AS m
JOIN action AS a ON a.measure = m.code
JOIN action_revision AS r ON r.action = a.id AND r.revision = (
    SELECT max(n.revision) FROM action_revision AS n WHERE n.action = a.id AND {counting("n")}
)
WHERE (:service IS NULL OR m.service = :service)
    AND a.raised_on <= :at AND (r.done_on IS NULL OR r.done_on >= :at)  -- Action.open_at
ORDER BY a.period, a.id
"""


class Owed(NamedTuple):
    """What the due list needs of a measure: what rules its next period, and whose it is."""

    code: str
    service: str
    owner: str | None
    cycle: Cycle
    lag_days: int
    starts_on: date | None
    ends_on: date | None
    current: Period | None


def rows_at(
    db: Connection,
    as_at: AsAt,
    *,
    service: str | None = None,
    known: Mapping[str, TrendInputs] | None = None,
) -> list[Row]:
    """The rows of a service's report at a date, or of every service's, by service and number.

    `known` is what `trend_inputs` gave for the same, so that no comparator is read twice.
    """
    values = values_at(as_at, service)
    rows = [_ReportRow.of(row) for row in db.execute(_ROWS, values)]
    cycles = {row.measure.code: row.measure.cycle for row in rows}
    actions: dict[str, list[Action]] = defaultdict(list)
    for record in db.query(_ACTIONS, values):
        if cycle := cycles.get(record["measure"]):
            actions[record["measure"]].append(to_action(record, cycle))
    if known is None:
        comparators = known_benchmarks(db, values, cycles)
    else:
        comparators = {code: inputs.benchmarks for code, inputs in known.items()}
    return [
        row.built(as_at, actions[row.measure.code], comparators.get(row.measure.code, ()))
        for row in rows
    ]


def owed_at(db: Connection, at: date, *, service: str | None = None) -> list[Owed]:
    """The measures reported at a date, each with the period of its current result."""
    return [
        Owed(
            code=record["code"],
            service=record["service"],
            owner=record["owner"],
            cycle=(cycle := to_cycle(record)),
            lag_days=record["lag_days"],
            starts_on=day(record["starts_on"]),
            ends_on=day(record["ends_on"]),
            current=to_period(start, cycle) if (start := record["current_period"]) else None,
        )
        for record in db.query(_DUE, values_at(AsAt(at), service))
    ]


class _ReportRow(NamedTuple):
    """A row of the report's statement."""

    measure: Measure
    current: Revision | None
    previous: Revision | None
    beside: Mapping[str, Any]

    @classmethod
    def of(cls, row: Sequence[Any]) -> _ReportRow:
        """What the columns hold, in the order in which they are selected."""
        start, width = len(_DEFINED_COLUMNS), len(_RESULT_COLUMNS)
        measure = _measure(*row[:start])
        columns, others = row[start : start + width], row[start + width : start + 2 * width]
        beside = dict(zip(_BESIDE, row[start + 2 * width :], strict=True))
        current = _revision(columns, measure.cycle)
        # Until the new year has results of its own, both columns show the same one.
        same = others[:_RESULT_KEY] == columns[:_RESULT_KEY]
        previous = current if same else _revision(others, measure.cycle)
        return cls(measure, current, previous, beside)

    def built(self, as_at: AsAt, actions: Sequence[Action], benchmarks: Iterable[Benchmark]) -> Row:
        """The row as the report has it."""
        on = self.current.period.start if self.current else as_at.day
        return build_row(
            self.measure,
            as_at.day,
            current=self.current,
            previous=self.previous,
            target=figure(self.beside["target"]),
            actions=actions,
            comparators=pick_comparators(benchmarks, on, as_at),
            value_at=dict(self._earlier()).get,
            revised_since=bool(self.beside["revised_since"]),
        )

    def _earlier(self) -> Iterator[tuple[Period, Decimal | None]]:
        for name in ("before", "year_before"):
            if start := self.beside[f"{name}_period"]:
                value = figure(self.beside[f"{name}_value"])
                yield to_period(start, self.measure.cycle), value


# A screen reads the same measures again at each key; to make each anew took a tenth of a report.
@lru_cache(maxsize=4096)
def _measure(*columns: Any) -> Measure:
    return to_measure(dict(zip(_DEFINED_COLUMNS, columns, strict=True)))


def _revision(columns: Sequence[Any], cycle: Cycle) -> Revision | None:
    if columns[0] is None:
        return None
    return to_revision(dict(zip(_RESULT_COLUMNS, columns, strict=True)), cycle)
