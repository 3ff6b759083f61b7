"""Measures and ledgers in a line each, and strategies that draw them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from ncc_tui.domain.figures import from_real
from ncc_tui.domain.model import Entry, Measure, MissingReason, Revision, Target
from ncc_tui.domain.periods import Cycle, Frequency, Period
from ncc_tui.domain.ratings import Polarity, Rating

AT = date(2024, 5, 18)
QUARTERLY = Cycle(Frequency.QUARTERLY)
MONTHLY = Cycle(Frequency.MONTHLY)
ANNUALLY = Cycle(Frequency.ANNUALLY)


def a_measure(**changes: Any) -> Measure:
    fields: dict[str, Any] = {
        "code": "M1",
        "service": "1",
        "number": 1,
        "title": "A measure",
        "unit": "Number",
        "cycle": QUARTERLY,
        "polarity": Polarity.HIGHER,
    }
    return Measure(**(fields | changes))


def a_revision(
    period: Period | str,
    value: str | Decimal | None,
    *,
    number: int = 1,
    reported_on: date | None = None,
    measure: str = "M1",
    **entry: Any,
) -> Revision:
    if isinstance(period, str):
        period = QUARTERLY.parse(period)
    if value is None:
        entry["missing"] = entry.get("missing") or MissingReason.NOT_AVAILABLE
    figure = Decimal(value) if value is not None else None
    counts = reported_on or period.next().start
    written = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    return Revision(measure, period, number, Entry(figure, **entry), counts, written, "jsmith")


def a_target(period: Period | str, amount: str | None, number: int = 1) -> Target:
    if isinstance(period, str):
        period = QUARTERLY.parse(period)
    return Target("M1", period, Decimal(amount) if amount is not None else None, number)


days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
cycles = st.builds(Cycle, st.sampled_from(list(Frequency)), st.integers(1, 12))
periods = st.builds(lambda cycle, day: cycle.containing(day), cycles, days)
# What a REAL column can hold: at most fifteen significant digits.
figures = st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False).map(
    lambda figure: from_real(float(figure))
)
# Dates close together, so that ledgers have something to choose between.
near = st.integers(0, 900).map(lambda days: date(2022, 6, 1) + timedelta(days=days))


@st.composite
def ledgers(draw: st.DrawFn, cycle: Cycle, *, measure: str = "M1") -> list[Revision]:
    """A results ledger: a few periods, each with one to three revisions, reported in order."""
    made = []
    for period in draw(st.sets(near.map(cycle.containing), max_size=5)):
        reported = draw(st.lists(near, min_size=1, max_size=3).map(sorted))
        for number, day in enumerate(reported, 1):
            value = draw(st.none() | figures)
            missing = draw(st.sampled_from(MissingReason)) if value is None else None
            override = draw(st.none() | st.sampled_from(list(Rating)))
            made.append(
                a_revision(
                    period,
                    value,
                    number=number,
                    reported_on=day,
                    measure=measure,
                    missing=missing,
                    override=override,
                    override_reason="By hand" if override else "",
                )
            )
    return draw(st.permutations(made))


@st.composite
def target_ledgers(draw: st.DrawFn, cycle: Cycle) -> list[Target]:
    """A targets ledger: a few periods, each with one or two revisions; some end the target."""
    made = []
    for period in draw(st.sets(near.map(cycle.containing), max_size=4)):
        for number, counts_from in enumerate(draw(counting()), 1):
            amount = draw(st.none() | figures)
            made.append(Target("M1", period, amount, number, counts_from))
    return draw(st.permutations(made))


@st.composite
def counting(draw: st.DrawFn) -> list[date | None]:
    """The days from which one or two revisions count, in order; the first may count always."""
    days: list[date | None] = [*draw(st.lists(near, min_size=1, max_size=2).map(sorted))]
    if draw(st.booleans()):
        days[0] = None
    return days
