"""A measure's definition: what differs between two of its revisions, and what it may not say."""

from __future__ import annotations

from collections.abc import Iterable

from ncc_tui.domain.dates import MONTHS, format_date
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.model import Measure


def differences(before: Measure, after: Measure) -> tuple[tuple[str, str, str], ...]:
    """Each part that differs: what it is called, and what it was and is, as people read it."""
    pairs = zip(_parts(before).items(), _parts(after).values(), strict=True)
    return tuple((name, old, new) for (name, old), new in pairs if old != new)


def run_together(one: Measure, other: Measure) -> bool:
    """Whether there is a day on which both measures are reported."""
    apart = (one.ends_on and other.starts_on and one.ends_on < other.starts_on) or (
        other.ends_on and one.starts_on and other.ends_on < one.starts_on
    )
    return not apart


def has_number(measure: Measure, others: Iterable[Measure]) -> Measure | None:
    """Another measure of the service that has the same number on some day, if there is one."""
    return next(
        (
            other
            for other in others
            if other.code != measure.code
            and (other.service, other.number) == (measure.service, measure.number)
            and run_together(other, measure)
        ),
        None,
    )


def moved_field(before: Measure, after: Measure) -> str:
    """Which field that stays once there are results differs; empty where none does."""
    if before.service != after.service:
        return "service"
    if before.cycle.frequency is not after.cycle.frequency:
        return "frequency"
    return "period_anchor" if before.cycle.anchor != after.cycle.anchor else ""


def kept_with_results(measure: Measure, field: str) -> str:
    """What a measure that has results says in a field that stays, and how to go on otherwise."""
    kept = {
        "service": measure.service,
        "frequency": str(measure.cycle.frequency),
        "period_anchor": MONTHS[measure.cycle.anchor - 1],
    }[field]
    return (
        f"{kept}: {measure.code} has results by it; to change it, retire this measure (ends_on) "
        "and copy it under a new code"
    )


def _parts(measure: Measure) -> dict[str, str]:
    tolerance = measure.tolerance
    return {
        "number": str(measure.number),
        "title": measure.title,
        "unit": measure.unit,
        "polarity": str(measure.polarity),
        "definition": measure.definition,
        "decimals": "" if measure.decimals is None else str(measure.decimals),
        "tolerance": format_figure(tolerance.amount),
        "tolerance mode": str(tolerance.mode),
        "tolerance at a target of 0": format_figure(tolerance.zero_target),
        "lag": f"{measure.lag_days} days",
        "owner": measure.owner or "",
        "source": measure.source,
        "start": format_date(measure.starts_on) if measure.starts_on else "",
        "end": format_date(measure.ends_on) if measure.ends_on else "",
        "withheld below": format_figure(measure.suppress_below),
        "priority": measure.priority,
        "year rule": str(measure.year_rule),
    }
