"""A document in words: what the text, Markdown, HTML and PDF renderings all say.

Everything here is text made harmless to show; each rendering only escapes and arranges it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from ncc_tui.domain.document import Document
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.model import MissingReason, Revision
from ncc_tui.domain.ratings import WORST_FIRST, Rating
from ncc_tui.domain.report import Report, Row, Summary
from ncc_tui.domain.text import one_line, visible
from ncc_tui.printing.cells import (
    OLDER_MARK,
    OVERRIDE_MARK,
    PROVISIONAL_MARK,
    REVISED_MARK,
    Cells,
    action_line,
    cells,
)

NOTHING = "No measure is reported at this date."
WITHHELD_MARK = "c"
_NOTES = {
    OVERRIDE_MARK: "Rating set by an officer instead of by its target.",
    PROVISIONAL_MARK: "Provisional figure.",
    REVISED_MARK: "Revised after this report's date: as revised the row may read otherwise.",
    OLDER_MARK: "Older than the year that heads the column.",
    WITHHELD_MARK: "Figure withheld, so that nobody can be known from a small number.",
}


@dataclass(frozen=True)
class ActionWords:
    """An action in one line, with its owner and dates, and whether it is past its date."""

    words: str
    overdue: bool


@dataclass(frozen=True)
class RowWords:
    """A measure: its cells, and what stands below them."""

    code: str
    cells: Cells
    comments: str
    actions: tuple[ActionWords, ...]
    comparators: tuple[str, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """What is known of the measure beside its figures."""
        last = f"last result {self.cells.last}" if self.cells.last else "no result yet"
        facts = (self.code, self.cells.unit, self.cells.frequency, last)
        return tuple(fact for fact in facts if fact)


@dataclass(frozen=True)
class ReportWords:
    """A service's report; `notes` are the marks its cells carry, each with what it means."""

    code: str
    service: str
    previous_year: str
    summary: Summary
    rows: tuple[RowWords, ...]
    notes: tuple[tuple[str, str], ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands above the cells of a row."""
        figures = (self.previous_year, "Target", "Current")
        ratings = ("Direction of travel", "Moved", "Performance", "Status")
        return ("No.", "Measure", "Unit", *figures, "Last result", "Frequency", *ratings)


@dataclass(frozen=True)
class DocumentWords:
    """A whole document."""

    organisation: str
    title: str
    past: str
    revised: bool
    moment: str
    notice: str
    reports: tuple[ReportWords, ...]

    @property
    def heading(self) -> str:
        """The title, with the service where there is only one."""
        if self.several:
            return self.title
        return f"{self.title} · {self.reports[0].service}"

    @property
    def several(self) -> bool:
        """Whether a summary comes first."""
        return len(self.reports) != 1

    @property
    def which(self) -> str:
        """Which of the two pasts, as a sentence for readers who do not know the words."""
        if self.revised:
            return "As revised: each period's newest figure, with corrections made since."
        return "As reported: the figures as they were known at that date."

    @property
    def provenance(self) -> str:
        """Whose report it is, which of the two pasts, and when it was made."""
        return f"{self.organisation} · {self.past} · made {self.moment}"


def in_words(document: Document) -> DocumentWords:
    """Put a document into words."""
    return DocumentWords(
        organisation=one_line(document.organisation),
        title=one_line(document.title),
        past=document.as_at.past,
        revised=document.as_at.revised,
        moment=document.moment,
        notice=one_line(document.notice),
        reports=tuple(_report(report, document) for report in document.reports),
    )


def counts(summary: Summary) -> list[tuple[Rating, int]]:
    """The number of rows of each rating; N/A only where there are any."""
    numbers = [(rating, summary.of(rating)) for rating in WORST_FIRST]
    return [(r, n) for r, n in numbers if n or r is not Rating.NOT_APPLICABLE]


def printed_cells(row: Row) -> Cells:
    """A row's cells as they are given away: a suppressed figure is a mark, not a word."""
    printed = cells(row)
    if is_withheld(row.previous):
        printed = replace(printed, previous=WITHHELD_MARK)
    if is_withheld(row.current):
        printed = replace(printed, current=WITHHELD_MARK)
    return printed


def figure_or_none(value: Decimal | None, decimals: int | None) -> str:
    """A figure in a sentence, where one may be lacking."""
    return format_figure(value, decimals) or "no figure"


def is_withheld(revision: Revision | None) -> bool:
    """Whether a result's figure is kept back to protect people."""
    return revision is not None and revision.entry.missing is MissingReason.SUPPRESSED


def _report(report: Report, document: Document) -> ReportWords:
    return ReportWords(
        code=one_line(report.service.code),
        service=one_line(report.service.name),
        previous_year=report.previous_year_label,
        summary=report.summary,
        rows=tuple(_row(row, document) for row in report.rows),
        notes=tuple((mark, _NOTES[mark]) for mark in _marks(report)),
    )


def _row(row: Row, document: Document) -> RowWords:
    measure = row.measure
    return RowWords(
        code=one_line(measure.code),
        cells=printed_cells(row),
        comments=visible(row.comments).strip(),
        actions=tuple(
            ActionWords(action_line(a, document.owner(a.owner)), a.overdue_at(document.at))
            for a in row.actions
        ),
        comparators=tuple(
            f"{one_line(b.comparator)} {figure_or_none(b.value, measure.decimals)} "
            f"({b.period.label})"
            for b in row.comparators
        ),
    )


def _marks(report: Report) -> list[str]:
    results = [r for row in report.rows for r in (row.current, row.previous) if r is not None]
    there = {
        OVERRIDE_MARK: any(row.overridden for row in report.rows),
        PROVISIONAL_MARK: any(r.entry.provisional and r.value is not None for r in results),
        REVISED_MARK: any(row.revised_since for row in report.rows),
        OLDER_MARK: any(row.previous_older for row in report.rows),
        WITHHELD_MARK: any(is_withheld(r) for r in results),
    }
    return [mark for mark, carried in there.items() if carried]
