"""A document as an Excel workbook: a sheet for each service, real numbers and dates, filters."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

from ncc_tui.domain.document import Document
from ncc_tui.domain.figures import decimals_of, rounded
from ncc_tui.domain.model import Revision
from ncc_tui.domain.ratings import WORST_FIRST, Rating
from ncc_tui.domain.report import Report, Row
from ncc_tui.domain.text import one_line, visible
from ncc_tui.printing.cells import (
    OVERRIDE_MARK,
    PROVISIONAL_MARK,
    rating_words,
)
from ncc_tui.printing.json_ import number
from ncc_tui.printing.wording import (
    NOTHING,
    WITHHELD_MARK,
    DocumentWords,
    ReportWords,
    RowWords,
    in_words,
    is_withheld,
)

# What Excel takes for a sheet's name; text that is too long for a cell openpyxl cuts itself.
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
# A zip archive cannot date its members earlier.
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_COLOURS = {
    Rating.GREEN: ("D5ECD8", "0B4A1E"),
    Rating.AMBER: ("FFE7B8", "5C3A00"),
    Rating.RED: ("FAD4D0", "7D0D0D"),
    Rating.NOT_APPLICABLE: ("ECECEC", "3D3D3D"),
}
_LINE = Border(bottom=Side("thin", "B5B5B5"))
_HEAD = PatternFill("solid", fgColor="0B3A5E")
# Columns in characters, lines in points: a spreadsheet does not fit lines to text by itself.
_WIDTHS = (6, 10, 44, 18, 11, 11, 11, 12, 12, 13, 10, 14, 13, 10, 18, 56, 48)
_LINE_HEIGHT, _HIGHEST = 15, 409
_SUMMARY_WIDTHS = (44, 10, 10, 10, 10, 12)

# What stands beside the cells of the report.
_BESIDE = ("Polarity", "Owner", "Comments", "Actions")

Value = str | int | float | date | Rating | None


def render_xlsx(document: Document) -> bytes:
    """The document as a workbook; the same document gives the same bytes."""
    page = in_words(document)
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = page.heading
    book.properties.creator = page.organisation
    book.properties.created = _naive(document.made_at)
    names = _Names()
    if page.several:
        _summary(book.create_sheet(names.free("Summary")), page)
    for report, words in zip(document.reports, page.reports, strict=True):
        sheet = book.create_sheet(names.free(words.service))
        _report(sheet, report, words, page, document.owner)
    out = io.BytesIO()
    book.save(out)
    return _dated(out.getvalue(), _naive(document.made_at))


class _Names:
    """Gives each sheet a name that Excel takes and that no other sheet has."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, wanted: str) -> str:
        """A name like the one wanted."""
        plain = _NOT_IN_NAMES.sub(" ", one_line(wanted)).strip(" '") or "Service"
        name, copies = plain[:_LONGEST_NAME].rstrip(" '"), 1
        while name.casefold() in self._taken | {"history"}:
            copies += 1
            suffix = f" ({copies})"
            name = plain[: _LONGEST_NAME - len(suffix)] + suffix
        self._taken.add(name.casefold())
        return name


def _summary(sheet: Worksheet, page: DocumentWords) -> None:
    start = _heading(sheet, page, page.title)
    _head(sheet, start, ["Service", *(rating_words(rating) for rating in WORST_FIRST), "Overdue"])
    for k, report in enumerate(page.reports, start + 1):
        counts = [report.summary.of(rating) for rating in WORST_FIRST]
        _fill(sheet, k, [report.service, *counts, report.summary.overdue])
        for column, rating in enumerate(WORST_FIRST, 2):
            if report.summary.of(rating):
                _shade(_at(sheet, k, column), rating)
    last = start + len(page.reports)
    if not page.reports:
        _put(_at(sheet, last + 1, 1), NOTHING)
    _finish(sheet, start, _SUMMARY_WIDTHS, last)


def _report(
    sheet: Worksheet,
    report: Report,
    words: ReportWords,
    page: DocumentWords,
    owner: Callable[[str | None], str],
) -> None:
    start = _heading(sheet, page, f"{page.title} · {words.service}")
    first, *others = words.headings
    _head(sheet, start, [first, "Code", *others, *_BESIDE])
    for k, (row, said) in enumerate(zip(report.rows, words.rows, strict=True), start + 1):
        _fill(sheet, k, _values(row, said, owner(row.measure.owner)))
        _number_formats(sheet, k, row)
        if row.overridden:
            _rate(_at(sheet, k, 12), row.performance, OVERRIDE_MARK)
    last = start + len(report.rows)
    for k, (mark, meaning) in enumerate(words.notes, last + 2):
        _put(_at(sheet, k, 1), mark)
        _put(_at(sheet, k, 2), meaning)
    if not words.rows:
        _put(_at(sheet, last + 1, 1), NOTHING)
    _finish(sheet, start, _WIDTHS, last)


