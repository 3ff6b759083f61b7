"""Whatever a database holds: exported and imported again, it gives the same reports."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ncc_tui.domain.figures import from_real
from ncc_tui.domain.model import (
    Action,
    Benchmark,
    Entry,
    Measure,
    MissingReason,
    Service,
)
from ncc_tui.domain.periods import Cycle, Frequency, Period
from ncc_tui.domain.ratings import Polarity, Rating, Tolerance, ToleranceMode
from ncc_tui.domain.report import Row
from ncc_tui.domain.text import tidy
from ncc_tui.services import reports
from ncc_tui.services.exporting import export_folder
from ncc_tui.services.importing import import_paths
from ncc_tui.services.session import Clock, Session, open_session
from ncc_tui.store import actions, catalogue, ledgers
from tests.services.importing import messages

TODAY = date(2024, 5, 18)
DATES = [date(2022, 3, 31), date(2023, 4, 1), date(2023, 11, 30), TODAY, date(2026, 1, 1)]

texts = st.text(
    st.one_of(
        st.sampled_from("=+-@'\t\r\n,;\"|é£–"),
        st.characters(blacklist_categories=["Cs"]),
        st.sampled_from("abc"),
    ),
    max_size=12,
).map(tidy)
figures = st.floats(-1e9, 1e9, allow_nan=False).map(from_real)
days = st.dates(date(2021, 1, 1), date(2024, 12, 31))
overrides = st.tuples(st.sampled_from(list(Rating)), texts.filter(bool))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    value = draw(st.none() | figures)
    override, override_reason = draw(st.just((None, "")) | overrides)
    return Entry(
        value,
        None if value is not None else draw(st.sampled_from(list(MissingReason))),
        draw(texts),
        draw(st.booleans()),
        override,
        override_reason,
        draw(texts),
        draw(texts),
    )


@st.composite
def measures(draw: st.DrawFn, number: int) -> Measure:
    cycle = Cycle(draw(st.sampled_from(list(Frequency))), draw(st.integers(1, 12)))
    return Measure(
        code=draw(st.sampled_from(["M{}", "-{}", "=m {}", "'@{}", "é{}"])).format(number),
        service=draw(st.sampled_from(["1", "=2"])),
        number=number,
        title=draw(texts.filter(bool)),
        unit=draw(texts),
        cycle=cycle,
        polarity=draw(st.sampled_from(list(Polarity))),
        definition=draw(texts),
        decimals=draw(st.none() | st.integers(0, 6)),
        tolerance=Tolerance(
            abs(draw(figures)), draw(st.sampled_from(list(ToleranceMode))), abs(draw(figures))
        ),
        lag_days=draw(st.integers(0, 100)),
        owner=draw(texts) or None,
        source=draw(texts),
        starts_on=draw(st.none() | days),
        suppress_below=draw(st.none() | figures.map(abs)),
    )


@st.composite
def kept(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """A measure with its ledgers, actions and comparators."""
    measure = draw(measures(number))
    periods = days.map(measure.cycle.containing)
    begun = periods.filter(lambda period: period.start <= TODAY)
    return {
        "measure": measure,
        "results": draw(st.lists(st.tuples(begun, entries(), days), max_size=6)),
        "targets": draw(st.lists(st.tuples(periods, st.none() | figures), max_size=4)),
        "actions": draw(
            st.lists(
                st.tuples(
                    periods, texts.filter(bool), texts, st.none() | days, st.none() | days, days
                ),
                max_size=4,
            )
        ),
        "benchmarks": draw(
            st.lists(
                st.tuples(periods, st.sampled_from(["England", "=x"]), st.none() | figures, texts),
                max_size=3,
            )
        ),
    }


councils = st.tuples(kept(1), kept(2), kept(3))


@pytest.fixture(scope="module")
def empty_database(made_databases: dict[str, Path]) -> Path:
    return made_databases["empty"]


@settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(council=councils)
def test_the_same_reports_come_of_an_export(
    empty_database: Path, council: tuple[dict[str, Any], ...]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = (opened(empty_database, Path(folder, f"{name}.db")) for name in "ab")
        try:
            fill(first, council)
            export_folder(first, Path(folder, "one"))
            outcome = import_paths(second, [Path(folder, "one")])
            assert outcome.written, messages(outcome)
            export_folder(second, Path(folder, "two"))
            assert contents(Path(folder, "one")) == contents(Path(folder, "two"))
            for day in DATES:
                for as_revised in (False, True):
                    assert shown(first, day, as_revised) == shown(second, day, as_revised)
        finally:
            first.store.close()
            second.store.close()


def opened(made: Path, path: Path) -> Session:
    shutil.copy(made, path)
    return open_session(path, "chief", Clock.held_at(TODAY))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fill(session: Session, council: tuple[dict[str, Any], ...]) -> None:
    moment = datetime(2024, 5, 18, 9, tzinfo=UTC)
    signed: dict[str, Any] = {"recorded_at": moment, "recorded_by": "chief"}
    with session.store.writing() as db:
        for code, name in (("1", "One"), ("=2", "@Two")):
            catalogue.put_service(db, Service(code, name), session.author)
        for one in council:
            measure: Measure = one["measure"]
            catalogue.put_measure(db, measure, session.author)
            seen: dict[Period, int] = {}
            for period, entry, reported_on in one["results"]:
                seen[period] = seen.get(period, 0) + 1
                ledgers.append_result(
                    db,
                    measure,
                    period,
                    entry,
                    seen=seen[period] - 1,
                    reported_on=reported_on,
                    **signed,
                )
            for period, amount in one["targets"]:
                ledgers.append_target(db, measure, period, amount, **signed)
            for period, text, owner, due_on, done_on, raised_on in one["actions"]:
                action = Action(
                    0, measure.code, period, text, owner or None, due_on, done_on, raised_on
                )
                actions.add_action(db, action, session.author)
            for period, comparator, value, source in one["benchmarks"]:
                benchmark = Benchmark(measure.code, period, comparator, value, source)
                catalogue.put_benchmark(db, benchmark, session.author)


def shown(session: Session, day: date, as_revised: bool) -> list[list[Any]]:
    return [
        [facts(row) for row in report.rows]
        for report in reports.overview(session, day, as_revised=as_revised).reports
    ]


def facts(row: Row) -> list[Any]:
    """All that a row says, but for revision numbers and the audit clock."""
    chosen = [(r.period, r.entry, r.reported_on) for r in (row.current, row.previous) if r]
    done = [(a.text, a.owner, a.due_on, a.done_on, a.raised_on, a.period) for a in row.actions]
    ratings = row.performance, row.computed_performance, row.direction, row.status
    return [row.measure, chosen, row.target, ratings, row.due, done, row.comparators]
