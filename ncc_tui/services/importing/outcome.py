"""What an import did, would do, or found wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ncc_tui.domain.text import one_line

_SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """Something wrong in a file: where, what was found, and what was expected.

    `found` is None where only a sentence in `expected` says it; `line` counts physical lines
    (rows in a workbook), and `cell` is the address in a workbook.
    """

    file: str
    expected: str
    found: str | None = None
    sheet: str = ""
    line: int | None = None
    column: str = ""
    cell: str = ""

    @property
    def message(self) -> str:
        """The problem in one line."""
        where = [self.file]
        if self.sheet:
            where.append(f"sheet {self.sheet}")
        if self.line is not None:
            where.append(f"line {self.line}")
        if self.column:
            column = shortened(self.column)
            where.append(f"column {column} (cell {self.cell})" if self.cell else f"column {column}")
        if self.found is None:
            said = self.expected
        else:
            found = f"'{shortened(self.found)}'" if self.found.strip() else "nothing"
            said = f"found {found}, expected {self.expected}"
        return one_line(f"{', '.join(where)}: {said}")

    def __str__(self) -> str:
        return self.message


class Kind(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    REVISED = "revised"


@dataclass(frozen=True)
class Change:
    """One row added or revised: which (`CSC04 Jan 2024`), and its old and new value in words."""

    kind: Kind
    table: str
    key: str
    old: str
    new: str


@dataclass(frozen=True)
class Count:
    """How many rows of one file (or sheet) went into one table, and how many were refused."""

    file: str
    sheet: str
    table: str
    added: int = 0
    revised: int = 0
    unchanged: int = 0
    in_error: int = 0


@dataclass(frozen=True)
class ImportOutcome:
    """What came of an import; `changes`, `errors` and `doubts` are capped, the counts are not.

    `doubts` say what is unlikely: with any, nothing is written unless the import is `confirmed`.
    """

    counts: tuple[Count, ...]
    changes: tuple[Change, ...]
    errors: tuple[Problem, ...]
    error_count: int
    notes: tuple[str, ...]
    dry_run: bool = False
    cancelled: bool = False
    doubts: tuple[Problem, ...] = ()
    doubt_count: int = 0
    confirmed: bool = False

    @property
    def needs_confirmation(self) -> bool:
        """Whether all of it would come in, were what is unlikely confirmed."""
        return bool(self.doubt_count) and not (self.error_count or self.confirmed)

    @property
    def written(self) -> bool:
        """Whether the database now holds what the files say."""
        return not (self.error_count or self.dry_run or self.cancelled or self.needs_confirmation)

    @property
    def added(self) -> int:
        """The rows added, of all files."""
        return sum(count.added for count in self.counts)

    @property
    def revised(self) -> int:
        """The rows revised, of all files."""
        return sum(count.revised for count in self.counts)

    @property
    def unchanged(self) -> int:
        """The rows left as they are, of all files."""
        return sum(count.unchanged for count in self.counts)

    @property
    def change_count(self) -> int:
        """How many rows were added or revised; `changes` may list fewer."""
        return self.added + self.revised


def shortened(text: str) -> str:
    """A text in one short line, safe to show."""
    # No more is looked at than could be shown, however long the text.
    shown = one_line(text[: 4 * _SHOWN])
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
