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
class RowChange:
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


class About(StrEnum):
    """What an offer is about."""

    COLUMN = "column"
    MEASURE = "measure"
    VALUE = "value"


@dataclass(frozen=True)
class Meaning:
    """What a text may be taken for: the code of a measure, and its title."""

    taken: str
    title: str = ""

    def __str__(self) -> str:
        return f"{shortened(self.taken)} ({shortened(self.title)})" if self.title else self.taken


@dataclass(frozen=True)
class Offer:
    """Something that is not certain, and what it is taken for if whoever imports agrees.

    `found` is what stands in the file, `taken` what it would be taken for: a column, the code of a
    measure (whose title is `title`), a figure (which had a `mark`) or a missing reason; empty where
    it would be left out. `instead` holds what else it could be meant for, `count` how often the
    same stands in the sheet.
    """

    about: About
    file: str
    sheet: str
    line: int
    found: str
    taken: str
    instead: tuple[Meaning, ...] = ()
    title: str = ""
    mark: str = ""
    count: int = 1

    @property
    def key(self) -> tuple[str, ...]:
        """What offers of one sheet share that are one offer: marks count, not marked figures."""
        return self.about, self.file, self.sheet, self.mark or folded(self.found)

    @property
    def message(self) -> str:
        """What would be done, in one line."""
        return self._said("would be")

    @property
    def done(self) -> str:
        """What was done, in one line."""
        return self._said("was")

    def _said(self, verb: str) -> str:
        found = f"'{shortened(self.found)}'"
        if self.about is About.COLUMN:
            said = f"column {found} is unknown; it {verb} {self._taken_for}"
        elif self.about is About.MEASURE and self.taken:
            said = f"{found} is no measure's name; it {verb} {self._taken_for}"
        elif self.about is About.MEASURE:
            said = f"{found} is no measure's name; its row {verb} left out"
        elif self.mark:
            said = f"{found} {verb} read as {self.taken}, without its mark"
        elif self.taken:
            said = f"{found} {verb} read as {self.taken}"
        else:
            said = f"{found} {verb} left out"
        if self.instead and not self.taken:
            said += f" (or is it {' or '.join(map(str, self.instead[:2]))}?)"
        if self.count > 1:
            said += f"; so {'were' if verb == 'was' else verb} {self.count - 1:,} more like it"
        return one_line(Problem(self.file, said, sheet=self.sheet, line=self.line).message)

    @property
    def _taken_for(self) -> str:
        return f"taken for {Meaning(self.taken, self.title)}" if self.taken else "left out"


@dataclass(frozen=True)
class LeftOut:
    """A row that was not imported, for it holds no result: a title, a note, a total."""

    file: str
    sheet: str
    line: int
    text: str
    why: str

    @property
    def message(self) -> str:
        """What was left out, and why, in one line."""
        said = f"'{shortened(self.text)}' {self.why}"
        return Problem(self.file, said, sheet=self.sheet, line=self.line).message


@dataclass(frozen=True)
class ImportOutcome:
    """What came of an import; its lists of single rows are capped, the counts are not.

    `offers` are open: the counts and changes are what would come of taking them, and nothing is
    written before they are. `doubts` say what is unlikely: with any, nothing is written unless the
    import is `confirmed`. `digest` stands for all that is or would be written, however long.
    """

    counts: tuple[Count, ...]
    changes: tuple[RowChange, ...]
    errors: tuple[Problem, ...]
    error_count: int
    notes: tuple[str, ...]
    offers: tuple[Offer, ...] = ()
    offer_count: int = 0
    left_out: tuple[LeftOut, ...] = ()
    left_out_count: int = 0
    dry_run: bool = False
    cancelled: bool = False
    doubts: tuple[Problem, ...] = ()
    doubt_count: int = 0
    confirmed: bool = False
    digest: str = ""

    @property
    def unconfirmed_count(self) -> int:
        """How much that is unlikely nobody has confirmed."""
        return 0 if self.confirmed else self.doubt_count

    @property
    def obstacles(self) -> tuple[str, ...]:
        """What stands in the import's way, counted: `2 errors`, `1 to decide`, `3 unlikely`."""
        errors = "error" if self.error_count == 1 else "errors"
        counts = (
            (self.error_count, errors),
            (self.offer_count, "to decide"),
            (self.unconfirmed_count, "unlikely"),
        )
        return tuple(f"{count:,} {what}" for count, what in counts if count)

    @property
    def answerable(self) -> bool:
        """Whether some of the obstacles go once somebody says that it is right so."""
        return bool(self.offer_count or self.unconfirmed_count)

    @property
    def importable(self) -> bool:
        """Whether there is something to write, and nothing in its way."""
        return bool(self.change_count) and not (self.obstacles or self.cancelled)

    @property
    def written(self) -> bool:
        """Whether the database now holds what the files say."""
        return not (self.obstacles or self.dry_run or self.cancelled)

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


def folded(text: str) -> str:
    """A text as it is compared: on one line, in small letters."""
    return one_line(text).casefold()
