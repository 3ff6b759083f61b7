"""What a row of the bulk grid says: its cells, and what there is to say of what is typed."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from rich.text import Text

from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.model import Revision
from ncc_tui.domain.report import decimals_shown
from ncc_tui.domain.text import one_line
from ncc_tui.printing.cells import shown_result
from ncc_tui.services.forms import FormInputs
from ncc_tui.tui.bulk.sheet import Cell, SheetRow
from ncc_tui.tui.themes import Look
from ncc_tui.tui.widgets.table import Column, Line

_PLAIN, _BOLD = Style(), Style(bold=True)
BULK_COLUMNS = (
    Column("number", "#", 3, right=True),
    Column("measure", "Measure", share=3),
    Column("period", "Period", 8, from_width=90),
    Column("last", "Last", 8, right=True),
    Column("target", "Target", 8, from_width=70, right=True),
    Column(Cell.VALUE, "Value", 10),
    Column("rating", "Rating", 7),
    Column("sign", "", 1),
    Column(Cell.COMMENTS, "Comments", share=3),
    Column("check", "Check", share=3, from_width=100),
)


def bulk_line(row: SheetRow, news: str, look: Look) -> Line:
    """A row's cells; a figure that stands there already is quiet."""
    inputs, verdict = row.inputs, row.verdict
    value, rating = (row.value, _BOLD), ("", _PLAIN)
    if not row.value.strip():
        value = (standing(row), look.quiet)
    if (performance := verdict.performance or row.rated) is not None:
        rating = (look.words(performance), look.style(performance))
    sign, words, style = _check(row, news, look)
    cells = [
        (str(inputs.measure.number), look.quiet),
        (one_line(inputs.measure.title), _PLAIN),
        (inputs.period.label, _PLAIN),
        (_figure(inputs.previous, inputs), look.quiet),
        (format_figure(inputs.target), look.quiet),
        value,
        rating,
        (sign, style),
        (one_line(row.text(Cell.COMMENTS)), look.quiet if row.comments is None else _PLAIN),
        (one_line(words), _PLAIN if style == look.red else style),
    ]
    return Line(row.key, cells)


def standing(row: SheetRow) -> str:
    """The figure that a row has already, as its cell says it; empty if none."""
    return _figure(row.inputs.newest, row.inputs)


def _figure(revision: Revision | None, inputs: FormInputs) -> str:
    """A result with as many digits as tell it from the target beside it."""
    value = revision.value if revision else None
    return shown_result(revision, decimals_shown(inputs.measure, value, inputs.target))


def about(row: SheetRow, news: str, hint: str, look: Look) -> Text:
    """A row in full, and what there is to say of what is typed there, else a hint."""
    inputs, last = row.inputs, row.inputs.previous
    measure = inputs.measure
    facts = [row.label, one_line(measure.unit)]
    if last is not None:
        facts.append(f"last {shown_result(last)} ({last.period.label})")
    facts.append(f"target {format_figure(inputs.target) or 'none'}")
    text = Text.assemble((one_line(measure.title), _BOLD), (f"  {' · '.join(facts)}\n", look.quiet))
    sign, words, style = _check(row, news, look)
    if not words:
        return text.append(hint, look.quiet)
    return text.append(f" {sign} " if style == look.red else f"{sign} ", style).append(
        f" {one_line(words)}", _BOLD
    )


def news(row: SheetRow, names: Mapping[str, str]) -> str:
    """What somebody else saved after the row was begun; empty if nothing."""
    newest = row.newer.newest if row.newer else None
    if newest is None:
        return ""
    who = names.get(newest.recorded_by, newest.recorded_by)
    return f"{who} has saved {shown_result(newest)} meanwhile."


def _check(row: SheetRow, news: str, look: Look) -> tuple[str, str, Style]:
    """The sign, words and style that say whether a row can be saved."""
    verdict = row.verdict
    wrong, well = ("x", "+") if look.ascii_only else ("✗", "✓")
    if row.refused:
        return wrong, row.remark, look.red
    if verdict.error:
        return wrong, verdict.error, look.red
    if news:
        return "!", news, _BOLD
    if verdict.doubts:
        return "?", " ".join(verdict.doubts), _BOLD
    if row.remark:
        return well, row.remark, look.quiet
    if row.corrects:
        was = shown_result(row.inputs.newest)
        return well, f"Corrects {was}.", look.quiet
    if row.typed and not row.changes:
        return "=", "The same as stands there.", look.quiet
    return (well if row.typed else "", "", look.quiet)
