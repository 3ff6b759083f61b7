"""Two who change the same thing: both versions are told, and nobody's text is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ncc_tui.domain.errors import Conflict
from ncc_tui.domain.fields import RecordField

R = TypeVar("R")


@dataclass(frozen=True)
class Versions:
    """A field that somebody changed: as it was read, as it stands now, and as was not saved."""

    field: str
    base: str
    theirs: str
    mine: str


class ChangedSince(Conflict):
    """Somebody else changed the same thing first; `versions` has each field that differs."""

    def __init__(self, sentence: str, versions: tuple[Versions, ...]) -> None:
        super().__init__(sentence)
        self.versions = versions


@dataclass(frozen=True)
class Change(Generic[R]):
    """A record as it was read, as it stands now, and as it is to be."""

    base: R
    theirs: R
    mine: R

    def versions(self, fields: Sequence[RecordField[R]]) -> tuple[Versions, ...]:
        """The fields in which the three are not the same."""
        return tuple(
            Versions(field.label, *said)
            for field in fields
            if len(set(said := [field.says(r) for r in (self.base, self.theirs, self.mine)])) > 1
        )

    def refused(self, what: str, fields: Sequence[RecordField[R]], who: str = "") -> ChangedSince:
        """The conflict: what was changed, by whom where it is known, and how the two differ."""
        versions = self.versions(fields)
        told = "; ".join(
            f"{v.field}: theirs '{v.theirs}', yours '{v.mine}'"
            for v in versions
            if v.mine != v.theirs
        )
        return ChangedSince(
            f"{what} was changed by {who or 'somebody else'} after you had read it"
            f"{f' ({told})' if told else ''}. Look again, and save what you still want.",
            versions,
        )
