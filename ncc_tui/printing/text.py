"""A document as plain text for a terminal, a mail or the minutes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ncc_tui.domain.document import Document
from ncc_tui.domain.ratings import WORST_FIRST, Rating
from ncc_tui.domain.report import Summary
from ncc_tui.printing.cells import OVERRIDE_MARK, rating_words
from ncc_tui.printing.wording import NOTHING, DocumentWords, ReportWords, RowWords, counts, in_words

NARROWEST = 40
_TITLE_WIDTH = 18
_STYLES = {
    Rating.GREEN: "green",
    Rating.AMBER: "yellow",
    Rating.RED: "bold red",
    Rating.NOT_APPLICABLE: "dim",
}


def render_text(document: Document, *, width: int, colour: bool) -> str:
    """The document in lines of `width` columns; only with `colour` has it escape codes."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(NARROWEST, width),
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        force_jupyter=False,
    )
    for part in _document(in_words(document), console.width):
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _document(page: DocumentWords, width: int) -> Iterable[RenderableType]:
    yield Text(page.heading, style="bold")
    yield Text(page.provenance)
    if page.notice:
        yield Text(page.notice, style="italic")
    if page.several:
        yield Text()
        yield _summary(page.reports) if page.reports else Text(NOTHING)
    for report in page.reports:
        if page.several:
            yield Text()
            yield Text(f"{page.title} · {report.service}", style="bold")
        yield from _report(report, width)


def _summary(reports: Sequence[ReportWords]) -> Table:
    table = _table()
    table.add_column("Service", ratio=1, overflow="fold")
    for rating in WORST_FIRST:
        table.add_column(rating_words(rating), justify="right", no_wrap=True)
    table.add_column("! Overdue", justify="right", no_wrap=True)
    for report in reports:
        figures = [report.summary.of(rating) for rating in WORST_FIRST] + [report.summary.overdue]
        table.add_row(Text(report.service), *(str(n) for n in figures))
    return table


def _report(report: ReportWords, width: int) -> Iterable[RenderableType]:
    if not report.rows:
        yield Text(NOTHING)
        return
    yield _counts(report.summary)
    yield Text()
    yield _grid(report, width)
    yield Text()
    yield Text(f"DoT  Direction of travel: the current result against {report.previous_year}.")
    for mark, meaning in report.notes:
        yield Text(f"{mark}  {meaning}")
    for row in report.rows:
        yield Text()
        yield from _commentary(row)


def _counts(summary: Summary) -> Text:
    parts = [
        Text(f"{rating.shape} {number} {rating}", style=_STYLES[rating])
        for rating, number in counts(summary)
    ]
    if summary.overdue:
        parts.append(Text(f"! {summary.overdue} overdue", style="bold"))
    return Text("  ").join(parts)


@dataclass(frozen=True)
class _Column:
    heading: str
    cells: list[Text]
    number: bool = False

    @property
    def width(self) -> int:
        return max(cell_len(self.heading), *(cell_len(cell.plain) for cell in self.cells))


def _grid(report: ReportWords, width: int) -> Table:
    """The report's table; what does not fit beside a readable title stands below it instead."""
    rows = [row.cells for row in report.rows]
    titles = [Text(c.measure, overflow="ellipsis", no_wrap=True) for c in rows]
    columns = [
        _Column("#", [Text(c.number) for c in rows], number=True),
        _Column("Measure", titles),
        _Column("Unit", [Text(c.unit) for c in rows]),
        _Column(report.previous_year, [Text(c.previous) for c in rows], number=True),
        _Column("Target", [Text(c.target) for c in rows], number=True),
        _Column("Current", [Text(c.current) for c in rows], number=True),
        _Column("Last", [Text(c.last) for c in rows]),
        _Column("Frequency", [Text(c.frequency) for c in rows]),
        _Column("DoT", [_rating(c.direction) for c in rows]),
        _Column("Moved", [Text(c.moved) for c in rows]),
        _Column("Perf", [_rating(c.performance, set_by_hand=c.override) for c in rows]),
        _Column("Status", [Text(("! " if c.overdue else "") + c.status) for c in rows]),
    ]
    title = _TITLE_WIDTH
    if any(c.marks for c in rows):
        columns.append(_Column("", [Text(c.marks) for c in rows]))
        title -= columns[-1].width + 1
    figures = (report.previous_year, "Target")
    for spare in ("Moved", "Unit", "Frequency", "Last", "Status", "DoT", *figures):
        fixed = sum(c.width + 1 for c in columns if c.heading != "Measure")
        if fixed + title <= width:
            break
        columns = [c for c in columns if c.heading != spare]
    table = _table()
    for column in columns:
        table.add_column(
            column.heading,
            justify="right" if column.number else "left",
            ratio=1 if column.heading == "Measure" else None,
            no_wrap=column.heading != "Unit",
            min_width=_TITLE_WIDTH // 2 if column.heading == "Measure" else None,
        )
    for line in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*line)
    return table


def _rating(rating: Rating, *, set_by_hand: bool = False) -> Text:
    mark = OVERRIDE_MARK if set_by_hand else ""
    return Text(rating_words(rating) + mark, style=_STYLES[rating])


def _commentary(row: RowWords) -> Iterable[RenderableType]:
    cells = row.cells
    yield _hanging(cells.number, Text(cells.measure, style="bold", overflow="fold"))
    facts = [*row.facts, "! Overdue"] if cells.overdue else row.facts
    yield _indented(" · ".join(facts), style="dim")
    if row.comparators:
        yield _indented(f"Compare: {', '.join(row.comparators)}")
    if row.comments:
        yield _indented(row.comments)
    for action in row.actions:
        words = Text("! Overdue: " if action.overdue else "", style="bold", overflow="fold")
        yield Padding(_hanging("▸", words.append(action.words, "not bold")), (0, 0, 0, 3))


def _hanging(mark: str, text: Text) -> Table:
    item = Table.grid(padding=(0, 1, 0, 0))
    item.add_row(Text(mark), text)
    return item


def _indented(text: str, style: str = "") -> Padding:
    return Padding(Text(text, style=style, overflow="fold"), (0, 0, 0, 3))


def _table() -> Table:
    return Table(box=SIMPLE_HEAD, show_edge=False, padding=0, expand=True)
