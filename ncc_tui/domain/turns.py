"""What a change of a definition or a target turns in a report, before it is saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.ledger import Ledger
from ncc_tui.domain.model import REPORTED
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.report import Row, build_row, pick_current, pick_previous, pick_target

NOT_REPORTED = "not reported"
_LABELS = {
    "row": "in the report",
    "performance": "performance",
    "direction_of_travel": "direction of travel",
    "status": "status",
}


@dataclass(frozen=True)
class Turn:
    """A cell of a measure's row that would say something else; `cell` is a key of the row's JSON.

    `row` is the cell of a measure that would come into the report or leave it.
    """

    measure: str
    cell: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """The turn in a line: `CSC04 performance: ▲ Red → ◆ Amber`."""
        sides = " → ".join(_signed(self.cell, side) for side in (self.before, self.after))
        return f"{self.measure} {_LABELS[self.cell]}: {sides}"


def row_today(ledger: Ledger) -> Row | None:
    """A measure's row in a report at the day its ledgers are looked at; None where it has none."""
    measure, as_at = ledger.measure, AsAt(ledger.today)
    if not measure.runs_at(ledger.today):
        return None
    current = pick_current(ledger.revisions, as_at)
    on = current.period.start if current else ledger.today
    target = pick_target(ledger.targets, on, as_at)
    return build_row(
        measure,
        ledger.today,
        current=current,
        previous=pick_previous(ledger.revisions, as_at),
        target=target.amount if target else None,
    )


def turned(before: Row | None, after: Row | None) -> tuple[Turn, ...]:
    """The cells of a measure's row that a change turns; None is a measure that is not reported."""
    return tuple(_turned(before, after))


def _turned(before: Row | None, after: Row | None) -> Iterator[Turn]:
    if before is None or after is None:
        if (row := before or after) is not None:
            sides = (REPORTED, NOT_REPORTED) if before else (NOT_REPORTED, REPORTED)
            yield Turn(row.measure.code, "row", *sides)
        return
    for cell, old, new in (
        ("performance", before.performance, after.performance),
        ("direction_of_travel", before.direction, after.direction),
        ("status", before.status, after.status),
    ):
        if old != new:
            yield Turn(after.measure.code, cell, str(old), str(new))


def _signed(cell: str, side: str) -> str:
    return (
        f"{Rating(side).shape} {side}" if cell in ("performance", "direction_of_travel") else side
    )