def _values(row: Row, said: RowWords, owner: str) -> list[Value]:
    measure, cells = row.measure, said.cells
    return [
        measure.number,
        said.code,
        cells.marked_measure,
        cells.unit,
        _result(row.previous, row.decimals),
        _figure(row.target, row.decimals),
        _result(row.current, row.decimals),
        row.current.period.start if row.current else None,
        cells.frequency,
        row.direction,
        cells.moved,
        row.performance,
        cells.status,
        str(measure.polarity),
        one_line(owner),
        said.comments,
        "\n".join(f"• {'! Overdue: ' if a.overdue else ''}{a.words}" for a in said.actions),
    ]


def _number_formats(sheet: Worksheet, line: int, row: Row) -> None:
    """Figures as the report shows them, with the marks that they carry; periods as months."""
    marks = {
        5: _provisional(row.previous),
        7: _provisional(row.current),
    }
    for column in (5, 6, 7):
        cell = _at(sheet, line, column)
        if isinstance(cell.value, int | float):
            places = decimals_of(Decimal(str(cell.value)))
            pattern = "#,##0" + (f".{'0' * places}" if places else "")
            cell.number_format = pattern + (f'"{mark}"' if (mark := marks.get(column)) else "")
        cell.alignment = Alignment(horizontal="right", vertical="top")
    _at(sheet, line, 8).number_format = "mmm yyyy"


def _provisional(revision: Revision | None) -> str:
    return PROVISIONAL_MARK if revision is not None and revision.entry.provisional else ""


def _result(revision: Revision | None, decimals: int | None) -> Value:
    if revision is None:
        return None
    if is_withheld(revision):
        return WITHHELD_MARK
    if revision.value is None:
        return str(revision.entry.missing)
    return _figure(revision.value, decimals)


def _figure(value: Decimal | None, decimals: int | None) -> int | float | None:
    return None if value is None else number(rounded(value, decimals))


def _heading(sheet: Worksheet, page: DocumentWords, title: str) -> int:
    """The lines above a table; gives the line its head stands in."""
    lines = [title, f"{page.organisation} · {page.which}", f"Made {page.moment}", page.notice]
    lines = [line for line in lines if line]
    for k, line in enumerate(lines, 1):
        _put(_at(sheet, k, 1), line)
    _at(sheet, 1, 1).font = Font("Calibri", 14, bold=True, color="0B3A5E")
    return len(lines) + 2


def _head(sheet: Worksheet, line: int, headings: Sequence[str]) -> None:
    for column, heading in enumerate(headings, 1):
        cell = _at(sheet, line, column)
        _put(cell, heading)
        cell.font = Font("Calibri", 11, bold=True, color="FFFFFF")
        cell.fill = _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _fill(sheet: Worksheet, line: int, values: Iterable[Value]) -> None:
    for column, value in enumerate(values, 1):
        cell = _at(sheet, line, column)
        side = "center" if isinstance(value, date) else "left" if column == 1 else None
        cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)
        cell.border = _LINE
        if isinstance(value, Rating):
            _rate(cell, value)
        elif isinstance(value, str):
            _put(cell, value)
        elif value is not None:
            cell.value = value


def _at(sheet: Worksheet, line: int, column: int) -> Cell:
    cell = sheet.cell(line, column)
    assert isinstance(cell, Cell)  # no cell here is merged
    return cell


def _put(cell: Cell, text: str) -> None:
    """Write text as text, whatever it begins with: nothing in it is ever run as a formula."""
    cell.value = _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", visible(text))
    cell.data_type = "s"
    if text.lstrip().startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True


def _rate(cell: Cell, rating: Rating, mark: str = "") -> None:
    """Write a rating as its word alone, to be counted and filtered by; its sign is only shown."""
    _put(cell, str(rating))
    cell.number_format = f'"{rating.shape} "@' + (f'"{mark}"' if mark else "")
    _shade(cell, rating)


def _shade(cell: Cell, rating: Rating) -> None:
    background, ink = _COLOURS[rating]
    cell.fill = PatternFill("solid", fgColor=background)
    cell.font = Font("Calibri", 11, bold=True, color=ink)


def _finish(sheet: Worksheet, head: int, widths: Sequence[int], last: int) -> None:
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for line in range(head, last + 1):
        texts = (str(_at(sheet, line, k).value or "") for k in range(1, len(widths) + 1))
        most = max(_lines(text, width) for text, width in zip(texts, widths, strict=True))
        sheet.row_dimensions[line].height = min(_HIGHEST, most * _LINE_HEIGHT)
    sheet.freeze_panes = f"A{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(widths))}{last}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head}:{head}"


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column, or rather a few too many."""
    return sum(1 + int(cell_len(part) / (width * 0.95)) for part in text.split("\n"))


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _dated(workbook: bytes, moment: datetime) -> bytes:
    """The workbook with one date on all its parts, in place of the time of writing."""
    stamp = max(moment.timetuple()[:6], _EARLIEST)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "docProps/core.xml":
                modified = f"{moment.isoformat()}Z</dcterms:modified>".encode()
                data = re.sub(rb"[^>]*</dcterms:modified>", modified, data)
            after.writestr(zipfile.ZipInfo(name, stamp), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
