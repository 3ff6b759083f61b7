"""History: every revision of a measure's results, and what changed from each to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.definitions import differences
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.ledger import Ledger
from ncc_tui.domain.model import REPORTED, Definition, Entry, Measure, Revision, Stamp, Target
from ncc_tui.domain.periods import Period
from ncc_tui.domain.text import one_line
from ncc_tui.domain.worddiff import Segment, word_diff
from ncc_tui.services.disclosure import Sight, Veil
from ncc_tui.services.forms import read_ledger
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.connection import Transaction
from ncc_tui.store.ledgers import definition_revisions

_LABELS = {
    "value": "Value",
    "provisional": "Status",
    "override": "Rating set by hand",
    "override_reason": "Reason for that rating",
    "source": "Source",
    "comments": "Comments",
    "forecast": "Forecast",
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
        return _LABELS.get(self.field, self.field.capitalize())


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
class Amendment:
    """A revision of what stands beside the results: of the definition or of a target.

    `subject` says of which target (`from Apr 2020`); `changes` what it changed of the one before
    it, or what a first target says.
    """

    ledger: str
    subject: str
    number: int
    counts_from: date | None
    stamp: Stamp | None
    who: str
    changes: tuple[FieldChange, ...]

    @property
    def heading(self) -> str:
        """What was revised: `Target from Apr 2020, revision 2`."""
        subject = f" {self.subject}" if self.subject else ""
        return f"{self.ledger.capitalize()}{subject}, revision {self.number}"

    @property
    def recorded(self) -> str:
        """By whom and when it was written, and from when it counts."""
        written = f"{one_line(self.who)}, {format_date(self.stamp.at.date())}" if self.stamp else ""
        since = (
            f"counts from {format_date(self.counts_from)}" if self.counts_from else "counts always"
        )
        return f"{written} · {since}" if written else since


@dataclass(frozen=True)
class History:
    """A measure's ledgers: its results by period and revision, and the others, oldest first.

    `standing` is how the measure stands today, in words.
    """

    measure: Measure
    steps: tuple[Step, ...]
    amendments: tuple[Amendment, ...] = ()
    standing: str = REPORTED

    @property
    def notice(self) -> str:
        """A sentence where the measure is retired, ends or is to come; empty for any other."""
        if self.standing == REPORTED:
            return ""
        return f"{self.standing[0].upper()}{self.standing[1:]}."


def history(session: Session, measure: str, period: Period | None = None) -> History:
    """Every revision of a measure, or of one period's result."""
    with session.store.reading() as db:
        return read_history(db, session, measure, period)


def read_history(
    db: Transaction, session: Session, measure: str, period: Period | None = None
) -> History:
    """The same within a transaction."""
    sight = Sight.of(db, session)
    today = session.clock.today()
    ledger = read_ledger(db, measure, today, sight)
    definitions = sight.see_all(
        ledger.measure, Veil.definition, definition_revisions(db, ledger.measure)
    )
    names = {officer.login: officer.name for officer in catalogue.officers(db)}
    wanted = period.start if period else None
    chosen = [r for r in ledger.revisions if wanted in (None, r.period.start)]
    amendments = tuple(_amendments(ledger, definitions, names)) if period is None else ()
    standing = ledger.measure.standing(today)
    return History(ledger.measure, tuple(_steps(chosen, names)), amendments, standing)


def _amendments(
    ledger: Ledger, definitions: Sequence[Definition], names: Mapping[str, str]
) -> Iterator[Amendment]:
    def amendment(
        name: str, subject: str, revision: Definition | Target, changes: tuple[FieldChange, ...]
    ) -> Amendment:
        stamp = revision.stamp
        who = names.get(stamp.by, stamp.by) if stamp else ""
        number, counts_from = revision.number, revision.counts_from
        return Amendment(name, subject, number, counts_from, stamp, who, changes)

    before: Measure | None = None
    for definition in definitions:
        changes = (
            tuple(FieldChange(*change) for change in differences(before, definition.measure))
            if before
            else ()
        )
        yield amendment("definition", "", definition, changes)
        before = definition.measure
    last: Target | None = None
    for target in ledger.targets:
        old = last.amount if last is not None and last.period == target.period else None
        change = FieldChange("target", format_figure(old), format_figure(target.amount) or "none")
        yield amendment("target", f"from {target.period.label}", target, (change,))
        last = target


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
        "forecast": format_figure(entry.forecast),
    }
