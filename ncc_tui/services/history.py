"""History: every revision of a measure's results, and what changed from each to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.model import Entry, Measure, Revision
from ncc_tui.domain.periods import Period
from ncc_tui.domain.worddiff import Segment, word_diff
from ncc_tui.services.forms import read_ledger
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue

_LABELS = {
    "value": "Value",
    "provisional": "Status",
    "override": "Rating set by hand",
    "override_reason": "Reason for that rating",
    "source": "Source",
    "comments": "Comments",
}


@dataclass(frozen=True)
class FieldChange:
    """A field of an entry that a revision changed, both sides as they are shown."""

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        """What the field is called."""
        return _LABELS[self.field]


@dataclass(frozen=True)
class Step:
    """A revision, who wrote it, and what it changed of the one before it (nothing if the first).

    `comments` is the comments' word diff, empty where they did not change.
    """

    revision: Revision
    who: str
    changes: tuple[FieldChange, ...] = ()
    comments: tuple[Segment, ...] = ()


@dataclass(frozen=True)
class History:
    """A measure's results ledger, by period and revision, oldest first."""

    measure: Measure
    steps: tuple[Step, ...]


def history(session: Session, measure: str, period: Period | None = None) -> History:
    """Every revision of a measure, or of one period of it."""
    with session.store.reading() as db:
        ledger = read_ledger(db, measure)
        names = {officer.login: officer.name for officer in catalogue.officers(db)}
    wanted = period.start if period else None
    chosen = [r for r in ledger.revisions if wanted in (None, r.period.start)]
    return History(ledger.measure, tuple(_steps(chosen, names)))


def compared(before: Entry, after: Entry) -> tuple[FieldChange, ...]:
    """The fields in which two entries differ; why they do is not compared."""
    pairs = zip(_shown(before).items(), _shown(after).values(), strict=True)
    return tuple(FieldChange(field, old, new) for (field, old), new in pairs if old != new)


def _steps(revisions: Sequence[Revision], names: Mapping[str, str]) -> Iterator[Step]:
    last: Revision | None = None
    for revision in revisions:
        who = names.get(revision.recorded_by, revision.recorded_by)
        if last is None or last.period != revision.period:
            yield Step(revision, who)
        else:
            old, new = last.entry, revision.entry
            words = word_diff(old.comments, new.comments) if old.comments != new.comments else ()
            yield Step(revision, who, compared(old, new), words)
        last = revision


def _shown(entry: Entry) -> dict[str, str]:
    return {
        "value": format_figure(entry.value) or str(entry.missing or ""),
        "provisional": "provisional" if entry.provisional else "final",
        "override": str(entry.override or ""),
        "override_reason": entry.override_reason,
        "source": entry.source,
        "comments": entry.comments,
    }
