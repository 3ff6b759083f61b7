"""A document as Markdown, for mail, minutes and wikis; tables as GitHub writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ncc_tui.domain.document import Document
from ncc_tui.domain.ratings import WORST_FIRST
from ncc_tui.printing.cells import OVERRIDE_MARK, rating_words
from ncc_tui.printing.wording import NOTHING, DocumentWords, ReportWords, RowWords, counts, in_words

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$])")
# What begins a heading, a list or a rule where it stands first in a line.
_FIRST = re.compile(r"^(\s*(?:\d+(?=[.)](?:\s|$)))?)([#+\-=.)]+)(?=\s|$)", re.MULTILINE)


def render_markdown(document: Document) -> str:
    """The document with a table for each service and its commentary below."""
    return "\n".join(_document(in_words(document)))


def escaped(text: str) -> str:
    """Text of which Markdown makes nothing but text."""
    return _FIRST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))


def _document(page: DocumentWords) -> Iterator[str]:
    yield f"# {escaped(page.heading)}"
    yield ""
    yield escaped(page.provenance)
    if page.notice:
        yield ""
        yield f"*{escaped(page.notice)}*"
    if page.several:
        yield ""
        yield from _summary(page.reports) if page.reports else (NOTHING,)
    for report in page.reports:
        if page.several:
            yield ""
            yield f"## {escaped(report.service)}"
        yield ""
        yield from _report(report, "###" if page.several else "##")


def _summary(reports: Iterable[ReportWords]) -> Iterator[str]:
    yield _line(["Service", *(rating_words(rating) for rating in WORST_FIRST), "Overdue"])
    yield _line([":--"] + ["--:"] * (len(WORST_FIRST) + 1))
    for report in reports:
        summary = report.summary
        figures = [summary.of(rating) for rating in WORST_FIRST] + [summary.overdue]
        yield _line([escaped(report.service), *(str(n) for n in figures)])


def _report(report: ReportWords, level: str) -> Iterator[str]:
    if not report.rows:
        yield NOTHING
        return
    tally = [f"{rating.shape} {number} {rating}" for rating, number in counts(report.summary)]
    if report.summary.overdue:
        tally.append(f"{report.summary.overdue} overdue")
    yield " · ".join(tally)
    yield ""
    yield _line(report.headings)
    yield _line(["--:", ":--", ":--", "--:", "--:", "--:"] + [":--"] * 6)
    for row in report.rows:
        yield _line(_cells(row))
    for mark, meaning in report.notes:
        yield ""
        yield f"{escaped(mark)} {meaning}"
    for row in report.rows:
        yield ""
        yield from _commentary(row, level)


def _cells(row: RowWords) -> list[str]:
    cells = row.cells
    plain = [cells.number, cells.marked_measure, cells.unit]
    plain += [
        cells.previous,
        cells.target,
        cells.current,
        cells.last,
        cells.frequency,
        rating_words(cells.direction),
        cells.moved,
    ]
    plain.append(rating_words(cells.performance) + (OVERRIDE_MARK if cells.override else ""))
    plain.append(cells.status)
    return [escaped(cell) for cell in plain]


def _commentary(row: RowWords, level: str) -> Iterator[str]:
    yield f"{level} {row.cells.number}. {escaped(row.cells.measure)}"
    yield ""
    yield escaped(" · ".join(row.facts))
    if row.comparators:
        yield ""
        yield f"Compare: {escaped(', '.join(row.comparators))}"
    if row.comments:
        yield ""
        # Two spaces keep a line break that an officer typed.
        yield escaped(row.comments).replace("\n", "  \n")
    if row.actions:
        yield ""
    for action in row.actions:
        yield f"- {'**Overdue:** ' if action.overdue else ''}{escaped(action.words)}"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
