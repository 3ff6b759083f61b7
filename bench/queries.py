"""The report's queries: on the sample council, and on one of 100,000 results."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from bench.table import Line, Sample
from ncc_tui.services import reports
from ncc_tui.services.pages import council_page, report_page
from ncc_tui.services.session import Session, open_session
from ncc_tui.store.opening import create

AT = date(2024, 5, 18)
SERVICES, MEASURES, PERIODS = 20, 50, 100
RUNS = 7


def measure(folder: Path, sample: Path) -> list[Line]:
    """Time the report of a service, its whole page, and the overview of the council."""
    large = folder / "large.db"
    generate(large)
    lines = []
    for name, path, service in (("sample", sample, "26"), ("100,000 results", large, "S01")):
        session = open_session(path, "bench")
        lines += _lines(name, session, service)
        session.store.close()
    return lines


def _lines(name: str, session: Session, service: str) -> list[Line]:
    return [
        Line(f"report query ({name})", _times(lambda: reports.report(session, service, AT))),
        Line(
            "  its page, with trends",
            _times(lambda: report_page(session, service, AT, as_revised=False)),
        ),
        Line("  the overview's page", _times(lambda: council_page(session, AT, as_revised=False))),
    ]


def _times(work: Callable[[], object]) -> Sample:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return Sample(tuple(times), "ms")


def generate(path: Path) -> None:
    """Make a council of 20 services with 50 quarterly measures each, over 25 years."""
    create(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.executemany("INSERT INTO service VALUES (?, ?, NULL)", _services())
        db.executemany(
            "INSERT INTO measure (code, service, number, title, unit, frequency, polarity) "
            "VALUES (?, ?, ?, ?, 'Percentage', 'Quarterly', 'higher')",
            _measures(),
        )
        db.executemany(
            "INSERT INTO target VALUES (?, '2000-04-01', 1, 50, '2000-04-01T09:00:00Z', 'bench')",
            ((code,) for code, *_ in _measures()),
        )
        db.executemany(
            "INSERT INTO result (measure, period, revision, value, reported_on, recorded_at, "
            "recorded_by) VALUES (?, ?, 1, ?, ?, ?, 'bench')",
            _results(),
        )


def _services() -> Iterator[tuple[str, str]]:
    return ((f"S{number:02d}", f"Service {number:02d}") for number in range(1, SERVICES + 1))


def _measures() -> Iterator[tuple[str, str, int, str]]:
    for service, _ in _services():
        for number in range(1, MEASURES + 1):
            yield f"{service}M{number:02d}", service, number, f"Measure {number} of {service}"


def _results() -> Iterator[tuple[str, str, float, str, str]]:
    for place, (code, *_) in enumerate(_measures()):
        for quarter in range(PERIODS):
            year, month = 2000 + quarter // 4, 1 + quarter % 4 * 3
            reported = f"{year}-{month + 2:02d}-28"
            value = float((place * 7 + quarter * 13) % 100)
            yield code, f"{year}-{month:02d}-01", value, reported, f"{reported}T09:00:00Z"
