"""What is typed in the grid of targets: a row for each measure, a column for each month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ncc_tui.domain.dates import MONTHS
from ncc_tui.domain.errors import NccError
from ncc_tui.domain.figures import format_figure
from ncc_tui.services.administration.targets import (
    NO_TARGET,
    TargetCell,
    TargetEntry,
    TargetGrid,
    TargetRow,
    parse_target,
)
from ncc_tui.tui.bulk.sheet import block_of

Place = tuple[str, date]


@dataclass(frozen=True)
class TypedTarget:
    """What is typed for a target, and the revision that stood there when it was begun."""

    text: str
    seen: int
    refused: str = ""


class TargetSheet:
    """The targets of a service and year with what is typed over them, and the cell one is in."""

    def __init__(self) -> None:
        self.grid: TargetGrid | None = None
        self.typed: dict[Place, TypedTarget] = {}
        self.at, self.column = 0, 0

    def show(self, grid: TargetGrid) -> None:
        """Take what was read; what is typed stays, and goes on from what its officer saw."""
        here = self.row.measure.code if self.row else None
        self.grid = grid
        codes = [row.measure.code for row in grid.rows]
        self.at = codes.index(here) if here in codes else min(self.at, max(0, len(codes) - 1))
        self.column = min(self.column, max(0, len(self.starts) - 1))

    @property
    def rows(self) -> tuple[TargetRow, ...]:
        """A row for each measure."""
        return self.grid.rows if self.grid else ()

    @property
    def starts(self) -> list[date]:
        """The days on which a period of any measure starts: the columns."""
        return sorted({cell.period.start for row in self.rows for cell in row.cells})

    @property
    def row(self) -> TargetRow | None:
        """The row one is in."""
        return self.rows[self.at] if self.rows else None

    @property
    def cell(self) -> TargetCell | None:
        """The cell one is in; None where the measure has no period that starts then."""
        if self.row is None:
            return None
        return cell_of(self.row, self.starts[self.column])

    @property
    def place(self) -> Place | None:
        """What tells the cell one is in from the others."""
        if self.row is None or self.cell is None:
            return None
        return self.row.measure.code, self.cell.period.start

    def type(self, text: str) -> None:
        """Take what is typed in the cell one is in."""
        if (place := self.place) is not None and (cell := self.cell) is not None:
            self._put(place, cell, text)

    def _put(self, place: Place, cell: TargetCell, text: str) -> None:
        old = self.typed.pop(place, None)
        if text.strip():
            self.typed[place] = TypedTarget(text, old.seen if old else cell.seen)

    def text(self, place: Place | None) -> str:
        """What is typed in a cell."""
        typed = self.typed.get(place) if place else None
        return typed.text if typed else ""

    def cells(self) -> Iterator[tuple[Place, TargetRow, TargetCell]]:
        """Every cell, by row and period."""
        for row in self.rows:
            for cell in row.cells:
                yield (row.measure.code, cell.period.start), row, cell

    def problem(self, place: Place) -> str:
        """What is wrong with what is typed in a cell."""
        typed, cell = self.typed.get(place), self._cells.get(place)
        if typed is None or cell is None:
            return ""
        try:
            amount = parse_target(typed.text)
        except NccError as error:
            return str(error)
        if amount is None and cell.in_force is None:
            return "There is no target to end."
        return typed.refused

    @property
    def _cells(self) -> dict[Place, TargetCell]:
        return {place: cell for place, _, cell in self.cells()}

    @property
    def changed(self) -> list[Place]:
        """The cells to save, in their order: those that say something else than what stands."""
        return [
            place
            for place, _, cell in self.cells()
            if place in self.typed and self._new(place, cell)
        ]

    def _new(self, place: Place, cell: TargetCell) -> bool:
        try:
            amount = parse_target(self.typed[place].text)
        except NccError:
            return True
        return (
            cell.stated is None or cell.stated.amount != amount or bool(self.typed[place].refused)
        )

    @property
    def wrong(self) -> list[Place]:
        """The cells with something that cannot be saved."""
        return [place for place in self.changed if self.problem(place)]

    def entries(self) -> list[TargetEntry]:
        """What to save."""
        cells = self._cells
        return [
            TargetEntry(
                place[0], cells[place].period, self.typed[place].text, self.typed[place].seen
            )
            for place in self.changed
        ]

    def label(self, place: Place) -> str:
        """What a cell is called: `CSC04 Apr 2024`."""
        return f"{place[0]} {self._cells[place].period.label}"

    def refuse(self, place: Place, sentence: str) -> None:
        """Say why what is typed in a cell was not saved."""
        typed = self.typed[place]
        self.typed[place] = TypedTarget(typed.text, typed.seen, sentence)

    def go_on_from_newest(self, place: Place) -> None:
        """Have what is typed in a cell replace what stands there now."""
        if place in self.typed and (cell := self._cells.get(place)) is not None:
            self.typed[place] = TypedTarget(self.typed[place].text, cell.seen)

    def forget(self, *places: Place) -> None:
        """Forget what is typed in cells; in all of them where none is named."""
        for place in places or tuple(self.typed):
            self.typed.pop(place, None)

    def go_to(self, place: Place) -> None:
        """Go to a cell."""
        self.at = [row.measure.code for row in self.rows].index(place[0])
        self.column = self.starts.index(place[1])

    def move(self, by: int) -> None:
        """Go some rows down, or up where negative."""
        self.at = max(0, min(self.at + by, len(self.rows) - 1))

    def across(self, by: int) -> None:
        """Go to the next cell of a period, from the last of a row to the first of the next."""
        places = [place for place, _, _ in self.cells()]
        if not places:
            return
        if (here := self.place) is None:
            row, start = self.rows[self.at].measure.code, self.starts[self.column]
            before = [p for p in places if p[0] == row and (p[1] < start) == (by < 0)]
            if before:
                self.go_to(before[0] if by > 0 else before[-1])
            return
        at = places.index(here) + by
        if 0 <= at < len(places):
            self.go_to(places[at])

    def paste(self, text: str) -> tuple[list[Place], int]:
        """Fill cells down and across from the one one is in; gives them, and how many had no place.

        Empty cells leave what stands there.
        """
        filled: list[Place] = []
        homeless = 0
        for down, line in enumerate(block_of(text)):
            for right, typed in enumerate(line):
                at, column = self.at + down, self.column + right
                if not typed.strip():
                    continue
                inside = at < len(self.rows) and column < len(self.starts)
                cell = cell_of(self.rows[at], self.starts[column]) if inside else None
                if cell is None:
                    homeless += 1
                    continue
                place = (self.rows[at].measure.code, cell.period.start)
                self._put(place, cell, typed.strip())
                filled.append(place)
        return filled, homeless


def cell_of(row: TargetRow, start: date) -> TargetCell | None:
    """The cell of a measure's period that starts on a day."""
    return next((cell for cell in row.cells if cell.period.start == start), None)


def heading(start: date) -> str:
    """What a column is called: `Apr 2024`."""
    return f"{MONTHS[start.month - 1]} {start.year}"


def figure(amount: Decimal | None) -> str:
    """A target as its cell shows it."""
    return format_figure(amount)


def ends(text: str) -> bool:
    """Whether a text ends the target before it."""
    return text.strip() == NO_TARGET
