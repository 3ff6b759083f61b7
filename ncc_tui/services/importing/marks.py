"""Figures as councils' sheets have them: with a mark beside them, or a word for none yet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ncc_tui.domain.entries import MISSING
from ncc_tui.domain.errors import InvalidFigure
from ncc_tui.domain.figures import parse_figure, plain_figure
from ncc_tui.domain.model import MissingReason

_MARKED = re.compile(
    r"(?P<before>[*†‡#~^]*)\s*(?P<figure>[^\s*†‡#~^()\[\]]+)\s*"
    r"(?P<after>[*†‡#^]+|\((?:p|r|e|\d{1,2})\)|\[(?:p|r|e|\d{1,2})\])?",
    re.IGNORECASE,
)
_WORDS = {
    MissingReason.NOT_YET_PUBLISHED: (
        *("tbc", "tba", "tbd", "to be confirmed", "awaited", "awaiting data", "pending"),
        *("not yet available", "not yet published", "not published", "nya"),
    ),
    MissingReason.NOT_AVAILABLE: (
        *("not available", "unavailable", "no data", "not known", "unknown", "na"),
        *("..", ":", "--", "–", "—", "[x]"),
    ),
    MissingReason.SUPPRESSED: ("suppressed", "supp", "[c]"),
    MissingReason.NOT_APPLICABLE: ("not applicable", "[z]"),
}
_REASONS = {word: reason for reason, words in _WORDS.items() for word in words}


@dataclass(frozen=True)
class Reading:
    """What a cell that is no plain figure would be taken for, and the mark beside its figure."""

    taken: str
    mark: str = ""


def reading(text: str) -> Reading | None:
    """How a cell that is no plain figure may be read: `1,750*` as 1750, `tbc` as not yet published.

    None where it means nothing that is known.
    """
    word = " ".join(text.casefold().split())
    if reason := _REASONS.get(word) or _REASONS.get(word.strip(".() ")):
        return Reading(reason)
    match = _MARKED.fullmatch(text.strip())
    if match is None:
        return None
    try:
        figure = parse_figure(match["figure"])
    except InvalidFigure:
        return None
    mark = f"{match['before']}{match['after'] or ''}"
    return Reading(plain_figure(figure), mark) if mark else None


def says_nothing_yet(text: str) -> bool:
    """Whether a cell says that there is no figure, or not yet."""
    meaning = reading(text)
    return text.casefold() in MISSING or (
        meaning is not None and meaning.taken in tuple(MissingReason)
    )
