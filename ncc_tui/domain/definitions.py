"""What of a measure's definition differs between two of its revisions, in words."""

from __future__ import annotations

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.model import Measure


def differences(before: Measure, after: Measure) -> tuple[tuple[str, str, str], ...]:
    """Each part that differs: what it is called, and what it was and is, as people read it."""
    pairs = zip(_parts(before).items(), _parts(after).values(), strict=True)
    return tuple((name, old, new) for (name, old), new in pairs if old != new)


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
