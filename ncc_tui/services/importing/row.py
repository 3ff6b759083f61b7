"""Reading one row's cells as what they should be; whatever is wrong is reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import TypeVar

from ncc_tui.domain.dates import parse_date
from ncc_tui.domain.entries import MISSING
from ncc_tui.domain.errors import InvalidField, NccError
from ncc_tui.domain.fields import parse_code
from ncc_tui.domain.figures import parse_figure
from ncc_tui.domain.text import check_length, tidy
from ncc_tui.services.importing.outcome import shortened
from ncc_tui.services.importing.sheets import Report, Sheet

T = TypeVar("T")

# What `counts_from` says of a first revision that has counted ever since.
ALWAYS = "always"
# More than any number, date or period in full; what reads them need not be quick on more.
LONGEST_FIELD = 500
_YES = {"yes": True, "y": True, "true": True, "1": True}
_NO = {"no": False, "n": False, "false": False, "0": False, "": False}
# Text that a spreadsheet would run as a formula: export puts an apostrophe before it.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_PLAIN = re.compile(r"-?\d{1,14}(?:\.\d{1,20})?", re.ASCII)
_UNIT_START = re.compile(r"^.* is not (the start of a [a-z-]+): (.*)\.$", re.DOTALL)

# A file says the same over and over: dates above all, which are slow to read.
figure_of = lru_cache(maxsize=8192)(parse_figure)
day_of = lru_cache(maxsize=8192)(parse_date)


def real_of(text: str) -> float:
    """A number as a REAL column keeps it; raises InvalidFigure."""
    if _PLAIN.fullmatch(text):
        # What parse_figure makes of it, and in a long file this is where the time goes.
        return float(f"{float(text):.15g}") or 0.0
    return float(parse_figure(text))


def guard_text(text: str) -> str:
    """Text as a spreadsheet may have it: an apostrophe before what would begin a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard_text(text: str) -> str:
    """The text that guard_text was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


def expected_by(error: NccError, found: str) -> str:
    """What a refused text should have been, from the sentence that refuses it."""
    sentence = str(error)
    if match := _UNIT_START.match(sentence):
        return f"{match[1]} ({match[2]})"
    if ": expected " in sentence:
        sentence = sentence.rpartition(": expected ")[2]
    sentence = sentence.removeprefix("Expected ").removesuffix(".")
    return sentence.removesuffix(f", found '{found}'")


class ImportRow:
    """One row under its header; `good` says whether nothing was wrong so far."""

    __slots__ = ("_columns", "_report", "cells", "good", "line", "sheet")

    def __init__(
        self,
        sheet: Sheet,
        columns: Mapping[str, int],
        report: Report,
        line: int,
        cells: Sequence[str],
    ) -> None:
        self.sheet = sheet
        self.line = line
        self.cells = cells
        self.good = True
        self._columns = columns
        self._report = report

    @property
    def place(self) -> str:
        """Where the row stands, for a sentence about another row."""
        return f"line {self.line} of {shortened(self.sheet.name or self.sheet.file)}"

    def has(self, column: str) -> bool:
        """Whether the file has a column."""
        return column in self._columns

    def raw(self, column: str) -> str:
        """A cell as it is; empty where the file has no such column."""
        index = self._columns.get(column)
        return "" if index is None else self.cells[index]

    def put(self, column: str, text: str) -> None:
        """Have a cell hold another text than its file's."""
        cells = list(self.cells)
        cells[self._columns[column]] = guard_text(text)  # as a file would have it
        self.cells = cells

    def fail(self, column: str, expected: str, found: str | None = None) -> None:
        """Report a cell; `found` is what it holds unless said."""
        self.good = False
        index = self._columns.get(column)
        self._report(
            self.sheet.problem(
                expected,
                found=self.raw(column) if found is None else found,
                line=self.line,
                column=column if index is None else self.sheet.header[index],
                cell="" if index is None else self.sheet.cell(self.line, index),
            )
        )

    def refuse(self, column: str, sentence: str) -> None:
        """Report a cell that reads well, but is refused by a rule, in the rule's own words."""
        self.good = False
        index = self._columns.get(column)
        self._report(
            self.sheet.problem(
                sentence,
                line=self.line,
                column=column if index is None else self.sheet.header[index],
                cell="" if index is None else self.sheet.cell(self.line, index),
            )
        )

    def text(self, column: str) -> str:
        """A text as it is kept."""
        raw = self.raw(column)
        plain = raw.isascii() and raw.isprintable() and raw[:1] != "'"
        text = raw.strip() if plain else tidy(unguard_text(raw))
        self.check(partial(check_length, column, text))
        return text

    def check(self, rule: Callable[[], None]) -> bool:
        """Whether the row passes a rule of the domain; else its field is refused in its words."""
        try:
            rule()
        except InvalidField as refused:
            self.refuse(refused.field, str(refused))
            return False
        return True

    def given_text(self, column: str) -> str | None:
        """A text as it is kept, or None where the file has no such column."""
        return self.text(column) if column in self._columns else None

    def required(self, column: str) -> str:
        """A text that must not be empty."""
        text = self.text(column)
        if not text:
            self.fail(column, "a text")
        return text

    def code(self, column: str) -> str:
        """A code, login or name that others refer to: one line, not empty, not long."""
        text = self.required(column)
        if text:
            self.parse(column, parse_code, text)
        return text

    def read(self, column: str, parse: Callable[[str], T], default: T) -> T:
        """A cell read by one of the domain's parsers; the default where it is empty or wrong."""
        text = self.raw(column).strip()
        value = self.parse(column, parse, text) if text else None
        return default if value is None else value

    def parse(self, column: str, parse: Callable[[str], T], text: str) -> T | None:
        """A text read by one of the domain's parsers; None where it is wrong, which is reported."""
        if len(text) > LONGEST_FIELD:
            self.fail(column, f"at most {LONGEST_FIELD} characters", text)
            return None
        try:
            return parse(text)
        except NccError as error:
            self.fail(column, expected_by(error, text), text)
            return None

    def figure(self, column: str, default: Decimal | None = None) -> Decimal | None:
        """A number; the default for an empty cell and for what stands for a missing value."""
        text = self.raw(column).strip()
        if text.casefold() in MISSING:
            return default
        return self.read(column, figure_of, default)

    def day(self, column: str) -> date | None:
        """A date; None for an empty cell and for what stands for a missing value."""
        text = self.raw(column).strip()
        return None if text.casefold() in MISSING else self.read(column, day_of, None)

    def counts_from(self) -> str | None:
        """The day from which a row counts, in ISO; '' for `always`, None where it says none."""
        text = self.raw("counts_from").strip()
        if text.casefold() == ALWAYS:
            return ""
        day = self.day("counts_from")
        return day.isoformat() if day else None

    def whole(self, column: str, least: int, most: int, default: T) -> int | T:
        """A whole number between two bounds."""
        figure = self.figure(column)
        if figure is None:
            return default
        if figure != figure.to_integral_value() or not least <= figure <= most:
            self.fail(column, f"a whole number from {least} to {most:,}")
            return default
        return int(figure)

    def yes(self, column: str) -> bool:
        """Whether a cell says yes; an empty one says no."""
        word = self.raw(column).strip().casefold()
        answer = _YES.get(word, _NO.get(word))
        if answer is None:
            self.fail(column, "yes or no")
        return bool(answer)
