"""Why?: how each cell of a row came about, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.model import Definition, Measure, Revision, Target
from ncc_tui.domain.report import Row, previous_year_label
from ncc_tui.domain.why_inputs import Inputs
from ncc_tui.domain.why_ratings import (
    comparisons,
    direction_words,
    figure_words,
    performance_words,
    result_words,
    status_words,
)


@dataclass(frozen=True)
class Reason:
    """One cell: what it shows, and the rule and inputs that led there, in sentences."""

    cell: str
    outcome: str
    because: str


@dataclass(frozen=True)
class Explanation:
    """Every cell of a measure's row at a date."""

    measure: Measure
    as_at: AsAt
    reasons: tuple[Reason, ...]


def explain(
    row: Row,
    as_at: AsAt,
    revisions: Sequence[Revision],
    targets: Sequence[Target],
    definitions: Sequence[Definition],
) -> Explanation:
    """Say how each cell of a row at a date came about, and what has changed since.

    The sequences are the measure's whole ledgers; the row is taken as given.
    """
    inputs = Inputs(row, as_at, revisions, targets, definitions)
    return Explanation(row.measure, as_at, tuple(_reasons(row, inputs)))


def _reasons(row: Row, inputs: Inputs) -> Iterator[Reason]:
    at = inputs.as_at.day
    yield Reason("Current performance", result_words(row, row.current), inputs.current())
    heading = f"Previous year ({previous_year_label(at)})"
    yield Reason(heading, result_words(row, row.previous), inputs.previous())
    yield Reason("Current target", figure_words(row, row.target), inputs.target())
    yield Reason("Performance", row.performance, performance_words(row))
    yield Reason("Direction of travel", row.direction, direction_words(row))
    for cell, outcome, because in (*comparisons(row), *inputs.year()):
        yield Reason(cell, outcome, because)
    yield Reason("Status", row.status, status_words(row, at))
    yield Reason("Definition", f"revision {inputs.definition.number}", inputs.defined())
