"""Between a row of the database and the domain's values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from ncc_tui.domain.errors import StoreError
from ncc_tui.domain.figures import from_real
from ncc_tui.domain.model import (
    Action,
    Benchmark,
    Definition,
    Entry,
    Measure,
    MissingReason,
    Officer,
    Revision,
    Role,
    Stamp,
    Target,
)
from ncc_tui.domain.periods import Cycle, Frequency, Period
from ncc_tui.domain.ratings import Polarity, Rating, Tolerance, ToleranceMode
from ncc_tui.domain.year import YearRule

Record = Mapping[str, Any]
P = ParamSpec("P")
T = TypeVar("T")


def _said_where_unreadable(convert: Callable[P, T]) -> Callable[P, T]:
    """Let a row that our constraints forbid (damage, another program) be a StoreError."""

    @wraps(convert)
    def converted(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return convert(*args, **kwargs)
        except ValueError as error:
            raise StoreError(
                f"The database holds what cannot be read ({error}). To look it over: ncc-tui check"
            ) from error

    return converted


def figure(real: float | None) -> Decimal | None:
    """A REAL column as an exact decimal."""
    return None if real is None else from_real(real)


def real(value: Decimal | None) -> float | None:
    """A figure as a REAL column keeps it."""
    return None if value is None else float(value)


def day(text: str | None) -> date | None:
    """An ISO date column that may be empty."""
    return date.fromisoformat(text) if text else None


def iso(value: date | None) -> str | None:
    """A date as a column keeps it."""
    return value.isoformat() if value else None


@_said_where_unreadable
def to_measure(record: Record) -> Measure:
    """A row of `definition` with the code, service and cycle of its measure."""
    return Measure(
        code=record["code"],
        service=record["service"],
        number=record["number"],
        title=record["title"],
        unit=record["unit"],
        cycle=_cycle(record["frequency"], record["period_anchor"]),
        polarity=Polarity(record["polarity"]),
        definition=record["definition"],
        decimals=record["decimals"],
        tolerance=Tolerance(
            from_real(record["tolerance"]),
            ToleranceMode(record["tolerance_mode"]),
            from_real(record["zero_target_tolerance"]),
        ),
        lag_days=record["lag_days"],
        owner=record["owner"],
        source=record["source"],
        starts_on=day(record["starts_on"]),
        ends_on=day(record["ends_on"]),
        suppress_below=figure(record["suppress_below"]),
        priority=record["priority"],
        year_rule=YearRule(record["year_rule"]),
    )


def from_measure(measure: Measure) -> dict[str, Any]:
    """A measure as a row of `measure`: what stays as it is."""
    return {
        "code": measure.code,
        "service": measure.service,
        "frequency": str(measure.cycle.frequency),
        "period_anchor": measure.cycle.anchor,
    }


def from_definition(measure: Measure) -> dict[str, Any]:
    """What of a measure can change, as columns of `definition`."""
    return {
        "number": measure.number,
        "title": measure.title,
        "unit": measure.unit,
        "polarity": str(measure.polarity),
        "definition": measure.definition,
        "decimals": measure.decimals,
        "tolerance": real(measure.tolerance.amount),
        "tolerance_mode": str(measure.tolerance.mode),
        "zero_target_tolerance": real(measure.tolerance.zero_target),
        "lag_days": measure.lag_days,
        "owner": measure.owner,
        "source": measure.source,
        "starts_on": iso(measure.starts_on),
        "ends_on": iso(measure.ends_on),
        "suppress_below": real(measure.suppress_below),
        "priority": measure.priority,
        "year_rule": str(measure.year_rule),
    }


@_said_where_unreadable
def to_definition(record: Record) -> Definition:
    """A row of `definition` with the code, service and cycle of its measure."""
    return Definition(
        measure=to_measure(record),
        number=record["revision"],
        counts_from=day(record["counts_from"]),
        stamp=to_stamp(record),
    )


def to_stamp(record: Record) -> Stamp:
    """The audit clock in a row of any ledger."""
    at = datetime.fromisoformat(record["recorded_at"])
    return Stamp(at, record["recorded_by"], record["reason"])


def from_stamp(stamp: Stamp) -> dict[str, Any]:
    """The audit clock as columns of any ledger."""
    return {
        "recorded_at": timestamp(stamp.at),
        "recorded_by": stamp.by,
        "reason": stamp.reason,
    }


@_said_where_unreadable
def to_cycle(record: Record) -> Cycle:
    """The cycle in a row of `measure`."""
    return _cycle(record["frequency"], record["period_anchor"])


@_said_where_unreadable
def to_period(start: str, cycle: Cycle) -> Period:
    """A column that holds the start of a period."""
    return _period(start, cycle)


# A report's rows share a few cycles and periods: to make each anew took a fifth of its reading.
@lru_cache(maxsize=256)
def _cycle(frequency: str, anchor: int) -> Cycle:
    return Cycle(Frequency(frequency), anchor)


@lru_cache(maxsize=8192)
def _period(start: str, cycle: Cycle) -> Period:
    return Period(date.fromisoformat(start), cycle)


@_said_where_unreadable
def to_officer(record: Record, services: Iterable[str]) -> Officer:
    """A row of `officer` with the services allowed."""
    return Officer(
        login=record["login"],
        name=record["name"],
        role=Role(record["role"]),
        services=tuple(services),
        every_service=bool(record["every_service"]),
    )


@_said_where_unreadable
def to_revision(record: Record, cycle: Cycle) -> Revision:
    """A row of `result`."""
    missing, override = record["missing_reason"], record["override"]
    return Revision(
        measure=record["measure"],
        period=_period(record["period"], cycle),
        number=record["revision"],
        entry=Entry(
            value=figure(record["value"]),
            missing=MissingReason(missing) if missing else None,
            comments=record["comments"],
            provisional=bool(record["provisional"]),
            override=Rating(override) if override else None,
            override_reason=record["override_reason"],
            source=record["source"],
            reason=record["reason"],
            forecast=figure(record["forecast"]),
        ),
        reported_on=date.fromisoformat(record["reported_on"]),
        recorded_at=datetime.fromisoformat(record["recorded_at"]),
        recorded_by=record["recorded_by"],
    )


def from_revision(revision: Revision) -> dict[str, Any]:
    """A revision as a row of `result`."""
    entry = revision.entry
    return {
        "measure": revision.measure,
        "period": revision.period.start.isoformat(),
        "revision": revision.number,
        "value": real(entry.value),
        "missing_reason": str(entry.missing) if entry.missing else None,
        "comments": entry.comments,
        "provisional": int(entry.provisional),
        "override": str(entry.override) if entry.override else None,
        "override_reason": entry.override_reason,
        "source": entry.source,
        "reason": entry.reason,
        "forecast": real(entry.forecast),
        "reported_on": revision.reported_on.isoformat(),
        "recorded_at": timestamp(revision.recorded_at),
        "recorded_by": revision.recorded_by,
    }


@_said_where_unreadable
def to_target(record: Record, cycle: Cycle) -> Target:
    """A row of `target`."""
    return Target(
        measure=record["measure"],
        period=_period(record["period"], cycle),
        amount=figure(record["amount"]),
        number=record["revision"],
        counts_from=day(record["counts_from"]),
        stamp=to_stamp(record),
    )


@_said_where_unreadable
def to_action(record: Record, cycle: Cycle) -> Action:
    """A row of `action` with one of its revisions."""
    return Action(
        id=record["id"],
        measure=record["measure"],
        period=_period(record["period"], cycle),
        text=record["text"],
        owner=record["owner"],
        due_on=day(record["due_on"]),
        done_on=day(record["done_on"]),
        raised_on=date.fromisoformat(record["raised_on"]),
        number=record["revision"],
        counts_from=day(record["counts_from"]),
    )


@_said_where_unreadable
def to_benchmark(record: Record, cycle: Cycle) -> Benchmark:
    """A row of `benchmark`."""
    return Benchmark(
        measure=record["measure"],
        period=_period(record["period"], cycle),
        comparator=record["comparator"],
        value=figure(record["value"]),
        source=record["source"],
        number=record["revision"],
        counts_from=day(record["counts_from"]),
    )


def timestamp(moment: datetime) -> str:
    """A moment as a column keeps it: ISO with its offset, to the second."""
    return moment.isoformat(timespec="seconds")
