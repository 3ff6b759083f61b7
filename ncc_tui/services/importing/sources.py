"""From the paths that were given to sheets, each recognised as one of the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from ncc_tui.services.importing.csv_files import CsvSheet
from ncc_tui.services.importing.outcome import Problem
from ncc_tui.services.importing.sheets import Refused, Report, Sheet
from ncc_tui.services.importing.tables import KNOWN, ORDER, WIDE, Table, recognised
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
    """A sheet, and the table that it is meant to be."""

    table: Table
    sheet: Sheet

    @property
    def columns(self) -> dict[str, int]:
        """Where each column stands, by its name in small letters."""
        return {name.casefold(): index for index, name in enumerate(self.sheet.header)}


@dataclass(frozen=True)
class Opened:
    """The sheets that were found, in the order to import them, and what was said of others."""

    sources: tuple[Source, ...]
    notes: tuple[str, ...]


def open_sources(paths: Sequence[Path], report: Report, stack: ExitStack) -> Opened:
    """Find and recognise every sheet; what cannot be read is reported. `stack` closes them."""
    sources: list[Source] = []
    notes: list[str] = []
    for path, file in _named(_files(paths, report)):
        try:
            sheets = _open(path, file, stack)
            found = list(_recognised(path, sheets, notes))
        except Refused as refused:
            report(refused.problem)
        except OSError as error:
            report(Problem(file, f"Cannot be read: {error.strerror or error}."))
        else:
            notes += [note for source in found for note in source.sheet.notes]
            sources += [source for source in found if _check_columns(source, report)]
    return Opened(tuple(sorted(sources, key=lambda s: ORDER.index(s.table))), tuple(notes))


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
    found = sorted(
        file
        for file in path.iterdir()
        if file.suffix.casefold() in (".csv", ".xlsx")
        # Office programs leave hidden lock files beside open workbooks.
        and not file.name.startswith((".", "~$"))
        and file.is_file()
    )
    if not found:
        raise Refused(Problem(str(path), "The folder has no CSV or XLSX file."))
    return found


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


def _recognised(path: Path, sheets: Sequence[Sheet], notes: list[str]) -> Iterator[Source]:
    strangers = []
    for sheet in sheets:
        # A workbook's own name counts where it leaves no doubt which sheet is meant.
        names = [sheet.name, path.stem] if len(sheets) == 1 else [sheet.name]
        table = recognised(names, sheet.header)
        if table is None:
            strangers.append(sheet)
        else:
            yield Source(table, sheet)
    if not sheets:
        raise Refused(Problem(path.name, "The workbook is empty."))
    if len(strangers) == len(sheets):
        raise Refused(
            strangers[0].problem(
                f"Not recognised by its name or its columns: expected one of {KNOWN}, or a sheet "
                "with a row per measure and a column per period."
            )
        )
    notes += [f"{s.file}: sheet {s.name} is none of {KNOWN}; it was not read." for s in strangers]


def _check_columns(source: Source, report: Report) -> bool:
    """Report columns that are unknown, missing or there twice; gives whether there were none."""
    wrong = list(_wrong_columns(source))
    for column, sentence in wrong:
        report(source.sheet.problem(sentence, column=column))
    return not wrong


def _wrong_columns(source: Source) -> Iterator[tuple[str, str]]:
    header = [name.casefold() for name in source.sheet.header]
    for name, count in Counter(header).items():
        if name and count > 1:
            yield name, "It is there twice."
    if source.table is WIDE:
        return
    known = f"The columns of {source.table.name} are {', '.join(source.table.columns)}."
    for name in source.sheet.header:
        if not name:
            yield "", f"A column has no name. {known}"
        elif name.casefold() not in source.table.columns:
            yield name, f"It is unknown. {known}"
    for name in source.table.required:
        if name not in header:
            yield name, f"It is missing. {known}"
    if "override_reason" in header and "override" not in header:
        yield "override_reason", "It needs the column override beside it."
