"""The report's SQL chooses what the domain's rules choose, in a few statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.model import (
    Action,
    Benchmark,
    Definition,
    Measure,
    Revision,
    Service,
    Target,
)
from ncc_tui.domain.periods import Cycle, Frequency, Period
from ncc_tui.domain.ratings import Polarity
from ncc_tui.domain.report import (
    Row,
    build_row,
    pick_comparators,
    pick_current,
    pick_previous,
    pick_results,
    pick_target,
)
from ncc_tui.domain.year import YearRule
from ncc_tui.store import catalogue
from ncc_tui.store.actions import add_action
from ncc_tui.store.connection import Connection, connect
from ncc_tui.store.ledgers import append_benchmark, append_definition, append_result, append_target
from ncc_tui.store.opening import create
from ncc_tui.store.reports import rows_at
from ncc_tui.store.trends import trend_inputs
from tests.domain.building import (
    AT,
    QUARTERLY,
    a_measure,
    a_revision,
    counting,
    figures,
    ledgers,
    near,
    target_ledgers,
)
from tests.store.conftest import AUTHOR, put_measure

TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    path = tmp_path_factory.mktemp("reports") / "ncc.db"
    create(path)
    opened = connect(path)
    for code in ("1", "2"):
        catalogue.put_service(opened, Service(code, f"Service {code}"), AUTHOR)
    opened.commit()
    yield opened
    opened.close()


@dataclass
class Kept:
    """A measure with everything that was written of it."""

    measure: Measure
    revisions: list[Revision]
    targets: list[Target]
    benchmarks: list[Benchmark]
    definitions: list[Definition] = field(default_factory=list)

    def defined(self, as_at: AsAt) -> Measure:
        """The measure as it is defined at a date."""
        later = as_at.last(self.definitions)
        return later.measure if later else self.measure


@st.composite
def councils(draw: st.DrawFn) -> list[Kept]:
    """Up to three measures of two services, each with its ledgers."""
    made = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        cycle = Cycle(draw(st.sampled_from(list(Frequency))), draw(st.integers(1, 12)))
        measure = a_measure(
            code=f"M{number}",
            service=draw(st.sampled_from("12")),
            number=number,
            cycle=cycle,
            starts_on=draw(st.none() | near),
            ends_on=draw(st.none() | near),
        )
        revisions = draw(ledgers(cycle, measure=measure.code))
        targets = [replace(t, measure=measure.code) for t in draw(target_ledgers(cycle))]
        compared = draw(
            st.dictionaries(
                st.tuples(st.sampled_from(["England", "North East"]), near.map(cycle.containing)),
                counting(),
                max_size=4,
            )
        )
        benchmarks = [
            Benchmark(measure.code, period, name, draw(st.none() | figures), "", number, day)
            for (name, period), days in compared.items()
            for number, day in enumerate(days, 1)
        ]
        later = sorted(draw(st.lists(near, max_size=2)))
        definitions = [
            Definition(
                replace(
                    measure,
                    polarity=draw(st.sampled_from(list(Polarity))),
                    starts_on=draw(st.none() | near),
                    ends_on=draw(st.none() | near),
                    decimals=draw(st.none() | st.integers(0, 2)),
                    year_rule=draw(st.sampled_from(list(YearRule))),
                ),
                revision,
                day,
                AUTHOR.stamp(),
            )
            for revision, day in enumerate(later, 2)
        ]
        made.append(Kept(measure, revisions, targets, benchmarks, definitions))
    return made


@contextmanager
def holding(db: Connection, council: list[Kept]) -> Iterator[None]:
    """The database with a council in it, for as long as the block runs."""
    db.execute("BEGIN")
    try:
        for kept in council:
            put_measure(db, kept.measure)
            for r in sorted(kept.revisions, key=lambda r: r.number):
                append_result(
                    db,
                    kept.measure,
                    r.period,
                    r.entry,
                    seen=r.number - 1,
                    reported_on=r.reported_on,
                    recorded_at=r.recorded_at,
                    recorded_by=r.recorded_by,
                )
            for t in sorted(kept.targets, key=lambda t: t.number):
                append_target(
                    db,
                    kept.measure,
                    t.period,
                    t.amount,
                    seen=t.number - 1,
                    counts_from=t.counts_from,
                    stamp=AUTHOR.stamp(),
                )
            for b in sorted(kept.benchmarks, key=lambda b: b.number):
                append_benchmark(db, b, AUTHOR.stamp())
            for d in kept.definitions:
                counts_from, seen = d.counts_from, d.number - 1
                append_definition(db, d.measure, seen=seen, counts_from=counts_from, stamp=d.stamp)
        yield
    finally:
        db.rollback()


@given(councils(), near, st.booleans(), st.sampled_from([None, "1", "2"]))
def test_rows_hold_what_the_rules_pick(
    db: Connection, council: list[Kept], at: date, as_revised: bool, service: str | None
) -> None:
    as_at = AsAt(at, as_revised)
    wanted = []
    for kept in sorted(council, key=lambda k: (k.measure.service, k.measure.number)):
        measure = kept.defined(as_at)
        if not measure.runs_at(at) or service not in (None, measure.service):
            continue
        current = pick_current(kept.revisions, as_at)
        on = current.period.start if current else at
        target = pick_target(kept.targets, on, as_at)
        values = {p: r.value for p, r in pick_results(kept.revisions, as_at).items()}
        row = build_row(
            measure,
            at,
            current=current,
            previous=pick_previous(kept.revisions, as_at),
            target=target.amount if target else None,
            comparators=pick_comparators(kept.benchmarks, on, as_at),
            value_at=values.get,
        )
        wanted.append(row)
    with holding(db, council):
        rows = rows_at(db, as_at, service=service)
    assert [replace(row, revised_since=False) for row in rows] == wanted


def reading(row: Row) -> tuple[object, ...]:
    """What a row says, but for its figures."""
    figures = (row.target, row.decimals, row.movement and row.movement.headline)
    return (*figures, row.performance, row.direction, row.status, row.due)


@given(councils(), near)
def test_a_row_that_reads_otherwise_as_revised_is_marked(
    db: Connection, council: list[Kept], at: date
) -> None:
    with holding(db, council):
        reported = {r.measure.code: r for r in rows_at(db, AsAt(at))}
        revised = {r.measure.code: r for r in rows_at(db, AsAt(at, revised=True))}
    for code, row in reported.items():
        other = revised.get(code)
        if other is None:
            continue
        if (row.current, row.previous) != (other.current, other.previous):
            assert row.revised_since
            assert other.revised_since
        if reading(row) != reading(other):
            assert other.revised_since
    unchanged = [k.measure.code for k in council if all(r.reported_on <= at for r in k.revisions)]
    # As reported, what else is agreed later leaves no mark: the report stays as it was.
    assert not any(reported[code].revised_since for code in unchanged if code in reported)
    unrevised = [
        k.measure.code
        for k in council
        if all(r.reported_on <= at for r in k.revisions)
        and all(t.counts_from is None or t.counts_from <= at for t in k.targets)
        and all(d.counts_from is None or d.counts_from <= at for d in k.definitions)
    ]
    assert not any(revised[code].revised_since for code in unrevised if code in revised)


def test_a_target_that_is_not_in_force_marks_no_row(db: Connection) -> None:
    measure = a_measure()
    ledger = [a_revision("Apr 2024", "70", reported_on=date(2024, 5, 1))]
    first, latest = (QUARTERLY.containing(date(2024, month, 1)) for month in (1, 4))
    targets = [
        Target(measure.code, first, Decimal(80), 1, None, AUTHOR.stamp()),
        Target(measure.code, latest, Decimal(75), 1, None, AUTHOR.stamp()),
    ]
    agreed_since = Target(measure.code, first, Decimal(60), 2, date(2024, 9, 1), AUTHOR.stamp())
    with holding(db, [Kept(measure, ledger, [*targets, agreed_since], [])]):
        (revised,) = rows_at(db, AsAt(AT, revised=True))
    assert revised.target == 75
    assert not revised.revised_since
    in_force = replace(agreed_since, period=latest)
    with holding(db, [Kept(measure, ledger, [*targets, in_force], [])]):
        (revised,) = rows_at(db, AsAt(AT, revised=True))
    assert revised.target == 60
    assert revised.revised_since


def test_as_revised_both_columns_show_what_was_said_since(db: Connection) -> None:
    ledger = [
        a_revision("Jan 2024", "75", reported_on=date(2024, 4, 10)),
        a_revision("Jan 2024", "74", number=2, reported_on=AT),
        a_revision("Jan 2024", "73", number=3, reported_on=date(2024, 11, 14)),
        a_revision("Apr 2024", "70", reported_on=date(2024, 5, 1)),
        a_revision("Apr 2024", "71", number=2, reported_on=date(2024, 11, 14)),
    ]
    with holding(db, [Kept(a_measure(), ledger, [], [])]):
        (reported,) = rows_at(db, AsAt(AT))
        (revised,) = rows_at(db, AsAt(AT, revised=True))
        inputs = [trend_inputs(db, AsAt(AT, late), service="1")["M1"] for late in (False, True)]
    assert (reported.current, reported.previous) == (ledger[3], ledger[1])
    assert (revised.current, revised.previous) == (ledger[4], ledger[2])
    values = [[value for _, value in trend.series] for trend in inputs]
    assert values == [[74, 70], [73, 71]]


@given(councils(), near, st.booleans())
def test_trends_hold_what_was_reported_of_each_period(
    db: Connection, council: list[Kept], at: date, as_revised: bool
) -> None:
    as_at = AsAt(at, as_revised)
    with holding(db, council):
        found = trend_inputs(db, as_at, service="1")
    mine = [kept for kept in council if kept.measure.service == "1"]
    assert set(found) == {kept.measure.code for kept in mine}
    for kept in mine:
        inputs = found[kept.measure.code]
        results = pick_results(kept.revisions, as_at)
        assert inputs.series == [(period, result.value) for period, result in results.items()]
        assert inputs.targets == [
            replace(t, stamp=AUTHOR.stamp())
            for t in sorted(kept.targets, key=lambda t: (t.period.start, t.number))
        ]
        by_key: dict[tuple[str, Period], list[Benchmark]] = {}
        for b in kept.benchmarks:
            by_key.setdefault((b.comparator, b.period), []).append(b)
        known = [last for of in by_key.values() if (last := as_at.last(of))]
        shown = [b for b in known if b.period.start <= at]
        assert inputs.benchmarks == sorted(shown, key=lambda b: (b.comparator, b.period.start))


@given(councils())
def test_the_views_show_the_newest_and_todays_report(db: Connection, council: list[Kept]) -> None:
    with holding(db, council):
        newest = {
            (row["measure"], row["period"]): row["revision"]
            for row in db.query("SELECT * FROM current_result")
        }
        today = [
            (r["code"], r["period"], r["value"], r["target"])
            for r in db.query("SELECT * FROM report_today")
        ]
        rows = rows_at(db, AsAt(TODAY))
    ledger = [r for kept in council for r in kept.revisions]
    last: dict[tuple[str, str], Revision] = {}
    for r in sorted(ledger, key=lambda r: r.number):
        last[r.measure, r.period.start.isoformat()] = r
    assert newest == {key: r.number for key, r in last.items() if not r.entry.withdrawn}
    assert today == [
        (
            row.measure.code,
            row.current.period.start.isoformat() if row.current else None,
            float(row.value) if row.value is not None else None,
            float(row.target) if row.target is not None else None,
        )
        for row in rows
    ]


def many(count: int) -> list[Kept]:
    return [
        Kept(
            a_measure(code=f"M{n}", number=n),
            [a_revision("Jan 2024", str(n), measure=f"M{n}")],
            [Target(f"M{n}", QUARTERLY.parse("Jan 2023"), Decimal(n))],
            [],
        )
        for n in range(1, count + 1)
    ]


def statements(db: Connection, council: list[Kept], read) -> list[str]:
    asked: list[str] = []
    with holding(db, council):
        db.raw.set_trace_callback(asked.append)
        try:
            read()
        finally:
            db.raw.set_trace_callback(None)
    # sqlite-utils wraps each query in a savepoint, which asks the database nothing.
    return [s for s in asked if not s.lstrip().startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize("service", ["1", None])
def test_a_report_is_three_statements_whatever_the_number_of_measures(
    db: Connection, service: str | None
) -> None:
    def read() -> None:
        assert len(rows_at(db, AsAt(AT), service=service)) in (1, 60)

    assert len(statements(db, many(1), read)) == 3
    assert statements(db, many(60), read) == statements(db, many(1), read)


def test_a_services_trends_are_four_statements_whatever_the_number_of_measures(
    db: Connection,
) -> None:
    def read() -> None:
        trend_inputs(db, AsAt(AT), service="1")

    assert len(statements(db, many(60), read)) == len(statements(db, many(1), read)) == 4


def test_a_row_has_the_actions_of_its_measure_that_stand_oldest_first(db: Connection) -> None:
    april, january = QUARTERLY.parse("Apr 2024"), QUARTERLY.parse("Jan 2024")
    raised = date(2024, 4, 1)
    written = [
        Action(0, "M1", april, "Second", "ann", date(2024, 7, 1), None, raised),
        Action(0, "M1", january, "First", None, None, AT, raised),
        Action(0, "M1", january, "Done", None, None, date(2024, 5, 17), raised),
        Action(0, "M1", january, "To come", None, None, None, date(2024, 5, 19)),
        Action(0, "M2", january, "Another's", None, None, None, raised),
    ]
    with holding(db, many(2)):
        for action in written:
            add_action(db, action, AUTHOR.stamp())
        first, second = rows_at(db, AsAt(AT), service="1")
    assert [action.text for action in first.actions] == ["First", "Second"]
    assert first.actions[1] == replace(written[0], id=first.actions[1].id)
    assert [action.text for action in second.actions] == ["Another's"]
