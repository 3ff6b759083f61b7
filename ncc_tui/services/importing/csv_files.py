"""Reading CSV: any separator, encoding and line end that councils' spreadsheets write."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO

from ncc_tui.services.importing.sheets import MOST_COLUMNS, TOP_ROWS, Refused, Report, Sheet

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
        if self._encoding in ("cp1252", "latin-1"):
            self.notes = (f"{file} is not UTF-8; read as Latin-1 (Windows-1252).",)
        self.lines = _line_count(path)
        self._separator = self._recognised_separator()

    def top(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The first rows that are not blank, without empty cells at their ends."""
        empty = True
        for line, cells in islice(self._records(), TOP_ROWS):
            empty = False
            texts = [cell.strip() for cell in cells]
            # Spreadsheets leave separators behind where columns were emptied.
            while texts and not texts[-1]:
                texts.pop()
            if len(texts) > MOST_COLUMNS:
                raise Refused(
                    self.problem(
                        f"at most {MOST_COLUMNS:,}", found=f"{len(texts):,} columns", line=line
                    )
                )
            yield line, texts
        if empty:
            raise Refused(self.problem("The file is empty: expected a header line."))

    def rows(self, report: Report) -> Iterator[tuple[int, Sequence[str]]]:
        """Every row below the header that is not blank, with the line it begins at."""
        width = len(self.header)
        full = 0
        for line, cells in self._records():
            if line <= self.header_line:
                full = len(cells)
            elif len(cells) == full == width:
                yield line, cells
            elif len(cells) == full and not any(cell.strip() for cell in cells[width:]):
                yield line, cells[:width]
            elif (fitted := self.fitted(cells)) is not None:
                yield line, fitted
            else:
                report(self.wrong_width(len(cells), line))

    def _recognised_separator(self) -> str:
        """The separator that splits the most of the first lines into as many cells."""
        with self._open() as file:
            filled = (line for line in self._text_lines(file) if line.strip())
            lines = list(islice(filled, TOP_ROWS))
        fits = {mark: _evenness(lines, mark) for mark in _SEPARATORS}
        return max(_SEPARATORS, key=lambda mark: fits[mark])

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


def _evenness(lines: Sequence[str], separator: str) -> tuple[int, int]:
    """How many lines a separator splits into one number of cells above 1, and that number."""
    widths: Counter[int] = Counter()
    with suppress(csv.Error):
        widths.update(len(cells) for cells in csv.reader(lines, delimiter=separator))
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))


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
