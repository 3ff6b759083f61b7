"""A year's targets carried to the next, harder by a percentage."""

from __future__ import annotations

from decimal import Decimal

from ncc_tui.domain.figures import from_real, rounded
from ncc_tui.domain.model import Measure
from ncc_tui.domain.ratings import Polarity


def uplifted(measure: Measure, amount: Decimal, percent: Decimal) -> Decimal:
    """A target so much harder, in the measure's decimals, halves rounded up.

    The percentage is added; where lower is better it is taken off, for there a higher target would
    be an easier one. A negative percentage makes a target easier.
    """
    step = abs(amount) * percent / 100
    harder = amount - step if measure.polarity is Polarity.LOWER else amount + step
    return rounded(from_real(float(rounded(harder, measure.decimals))), None)
