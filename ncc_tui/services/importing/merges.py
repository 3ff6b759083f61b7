"""Merged cells of a workbook's sheet: what the first of them says counts for the others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from ncc_tui.services.importing.sheets import MOST_COLUMNS

# Beyond these they are no council's sheet, and not worth a reader's time.
_MOST = 10_000
_MOST_AT_ONCE = 100
_TAG = re.compile(
    rb'mergeCell\s[^>]*?\bref="([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})"'
)


class Merge(NamedTuple):
    """A merged range: its rows as lines from 1, its columns as indexes from 0, ends included."""

    top: int
    bottom: int
    left: int
    right: int


Merges = Sequence[Merge]


def merges_in(xml: bytes) -> Iterator[Merge]:
    """The merged ranges that a part of a sheet's XML names."""
    if b"mergeCell" in xml:
        for left, top, right, bottom in (match.groups() for match in _TAG.finditer(xml)):
            yield Merge(int(top), int(bottom), _index(left), _index(right))


class MergedCells:
    """Fills the rows of a sheet, from its first to its last, by its merged ranges.

    With `columns`, what is merged counts in those only.
    """

    def __init__(self, merges: Merges, columns: Collection[int] | None = None) -> None:
        wanted = [
            m for m in merges if columns is None or any(m.left <= c <= m.right for c in columns)
        ]
        self._waiting = sorted(wanted[:_MOST], reverse=True)
        self._columns = columns
        self._open: list[tuple[Merge, str]] = []

    def filled(self, line: int, texts: list[str]) -> list[str]:
        """A row with the texts of the merged ranges that it is in."""
        while self._waiting and self._waiting[-1].top <= line:
            merge = self._waiting.pop()
            text = texts[merge.left] if merge.top == line and merge.left < len(texts) else ""
            if text and len(self._open) < _MOST_AT_ONCE:
                self._open.append((merge, text))
        if not self._open:
            return texts
        self._open = [(merge, text) for merge, text in self._open if merge.bottom >= line]
        row = list(texts)
        for merge, text in self._open:
            for index in range(merge.left, min(merge.right + 1, MOST_COLUMNS)):
                if self._columns is not None and index not in self._columns:
                    continue
                row += [""] * (index + 1 - len(row))
                row[index] = row[index] or text
        return row


def _index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
