"""Reading XLSX workbooks as streams, and refusing those that could do harm."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from itertools import islice, repeat
from pathlib import Path
from typing import Any

from ncc_tui.domain.figures import LARGEST, from_real, plain_figure
from ncc_tui.services.importing.merges import Merge, MergedCells, Merges, merges_in
from ncc_tui.services.importing.outcome import Problem
from ncc_tui.services.importing.sheets import (
    LONGEST_CELL,
    MOST_COLUMNS,
    TOP_ROWS,
    Refused,
    Report,
    Sheet,
)

OLE_HEADER = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP_HEADER = b"PK\x03\x04"
MACRO_SUFFIXES = (".xlsm", ".xltm", ".xlam")

_MOST_MEMBERS = 2_000
_MOST_BYTES = 1 << 29
# Text packs well, but a genuine sheet hardly beyond 50 to 1.
_MOST_PACKED = 150
_SMALL = 10 << 20
_MOST_ROWS = 1_048_576
_BATCH = 200
_LONGEST_TAG = 200
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

# A row's cells as text, none empty at its end; and what is wrong with some: found and expected.
_Texts = tuple[list[str], dict[int, tuple[str, str]]]


class WorkbookSheet(Sheet):
    """One sheet of a workbook; formulas count by the values saved with them."""

    def __init__(self, file: str, name: str, values: Any, formulas: Any, merges: Merges) -> None:
        super().__init__(file, name)
        self._values = values
        self._formulas = formulas
        self._merges = merges
        self.lines = values.max_row
        # What a file says of its own size may do for showing progress, but not for reading it.
        for part in filter(None, (values, formulas)):
            part.reset_dimensions()

    def top(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The first rows that are not blank; merged cells count for all that they cover."""
        merged = MergedCells(self._merges)
        filled = ((line, merged.filled(line, texts)) for line, (texts, _) in self._read())
        rows = ((line, [text.strip() for text in texts]) for line, texts in filled)
        return islice((row for row in rows if any(row[1])), TOP_ROWS)

    def rows(self, report: Report) -> Iterator[tuple[int, Sequence[str]]]:
        """Every row below the header that is not blank, with its number in the sheet."""
        width = len(self.header)
        merged = MergedCells(self._merges, self.naming)
        for line, (texts, flaws) in self._read():
            texts = merged.filled(line, texts)
            if line <= self.header_line or not texts:
                continue
            flaws = {i: flaw for i, flaw in flaws.items() if i not in self.unused}
            if len(texts) > width:
                if (fitted := self.fitted(texts)) is not None:
                    yield line, fitted
                else:
                    report(self.wrong_width(len(texts), line))
            elif flaws:
                for index, (found, expected) in flaws.items():
                    report(
                        self.problem(
                            expected,
                            found=found,
                            line=line,
                            column=self.header[index],
                            cell=self.cell(line, index),
                        )
                    )
            else:
                yield line, texts + [""] * (width - len(texts))

    def cell(self, line: int, index: int) -> str:
        """The address of a cell: `C12`."""
        from openpyxl.utils import get_column_letter

        return f"{get_column_letter(index + 1)}{line}"

    def _read(self) -> Iterator[tuple[int, _Texts]]:
        """Every row, numbered from 1."""
        for line, row in enumerate(self._batched(), start=1):
            if line > _MOST_ROWS or len(row[0]) > MOST_COLUMNS:
                raise Refused(
                    self.problem(f"Expected at most {_MOST_ROWS:,} rows of {MOST_COLUMNS:,} cells.")
                )
            yield line, row

    def _batched(self) -> Iterator[_Texts]:
        # openpyxl meets damage only while it reads on, so that is guarded, a few rows at a time.
        formulas = repeat(()) if self._formulas is None else self._formulas.iter_rows()
        rows = zip(self._values.iter_rows(), formulas, strict=False)
        while True:
            with _guarded(self.file), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                batch = [_texts(*pair) for pair in islice(rows, _BATCH)]
            if not batch:
                return
            yield from batch


def open_workbook(path: Path, file: str, stack: ExitStack) -> list[WorkbookSheet]:
    """Every sheet of a workbook that is not empty; `stack` closes it.

    Raises Refused for what is no workbook, or one with macros, a password or a zip bomb.
    """
    has_formulas, merges = _inspect(path, file)
    values = _load(path, file, stack, data_only=True)
    formulas = _load(path, file, stack, data_only=False) if has_formulas else None
    sheets = []
    for index, worksheet in enumerate(values.worksheets):
        beside = formulas.worksheets[index] if formulas else None
        # openpyxl reads merged cells only where it holds a whole sheet in memory.
        merged = merges.get(worksheet._worksheet_path, ())
        sheets.append(WorkbookSheet(file, worksheet.title, worksheet, beside, merged))
    return [sheet for sheet in sheets if next(sheet.top(), None)]


