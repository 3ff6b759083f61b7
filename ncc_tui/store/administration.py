"""What administration asks before it changes something: is it in use?"""

from __future__ import annotations

from datetime import date

from ncc_tui.store.connection import Connection

_PERIODS = """
SELECT period FROM result WHERE measure = :measure
UNION SELECT period FROM target WHERE measure = :measure
UNION SELECT period FROM action WHERE measure = :measure
UNION SELECT period FROM benchmark WHERE measure = :measure
ORDER BY period
"""


def has_results(db: Connection, measure: str | None = None) -> bool:
    """Whether a measure, or any, has a result, withdrawn or not."""
    query = "SELECT 1 FROM result WHERE :measure IS NULL OR measure = :measure LIMIT 1"
    return db.execute(query, {"measure": measure}).fetchone() is not None


def has_target(db: Connection) -> bool:
    """Whether any measure has a target."""
    return db.value("SELECT 1 FROM target WHERE amount IS NOT NULL LIMIT 1") is not None


def measures_with_results(db: Connection) -> frozenset[str]:
    """The codes of the measures that have a result."""
    query = (
        "SELECT m.code FROM measure AS m "
        "WHERE EXISTS (SELECT 1 FROM result AS r WHERE r.measure = m.code)"
    )
    return frozenset(code for (code,) in db.execute(query))


def periods_in_use(db: Connection, measure: str) -> list[date]:
    """The first days of the periods that anything of a measure is for."""
    return [date.fromisoformat(start) for (start,) in db.execute(_PERIODS, {"measure": measure})]
