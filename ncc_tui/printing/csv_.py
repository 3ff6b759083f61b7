"""A report as CSV: a line per measure, plain numbers, text that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from ncc_tui.domain.document import Document
from ncc_tui.domain.figures import plain_figure
from ncc_tui.domain.model import Revision
from ncc_tui.domain.report import Report, Row
from ncc_tui.domain.text import visible
from ncc_tui.printing.wording import WITHHELD_MARK, is_withheld

# fmt: off
COLUMNS = (
    "service_code", "service", "number", "code", "measure", "unit", "previous_year", "target",
    "current", "last_result", "frequency", "direction_of_travel", "performance", "override",
    "status", "comments", "actions", "actions_overdue", "provisional", "revised_since",
    "previous_older", "moved",
)
# fmt: on


def render_csv(document: Document) -> str:
    """Every row of every report under one heading."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for report in document.reports:
        writer.writerows(_line(report, row) for row in report.rows)
    return out.getvalue()


def safe_text(text: str) -> str:
    """Text that a spreadsheet takes for text: what it would take for a formula gets a quote."""
    plain = visible(text)
    return f"'{plain}" if plain.lstrip().startswith(("=", "+", "-", "@")) else plain


def _line(report: Report, row: Row) -> list[str]:
    measure = row.measure
    return [
        safe_text(report.service.code),
        safe_text(report.service.name),
        str(measure.number),
        safe_text(measure.code),
        safe_text(measure.title),
        safe_text(measure.unit),
        _result(row.previous),
        _figure(row.target),
        _result(row.current),
        row.current.period.label if row.current else "",
        str(measure.cycle.frequency),
        str(row.direction),
        str(row.performance),
        _yes(row.overridden),
        str(row.status),
        safe_text(row.comments),
        safe_text("\n".join(" ".join(action.text.split()) for action in row.actions)),
        str(sum(action.overdue_at(report.at) for action in row.actions)),
        _yes(row.current is not None and row.current.entry.provisional),
        _yes(row.revised_since),
        _yes(row.previous_older),
        str(row.moved.judgement or "") if row.moved else "",
    ]


def _yes(so: bool) -> str:
    return "yes" if so else "no"


def _figure(figure: Decimal | None) -> str:
    return "" if figure is None else plain_figure(figure)


def _result(revision: Revision | None) -> str:
    if revision is None:
        return ""
    if is_withheld(revision):
        return WITHHELD_MARK
    return _figure(revision.value) if revision.value is not None else str(revision.entry.missing)
