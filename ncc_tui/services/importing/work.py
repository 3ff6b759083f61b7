"""What every part of one import shares: who imports, into what, and what may be referred to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from itertools import count, islice
from typing import NamedTuple, TypeVar

from rapidfuzz import process, utils

from ncc_tui.domain.backdating import correction_reason
from ncc_tui.domain.errors import InvalidField, NotPermitted
from ncc_tui.domain.model import Measure, Role, Service, default_reported_on
from ncc_tui.domain.periods import Cycle, Period
from ncc_tui.services.importing.journal import Journal
from ncc_tui.services.importing.matching import Dated, Held, Matched, New
from ncc_tui.services.importing.outcome import Kind, Problem, shortened
from ncc_tui.services.importing.row import ImportRow
from ncc_tui.services.importing.sheets import Refused, Report
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.session import Session, require_service
from ncc_tui.store import catalogue
from ncc_tui.store.imports import Staging

BATCH = 500
_MOST_REMEMBERED = 20_000
# How alike, in per cent, a code must be to be taken for a slip of the pen.
_ALIKE = 50

R = TypeVar("R", bound=Dated)
T = TypeVar("T")


class Start(NamedTuple):
    """A period by its start, in ISO and as a day, and what an undated result counts from."""

    start: str
    day: date
    label: str
    assumed_on: str


class Work:
    """One import under way.

    `services` and `measures` are those there will be when it is done; `faulty` holds the codes of
    rows with problems, so that what refers to them is not reported as well.
    """

    def __init__(
        self, session: Session, staging: Staging, journal: Journal, sources: Sequence[Source]
    ) -> None:
        self.session = session
        self.staging = staging
        self.journal = journal
        self.today = session.clock.today()
        # As they are when the import begins: it may itself change what officers may do.
        self.officer = session.now(staging.db)
        self.services: dict[str, Service] = {s.code: s for s in catalogue.services(staging.db)}
        self.measures: dict[str, Measure] = {m.code: m for m in catalogue.measures(staging.db)}
        self.faulty: set[tuple[str, str]] = set()
        self.sheets = [source.sheet for source in sources]
        self.seq = count()
        self._reports: dict[int, Report] = {}
        self._checked: dict[str, Measure] = {}
        # Texts of periods by measure: measures of one cycle share theirs.
        self._starts: dict[str, dict[str, Start]] = {}
        self._starts_by_cycle: defaultdict[Cycle, dict[str, Start]] = defaultdict(dict)
        self._permissions: dict[str, str] = {}
        # Measures that reports showed before this import; the periods that it gives a first result.
        self.reported = staging.measures_with("result")
        self._outdated: Counter[int] = Counter()
        self.first_results: set[tuple[str, str]] = set()

    def rows(self, source: Source, table: str = "") -> Iterator[ImportRow]:
        """A sheet's well-formed rows; progress is made, and problems are reported, on the way."""
        sheet, columns = source.sheet, source.columns
        report = self.journal.begin(sheet, table or source.table.name)
        self._reports[sheet.number] = report
        read = 0
        try:
            for number, (line, cells) in enumerate(sheet.rows(report)):
                if number % BATCH == 0:
                    self.journal.went_on(line - read)
                    read = line
                yield ImportRow(sheet, columns, report, line, cells)
        except Refused as refused:
            self.journal.report(refused.problem)
        except OSError as error:
            self.journal.report(Problem(sheet.file, f"Cannot be read: {error.strerror or error}."))
        self.journal.went_on(max(0, (sheet.lines or 0) - read))

    def settle(
        self,
        table: str,
        key: str,
        matched: Matched[R, T],
        words: Callable[[Held[T] | None, Held[T]], tuple[str, str]],
        *,
        column: str = "counts_from",
    ) -> Sequence[New[R, T]]:
        """Count what becomes of the rows of one thing, list its changes, and report what is wrong.

        `key` names the thing, `words` says a revision's old and new content, and `column` is
        where a row gives its day. What is given back is to be written.
        """
        journal = self.journal
        for row in matched.unchanged:
            journal.leave(self.sheets[row.sheet], table)
        for row in matched.outdated:
            self.outdated(row.sheet)
        for row, text, expected in matched.wrong:
            self.fail(row.sheet, row.line, column, expected, text)
        for new in matched.new:
            kind = Kind.ADDED if new.before is None else Kind.REVISED
            journal.sign(table, key, new.number, new.after)
            journal.enter(self.sheets[new.row.sheet], table, kind)
            if journal.changes_left > 0:
                journal.list_change(kind, table, key, *words(new.before, new.after))
        return matched.new

    def correction_reason(
        self, row: Dated, reason: str, *, column: str = "counts_from"
    ) -> str | None:
        """The reason to keep with a row that corrects what stood before the import.

        None where it may not, which is reported.
        """
        if not row.counts_from:
            return reason
        try:
            return correction_reason(
                date.fromisoformat(row.counts_from),
                self.today,
                admin=self.officer.role is Role.ADMIN,
                reason=reason,
            )
        except (NotPermitted, InvalidField) as refused:
            field = refused.field if isinstance(refused, InvalidField) else column
            self.fail(row.sheet, row.line, field, str(refused))
            return None

    def fail(
        self, sheet: int, line: int, column: str, expected: str, found: str | None = None
    ) -> None:
        """Report a row that was read well, but does not fit what is there."""
        where = self.sheets[sheet]
        self._reports[sheet](where.problem(expected, found=found, line=line, column=column))

    def doubt(self, sheet: int, line: int, sentence: str) -> None:
        """List what is unlikely about a row that was read well."""
        self.journal.doubt(self.sheets[sheet].problem(sentence, line=line))

    def outdated(self, sheet: int) -> None:
        """Count a row that says what has been revised since."""
        self._outdated[sheet] += 1

    def tell_outdated(self) -> None:
        """Note how many rows of each sheet say what has been revised since."""
        for number, rows in sorted(self._outdated.items()):
            are = "row says what has" if rows == 1 else "rows say what has"
            sheet = self.sheets[number]
            self.journal.notes.append(
                f"{sheet.name or sheet.file}: {rows:,} {are} been revised since, and changed "
                "nothing; give a day to count from (reported_on, counts_from) to go back to it."
            )

    def first_day(self, measure: str, settled: Collection[str]) -> str:
        """The day from which an undated first revision counts: always, or from today.

        Once a measure has a result, or something in that ledger (`settled`), earlier reports
        stand still.
        """
        return self.today.isoformat() if measure in self.reported or measure in settled else ""

    def service(self, row: ImportRow, column: str) -> str:
        """What a cell says for a service; reported where there is none of that code."""
        code = row.text(column)
        if code not in self.services:
            self._unknown(row, column, code, "service", self.services)
        return code

    def measure(self, row: ImportRow, column: str = "measure") -> Measure | None:
        """The measure that a cell names, if there is one and the officer may enter its results."""
        if known := self._checked.get(row.raw(column)):
            return known
        code = row.text(column)
        measure = self.measures.get(code)
        if measure is None:
            self._unknown(row, column, code, "measure", self.measures)
            return None
        if ("measure", measure.code) in self.faulty:
            row.good = False
            return None
        if refusal := self._refusal(measure.service):
            row.fail(column, f"a measure that you may enter ({refusal})")
            return None
        self._checked[code] = measure
        return measure

    def period(
        self, row: ImportRow, measure: Measure, text: str | None = None, column: str = "period"
    ) -> Start | None:
        """The period of a measure that a cell, or another text, names."""
        if text is None:
            text = row.raw(column).strip()
        starts = self._starts.get(measure.code)
        if starts is None:
            starts = self._starts[measure.code] = self._starts_by_cycle[measure.cycle]
        if known := starts.get(text):
            return known
        period = row.parse(column, measure.cycle.parse, text)
        if period is None:
            return None
        if len(starts) >= _MOST_REMEMBERED:
            starts.clear()
        assumed_on = default_reported_on(period, self.today).isoformat()
        starts[text] = Start(period.start.isoformat(), period.start, period.label, assumed_on)
        return starts[text]

    def label(self, measure: str, period: str) -> str:
        """A measure and period in words: `CSC04 Jan 2024`."""
        cycle = self.measures[measure].cycle
        return f"{measure} {Period(date.fromisoformat(period), cycle).label}"

    def _unknown(
        self, row: ImportRow, column: str, code: str, kind: str, known: Collection[str]
    ) -> None:
        if (kind, code) in self.faulty:
            row.good = False
            return
        hint = ""
        if code and not self.journal.errors_full:
            nearest = process.extractOne(
                code[:100], list(known), processor=utils.default_process, score_cutoff=_ALIKE
            )
            hint = f" (did you mean {shortened(nearest[0])}?)" if nearest else ""
        row.fail(column, f"the code of a {kind}{hint}")

    def _refusal(self, service: str) -> str:
        """Why the officer may not enter results for a service; empty where they may."""
        if service not in self._permissions:
            try:
                require_service(self.staging.db, self.officer, service)
                self._permissions[service] = ""
            except NotPermitted as error:
                self._permissions[service] = str(error).removesuffix(".")
        return self._permissions[service]


def batched(rows: Iterator[T]) -> Iterator[list[T]]:
    """Rows in lists of a size that is quick to write."""
    while batch := list(islice(rows, BATCH)):
        yield batch
