"""Movement: a result against the period before and the same period a year earlier."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from ncc_tui.domain.periods import Period
from ncc_tui.domain.ratings import Polarity, shortfall
from ncc_tui.domain.year import YearRule


class Way(StrEnum):
    """Which way a figure has gone, whether or not that is good."""

    UP = "up"
    DOWN = "down"
    SAME = "same"

    @property
    def arrow(self) -> str:
        """The sign that shows it."""
        return _ARROWS[self]


_ARROWS = {Way.UP: "↑", Way.DOWN: "↓", Way.SAME: "="}


class Judgement(StrEnum):
    """What a movement means by the measure's polarity."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


class Comparison(NamedTuple):
    """A result against an earlier one: `period` and `value` are the earlier one's.

    `way` is None where one of the two has no figure; `judgement` then too, and where the
    measure's polarity is neutral.
    """

    period: Period
    value: Decimal | None
    way: Way | None
    judgement: Judgement | None

    @property
    def arrow(self) -> str:
        """The figure's way: `↑`, `↓` or `=`; empty where there is nothing to compare."""
        return self.way.arrow if self.way else ""

    @property
    def words(self) -> str:
        """The arrow and the judgement: `↑ better`; the arrow alone where there is none."""
        return f"{self.arrow} {self.judgement}" if self.judgement else self.arrow


class Movement(NamedTuple):
    """How a result compares with the period before and with the same period a year earlier.

    Of an annual measure both are the same. A comparison is None where the rule makes none; where
    it makes one but a figure is lacking, the comparison stands without way and judgement.
    """

    period_before: Comparison | None
    year_before: Comparison | None

    @property
    def headline(self) -> Comparison | None:
        """The one to show where there is room for one: with the period before if that is made.

        Never the other in its stead, so that a grid's column compares alike in all its rows.
        """
        return self.period_before or self.year_before


def movement(
    value: Decimal | None,
    period: Period,
    polarity: Polarity,
    year_rule: YearRule,
    value_at: Callable[[Period], Decimal | None],
) -> Movement:
    """Compare a result with the earlier ones that `value_at` gives (README, The rules).

    A cumulative figure starts again with the year, so it is compared with the same period a year
    earlier only.
    """

    def against(earlier: Period) -> Comparison:
        return _compared(value, earlier, value_at(earlier), polarity)

    year_before = against(period.year_before())
    if year_rule is YearRule.CUMULATIVE:
        return Movement(None, year_before)
    return Movement(against(period.previous()), year_before)


def _compared(
    value: Decimal | None, period: Period, earlier: Decimal | None, polarity: Polarity
) -> Comparison:
    if value is None or earlier is None:
        return Comparison(period, earlier, None, None)
    way = Way.UP if value > earlier else Way.DOWN if value < earlier else Way.SAME
    if polarity is Polarity.NEUTRAL:
        return Comparison(period, earlier, way, None)
    short = shortfall(value, earlier, polarity)
    judgement = Judgement.WORSE if short > 0 else Judgement.BETTER if short < 0 else Judgement.SAME
    return Comparison(period, earlier, way, judgement)
