"""What is typed in the bulk grid: rows, the cell one is in, what a paste fills, the drafts."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.model import Revision
from ncc_tui.domain.periods import Period
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.text import tidy
from ncc_tui.services.bulk import (
    BulkPage,
    Verdict,
    changes,
    corrects,
    seen_until,
    seen_with,
    submission,
    verdict_of,
)
from ncc_tui.services.drafts import Draft
from ncc_tui.services.entering import Submission
from ncc_tui.services.forms import FormInputs
from ncc_tui.tui.keeping import Snapshot

# Stands for a line break in a cell, which has one line.
LINE_BREAK = "⏎"


class Cell(StrEnum):
    """What can be typed in a row."""

    VALUE = "value"
    COMMENTS = "comments"


@dataclass(eq=False)
class SheetRow:
    """A measure and period, and what is typed there; comments of None are left as they are.

    `remark` is what there is to say of the row besides its verdict, such as why a save refused it.
    `reason` says why its figure changed, where that was said of this row alone.
    `newer` is the result as somebody else saved it after this row was begun. `stale` rows go on
    from what is read next. `touched` numbers the change by which they were typed in last, `rated`
    is what a save gave.
    """

    inputs: FormInputs
    value: str = ""
    comments: str | None = None
    reason: str = ""
    remark: str = ""
    refused: bool = False
    newer: FormInputs | None = None
    stale: bool = False
    forgotten: bool = False
    touched: int = 0
    rated: Rating | None = None
    _verdict: tuple[FormInputs, str, Verdict] | None = field(default=None, repr=False)

    @property
    def key(self) -> str:
        """What tells the row from the others."""
        return f"{self.inputs.measure.code} {self.inputs.period.start}"

    @property
    def place(self) -> tuple[int, date]:
        """Where the row stands in the grid."""
        return self.inputs.measure.number, self.inputs.period.start

    @property
    def label(self) -> str:
        """What the row is called in a sentence."""
        return f"{self.inputs.measure.code} {self.inputs.period.label}"

    @property
    def typed(self) -> bool:
        """Whether there is anything to save."""
        return bool(self.value.strip()) or self.comments is not None

    @property
    def verdict(self) -> Verdict:
        """What the value typed comes to; found out once, though asked for at every key."""
        known = self._verdict
        if known is None or known[0] is not self.inputs or known[1] != self.value:
            known = self._verdict = self.inputs, self.value, verdict_of(self.inputs, self.value)
        return known[2]

    @property
    def changes(self) -> bool:
        """Whether what is typed differs from what stands there."""
        return self.typed and changes(self.inputs, self.verdict, self.comments)

    @property
    def corrects(self) -> bool:
        """Whether the value typed replaces another."""
        return corrects(self.inputs, self.verdict)

    @property
    def draft(self) -> Draft | None:
        """What was typed here another time and not saved."""
        draft, newest = None if self.forgotten else self.inputs.draft, self.inputs.newest
        if draft is None:
            return None
        # The form keeps all its fields, those too that say what stands there.
        stands = (format_figure(newest.value), newest.entry.comments) if newest else ("", "")
        typed = (draft.content.get(Cell.VALUE, ""), draft.content.get(Cell.COMMENTS, ""))
        is_new = any(text and text != old for text, old in zip(typed, stands, strict=True))
        return draft if is_new else None

    def text(self, cell: Cell) -> str:
        """What stands in a cell while it is edited."""
        if cell is Cell.VALUE:
            return self.value
        newest = self.inputs.newest
        comments = self.comments
        if comments is None:
            comments = newest.entry.comments if newest else ""
        return comments.replace("\n", LINE_BREAK)

    def type(self, cell: Cell, text: str) -> None:
        """Take what is typed in a cell in place of what stood there."""
        if cell is Cell.VALUE:
            self.value, self.reason = text, ""
        else:
            self.comments = text.replace(LINE_BREAK, "\n")
            newest = self.inputs.newest
            if tidy(self.comments) == (newest.entry.comments if newest else ""):
                self.comments = None
        self.remark, self.refused, self.rated = "", False, None

    def refuse(self, sentence: str, *, stale: bool = False) -> None:
        """Say why it was not saved; `stale` where it is to go on from what stands there now."""
        self.remark, self.refused, self.stale = sentence, True, stale

    def clear(self) -> None:
        """Forget what is typed."""
        self.value, self.comments, self.reason = "", None, ""
        self.remark, self.refused = "", False
        self.inputs, self.newer = self.newer or self.inputs, None

    def go_on_from(self, theirs: Revision, *, both: bool = False) -> None:
        """Take what is typed as a correction of another's version; with `both` texts joined."""
        self._face(theirs)
        said, mine = theirs.entry.comments, self.comments
        if mine is not None:
            if both and said and tidy(mine) != said:
                mine = f"{said}\n{mine}"
            self.comments = None if tidy(mine) == said else mine

    def give_way_to(self, theirs: Revision) -> None:
        """Leave another's version as it is, and forget what is typed."""
        self._face(theirs)
        self.clear()
        self.remark = "Theirs stays."

    def _face(self, theirs: Revision) -> None:
        known = self.newer
        if known is None or known.newest != theirs:
            known = seen_with(self.inputs, theirs)
        self.inputs, self.newer, self.remark, self.refused = known, None, "", False
        self.rated = None

    def snapshot(self) -> Snapshot:
        """The row as it is to be kept; no content where its draft is to be forgotten."""
        inputs = self.inputs
        return Snapshot(self.touched, inputs.measure.code, inputs.period, self.content)

    def take_draft(self) -> None:
        """Take up what was typed another time, in answer to what stood there then."""
        if (draft := self.draft) is None:
            return
        seen = draft.content.get("seen", "")
        if seen.isdecimal() and int(seen) < self.inputs.seen:
            self.newer, self.inputs = self.inputs, seen_until(self.inputs, int(seen))
        self.type(Cell.VALUE, draft.content.get(Cell.VALUE, ""))
        if text := draft.content.get(Cell.COMMENTS, ""):
            self.type(Cell.COMMENTS, text)

    def renew(self, inputs: FormInputs) -> None:
        """Take what was read anew; a row that is typed in goes on from what its officer saw."""
        if self.stale or not self.typed or inputs.seen == self.inputs.seen:
            self.inputs, self.newer, self.stale = inputs, None, False
        else:
            self.newer = inputs

    @property
    def content(self) -> Mapping[str, str] | None:
        """The row as a draft, which the result form can take up; None if there is none to keep.

        What the form itself kept of the same result stays in it.
        """
        said = {
            Cell.VALUE.value: self.value,
            Cell.COMMENTS.value: self.text(Cell.COMMENTS).replace(LINE_BREAK, "\n"),
            "seen": str(self.inputs.seen),
        }
        draft = None if self.forgotten else self.inputs.draft
        old = draft.content if draft else {}
        others = any(text for name, text in old.items() if name not in said)
        return {**old, **said} if self.typed or others else None


