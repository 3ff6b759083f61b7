"""What each cell of a report says, for every rendering and for the screen."""

from __future__ import annotations

from dataclasses import dataclass

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.model import Action, Revision
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.report import Row, Status
from ncc_tui.domain.text import one_line

OVERRIDE_MARK = "*"
PROVISIONAL_MARK = "p"
REVISED_MARK = "r"
OLDER_MARK = "o"


@dataclass(frozen=True)
class Cells:
    """A row as it is read: every cell a short line of harmless text."""

    number: str
    measure: str
    unit: str
    previous: str
    target: str
    current: str
    last: str
    frequency: str
    direction: Rating
    moved: str
    performance: Rating
    status: str
    overdue: bool
    override: bool
    marks: str

    @property
    def marked_measure(self) -> str:
        """The measure with the marks that its row carries: `A title (r)`."""
        return f"{self.measure} ({self.marks})" if self.marks else self.measure


def cells(row: Row) -> Cells:
    """What each cell of a row says."""
    measure, moved = row.measure, row.moved
    revised = REVISED_MARK if row.revised_since else ""
    older = OLDER_MARK if row.previous_older else ""
    return Cells(
        number=str(measure.number),
        measure=one_line(measure.title),
        unit=one_line(measure.unit),
        previous=shown_result(row.previous, row.decimals),
        target=format_figure(row.target, row.decimals),
        current=shown_result(row.current, row.decimals),
        last=row.current.period.label if row.current else "",
        frequency=str(measure.cycle.frequency),
        direction=row.direction,
        moved=moved.words if moved else "",
        performance=row.performance,
        status=str(row.status),
        overdue=row.status is Status.OVERDUE,
        override=row.overridden,
        marks=revised + older,
    )


def shown_result(revision: Revision | None, decimals: int | None = None) -> str:
    """A result as its cell shows it: the figure, or why there is none; nothing if no result."""
    if revision is None:
        return ""
    if revision.value is None:
        return str(revision.entry.missing)
    mark = PROVISIONAL_MARK if revision.entry.provisional else ""
    return format_figure(revision.value, decimals) + mark


def rating_words(rating: Rating, *, ascii_only: bool = False) -> str:
    """A rating as shape and word: `▲ Red`."""
    return f"{rating.letter if ascii_only else rating.shape} {rating}"


def action_line(action: Action, owner: str = "") -> str:
    """An action in one line, with its owner and due date where it has them."""
    who = owner or action.owner or ""
    parts = [one_line(action.text)]
    if who:
        parts.append(one_line(who))
    if action.due_on:
        parts.append(f"by {format_date(action.due_on)}")
    if action.done_on:
        parts.append(f"done {format_date(action.done_on)}")
    return " · ".join(parts)


def row_line(row: Row) -> str:
    """A row as one line, marks and all, cells parted by tabs: for a spreadsheet or a message."""
    said = cells(row)
    return "\t".join(
        (
            said.number,
            said.marked_measure,
            said.unit,
            said.previous,
            said.target,
            said.current,
            said.last,
            said.frequency,
            str(said.direction),
            said.moved,
            f"{said.performance}{OVERRIDE_MARK if said.override else ''}",
            said.status,
        )
    )
