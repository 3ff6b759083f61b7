"""Reading: a report, the overview and the due list, against raw SQLite and over ten years.

A council of 1,000 measures in 20 services, monthly, once with one year of history and once with
ten. The raw figure is what SQLite takes to run the same statements and hand over their rows.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import median

from bench.table import Line, Sample
from ncc_tui.domain.as_at import AsAt
from ncc_tui.services import reports
from ncc_tui.services.due import due_list
from ncc_tui.services.pages.council import council_page
from ncc_tui.services.pages.due import due_page
from ncc_tui.services.pages.report import report_page
from ncc_tui.services.session import Session, open_session
from ncc_tui.store.opening import create

AT = date(2024, 5, 18)
SERVICE = "S01"
SERVICES, MEASURES = 20, 50
RUNS = 9
_NOW = "2024-04-01T09:00:00Z"

Work = Callable[[Session], object]

_WORK: dict[str, Work] = {
    "report of a service": lambda session: reports.report(session, SERVICE, AsAt(AT)),
    "  its page, with trends": lambda session: report_page(session, SERVICE, AsAt(AT)),
    "overview of the council": lambda session: reports.overview(session, AsAt(AT)),
    "  the council page": lambda session: council_page(session, AsAt(AT)),
    "due list": lambda session: due_list(session, AT),
    "  the due page": lambda session: due_page(session, AT),
}


def measure(folder: Path, sample: Path) -> list[Line]:
    """Time each reading on the sample council and on a large one with one and ten years."""
    del sample
    sessions = {}
    for years in (1, 10):
        path = folder / f"years{years}.db"
        generate(path, years)
        sessions[years] = open_session(path, "bench")
    lines = [line for name, work in _WORK.items() for line in _lines(name, work, sessions)]
    for session in sessions.values():
        session.store.close()
    return lines


def _lines(name: str, work: Work, sessions: dict[int, Session]) -> Iterator[Line]:
    times: dict[int, list[float]] = {years: [] for years in sessions}
    raw: dict[int, list[float]] = {years: [] for years in sessions}
    replays = {years: _replay(session, work) for years, session in sessions.items()}
    for _ in range(RUNS):  # in turn, so that all meet the same machine
        for years, session in sessions.items():
            times[years].append(_milliseconds(lambda session=session: work(session)))  # type: ignore[misc]
            raw[years].append(_milliseconds(replays[years]))
    one, ten = Sample(tuple(times[1]), "ms"), Sample(tuple(times[10]), "ms")
    growth = median(times[10]) / median(times[1])
    against = median(times[10]) / median(raw[10])
    yield Line(f"{name}, one year", one)
    yield Line(f"{name}, ten years ({growth:.2f}x one year, {against:.1f}x raw SQLite)", ten)


def _replay(session: Session, work: Work) -> Callable[[], None]:
    """What runs the very statements of a reading on a bare connection and fetches their rows."""
    asked: list[str] = []
    with session.store.reading() as db:
        db.raw.set_trace_callback(asked.append)
        work(session)
        db.raw.set_trace_callback(None)
    with session.store.reading() as db:
        raw = db.raw
    statements = [s for s in asked if s.lstrip().upper().startswith(("SELECT", "WITH"))]

    def run() -> None:
        for statement in statements:
            raw.execute(statement).fetchall()

    return run


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def generate(path: Path, years: int) -> None:
    """Make a council of 20 services with 50 monthly measures each, over some years."""
    create(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.executemany("INSERT INTO service (code, name) VALUES (?, ?)", _services())
        codes = [(code, service) for code, service, _ in _measures()]
        db.executemany(
            "INSERT INTO measure (code, service, frequency) VALUES (?, ?, 'Monthly')", codes
        )
        db.executemany(
            "INSERT INTO definition (measure, revision, number, title, unit, polarity, "
            "recorded_at, recorded_by) VALUES (?, 1, ?, ?, 'Percentage', 'higher', ?, 'bench')",
            ((code, number, f"Measure {code}", _NOW) for code, _, number in _measures()),
        )
        db.executemany(
            "INSERT INTO target (measure, period, revision, amount, recorded_at, recorded_by) "
            "VALUES (?, ?, 1, ?, ?, 'bench')",
            (
                (code, f"{2024 - back}-04-01", 40 + back, _NOW)
                for code, _ in codes
                for back in range(1, years + 1)
            ),
        )
        db.executemany(
            "INSERT INTO result (measure, period, revision, value, comments, reported_on, "
            "recorded_at, recorded_by) VALUES (?, ?, 1, ?, ?, ?, ?, 'bench')",
            _results(years),
        )


def _services() -> Iterator[tuple[str, str]]:
    return ((f"S{number:02d}", f"Service {number:02d}") for number in range(1, SERVICES + 1))


def _measures() -> Iterator[tuple[str, str, int]]:
    for service, _ in _services():
        for number in range(1, MEASURES + 1):
            yield f"{service}M{number:02d}", service, number


def _results(years: int) -> Iterator[tuple[str, str, float, str, str, str]]:
    comments = "The figure moved as it does at this time of the year. " * 4
    for place, (code, *_) in enumerate(_measures()):
        for back in range(1 + (place % 7 == 0), 12 * years + 1):
            index = 2024 * 12 + 4 - back
            period = date(index // 12, index % 12 + 1, 1)
            reported = date((index + 1) // 12, (index + 1) % 12 + 1, 10).isoformat()
            value = float((place * 7 + back * 13) % 100)
            yield code, period.isoformat(), value, comments, reported, _NOW
