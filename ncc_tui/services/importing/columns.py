"""The columns of a sheet: which is which, which are left out, and which are doubtful or wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ncc_tui.services.importing.headers import Header
from ncc_tui.services.importing.headings import is_year, meant, names_code, names_title
from ncc_tui.services.importing.journal import Journal
from ncc_tui.services.importing.outcome import About, Offer, folded
from ncc_tui.services.importing.sheets import Sheet
from ncc_tui.services.importing.tables import RESULTS, WIDE, Table


@dataclass(frozen=True)
class Columns:
    """Where each column stands, by its name in small letters.

    `naming` are those that say which measure a row is of, its code's before its title's;
    `periods` are those of a wide sheet's figures, each with its period; `years` are those of them
    that hold a whole year's figure beside those of its quarters or months. A sheet is `strict`
    where it is in the import format.
    """

    places: Mapping[str, int]
    naming: tuple[str, ...] = ("measure",)
    periods: Mapping[str, str] = field(default_factory=dict)
    years: frozenset[str] = frozenset()
    strict: bool = True

    @property
    def saying(self) -> tuple[int, ...]:
        """The places of all columns but those that name the measure."""
        return tuple(place for name, place in self.places.items() if name not in self.naming)


def read_columns(header: Header, sheet: Sheet, journal: Journal) -> Columns | None:
    """The columns that a sheet's header names; None where they are wrong, which is reported."""
    table = header.table
    names = _named(header, sheet, journal)
    wrong = list(_wrong(header, names))
    for name, sentence in wrong:
        line = header.row.line if header.above else None
        journal.report(sheet.problem(sentence, line=line, column=name))
    if wrong:
        return None
    places = {name: index for index, name in enumerate(names) if name}
    if table not in (WIDE, RESULTS):
        return Columns(places)
    periods = {names[index]: period for index, period in header.periods.items()}
    headings = {name: header.row.names[index] for name, index in places.items()}
    codes = [name for name in places if names_code(headings[name])]
    titles = [name for name in places if names_title(headings[name]) or name == "measure"]
    strict = table is RESULTS and not (header.above or codes)
    years = frozenset(name for name, period in periods.items() if is_year(period))
    parts = frozenset(periods).difference(years)
    return Columns(places, (*codes, *titles), periods, years if parts else parts, strict)


def _named(header: Header, sheet: Sheet, journal: Journal) -> list[str]:
    """What each column is called in the import; empty where it is left out."""
    table, row = header.table, header.row
    names = [folded(name) for name in row.names]
    if table.refers_to_measures and table is not RESULTS and "measure" not in names:
        names = ["measure" if names_code(name) else name for name in names]
    taken = set(names)
    for index, name in enumerate(names):
        known = index in header.periods or name in table.columns
        if table in (WIDE, RESULTS):
            known = known or names_code(name) or (table is WIDE and names_title(name))
        if index in header.periods:
            names[index] = folded(row.cells[index])
        elif table is WIDE and known and name in names[:index]:
            # A merged heading stands over the measure's code and its title.
            names[index] = f"{name} ({index + 1})"
        elif name and not known:
            meaning = "" if table is WIDE else meant(name, table, taken)
            names[index] = _settled(header, row.names[index], meaning, sheet, journal)
            taken.add(names[index])
    return names


def _settled(header: Header, found: str, meaning: str, sheet: Sheet, journal: Journal) -> str:
    """What a column that is unknown is taken for.

    The import format is strict: where a sheet is in it, that is an error until it is decided.
    """
    table, line = header.table, header.row.line
    offer = Offer(About.COLUMN, sheet.file, sheet.name, line, found, meaning)
    if table is not WIDE and not header.above and not journal.choices.yes:
        hint = f" Did you mean {meaning}?" if meaning else ""
        sentence = f"It is unknown.{hint} {_columns_of(table)}"
        journal.report(sheet.problem(sentence, column=found))
    return folded(journal.settle(offer))


def _wrong(header: Header, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Columns that are missing or there twice, or have no name where they must."""
    table = header.table
    for name, count in Counter(names).items():
        if name and count > 1:
            yield name, "It is there twice."
    if table is WIDE:
        return
    if not header.above and not all(header.row.cells):
        yield "", f"A column has no name. {_columns_of(table)}"
    for name in table.required:
        if name not in names and not (
            name == "measure" and table is RESULTS and any(map(names_code, names))
        ):
            yield name, f"It is missing. {_columns_of(table)}"
    if "override_reason" in names and "override" not in names:
        yield "override_reason", "It needs the column override beside it."


def _columns_of(table: Table) -> str:
    """A sentence that names a table's columns."""
    return f"The columns of {table.name} are {', '.join(table.columns)}."
