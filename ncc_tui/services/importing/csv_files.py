"""Reading CSV: any separator, encoding and line end that councils' spreadsheets write."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from ncc_tui.services.importing.sheets import MOST_COLUMNS, Refused, Report, Sheet

_LONGEST_LINE = 1 << 20
_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ",;\t"
# What Python's reader calls an error, and what it means to whoever made the file.
_ERRORS = {
    "field larger": "cells of at most 131,072 characters (is a quote before this not closed?)",
    "unexpected end": "the end of the quoted text that begins here (a quote is not closed)",
    "expected after": "a separator after a quoted text (a quote within it is written twice)",
}


class CsvSheet(Sheet):
    """A CSV file; it is read line by line, twice, and never held as a whole."""

    def __init__(self, path: Path, file: str) -> None:
        super().__init__(file)
        self._path = path
        self._encoding = _encoding(path)
        self._separator = ","
        if self._encoding in ("cp1252", "latin-1"):
            self.notes = (f"{file} is not UTF-8; read as Latin-1 (Windows-1252).",)
        self.lines = _line_count(path)
        self._width = 0
        self._read_header()

    def rows(self, report: Report) -> Iterator[tuple[int, Sequence[str]]]:
        """Every row that is not blank, with the line it begins at."""
        width, full = len(self.header), self._width
        records = self._records()
        next(records, None)
        for line, cells in records:
            if len(cells) == full:
                if full == width:
                    yield line, cells
                    continue
                if not any(cell.strip() for cell in cells[width:]):
                    yield line, cells[:width]
                    continue
            report(self.wrong_width(len(cells), line))

    def _read_header(self) -> None:
        self._separator = self._recognised_separator()
        header = next(self._records(), None)
        if header is None:
            raise Refused(self.problem("The file is empty: expected a header line."))
        names = [name.strip() for name in header[1]]
        self._width = len(names)
        # Spreadsheets leave separators behind where columns were emptied.
        while names and not names[-1]:
            names.pop()
        if len(names) > MOST_COLUMNS:
            raise Refused(
                self.problem(
                    f"at most {MOST_COLUMNS:,}", found=f"{len(names):,} columns", line=header[0]
                )
            )
        self.header = tuple(names)

    def _recognised_separator(self) -> str:
        """The separator that splits the header line into the most cells."""
        with self._open() as file:
            header = next((line for line in self._text_lines(file) if line.strip()), "")
        counts = {mark: _cell_count(header, mark) for mark in _SEPARATORS}
        return max(_SEPARATORS, key=lambda mark: counts[mark])

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Every record that is not blank, the header among them, with its first line."""
        with self._open() as file:
            reader = csv.reader(self._text_lines(file), delimiter=self._separator, strict=True)
            line = 1
            try:
                for cells in reader:
                    if "".join(cells).strip():
                        yield line, cells
                    line = reader.line_num + 1
            except csv.Error as error:
                expected = next((say for key, say in _ERRORS.items() if key in str(error)), None)
                raise Refused(
                    self.problem(f"Expected {expected or 'well-formed CSV'}.", line=line)
                ) from error

    def _text_lines(self, file: IO[str]) -> Iterator[str]:
        number = 0
        while True:
            number += 1
            try:
                line = file.readline(_LONGEST_LINE)
            except UnicodeError as error:
                name = self._encoding.removesuffix("-sig").upper()
                raise Refused(
                    self.problem(f"The file begins like {name} but is not.", line=number)
                ) from error
            if not line:
                return
            if "\0" in line:
                raise Refused(
                    self.problem("Expected text, found a NUL byte: this is no CSV.", line=number)
                )
            if len(line) == _LONGEST_LINE and not line.endswith(("\n", "\r")):
                raise Refused(
                    self.problem(f"Expected lines below {_LONGEST_LINE:,} characters.", line=number)
                )
            yield line

    def _open(self) -> IO[str]:
        # Line ends are left as they are: the csv module wants to see them.
        return self._path.open(encoding=self._encoding, newline="")


def _cell_count(line: str, separator: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        return 0


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(3)
    for bom, name in _BOMS:
        if start.startswith(bom):
            return name
    return next((name for name in ("utf-8", "cp1252") if _decodes(path, name)), "latin-1")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _line_count(path: Path) -> int:
    """About how many lines there are: quoted line breaks count too."""
    feeds = returns = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            feeds += chunk.count(b"\n")
            returns += chunk.count(b"\r")
    return max(feeds, returns)
