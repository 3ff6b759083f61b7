from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ncc_tui.domain.periods import Cycle, Frequency, Period
from ncc_tui.domain.trend import Trend
from tests.domain.building import ANNUALLY, QUARTERLY


def a_trend(first: str, *values: int | None, cycle: Cycle = QUARTERLY, **more) -> Trend:
    periods = [cycle.parse(first).shifted(k) for k in range(len(values))]
    figures = [None if value is None else Decimal(value) for value in values]
    more = {"targets": (None,) * len(values), **more}
    return Trend(tuple(zip(periods, figures, strict=True)), **more)


def labels(points: Iterable[tuple[Period, Decimal | None]]) -> list[str]:
    return [period.label for period, _ in points]


def test_the_recent_part_goes_back_to_the_same_period_some_years_earlier() -> None:
    trend = a_trend("Jan 2019", *range(21), targets=tuple(map(Decimal, range(21))))
    recent = trend.recent(3)
    assert labels(recent.points)[:2] == ["Jan 2021", "Apr 2021"]
    assert labels(recent.points)[-1] == "Jan 2024"
    assert recent.targets == trend.targets[8:]
    assert recent.recent(9) == recent


def test_the_recent_part_has_a_figure_however_long_there_was_none() -> None:
    recent = a_trend("Jan 2019", 1, 2, *[None] * 20).recent(3)
    assert [value for _, value in recent.points][:2] == [1, 2]


def test_comparators_beside_a_trend_are_those_of_its_own_time() -> None:
    jan = QUARTERLY.parse("Jan 2024")
    series = tuple((jan.shifted(k), Decimal(k)) for k in (-9, -1, 0, 1))
    long_ago = (jan.shifted(-9), Decimal(1))
    comparators = (("England", series), ("Essex", (long_ago,)))
    trend = a_trend("Jul 2023", 1, 2, 3, comparators=comparators)
    assert [(name, labels(points)) for name, points in trend.beside] == [
        ("England", ["Oct 2023", "Jan 2024"])
    ]


def test_a_line_breaks_at_a_gap() -> None:
    runs = a_trend("Jan 2023", 1, 2, None, 4).runs
    assert [labels(run) for run in runs] == [["Jan 2023", "Apr 2023"], ["Oct 2023"]]


def test_a_trend_that_restarts_breaks_its_line_each_april() -> None:
    trend = a_trend("Oct 2022", *range(7), restarts=True)
    assert [labels(run) for run in trend.runs] == [
        ["Oct 2022", "Jan 2023"],
        ["Apr 2023", "Jul 2023", "Oct 2023", "Jan 2024"],
        ["Apr 2024"],
    ]
    termly = a_trend("Jan 2023", *range(4), restarts=True, cycle=Cycle(Frequency.TERMLY))
    assert [labels(run) for run in termly.runs] == [
        ["Jan 2023"],
        ["May 2023", "Sep 2023", "Jan 2024"],
    ]
    annual = a_trend("Apr 2021", 1, 2, 3, restarts=True, cycle=ANNUALLY)
    assert len(annual.runs) == 1


def test_the_targets_levels_join_periods_of_the_same_amount() -> None:
    two, three = Decimal(2), Decimal(3)
    trend = a_trend("Jan 2023", *range(6), targets=(two, two, three, None, three, Decimal("3.0")))
    assert [(first.label, last.label, amount) for first, last, amount in trend.levels] == [
        ("Jan 2023", "Apr 2023", two),
        ("Jul 2023", "Jul 2023", three),
        ("Jan 2024", "Apr 2024", three),
    ]
