"""A report as JSON; its keys and their order are a contract with the scripts that read it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from ncc_tui.domain.document import Document
from ncc_tui.domain.model import Action, Benchmark
from ncc_tui.domain.movement import Comparison
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.report import Report, Row


def render_json(document: Document, *, several: bool) -> str:
    """One report as an object, or `several` (and none) as a list of them under "reports"."""
    reports = [report_json(report) for report in document.reports]
    answer = {"reports": reports} if several or not reports else reports[0]
    # ASCII throughout, so that text from people cannot steer a terminal.
    return json.dumps(answer, indent=2, ensure_ascii=True)


def report_json(report: Report) -> dict[str, Any]:
    """A report with its keys in the order of the contract."""
    summary = report.summary
    return {
        "organisation": report.organisation,
        "service": report.service.name,
        "service_code": report.service.code,
        "at": report.at.isoformat(),
        "as_revised": report.as_at.revised,
        "previous_year_label": report.previous_year_label,
        "summary": {str(rating): summary.of(rating) for rating in Rating}
        | {"Overdue": summary.overdue},
        "rows": [_row(row, report.at) for row in report.rows],
    }


def number(figure: Decimal | None) -> int | float | None:
    """A figure as JSON and spreadsheets have it: in full, whole where it is whole."""
    if figure is None:
        return None
    return int(figure) if figure == figure.to_integral_value() else float(figure)


def _row(row: Row, at: date) -> dict[str, Any]:
    measure = row.measure
    missing = row.current.entry.missing if row.current else None
    return {
        "number": measure.number,
        "code": measure.code,
        "measure": measure.title,
        "unit": measure.unit,
        "previous_year": number(row.previous_value),
        "target": number(row.target),
        "current": number(row.value),
        "last_result": row.current.period.label if row.current else None,
        "frequency": str(measure.cycle.frequency),
        "direction_of_travel": str(row.direction),
        "performance": str(row.performance),
        "override": row.overridden,
        "status": str(row.status),
        "comments": row.comments or None,
        "actions": [action.text for action in row.actions],
        "provisional": row.current is not None and row.current.entry.provisional,
        "missing_reason": str(missing) if missing else None,
        "owner": measure.owner,
        "polarity": str(measure.polarity),
        "revised_since": row.revised_since,
        "movement": {
            "period_before": _comparison(row.movement.period_before) if row.movement else None,
            "year_before": _comparison(row.movement.year_before) if row.movement else None,
        },
        "open_actions": [_action(action, at) for action in row.actions],
        "comparators": [_comparator(benchmark) for benchmark in row.comparators],
    }


def _comparison(comparison: Comparison | None) -> dict[str, Any] | None:
    if comparison is None:
        return None
    judgement = comparison.judgement
    return {"value": number(comparison.value), "judgement": str(judgement) if judgement else None}


def _action(action: Action, at: date) -> dict[str, Any]:
    return {
        "text": action.text,
        "owner": action.owner,
        "due_on": action.due_on.isoformat() if action.due_on else None,
        "overdue": action.overdue_at(at),
    }


def _comparator(benchmark: Benchmark) -> dict[str, Any]:
    return {
        "comparator": benchmark.comparator,
        "period": benchmark.period.label,
        "value": number(benchmark.value),
    }
