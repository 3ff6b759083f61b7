from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from ncc_tui.charts.axes import Axes, nice_ticks, period_ticks, spread
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.domain.trend import Trend
from tests.charts.trends import MONTHLY, QUARTERLY, trend


def axes(of: Trend, unit: str = "number") -> Axes:
    return Axes.of(of, unit=unit, most_ticks=5)


def share(of: Trend, value: float, unit: str = "number") -> float:
    return axes(of, unit).up(Decimal(str(value)))


@pytest.mark.parametrize(
    ("low", "high"), [(0, 100), (69, 80), (-3, 4), (5, 5), (0, 0), (1e-6, 2e-6), (1, 1e12)]
)
def test_ticks_are_round_and_enclose_the_range(low: float, high: float) -> None:
    ticks = nice_ticks(low, high)
    assert 2 <= len(ticks) <= 7
    assert ticks[0] <= low
    assert ticks[-1] >= high


@pytest.mark.parametrize("outlier", [1508, -900])
@pytest.mark.parametrize("place", [0, 4, 9])
def test_one_far_result_does_not_flatten_the_others(outlier: float, place: int) -> None:
    values: list[float | None] = [71, 73, 70, 75, 72, 74, 73, 75, 71]
    of = trend([*values[:place], outlier, *values[place:]], [72] * 10)
    assert share(of, 75) - share(of, 70) > 0.4
    assert axes(of).beyond(Decimal(outlier)) == ("↑" if outlier > 0 else "↓")
    assert share(of, outlier) == (outlier > 0)
    assert not axes(of).beyond(Decimal(72))


def test_figures_that_merely_vary_all_lie_on_the_axis() -> None:
    for values in ([10, 20, 15, 60], [0, 0, 0, 50, 0, 0, 0, 0], [5, 90], [10, 250, 700, 1508]):
        of = trend([float(v) for v in values])
        assert not any(axes(of).beyond(Decimal(v)) for v in values), values


def test_the_target_is_on_the_axis_however_far_it_lies() -> None:
    of = trend([10, 11, 10, 12], [75] * 4)
    assert not axes(of).beyond(Decimal(75))


def test_far_comparators_lie_beyond_the_axis_and_near_ones_on_it() -> None:
    of = trend([5, 6, 7, 8], None, {"England": [80_000] * 4, "Essex": [12] * 4})
    assert axes(of).beyond(Decimal(80_000)) == "↑"
    assert not axes(of).beyond(Decimal(12))
    assert share(of, 8) - share(of, 5) > 0.25


@pytest.mark.parametrize("values", [[98.1, 98.2, 98.3], [1508, 1510, 1509], [-70, -70.5]])
def test_a_tiny_range_does_not_fill_the_height(values: list[float]) -> None:
    of = trend(list(values))
    assert share(of, max(values)) - share(of, min(values)) < 0.15


def test_an_axis_does_not_pass_nought_or_100_per_cent_for_nothing() -> None:
    assert axes(trend([99.7, 99.9, 100]), "%").ticks[-1] == 100
    assert axes(trend([99.7, 99.9, 100]), "number").ticks[-1] > 100
    assert axes(trend([0, 0, 0])).ticks[0] == 0
    assert axes(trend([104, 104.2]), "%").ticks[-1] > 104


def test_a_periods_figure_stands_in_the_middle_of_the_period() -> None:
    of = trend([1, 2, 3, 4])
    periods = [period for period, _ in of.points]
    for period in periods:
        start, end = axes(of).span(period, period)
        assert axes(of).across(period.start) == pytest.approx((start + end) / 2)
    assert axes(of).span(periods[0], periods[-1]) == (0, 1)
    assert axes(trend([1])).across(periods[0].start) == 0.5


def labels(cycle: Cycle, first: str, count: int, apart: float) -> list[str]:
    periods = [cycle.parse(first).shifted(k) for k in range(count)]
    return [period.label for period in period_ticks(periods, apart)]


def test_labels_stand_at_the_starts_of_quarters_and_years_and_at_the_last_period() -> None:
    assert labels(MONTHLY, "Feb 2023", 15, 2.2) == [
        *("Apr 2023", "Jul 2023", "Oct 2023", "Jan 2024", "Apr 2024"),
    ]
    assert labels(MONTHLY, "May 2021", 36, 7) == ["Apr 2022", "Apr 2023", "Apr 2024"]
    assert labels(QUARTERLY, "Jan 2023", 5, 1) == [
        *("Jan 2023", "Apr 2023", "Jul 2023", "Oct 2023", "Jan 2024"),
    ]
    assert labels(QUARTERLY, "Jan 2021", 13, 3) == ["Apr 2021", "Apr 2022", "Apr 2023", "Jan 2024"]
    assert labels(Cycle(Frequency.TERMLY), "Sep 2021", 8, 2) == [
        *("Sep 2021", "Sep 2022", "Jan 2024"),
    ]
    assert labels(Cycle(Frequency.ANNUALLY, 9), "Sep 2019", 4, 1) == [
        *("Sep 2019", "Sep 2020", "Sep 2021", "Sep 2022"),
    ]


@pytest.mark.parametrize("frequency", Frequency)
@pytest.mark.parametrize("count", [1, 2, 7, 40, 400])
@pytest.mark.parametrize("apart", [0.5, 1, 3.3, 20, 900])
def test_labels_are_periods_with_room_between_them(
    frequency: Frequency, count: int, apart: float
) -> None:
    first = Cycle(frequency).containing(date(1980, 9, 1))
    periods = [first.shifted(k) for k in range(count)]
    ticks = period_ticks(periods, apart)
    assert ticks[-1] == periods[-1]
    places = [periods.index(tick) for tick in ticks]
    assert all(b - a >= apart for a, b in pairwise(places))


def test_labels_keep_apart() -> None:
    assert spread([10, 11, 12], 5, 0, 100) == [10, 15, 20]
    assert spread([98, 99, 100], 5, 0, 100) == [90, 95, 100]
    assert spread([50], 5, 0, 100) == [50]
    crowded = spread([50] * 30, 12, 10, 146)
    assert crowded == sorted(crowded)
    assert crowded[0] >= 9.99
    assert crowded[-1] <= 146.01
