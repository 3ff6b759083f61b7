"""Which rows of a report to show, and in what order: small filters combined with `&`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from ncc_tui.domain.movement import Judgement
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.report import Row, Status


@dataclass(frozen=True)
class RowFilter:
    """Says whether a row is shown; this one shows every row."""

    def shows(self, row: Row) -> bool:
        """Whether a row is shown."""
        return True

    @property
    def words(self) -> str:
        """The filter in words, for the screen's title; empty where it hides nothing."""
        return ""

    def __and__(self, other: RowFilter) -> RowFilter:
        """Show what both show."""
        return _Both(self, other)


@dataclass(frozen=True)
class _Both(RowFilter):
    first: RowFilter
    second: RowFilter

    def shows(self, row: Row) -> bool:
        return self.first.shows(row) and self.second.shows(row)

    @property
    def words(self) -> str:
        return ", ".join(filter(None, (self.first.words, self.second.words)))


@dataclass(frozen=True)
class Rated(RowFilter):
    """Rows with a rating."""

    rating: Rating

    def shows(self, row: Row) -> bool:
        """Whether the row's performance has the rating."""
        return row.performance is self.rating

    @property
    def words(self) -> str:
        """The rating."""
        return f"only {self.rating}"


@dataclass(frozen=True)
class Overdue(RowFilter):
    """Rows whose next result is late."""

    def shows(self, row: Row) -> bool:
        """Whether the row is overdue."""
        return row.status is Status.OVERDUE

    @property
    def words(self) -> str:
        """The status."""
        return "only Overdue"


@dataclass(frozen=True)
class Containing(RowFilter):
    """Rows in whose title, code, unit, commentary or actions every word stands."""

    text: str

    def shows(self, row: Row) -> bool:
        """Whether every word stands in the row, letters' case aside."""
        measure = row.measure
        parts = [measure.code, measure.title, measure.unit, row.comments]
        parts += [action.text for action in row.actions]
        said = "\n".join(parts).casefold()
        return all(word in said for word in self.text.casefold().split())

    @property
    def words(self) -> str:
        """The words."""
        return f"with “{self.text.strip()}”" if self.text.strip() else ""


class SortColumn(StrEnum):
    """What rows can be sorted by; its value is the column's title."""

    NUMBER = "#"
    MEASURE = "Measure"
    UNIT = "Unit"
    PREVIOUS = "Previous year"
    TARGET = "Target"
    CURRENT = "Current"
    LAST = "Last"
    FREQUENCY = "Frequency"
    DIRECTION = "DoT"
    MOVED = "Moved"
    PERFORMANCE = "Perf"
    STATUS = "Status"


_WORST_FIRST = (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.NOT_APPLICABLE)
_MOVED = (Judgement.WORSE, Judgement.SAME, Judgement.BETTER, None)
_KEYS: dict[SortColumn, Callable[[Row], Any]] = {
    SortColumn.NUMBER: lambda row: row.measure.number,
    SortColumn.MEASURE: lambda row: row.measure.title.casefold().lstrip("% "),
    SortColumn.UNIT: lambda row: row.measure.unit.casefold(),
    SortColumn.PREVIOUS: lambda row: _figure(row.previous_value),
    SortColumn.TARGET: lambda row: _figure(row.target),
    SortColumn.CURRENT: lambda row: _figure(row.value),
    SortColumn.LAST: lambda row: row.current.period.start.toordinal() if row.current else 0,
    SortColumn.FREQUENCY: lambda row: row.measure.cycle.frequency.months,
    SortColumn.DIRECTION: lambda row: _WORST_FIRST.index(row.direction),
    SortColumn.MOVED: lambda row: _MOVED.index(_judgement(row)),
    SortColumn.PERFORMANCE: lambda row: _WORST_FIRST.index(row.performance),
    SortColumn.STATUS: lambda row: row.status is not Status.OVERDUE,
}


def _judgement(row: Row) -> Judgement | None:
    return row.moved.judgement if row.moved else None


def _figure(value: Decimal | None) -> tuple[bool, Decimal]:
    return (value is not None, value or Decimal(0))


@dataclass(frozen=True)
class Arrangement:
    """What a report screen shows of its rows: a filter, and an order."""

    filter: RowFilter = RowFilter()
    column: SortColumn = SortColumn.NUMBER
    descending: bool = False

    def apply(self, rows: Iterable[Row]) -> list[Row]:
        """The rows shown, in order; equal ones stay by number."""
        matching = sorted((r for r in rows if self.filter.shows(r)), key=_KEYS[SortColumn.NUMBER])
        return sorted(matching, key=_KEYS[self.column], reverse=self.descending)

    def by(self, column: SortColumn) -> Arrangement:
        """The same rows sorted by a column, turned round if they are already."""
        turned = column is self.column and not self.descending
        return Arrangement(self.filter, column, turned)
