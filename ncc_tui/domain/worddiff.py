"""What changed between two versions of a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from os.path import commonprefix

# Comparing takes time with the product of both lengths; beyond this, lines are compared instead.
LARGEST_PRODUCT = 4_000_000
_TOKENS = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


class Change(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Segment:
    """A stretch of text that stayed, went or came."""

    change: Change
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
    return tuple(_segments(_without_lone_spaces(pieces)))


# A piece says whether both texts agree, and what stands there in each.
type _Piece = tuple[bool, str, str]


def _compared(tokens: re.Pattern[str], before: str, after: str) -> list[_Piece] | None:
    """The texts piece by piece; None where that would take too long."""
    old, new = tokens.findall(before), tokens.findall(after)
    start = len(commonprefix([old, new]))
    most = min(len(old), len(new)) - start
    end = len(commonprefix([old[::-1][:most], new[::-1][:most]]))
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    if len(old_middle) * len(new_middle) > LARGEST_PRODUCT:
        return None
    matcher = SequenceMatcher(None, old_middle, new_middle)
    middle = [
        (kind == "equal", "".join(old_middle[i1:i2]), "".join(new_middle[j1:j2]))
        for kind, i1, i2, j1, j2 in matcher.get_opcodes()
    ]
    return [_agreed(old[:start]), *middle, _agreed(old[len(old) - end :])]


def _agreed(tokens: Sequence[str]) -> _Piece:
    text = "".join(tokens)
    return True, text, text


def _without_lone_spaces(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Join changes that only a space keeps apart, so that a changed phrase reads as one."""
    held: list[_Piece] = []
    for piece in [*pieces, (True, "", "\n")]:
        same, _, text = piece
        if not same or (held and text and not text.strip(" \t")):
            held.append(piece)
            continue
        trailing = [held.pop()] if held and held[-1][0] else []
        if held:
            yield False, "".join(p[1] for p in held), "".join(p[2] for p in held)
        yield from trailing
        held.clear()
        if piece[1]:
            yield piece


def _segments(pieces: Iterable[_Piece]) -> Iterator[Segment]:
    stayed = ""
    for same, old, new in pieces:
        if same:
            stayed += old
            continue
        if stayed:
            yield Segment(Change.SAME, stayed)
        stayed = ""
        if old:
            yield Segment(Change.REMOVED, old)
        if new:
            yield Segment(Change.ADDED, new)
    if stayed:
        yield Segment(Change.SAME, stayed)
