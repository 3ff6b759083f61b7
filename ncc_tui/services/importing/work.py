"""What every part of one import shares: who imports, into what, and what may be referred to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from rapidfuzz import process, utils

from ncc_tui.domain.errors import NotPermitted
from ncc_tui.domain.model import Measure, Service, default_reported_on
from ncc_tui.domain.periods import Cycle, Period
from ncc_tui.services.importing.journal import Journal
from ncc_tui.services.importing.outcome import Problem, shortened
from ncc_tui.services.importing.row import Row
from ncc_tui.services.importing.sheets import Refused, Sheet
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.imports import Staging

BATCH = 500
_MOST_REMEMBERED = 20_000


class Work:
    """One import under way.

    `services` and `measures` are those there will be when it is done; `faulty` holds the codes of
    rows with problems, so that what refers to them is not reported as well.
    """

    def __init__(self, session: Session, staging: Staging, journal: Journal) -> None:
        self.session = session
        self.staging = staging
        self.journal = journal
        self.today = session.clock.today()
        self.services: dict[str, Service] = {s.code: s for s in catalogue.services(staging.db)}
        self.measures: dict[str, Measure] = {m.code: m for m in catalogue.measures(staging.db)}
        self.faulty: set[tuple[str, str]] = set()
        self.sheets: list[Sheet] = []
        self._periods: dict[tuple[Cycle, str], tuple[Period, str, str]] = {}
        self._permissions: dict[str, str] = {}

    def rows(self, source: Source, table: str = "") -> Iterator[Row]:
        """A sheet's well-formed rows; progress is made, and problems are reported, on the way."""
        sheet, columns = source.sheet, source.columns
        report = self.journal.begin(sheet, table or source.table.name)
        self.sheets.append(sheet)
        read = 0
        try:
            for count, (line, cells) in enumerate(sheet.rows(report)):
                if count % BATCH == 0:
                    self.journal.went_on(line - read)
                    read = line
                yield Row(sheet, columns, report, line, cells)
        except Refused as refused:
            self.journal.report(refused.problem)
        except OSError as error:
            self.journal.report(Problem(sheet.file, f"Cannot be read: {error.strerror or error}."))
        self.journal.went_on(max(0, (sheet.lines or 0) - read))

    def service(self, row: Row, column: str) -> str | None:
        """The code of the service that a cell names; None where it is empty or wrong."""
        code = row.text(column)
        if not code or code in self.services:
            return code or None
        self._unknown(row, column, code, "service", self.services)
        return None

    def measure(self, row: Row, column: str = "measure") -> Measure | None:
        """The measure that a cell names, if there is one and the officer may enter its results."""
        found = self.measures.get(row.raw(column))
        if found is None:
            code = row.text(column)
            found = self.measures.get(code)
            if found is None:
                self._unknown(row, column, code, "measure", self.measures)
                return None
        if ("measure", found.code) in self.faulty:
            row.good = False
            return None
        if refusal := self._refusal(found.service):
            row.fail(column, f"a measure that you may enter ({refusal})")
            return None
        return found

    def period(
        self, row: Row, cycle: Cycle, text: str, column: str = "period"
    ) -> tuple[Period, str, str] | None:
        """A cell's period, its start in ISO, and when an undated result for it counts from."""
        key = cycle, text
        if known := self._periods.get(key):
            return known
        period = row.parse(column, cycle.parse, text)
        if period is None:
            return None
        assumed = default_reported_on(period, self.today).isoformat()
        if len(self._periods) >= _MOST_REMEMBERED:
            self._periods.clear()
        self._periods[key] = known = period, period.start.isoformat(), assumed
        return known

    def label(self, measure: str, period: str) -> str:
        """A measure and period in words: `CSC04 Jan 2024`."""
        cycle = self.measures[measure].cycle
        return f"{measure} {Period(date.fromisoformat(period), cycle).label}"

    def check_case(self, row: Row, column: str, code: str, known: Collection[str]) -> None:
        """Refuse a new code that differs from another only by small and capital letters."""
        if code in known:
            return
        folded = code.casefold()
        other = next((k for k in known if k.casefold() == folded), None)
        if other is not None:
            row.fail(column, f"{other}: codes that differ only in capital letters are not allowed")

    def _unknown(
        self, row: Row, column: str, code: str, kind: str, known: Collection[str]
    ) -> None:
        if (kind, code) in self.faulty:
            row.good = False
            return
        hint = ""
        if code and not self.journal.errors_full:
            nearest = process.extractOne(code[:100], known, processor=utils.default_process)
            hint = f" (did you mean {shortened(nearest[0])}?)" if nearest else ""
        row.fail(column, f"the code of a {kind}{hint}")

    def _refusal(self, service: str) -> str:
        """Why the officer may not enter results for a service; empty where they may."""
        if service not in self._permissions:
            try:
                self.session.require_service(service)
                self._permissions[service] = ""
            except NotPermitted as error:
                self._permissions[service] = str(error).removesuffix(".")
        return self._permissions[service]
