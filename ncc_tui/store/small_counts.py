"""Which measures' small counts are withheld, and what figures such a measure's texts may name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ncc_tui.store.connection import Connection
from ncc_tui.store.records import figure

_LIMITS = """
SELECT d.measure, max(d.suppress_below) FROM definition AS d
WHERE d.suppress_below > 0 AND d.revision >= coalesce((
    SELECT max(n.revision) FROM definition AS n
    WHERE n.measure = d.measure AND coalesce(n.counts_from, '') <= :today
), 0)
GROUP BY d.measure
"""


def limits(db: Connection, today: date) -> dict[str, Decimal]:
    """Below which counts are withheld, by measure: of those that have a limit.

    It is the strictest of what is agreed for today and for later.
    """
    rows = db.execute(_LIMITS, {"today": today.isoformat()})
    return {code: limit for code, amount in rows if (limit := figure(amount)) is not None}


def figures(db: Connection, measure: str) -> set[Decimal]:
    """Every figure that any revision of a measure's results has or forecasts."""
    rows = db.execute(
        "SELECT value FROM result WHERE measure = :measure "
        "UNION SELECT forecast FROM result WHERE measure = :measure",
        {"measure": measure},
    )
    return {known for (value,) in rows if (known := figure(value)) is not None}
