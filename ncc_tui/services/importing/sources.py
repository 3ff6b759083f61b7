"""From the paths that were given to sheets, each recognised as one of the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from ncc_tui.services.importing.columns import Columns, read_columns
from ncc_tui.services.importing.csv_files import CsvSheet
from ncc_tui.services.importing.headers import Header, find_header, nearest_header
from ncc_tui.services.importing.journal import Journal
from ncc_tui.services.importing.outcome import Problem
from ncc_tui.services.importing.sheets import TOP_ROWS, Refused, Report, Sheet
from ncc_tui.services.importing.tables import KNOWN, ORDER, RESULTS, WIDE, Table, named
from ncc_tui.services.importing.workbooks import (
    MACRO_SUFFIXES,
    OLE_HEADER,
    ZIP_HEADER,
    open_workbook,
    refuse_macros,
    refuse_ole,
)


@dataclass(frozen=True)
class Source:
    """A sheet, the table that it is meant to be, and its columns."""

    table: Table
    sheet: Sheet
    read: Columns

    @property
    def columns(self) -> Mapping[str, int]:
        """Where each column stands, by its name in small letters."""
        return self.read.places


def open_sources(paths: Sequence[Path], journal: Journal, stack: ExitStack) -> list[Source]:
    """Every sheet that is recognised, in the order to import them; `stack` closes them.

    What cannot be read is reported.
    """
    sources: list[Source] = []
    for path, file in _named(_files(paths, journal.report)):
        try:
            sheets = _open(path, file, stack)
            sources += [
                source
                for sheet, header in _recognised(path, sheets, journal)
                if (source := _source(sheet, header, journal))
            ]
        except Refused as refused:
            journal.report(refused.problem)
        except OSError as error:
            journal.report(Problem(file, f"Cannot be read: {error.strerror or error}."))
    return sorted(sources, key=lambda source: ORDER.index(source.table))


def _files(paths: Sequence[Path], report: Report) -> Iterator[Path]:
    """Every file to read, each once."""
    seen: set[Path] = set()
    for path in paths:
        try:
            for file in _in(path):
                real = file.resolve()
                if real not in seen:
                    seen.add(real)
                    yield file
        except Refused as refused:
            report(refused.problem)
        except OSError as error:
            report(Problem(str(path), f"Cannot be read: {error.strerror or error}."))


def _in(path: Path) -> list[Path]:
    """A file itself, or the tables among a folder's files."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        there = "is neither a file nor a folder" if path.exists() else "does not exist"
        raise Refused(Problem(str(path), f"This {there}."))
    files = sorted(
        file
        for file in path.iterdir()
        if file.suffix.casefold() in (".csv", ".xlsx")
        # Office programs leave hidden lock files beside open workbooks.
        and not file.name.startswith((".", "~$"))
        and file.is_file()
    )
    if not files:
        raise Refused(Problem(str(path), "The folder has no CSV or XLSX file."))
    return files


def _named(files: Iterator[Path]) -> list[tuple[Path, str]]:
    """Files with what to call them: their name, or where several share one, their path."""
    every = list(files)
    names = Counter(path.name for path in every)
    return [(path, path.name if names[path.name] == 1 else str(path)) for path in every]


def _open(path: Path, file: str, stack: ExitStack) -> Sequence[Sheet]:
    if path.suffix.casefold() in MACRO_SUFFIXES:
        raise refuse_macros(file)
    with path.open("rb") as opened:
        start = opened.read(len(OLE_HEADER))
    if start == OLE_HEADER:
        raise refuse_ole(path, file)
    if start.startswith(ZIP_HEADER):
        return open_workbook(path, file, stack)
    if path.suffix.casefold() == ".xlsx":
        raise Refused(Problem(file, "This is no XLSX workbook."))
    return [CsvSheet(path, file)]


def _recognised(
    path: Path, sheets: Sequence[Sheet], journal: Journal
) -> Iterator[tuple[Sheet, Header]]:
    """The sheets that read as a table; the others of a workbook are noted."""
    if not sheets:
        raise Refused(Problem(path.name, "The workbook is empty."))
    wanted = [sheet for sheet in sheets if not sheet.name or journal.choices.of(sheet.name) != ""]
    strangers = []
    for sheet in wanted:
        # A workbook's own name counts where it leaves no doubt which sheet is meant.
        names = [sheet.name, path.stem] if len(sheets) == 1 else [sheet.name]
        header = find_header(sheet, names, journal.choices)
        if header is None and (named(names) or len(sheets) == 1):
            header = nearest_header(sheet, names, journal.choices)
        if header is None:
            strangers.append(sheet)
        else:
            yield sheet, header
    if strangers and len(strangers) == len(wanted):
        raise Refused(
            strangers[0].problem(
                f"None of its first {TOP_ROWS} rows is a header: expected the columns of one of "
                f"{KNOWN}, or a measure and periods (such as Q4 2023/24)."
            )
        )
    journal.notes += [
        f"{s.file}: sheet {s.name} is none of {KNOWN}; it was not read." for s in strangers
    ]


def _source(sheet: Sheet, header: Header, journal: Journal) -> Source | None:
    """A sheet as its header has it read; None where that cannot be."""
    journal.notes += sheet.notes
    _note(sheet, header, journal)
    columns = read_columns(header, sheet, journal)
    if columns is None:
        return None
    sheet.header_line, sheet.header = header.row.line, tuple(header.row.cells)
    sheet.loose = header.table in (RESULTS, WIDE)
    sheet.naming = tuple(columns.places[name] for name in columns.naming if name in columns.places)
    sheet.unused = frozenset(range(len(sheet.header))).difference(columns.places.values())
    return Source(header.table, sheet, columns)


def _note(sheet: Sheet, header: Header, journal: Journal) -> None:
    """Say which row was taken as the header, where it is not the one that anybody would take."""
    row, where = header.row, ", sheet ".join(filter(None, (sheet.file, sheet.name)))
    for above in header.above:
        text = " ".join(dict.fromkeys(filter(None, above.cells)))
        journal.leave_out(sheet, above.line, text, "stands above the header")
    if not header.above and header.table is not WIDE:
        return
    lines = (
        f"line {row.line} was"
        if header.upper is None
        else f"lines {header.upper} and {row.line} were"
    )
    periods = list(dict.fromkeys(header.periods.values()))
    ends = " to ".join(dict.fromkeys((periods[0], periods[-1]))) if periods else ""
    journal.notes.append(f"{where}: {lines} taken as the header{ends and f', with {ends}'}.")
    if nameless := [str(index + 1) for index, cell in enumerate(row.cells) if not cell]:
        journal.notes.append(
            f"{where}: columns without a name are left out: {', '.join(nameless)}."
        )
