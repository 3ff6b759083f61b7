"""Year figures: what a financial year's periods come to, so far or as its outturn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from ncc_tui.domain.choices import choice
from ncc_tui.domain.dates import financial_year_label
from ncc_tui.domain.periods import Cycle, Period

# As many digits as a REAL column holds.
_REAL = Context(prec=15, rounding=ROUND_HALF_UP)


class YearRule(StrEnum):
    """How a year's figure comes from those of its periods (README, The rules).

    Under `cumulative` each period's figure is itself the year to date.
    """

    LAST = "last"
    SUM = "sum"
    AVERAGE = "average"
    CUMULATIVE = "cumulative"

    @classmethod
    def parse(cls, text: str) -> YearRule:
        """Read a rule by name; raises InvalidChoice naming those there are."""
        return choice(cls, text, "a year rule")


class YearFigure(NamedTuple):
    """A financial year's figure: its outturn where `complete`, else the year to date.

    `periods` of the year's `of` periods have a figure; `value` is None where none has. The
    target is the whole year's, whatever part of it has been reported.
    """

    first_year: int
    value: Decimal | None
    target: Decimal | None
    periods: int
    of: int
    complete: bool

    @property
    def words(self) -> str:
        """What the figure is: `outturn 2023/24`, or `2023/24 to date`."""
        year = financial_year_label(self.first_year)
        return f"outturn {year}" if self.complete else f"{year} to date"


def year_periods(cycle: Cycle, first_year: int) -> tuple[Period, ...]:
    """The periods of a financial year: those that start in it, though the last may end after it.

    So May 2023, Sep 2023 and Jan 2024 are the terms of 2023/24, and an annual measure counted
    from September has the one period that starts in Sep 2023.
    """
    first = cycle.first_from(date(first_year, 4, 1))
    return tuple(first.shifted(by) for by in range(12 // cycle.frequency.months))


def year_figure(
    rule: YearRule,
    cycle: Cycle,
    first_year: int,
    results: Mapping[Period, Decimal | None],
    target_at: Callable[[Period], Decimal | None],
    until: date,
) -> YearFigure | None:
    """Work out the figure of the financial year that began in `first_year` (README, The rules).

    `results` has what is known at the report's date, `until`, of each period with a result: its
    figure, or None where a reason stands instead. As for the current result, a period that
    starts after that date does not count. None where no period of the year has a result.

    The year is complete once each of its periods has a figure. Under `last` a reason will do in
    any period but the year's last, for the figures before that do not enter into it.
    """
    periods = year_periods(cycle, first_year)
    reported = [p for p in periods if p.start <= until and p in results]
    if not reported:
        return None
    figures = [figure for p in reported if (figure := results[p]) is not None]
    if rule in (YearRule.LAST, YearRule.CUMULATIVE):
        complete = len(reported) == len(periods) and results[periods[-1]] is not None
    else:
        complete = len(figures) == len(periods)
    return YearFigure(
        first_year=first_year,
        value=_combined(rule, figures) if figures else None,
        target=_target(rule, periods, target_at),
        periods=len(figures),
        of=len(periods),
        complete=complete,
    )


def _combined(rule: YearRule, figures: Sequence[Decimal]) -> Decimal:
    """One figure from at least one, oldest first: a sum is exact, an average has 15 digits."""
    if rule is YearRule.SUM:
        return _total(figures)
    if rule is YearRule.AVERAGE:
        return _REAL.divide(_total(figures), len(figures)).normalize(_REAL)
    return figures[-1]


def _target(
    rule: YearRule, periods: Sequence[Period], target_at: Callable[[Period], Decimal | None]
) -> Decimal | None:
    """The year's target: of a sum, the sum where every period has one; else the last period's."""
    if rule is not YearRule.SUM:
        return target_at(periods[-1])
    amounts = [amount for period in periods if (amount := target_at(period)) is not None]
    return _total(amounts) if len(amounts) == len(periods) else None


def _total(figures: Sequence[Decimal]) -> Decimal:
    with localcontext(prec=400):  # enough for the largest figure and the smallest REAL together
        return sum(figures, Decimal(0))
