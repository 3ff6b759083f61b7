"""A word out of those allowed, as it is typed or imported."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from ncc_tui.domain.errors import InvalidChoice

Member = TypeVar("Member", bound=StrEnum)


def choice(members: Iterable[Member], word: str, what: str) -> Member:
    """The member that a word names, in any case and with `-` or `_` for a space.

    Raises InvalidChoice naming all there are.
    """
    there = list(members)
    named = " ".join(word.casefold().replace("-", " ").replace("_", " ").split())
    for member in there:
        if member.casefold() == named:
            return member
    *some, last = there
    raise InvalidChoice(f"Expected {what} ({', '.join(some)} or {last}), found '{word}'.")
