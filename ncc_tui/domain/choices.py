"""A word out of those allowed, as it is typed or imported."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from ncc_tui.domain.errors import InvalidChoice

Member = TypeVar("Member", bound=StrEnum)


def choice(members: Iterable[Member], word: str, what: str) -> Member:
    """The member that a word names, in any case; raises InvalidChoice naming them all."""
    there = list(members)
    named = word.strip().casefold()
    for member in there:
        if member.casefold() == named:
            return member
    *some, last = there
    raise InvalidChoice(f"Expected {what} ({', '.join(some)} or {last}), found '{word}'.")
