"""Sheets: what an import reads, whatever kind of file they come from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence

from ncc_tui.services.importing.outcome import Problem

LONGEST_CELL = 131_072
MOST_COLUMNS = 1_000
# How many rows that are not blank the header is looked for in.
TOP_ROWS = 20

Report = Callable[[Problem], None]


class Refused(Exception):
    """A file, or the rest of one, that cannot be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Sheet(ABC):
    """Rows of text, one of which is its header.

    `file` and `name` say which (a CSV file's sheet has no name), `number` is its place in the
    import, `lines` how long it is, if that is known, and `notes` what its reader had to guess.
    `naming` are the columns where a merged cell counts for all its rows; what stands in a column
    that is `unused` does not matter, and a row of a `loose` sheet may hold a single text.
    """

    def __init__(self, file: str, name: str = "") -> None:
        self.file = file
        self.name = name
        self.number = 0
        self.header: tuple[str, ...] = ()
        self.header_line = 0
        self.naming: tuple[int, ...] = ()
        self.unused: frozenset[int] = frozenset()
        self.loose = False
        self.lines: int | None = None
        self.notes: tuple[str, ...] = ()

    @abstractmethod
    def top(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The first rows that are not blank, the header among them, with their lines."""

    @abstractmethod
    def rows(self, report: Report) -> Iterator[tuple[int, Sequence[str]]]:
        """Every row below the header that is not blank: its line, and a cell for each name.

        Rows of another shape are reported and left out. Raises Refused where reading cannot go on.
        """

    def fitted(self, cells: Sequence[str]) -> Sequence[str] | None:
        """A row of another width than the header's, if it is the single text of a loose sheet."""
        texts = [(index, cell) for index, cell in enumerate(cells) if cell.strip()]
        if not self.loose or len(texts) != 1:
            return None
        (index, text), row = texts[0], [""] * len(self.header)
        row[index if index < len(row) else 0] = text
        return row

    def cell(self, line: int, index: int) -> str:
        """The address of a cell, where the sheet has such."""
        return ""

    def problem(
        self,
        expected: str,
        *,
        found: str | None = None,
        line: int | None = None,
        column: str = "",
        cell: str = "",
    ) -> Problem:
        """A problem in this sheet."""
        return Problem(self.file, expected, found, self.name, line, column, cell)

    def wrong_width(self, found: int, line: int) -> Problem:
        """The problem of a row with more or fewer cells than the header."""
        width = len(self.header)
        return self.problem(
            f"{width} (as in the header)",
            found=f"{found} cell{'' if found == 1 else 's'}",
            line=line,
        )