class BulkSheet:
    """The rows of a bulk grid, and the cell one is in."""

    def __init__(self) -> None:
        self.rows: list[SheetRow] = []
        self.at = 0
        self.cell = Cell.VALUE

    @property
    def row(self) -> SheetRow | None:
        """The row one is in."""
        return self.rows[self.at] if self.rows else None

    @property
    def typed(self) -> list[SheetRow]:
        """The rows in which something is typed."""
        return [row for row in self.rows if row.typed]

    @property
    def changed(self) -> list[SheetRow]:
        """The rows to save."""
        return [row for row in self.rows if row.changes]

    @property
    def drafted(self) -> list[SheetRow]:
        """The rows in which something was typed another time, and nothing since."""
        return [row for row in self.rows if row.draft and not row.touched]

    def open(self, page: BulkPage) -> None:
        """Show the rows of a page; those that are typed in stay, and so does the row one is in."""
        old = {row.key: row for row in self.rows}
        here = self.row.key if self.row else ""
        read = {row.key: row for row in map(SheetRow, page.rows)}
        stay = {key: row for key, row in old.items() if row.typed and key not in read}
        for key, row in read.items():
            stay[key] = old.get(key, row)
        self.rows = sorted(stay.values(), key=lambda row: row.place)
        self.renew(page)
        keys = [row.key for row in self.rows]
        self.at = keys.index(here) if here in keys else min(self.at, max(0, len(keys) - 1))

    def renew(self, page: BulkPage) -> None:
        """Take what was read anew: every row stays where it is, and none comes to them.

        So a column that is pasted next lands on the rows that it was copied for.
        """
        read = {(row.measure.code, row.period): row for row in page.rows}
        for row in self.rows:
            if (inputs := read.get((row.inputs.measure.code, row.inputs.period))) is not None:
                row.renew(inputs)

    def move(self, by: int) -> None:
        """Go down some rows, or up where negative."""
        self.at = max(0, min(self.at + by, len(self.rows) - 1))

    def across(self, by: int) -> None:
        """Go to the next cell, from the last of a row to the first of the next, or back."""
        cells = list(Cell)
        place = self.at * len(cells) + cells.index(self.cell) + by
        if 0 <= place < len(self.rows) * len(cells):
            self.at, cell = divmod(place, len(cells))
            self.cell = cells[cell]

    def go_to(self, row: SheetRow) -> None:
        """Go to a row's value."""
        self.at, self.cell = self.rows.index(row), Cell.VALUE

    def row_of(self, measure: str, period: Period) -> SheetRow | None:
        """The row of a measure and period."""
        wanted = (measure, period)
        rows = (r for r in self.rows if (r.inputs.measure.code, r.inputs.period) == wanted)
        return next(rows, None)

    def paste(self, text: str) -> tuple[list[SheetRow], str]:
        """Fill cells downwards from the one one is in; gives the rows filled, and what was not.

        A block fills values and comments side by side. Empty cells leave what stands there.
        """
        cells = list(Cell)[list(Cell).index(self.cell) :]
        block = block_of(text)
        while block and not any(cell.strip() for cell in block[-1]):
            block.pop()
        filled: list[SheetRow] = []
        for row, line in zip(self.rows[self.at :], block, strict=False):
            for cell, typed in zip(cells, line, strict=False):
                if typed.strip():
                    row.type(cell, typed.strip())
                    if row not in filled:
                        filled.append(row)
        beyond = len(block) - (len(self.rows) - self.at)
        wider = any(cell.strip() for line in block for cell in line[len(cells) :])
        said = [f"{_count(beyond, 'line')} below the last row"] if beyond > 0 else []
        said += ["the columns beyond the comments"] if wider else []
        return filled, f"Left out: {' and '.join(said)}." if said else ""

    def submissions(self, reason: str) -> list[Submission]:
        """What to save; `reason` says why figures change of which it was not said by itself."""
        return [
            submission(row.inputs, row.verdict, row.comments, row.reason or reason)
            for row in self.changed
        ]


def block_of(text: str) -> list[list[str]]:
    """The cells of a block copied from a spreadsheet, line by line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    quoted = lines.count('"') % 2 == 0
    reader = csv.reader(
        (line + "\n" for line in lines.rstrip("\n").split("\n")),
        delimiter="\t",
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )
    return list(reader)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
