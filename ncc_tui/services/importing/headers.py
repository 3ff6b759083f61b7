"""The header of a sheet: which of its first rows it is, and as which table the sheet reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ncc_tui.services.importing.choices import Choices
from ncc_tui.services.importing.headings import (
    meant,
    names_code,
    names_measure,
    period_in,
    period_of_year,
    says_actual,
    years_in,
)
from ncc_tui.services.importing.outcome import folded
from ncc_tui.services.importing.sheets import Sheet
from ncc_tui.services.importing.tables import RESULTS, TABLES, WIDE, Table, named, with_columns


class TopRow(NamedTuple):
    """One of a sheet's first rows: its cells, and what they were decided to be called.

    A name is empty where its cell is, or where its column is left out.
    """

    line: int
    cells: Sequence[str]
    names: Sequence[str]


@dataclass(frozen=True)
class Header:
    """A sheet's header as a table's, and the rows above it.

    `periods` says what period heads which column of a wide sheet; `upper` is the line of its first
    row, where it has two.
    """

    table: Table
    row: TopRow
    above: Sequence[TopRow] = ()
    periods: Mapping[int, str] = field(default_factory=dict)
    upper: int | None = None


def find_header(sheet: Sheet, names: Sequence[str], choices: Choices) -> Header | None:
    """The first of a sheet's rows that has all that a table needs; None where there is none.

    `names` are what the sheet is called: they tell the table where columns leave a doubt.
    """
    table = named(names)
    rows: list[TopRow] = []
    wide: Header | None = None
    for row in _top(sheet, choices):
        if wide is not None:
            return _continued(wide, row) or wide
        # A wide sheet is no well-formed table, so its columns tell more than the name `results`.
        if table in (None, RESULTS):
            wide = _wide(row, rows, names)
        if wide is None:
            if header := _exact(table, row, rows):
                return header
            rows.append(row)
    return wide or _likely(table, rows)


def nearest_header(sheet: Sheet, names: Sequence[str], choices: Choices) -> Header | None:
    """The row that has the most columns of a table, though not all that it needs.

    A sheet called like a table has one in any case: its first row.
    """
    table = named(names)
    rows = list(_top(sheet, choices))
    fits = [
        (len(_known(candidate, row.names)), -number, candidate)
        for number, row in enumerate(rows)
        for candidate in ((table,) if table else (RESULTS, *TABLES))
    ]
    known, place, candidate = max(fits, key=lambda fit: fit[:2])
    if known < 2 and not table:
        return None
    return Header(candidate, rows[-place], tuple(rows[:-place]))


def _top(sheet: Sheet, choices: Choices) -> Iterator[TopRow]:
    for line, cells in sheet.top():
        chosen = [choices.of(cell) if cell else None for cell in cells]
        names = [cell if to is None else to for cell, to in zip(cells, chosen, strict=True)]
        yield TopRow(line, cells, names)


def _exact(table: Table | None, row: TopRow, above: Sequence[TopRow]) -> Header | None:
    """A row as the header of a table whose columns are called as they should be."""
    columns = {folded(name) for name in row.names}
    referring = columns | {"measure"} if any(map(names_code, row.names)) else columns
    table = table or with_columns(columns) or with_columns(referring)
    if table is None:
        return None
    there = referring if table.refers_to_measures else columns
    return Header(table, row, tuple(above)) if there.issuperset(table.required) else None


def _likely(table: Table | None, rows: Sequence[TopRow]) -> Header | None:
    """A row that is the header of a table if some of its names are meant for others."""
    candidate = table or RESULTS
    for number, row in enumerate(rows):
        if _known(candidate, row.names).issuperset(candidate.required):
            return Header(candidate, row, tuple(rows[:number]))
    return None


def _known(table: Table, names: Sequence[str]) -> set[str]:
    """The columns of a table that a row names or is likely to mean."""
    known = set(table.columns).intersection(map(folded, names))
    if table.refers_to_measures and any(map(names_code, names)):
        known.add("measure")
    for name in names:
        if name and (column := meant(name, table, known)):
            known.add(column)
    return known


def _wide(row: TopRow, above: Sequence[TopRow], names: Sequence[str]) -> Header | None:
    """A row as the header of a wide sheet: a measure, and periods.

    The year of its quarters or months may stand above them, or anywhere above, or in a name.
    """
    if not any(map(names_measure, row.names)) or "period" in map(folded, row.names):
        return None
    over = [[], _years_over(above[-1].names, len(row.names)) if above else []]
    years = years_in([*names, *(text for other in above for text in other.cells)])
    if len(years) == 1:
        over.append(years * len(row.names))
    periods = max((_periods(row.names, each) for each in over), key=len)
    return _wide_header(row, above, periods) if periods else None


def _continued(header: Header, row: TopRow) -> Header | None:
    """A wide sheet's header of two rows: periods over `Actual` and `Target`, years over periods."""
    width = max(len(header.row.names), len(row.names))
    upper, lower = _padded(header.row.names, width), _padded(row.names, width)
    if any(
        names_measure(name) and lower[index] not in ("", name) for index, name in enumerate(upper)
    ):
        return None
    names, periods, over = [], {}, ""
    for index, (above, below) in enumerate(zip(upper, lower, strict=True)):
        over = above or over
        year = next(iter(years_in([over])), "")
        if not below:
            period = period_in(above)
        elif says_actual(below):
            period = period_in(over)
        else:
            period = period_in(below) or (period_of_year(below, year) if year else "")
        if period:
            periods[index] = period
        same = below in ("", above) or names_measure(above)
        names.append(period or (above if same else f"{over} {below}".strip()))
    if not any(lower[index] for index in periods):
        return None
    joined = TopRow(row.line, names, names)
    return replace(_wide_header(joined, header.above, periods), upper=header.row.line)


def _wide_header(row: TopRow, above: Sequence[TopRow], periods: Mapping[int, str]) -> Header:
    """A wide sheet's header, its columns called by their periods where that says more."""
    cells = list(row.cells)
    for index, period in periods.items():
        if not period_in(cells[index]):
            cells[index] = period
    return Header(WIDE, TopRow(row.line, cells, row.names), tuple(above), periods)


def _periods(names: Sequence[str], years: Sequence[str]) -> dict[int, str]:
    """The period of each column that has one, by its name and the year over it."""
    periods = {}
    for index, (name, year) in enumerate(zip(names, _padded(years, len(names)), strict=False)):
        if period := period_in(name) or (period_of_year(name, year) if year else ""):
            periods[index] = period
    return periods


def _years_over(names: Sequence[str], width: int) -> list[str]:
    """The financial year over each column; a merged cell saved as CSV stands in its first only."""
    years, year = [], ""
    for name in _padded(names, width):
        if name:
            year = next(iter(years_in([name])), "")
        years.append(year)
    return years


def _padded(texts: Sequence[str], width: int) -> list[str]:
    return [*texts, *[""] * (width - len(texts))]
