"""What changed between two versions of a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Comparing takes time with the product of both lengths; beyond this, lines are compared instead.
LARGEST_PRODUCT = 40_000_000
_TOKENS = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")

# Whether both texts agree in a piece, and what stands there in each.
_Piece = tuple[bool, str, str]


class WordChange(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Segment:
    """A stretch of text that stayed, went or came."""

    change: WordChange
    text: str


def word_diff(before: str, after: str) -> tuple[Segment, ...]:
    """How one text became another.

    The segments that stayed or went make up `before`, those that stayed or came `after`; where
    both are changed at one place, what went stands first.
    """
    pieces = _compared(_TOKENS, before, after)
    if pieces is None:
        pieces = _compared(_LINES, before, after)
    if pieces is None:
        pieces = [(False, before, after)]
    return tuple(_segments(_phrases(pieces)))


def set_apart(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The segments for a reader: a space parts what went from what came in its place."""
    gone = ""
    for segment in segments:
        came = segment.text if segment.change is WordChange.ADDED else ""
        if gone and came and not (gone[-1].isspace() or came[0].isspace()):
            yield Segment(WordChange.SAME, " ")
        yield segment
        gone = segment.text if segment.change is WordChange.REMOVED else ""


def _compared(tokens: re.Pattern[str], before: str, after: str) -> list[_Piece] | None:
    """The texts piece by piece; None where that would take too long."""
    old, new = tokens.findall(before), tokens.findall(after)
    start = _agreeing(old, new)
    end = _agreeing(old[start:][::-1], new[start:][::-1])
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    if len(old_middle) * len(new_middle) > LARGEST_PRODUCT:
        return None
    matcher = SequenceMatcher(None, old_middle, new_middle)
    middle = [
        (kind == "equal", "".join(old_middle[i1:i2]), "".join(new_middle[j1:j2]))
        for kind, i1, i2, j1, j2 in matcher.get_opcodes()
    ]
    return [_agreed(old[:start]), *middle, _agreed(old[len(old) - end :])]


def _agreeing(old: Sequence[str], new: Sequence[str]) -> int:
    """How many tokens both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(old), len(new)))


def _agreed(tokens: Sequence[str]) -> _Piece:
    text = "".join(tokens)
    return True, text, text


def _phrases(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Join changes that fewer letters keep apart than either changes, so that it reads well.

    Words that two versions share by chance would otherwise cut a rewritten sentence to shreds.
    """
    joined: list[_Piece] = []
    for piece in pieces:
        same, text, _ = piece
        if same and not text:
            continue
        if not same and len(joined) > 1:
            change, between = joined[-2:]
            if "\n" not in between[1] and len(between[1]) <= min(_size(change), _size(piece)):
                old, new = zip(*((p[1], p[2]) for p in (change, between, piece)), strict=True)
                joined[-2:] = [(False, "".join(old), "".join(new))]
                continue
        joined.append(piece)
    return joined


def _size(piece: _Piece) -> int:
    """How much a change changes: nothing where the texts agree."""
    same, old, new = piece
    return 0 if same else max(len(old), len(new))


def _segments(pieces: Iterable[_Piece]) -> Iterator[Segment]:
    stayed = ""
    for same, old, new in pieces:
        if same:
            stayed += old
            continue
        if stayed:
            yield Segment(WordChange.SAME, stayed)
        stayed = ""
        if old:
            yield Segment(WordChange.REMOVED, old)
        if new:
            yield Segment(WordChange.ADDED, new)
    if stayed:
        yield Segment(WordChange.SAME, stayed)
