"""Whatever a database holds: exported and imported again, it gives the same reports."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.figures import from_real
from ncc_tui.domain.model import (
    Action,
    Benchmark,
    Entry,
    Measure,
    MissingReason,
    Service,
    Stamp,
)
from ncc_tui.domain.periods import Cycle, Frequency, Period
from ncc_tui.domain.ratings import Polarity, Rating, Tolerance, ToleranceMode
from ncc_tui.domain.report import Row
from ncc_tui.domain.text import tidy
from ncc_tui.domain.year import YearRule
from ncc_tui.services import reports
from ncc_tui.services.exporting import export_folder
from ncc_tui.services.importing import import_paths
from ncc_tui.services.session import Clock, Session, open_session
from ncc_tui.store import actions, catalogue, ledgers
from tests.services.importing import messages

TODAY = date(2026, 1, 1)
DATES = [date(2022, 3, 31), date(2023, 4, 1), date(2023, 11, 30), date(2024, 5, 18), TODAY]

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


REASONS = [reason for reason in MissingReason if reason is not MissingReason.WITHDRAWN]


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    value = draw(st.none() | figures)
    override, override_reason = draw(st.just((None, "")) | overrides)
    return Entry(
        value,
        None if value is not None else draw(st.sampled_from(REASONS)),
        draw(texts),
        draw(st.booleans()),
        override,
        override_reason,
        draw(texts),
        draw(texts),
        draw(st.none() | figures),
    )


T = TypeVar("T")


@st.composite
def revised(draw: st.DrawFn, what: st.SearchStrategy[T], *, always: bool = True) -> list[Any]:
    """One to three revisions of something, each other than the last, with the days they count from.

    The days ascend; the first revision may count always (None).
    """
    revisions: list[T] = []
    for revision in draw(st.lists(what, min_size=1, max_size=3)):
        if not revisions or revisions[-1] != revision:
            revisions.append(revision)
    count = len(revisions)
    counting: list[date | None] = []
    counting += sorted(draw(st.lists(days, min_size=count, max_size=count)))
    if always and draw(st.booleans()):
        counting[0] = None
    return list(zip(revisions, counting, strict=True))


WITHDRAWN = Entry(None, MissingReason.WITHDRAWN, reason="By mistake")


@st.composite
def result_ledgers(draw: st.DrawFn, period: Period) -> list[tuple[Entry, date]]:
    """Revisions of a result, of which one may take it back."""
    revisions = draw(revised(entries(), always=False))
    if draw(st.booleans()):
        revisions.insert(1, (WITHDRAWN, revisions[0][1]))
    return [(entry, max(day, period.start)) for entry, day in revisions]


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
        priority=draw(texts),
        year_rule=draw(st.sampled_from(list(YearRule))),
    )


@st.composite
def kept(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """A measure with its ledgers."""
    measure = draw(measures(number))
    definitions = measures(number).map(
        lambda other: replace(
            other, code=measure.code, service=measure.service, cycle=measure.cycle
        )
    )
    periods = days.map(measure.cycle.containing)
    names = st.sampled_from(["England", "=x"])
    actions_of = st.tuples(texts.filter(bool), texts, st.none() | days, st.none() | days)
    return {
        "definitions": draw(revised(definitions)),
        "results": {
            period: draw(result_ledgers(period)) for period in draw(st.sets(periods, max_size=4))
        },
        "targets": draw(st.dictionaries(periods, revised(st.none() | figures), max_size=3)),
        "actions": draw(st.lists(st.tuples(periods, days, revised(actions_of)), max_size=3)),
        "benchmarks": draw(
            st.dictionaries(
                st.tuples(periods, names),
                revised(st.tuples(st.none() | figures, texts)),
                max_size=3,
            )
        ),
    }


councils = st.tuples(kept(1), kept(2), kept(3))


@pytest.fixture(scope="module")
def empty_database(made_databases: dict[str, Path]) -> Path:
    return made_databases["empty"]


@settings(
    max_examples=40,
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
            outcome = import_paths(second, [Path(folder, "one")], confirmed=True)
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
    stamp = Stamp(moment, "chief", "Agreed")
    with session.store.writing() as db:
        for code, name in (("1", "One"), ("=2", "@Two")):
            catalogue.put_service(db, Service(code, name), session.author)
        for one in council:
            measure: Measure = one["definitions"][0][0]
            catalogue.put_measure(db, measure, session.author)
            for seen, (defined, day) in enumerate(one["definitions"]):
                ledgers.append_definition(db, defined, seen=seen, counts_from=day, stamp=stamp)
            for period, revisions in one["results"].items():
                for seen, (entry, day) in enumerate(revisions):
                    ledgers.append_result(
                        db,
                        measure,
                        period,
                        entry,
                        seen=seen,
                        reported_on=day,
                        recorded_at=moment,
                        recorded_by="chief",
                    )
            for period, revisions in one["targets"].items():
                for seen, (amount, day) in enumerate(revisions):
                    ledgers.append_target(
                        db, measure, period, amount, seen=seen, counts_from=day, stamp=stamp
                    )
            for period, raised_on, revisions in one["actions"]:
                number = 0
                for revision, ((text, owner, due_on, done_on), day) in enumerate(revisions, 1):
                    action = Action(
                        number,
                        measure.code,
                        period,
                        text,
                        owner or None,
                        due_on,
                        done_on,
                        raised_on,
                        revision,
                        day,
                    )
                    if revision == 1:
                        number = actions.add_action(db, action, stamp)
                    else:
                        actions.revise_action(db, action, stamp)
            for (period, name), revisions in one["benchmarks"].items():
                for number, ((value, source), day) in enumerate(revisions, 1):
                    benchmark = Benchmark(measure.code, period, name, value, source, number, day)
                    ledgers.append_benchmark(db, benchmark, stamp)


def shown(session: Session, day: date, as_revised: bool) -> list[list[Any]]:
    return [
        [facts(row) for row in report.rows]
        for report in reports.overview(session, AsAt(day, as_revised)).reports
    ]


def facts(row: Row) -> list[Any]:
    """All that a row says, but for revision numbers and the audit clock."""
    chosen = [(r.period, r.entry, r.reported_on) for r in (row.current, row.previous) if r]
    done = [(a.text, a.owner, a.due_on, a.done_on, a.raised_on, a.period) for a in row.actions]
    ratings = row.performance, row.computed_performance, row.direction, row.status
    beside = row.due, done, row.comparators, row.movement, row.revised_since
    return [row.measure, chosen, row.target, ratings, *beside]
