"""Trends made by hand, for charts to be tried on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.domain.trend import Trend

QUARTERLY = Cycle(Frequency.QUARTERLY)
MONTHLY = Cycle(Frequency.MONTHLY)

Figures = Sequence[float | None]


def trend(
    values: Figures,
    targets: Figures | None = None,
    comparators: dict[str, Figures] | None = None,
    *,
    first: str = "Jan 2020",
    cycle: Cycle = QUARTERLY,
    restarts: bool = False,
) -> Trend:
    """A trend from a period on; each comparator has figures for the same periods."""
    periods = [cycle.parse(first).shifted(k) for k in range(len(values))]
    return Trend(
        tuple((p, _decimal(v)) for p, v in zip(periods, values, strict=True)),
        tuple(_decimal(t) for t in targets or [None] * len(values)),
        tuple(
            (
                name,
                tuple(
                    (p, Decimal(str(v))) for p, v in zip(periods, vs, strict=False) if v is not None
                ),
            )
            for name, vs in (comparators or {}).items()
        ),
        restarts,
    )


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
