"""The due list as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.cells import cell_len, set_cell_size

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.due import DueItem
from ncc_tui.domain.text import one_line, visible
from ncc_tui.printing.csv_ import safe_text
from ncc_tui.services.due import Reminder

# fmt: off
COLUMNS = (
    "service", "service_code", "code", "measure", "period", "due_on", "days_late", "overdue",
    "owner", "owner_name", "periods_behind",
)
# fmt: on
_HEADINGS = ("Late", "Due by", "Code", "Period", "Owner", "Measure")


def due_text(items: Sequence[DueItem], at: date, width: int) -> str:
    """A line per result due, most late first; the measure's title takes the width that is left."""
    if not items:
        return f"No result is due at {format_date(at)}."
    late = sum(item.overdue for item in items)
    results = "1 result" if len(items) == 1 else f"{len(items)} results"
    lines = [_HEADINGS, *(_cells(item) for item in items)]
    *fixed, _ = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    table = ["  ".join([*map(set_cell_size, line[:-1], fixed), line[-1]]) for line in lines]
    fitted = [
        line if cell_len(line) <= width else f"{set_cell_size(line, width - 1)}…" for line in table
    ]
    heading = f"{results} due at {format_date(at)}, {late} overdue"
    return "\n".join([heading, "", *fitted])


def due_json(items: Sequence[DueItem], at: date) -> dict[str, Any]:
    """The due list for scripts, which depend on its keys."""
    return {"at": at.isoformat(), "due": [_record(item) for item in items]}


def due_csv(items: Sequence[DueItem]) -> str:
    """A line per result due, with the columns of the JSON."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {name: _cell(value) for name, value in _record(item).items()} for item in items
    )
    return out.getvalue()


def reminders_text(reminders: Sequence[Reminder]) -> str:
    """Each owner's reminder under a line that says to whom it goes."""
    return "\n\n".join(f"{_addressee(r)}\n\n{visible(r.text)}" for r in reminders)


def _addressee(reminder: Reminder) -> str:
    if not reminder.login:
        return "--- To: nobody owns these measures"
    return f"--- To: {one_line(reminder.name)} ({one_line(reminder.login)})"


def _cells(item: DueItem) -> tuple[str, ...]:
    return (
        ("! " if item.overdue else "  ") + item.lateness,
        format_date(item.due_on),
        one_line(item.measure.code),
        item.period.label,
        one_line(item.owner_name) or "nobody",
        one_line(item.measure.title),
    )


def _record(item: DueItem) -> dict[str, Any]:
    return {
        "service": item.service.name,
        "service_code": item.service.code,
        "code": item.measure.code,
        "measure": item.measure.title,
        "period": item.period.label,
        "due_on": item.due_on.isoformat(),
        "days_late": item.days_late,
        "overdue": item.overdue,
        "owner": item.owner,
        "owner_name": item.owner_name or None,
        "periods_behind": item.periods_behind,
    }


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return safe_text(value) if isinstance(value, str) else str("" if value is None else value)
