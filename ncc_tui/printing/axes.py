"""The arithmetic of a picture's axes: round tick values, and labels that keep apart."""

from __future__ import annotations

import math
from collections.abc import Sequence

_STEPS = (1, 2, 2.5, 5, 10)


def nice_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers, evenly spaced, that enclose a range; never fewer than two."""
    if low == high:
        margin = abs(low) / 10 or 1.0
        low, high = low - margin, high + margin
    rough = (high - low) / (most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in _STEPS if size * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [step * k for k in range(first, last + 1)]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Ascending positions moved as little as needed to lie `gap` apart within a range.

    Where there are too many to fit they lie evenly over it.
    """
    if len(wanted) > 1:
        gap = min(gap, (high - low) / (len(wanted) - 1))
    placed: list[float] = []
    for position in wanted:
        placed.append(max(position, placed[-1] + gap if placed else low))
    ceiling = high
    for k in reversed(range(len(placed))):
        placed[k] = min(placed[k], ceiling)
        ceiling = placed[k] - gap
    return placed
