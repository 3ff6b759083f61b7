"""How a measure's results went, period by period, as its chart shows them."""

from __future__ import annotations

from collections.abc import Mapping

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.trend import Trend, build_trend
from ncc_tui.services.disclosure import Sight, Veil
from ncc_tui.services.session import Session
from ncc_tui.store.trends import TrendInputs, trend_inputs


def trends(session: Session, service: str, as_at: AsAt) -> dict[str, Trend]:
    """The trend of each of a service's measures up to a date, by measure code."""
    with session.store.reading() as db:
        inputs = trend_inputs(db, as_at, service=service)
        return laid_out(inputs, as_at, Sight.of(db, session))


def laid_out(inputs: Mapping[str, TrendInputs], as_at: AsAt, sight: Sight) -> dict[str, Trend]:
    """Trends by measure code, from what was read for them."""
    return {
        code: sight.see(
            of,
            Veil.trend,
            build_trend(of.series, of.targets, as_at, of.benchmarks, restarts=of.cumulative),
        )
        for code, of in inputs.items()
    }