def refuse_ole(path: Path, file: str) -> Refused:
    """What to say of a file in Microsoft's older container."""
    with path.open("rb") as opened:
        encrypted = _ENCRYPTED in opened.read(_SMALL)
    if encrypted:
        return _refused(file, "The workbook has a password. Save it without one and try again.")
    return _refused(file, "This is an Excel 97-2003 workbook (.xls). Save it as .xlsx or CSV.")


def refuse_macros(file: str) -> Refused:
    """What to say of a workbook with macros."""
    return _refused(file, "The workbook has macros. Save it as .xlsx, which has none.")


def _inspect(path: Path, file: str) -> tuple[bool, dict[str, Merges]]:
    """Refuse what is unsafe to open; gives whether any sheet has formulas, and merged cells."""
    with _guarded(file), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        names = [member.filename.casefold() for member in members]
        if any(name.endswith("vbaproject.bin") for name in names):
            raise refuse_macros(file)
        if any(member.flag_bits & 1 for member in members):
            raise _refused(file, "The workbook has a password. Save it without one and try again.")
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members) or 1
        swollen = unpacked > _SMALL and unpacked > packed * _MOST_PACKED
        if len(members) > _MOST_MEMBERS or unpacked > _MOST_BYTES or swollen:
            raise _refused(
                file, "The workbook unpacks to far more than its size; it was not opened."
            )
        if "xl/workbook.xml" not in names:
            raise _refused(file, "This is no XLSX workbook, although it is a zip file.")
        sheets = [m for m in members if m.filename.casefold().startswith("xl/worksheets/")]
        looks = {member.filename: _look(archive, member) for member in sheets}
        merges = {name: merged for name, (_, merged) in looks.items()}
        return any(formula for formula, _ in looks.values()), merges


def _look(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[bool, Merges]:
    """Whether a sheet has formulas, and its merged cells."""
    tail, formula, merged = b"", False, dict[Merge, None]()
    with archive.open(member) as content:
        while chunk := content.read(1 << 20):
            part = tail + chunk
            # Whatever prefix the tag has, it ends so.
            formula = formula or any(
                mark in part for mark in (b"<f>", b"<f ", b"<f/", b":f>", b":f ")
            )
            merged.update(dict.fromkeys(merges_in(part)))
            tail = part[-_LONGEST_TAG:]
    return formula, tuple(merged)


def _load(path: Path, file: str, stack: ExitStack, *, data_only: bool) -> Any:
    # It takes as long to load as the rest of the program, and most imports are CSV.
    from openpyxl import load_workbook

    # Opened here, so that it is closed whatever becomes of the workbook.
    content = stack.enter_context(path.open("rb"))
    with _guarded(file), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(content, read_only=True, data_only=data_only, keep_links=False)


@contextmanager
def _guarded(file: str) -> Iterator[None]:
    """Turns whatever a damaged workbook makes openpyxl raise into one sentence."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        raise _refused(file, "The workbook is damaged and cannot be read.") from error


def _texts(values: Sequence[Any], formulas: Sequence[Any]) -> _Texts:
    texts: list[str] = []
    flaws: dict[int, tuple[str, str]] = {}
    for index, cell in enumerate(values):
        text = _text(cell)
        if cell.data_type == "e":
            flaws[index] = text, "a value, not an error"
        elif len(text) > LONGEST_CELL:
            flaws[index] = text, f"at most {LONGEST_CELL:,} characters"
        elif cell.value is None and cell.data_type != "str" and index < len(formulas):
            formula = formulas[index].value
            if formula is not None:
                text = str(getattr(formula, "text", formula))
                flaws[index] = (
                    text,
                    "a value saved with the formula: open the file in Excel and save it",
                )
        texts.append(text)
    while texts and not texts[-1].strip():
        texts.pop()
    return texts, flaws


def _text(cell: Any) -> str:
    """A cell as text: what a CSV file saved from the workbook would say, but dates in ISO."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    if isinstance(value, int | float) and abs(value) < LARGEST:
        # 0.467 shown as 46.7 % means 46.7.
        percent = "%" in (cell.number_format or "")
        number = plain_figure(from_real(value * 100 if percent else value))
        return f"{number}%" if percent else number
    return str(value)


def _refused(file: str, sentence: str) -> Refused:
    return Refused(Problem(file, sentence))
