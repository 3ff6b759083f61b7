"""What the imports of services, officers, measures and settings share.

These tables are small: each is read as a whole, checked against what will be there when all of it
is in, and then written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ncc_tui.services.importing.outcome import Kind, shortened
from ncc_tui.services.importing.row import ImportRow
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.words import difference
from ncc_tui.services.importing.work import Work
from ncc_tui.store.imports import put_all

T = TypeVar("T")


@dataclass(frozen=True)
class Given(Generic[T]):
    """What a row says, and the row, for problems that show only beside others."""

    row: ImportRow
    what: T


def read_all(
    work: Work,
    sources: Sequence[Source],
    column: str,
    known: Collection[str],
    read: Callable[[ImportRow, str], T],
    *,
    fixed_case: bool = False,
) -> dict[str, Given[T]]:
    """Every row by the code in a column, in order; a code given twice is reported.

    With `fixed_case` so is a new code that differs from another only in capital letters.
    """
    given: dict[str, Given[T]] = {}
    spelt = {code.casefold(): code for code in known}
    for source in sources:
        for row in work.rows(source):
            code = row.code(column)
            if code in given:
                row.fail(column, f"a {column} given only once ({given[code].row.place} has it)")
                continue
            spelling = spelt.setdefault(code.casefold(), code)
            if fixed_case and spelling != code and code not in known:
                row.fail(column, f"{spelling}, or a code that differs by more than capital letters")
            given[code] = Given(row, read(row, code))
    return given


def good_ones(work: Work, kind: str, given: Mapping[str, Given[T]]) -> dict[str, T]:
    """What the rows without problems say; the others' codes are remembered as faulty."""
    work.faulty |= {(kind, code) for code, g in given.items() if not g.row.good}
    return {code: g.what for code, g in given.items() if g.row.good}


def holders(
    every: Mapping[str, T], key: Callable[[T], Hashable], given: Collection[str]
) -> dict[Hashable, str]:
    """The code that holds each key: one that was there before, sooner than one that is given."""
    held: dict[Hashable, str] = {}
    for code in sorted(every, key=lambda code: code in given):
        held.setdefault(key(every[code]), code)
    return held


def write(
    work: Work,
    table: str,
    rows: Mapping[str, Mapping[str, Any]],
    given: Mapping[str, Given[Any]],
    *,
    key: str = "code",
    name: str = "name",
    unique: str = "",
) -> None:
    """Write whole rows, known by their codes, and note what became of each.

    `key` and `name` are the columns with the code and with what a new row is shown as; `unique`
    is one that no two rows may share.
    """
    journal, plural = work.journal, f"{table}s"
    every = list(rows.values())
    changed = put_all(work.staging.db, table, (key,), every, work.staging.author, unique=unique)
    for before, after in changed:
        code = after[key]
        pair = ("", shortened(after[name])) if before is None else difference(before, after)
        kind = Kind.ADDED if before is None else Kind.REVISED
        journal.sign(plural, before, after)
        journal.enter(given[code].row.sheet, plural, kind)
        journal.list_change(kind, plural, code, *pair)
    leave(work, plural, set(rows).difference(after[key] for _, after in changed), given)


def leave(work: Work, table: str, codes: Iterable[str], given: Mapping[str, Given[Any]]) -> None:
    """Note rows that changed nothing."""
    for code in codes:
        work.journal.leave(given[code].row.sheet, table)
