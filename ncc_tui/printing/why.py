"""Why? as text and as JSON."""

from __future__ import annotations

import textwrap
from typing import Any

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.text import one_line
from ncc_tui.domain.why import Explanation


def why_text(explanation: Explanation, width: int) -> str:
    """Every cell of a row with its outcome, and below it how it came about."""
    measure = explanation.measure
    lines = [
        one_line(f"{measure.code} {measure.title}"),
        f"at {format_date(explanation.as_at.day)}, {explanation.as_at.past}",
    ]
    for reason in explanation.reasons:
        lines += ["", one_line(f"{reason.cell}: {reason.outcome}")]
        lines += textwrap.wrap(
            one_line(reason.because),
            max(20, width - 2),
            initial_indent="  ",
            subsequent_indent="  ",
        )
    return "\n".join(lines)


def why_json(explanation: Explanation) -> dict[str, Any]:
    """The same for scripts."""
    return {
        "measure": explanation.measure.code,
        "title": explanation.measure.title,
        "at": explanation.as_at.day.isoformat(),
        "as_revised": explanation.as_at.revised,
        "cells": [
            {"cell": r.cell, "outcome": str(r.outcome), "because": r.because}
            for r in explanation.reasons
        ],
    }
