"""Targets: a measure's and a year's, setting them, and copying a year's to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import financial_year_label
from ncc_tui.domain.errors import InvalidEntry, NccError, NotFound
from ncc_tui.domain.figures import format_figure, parse_figure
from ncc_tui.domain.ledger import Ledger
from ncc_tui.domain.model import Measure, Service, Target
from ncc_tui.domain.periods import Period
from ncc_tui.domain.report import pick_target
from ncc_tui.domain.turns import Turn, row_today, turned
from ncc_tui.domain.uplift import uplifted
from ncc_tui.domain.year import year_periods
from ncc_tui.services.administration.conflicts import ChangedSince, Versions
from ncc_tui.services.administration.ledgers import counting_day, since_words, transaction
from ncc_tui.services.disclosure import Sight
from ncc_tui.services.forms import read_ledger
from ncc_tui.services.reports import service_named
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.connection import Transaction
from ncc_tui.store.ledgers import append_target

# What ends a target, where one is typed.
NO_TARGET = "-"


@dataclass(frozen=True)
class TargetCell:
    """A measure's target in one period: the one in force, and what is stated from the period on.

    `seen` is the number of the newest revision stated there, to be given back when saving; 0
    where nothing is stated.
    """

    period: Period
    in_force: Decimal | None
    stated: Target | None

    @property
    def seen(self) -> int:
        """The number of the newest revision that is stated for the period."""
        return self.stated.number if self.stated else 0


@dataclass(frozen=True)
class TargetRow:
    """A measure's targets in a financial year, a cell for each of its periods."""

    measure: Measure
    cells: tuple[TargetCell, ...]


@dataclass(frozen=True)
class TargetGrid:
    """The targets of a service's measures in the financial year that began in `first_year`."""

    first_year: int
    rows: tuple[TargetRow, ...]
    refusal: str

    @property
    def year(self) -> str:
        """The financial year: `2023/24`."""
        return financial_year_label(self.first_year)


@dataclass(frozen=True)
class TargetSet:
    """A target that was saved, or would be, and what it turns in today's report."""

    measure: Measure
    period: Period
    amount: Decimal | None
    before: Decimal | None
    number: int
    counts_from: date | None
    turns: tuple[Turn, ...] = ()

    @property
    def change(self) -> str:
        """The target and the one before it: `CSC04 from Apr 2024: 72, was 73`."""
        was = f", was {format_figure(self.before)}" if self.before is not None else ""
        amount = format_figure(self.amount) or "no target"
        return f"{self.measure.code} from {self.period.label}: {amount}{was}"

    @property
    def words(self) -> str:
        """What to tell: the same and `(revision 1, counts from 18 May 2024)`."""
        return f"{self.change} (revision {self.number}, {since_words(self.counts_from)})"


@dataclass(frozen=True)
class TargetEntry:
    """What is typed for a target from a period on; `seen` is as a cell of the grid has it."""

    measure: str
    period: str | Period
    text: str
    seen: int | None = None


class TargetsRefused(NccError):
    """Several targets of which none was saved, for those in `rows`, each known by its place."""

    def __init__(self, rows: tuple[tuple[int, NccError], ...]) -> None:
        super().__init__(f"Nothing was saved. {' '.join(str(error) for _, error in rows[:3])}")
        self.rows = rows


def target_list(session: Session, measure: str) -> tuple[Measure, tuple[Target, ...]]:
    """A measure and its targets as they stand: the newest revision of each, by period."""
    with session.store.reading() as db:
        ledger = read_ledger(db, measure, session.clock.today(), Sight.of(db, session))
        return ledger.measure, tuple(_newest(ledger).values())


def target_grid(session: Session, service: str, first_year: int) -> TargetGrid:
    """The targets of a service in a financial year, a row for each measure not retired before."""
    with session.store.reading() as db:
        chosen = service_named(db, service)
        sight = Sight.of(db, session)
        rows = []
        for measure in catalogue.measures(db, chosen.code):
            periods = year_periods(measure.cycle, first_year)
            if measure.ends_on is not None and measure.ends_on < periods[0].start:
                continue
            ledger = _ledger(db, measure, session.clock.today(), sight)
            stated = _newest(ledger)
            cells = (TargetCell(p, _in_force(ledger, p), stated.get(p.start)) for p in periods)
            rows.append(TargetRow(measure, tuple(cells)))
        return TargetGrid(first_year, tuple(rows), session.definition_refusal(db, chosen.code))


def target_turns(
    session: Session, measure: str, period: Period, text: str, *, counts_from: date | None = None
) -> tuple[Turn, ...]:
    """What a target that is typed would turn in today's report; nothing is written.

    Raises InvalidFigure where the text is none.
    """
    with session.store.reading() as db:
        ledger = read_ledger(db, measure, session.clock.today(), Sight.of(db, session))
        return _turns(ledger, _target(ledger, period, parse_target(text), counts_from))


def targets_turns(
    session: Session, entries: Sequence[TargetEntry], *, counts_from: date | None = None
) -> tuple[Turn, ...]:
    """What several targets, all of them, would turn in today's report; nothing is written.

    Raises InvalidPeriod and InvalidFigure.
    """
    before: dict[str, Ledger] = {}
    after: dict[str, Ledger] = {}
    with session.store.reading() as db:
        for entry in entries:
            if (ledger := after.get(entry.measure)) is None:
                ledger = read_ledger(
                    db, entry.measure, session.clock.today(), Sight.of(db, session)
                )
                before[entry.measure] = ledger
            period, amount = _period(ledger, entry), parse_target(entry.text)
            after[entry.measure] = _with(ledger, _target(ledger, period, amount, counts_from))
    return tuple(
        turn
        for code, ledger in before.items()
        for turn in turned(row_today(ledger), row_today(after[code]))
    )


def set_target(
    session: Session,
    measure: str,
    period: str | Period,
    text: str,
    *,
    seen: int | None = None,
    counts_from: date | None = None,
    reason: str = "",
    dry_run: bool = False,
) -> TargetSet:
    """State the target that is in force from a period on; `-` ends the one before.

    Raises ChangedSince where somebody stated another than the revision `seen`, InvalidPeriod,
    InvalidFigure, and InvalidEntry where it says that already.
    """
    entry = TargetEntry(measure, period, text, seen)
    with transaction(session, dry_run=dry_run) as db:
        return _set(db, session, entry, counts_from, reason, dry_run)


def set_targets(
    session: Session,
    entries: Sequence[TargetEntry],
    *,
    counts_from: date | None = None,
    reason: str = "",
    dry_run: bool = False,
) -> tuple[TargetSet, ...]:
    """State several targets in one transaction: all of them or none.

    Raises TargetsRefused, which names each that is wrong or in conflict.
    """
    saved: list[TargetSet] = []
    refused: list[tuple[int, NccError]] = []
    with transaction(session, dry_run=dry_run) as db:
        for index, entry in enumerate(entries):
            try:
                saved.append(_set(db, session, entry, counts_from, reason, dry_run))
            except NccError as error:
                refused.append((index, error))
        if refused:
            raise TargetsRefused(tuple(refused))
    return tuple(saved)


def copy_targets(
    session: Session,
    first_year: int,
    service: str | None = None,
    *,
    uplift: Decimal = Decimal(0),
    counts_from: date | None = None,
    reason: str = "",
    dry_run: bool = False,
) -> tuple[TargetSet, ...]:
    """Copy the targets of a financial year to the next, harder by a percentage (`uplifted`).

    Each is what is in force in the period a year earlier; what would say again what is in force
    is not stated. Without a service, it is for every one of the officer's. Raises NotFound where
    no measure has a target in the year, InvalidEntry where the next year says the same already.
    """
    saved: list[TargetSet] = []
    copied = 0
    with transaction(session, dry_run=dry_run) as db:
        sight = Sight.of(db, session)
        for of in _own(db, session, service):
            for measure in catalogue.measures(db, of.code):
                ledger = _ledger(db, measure, session.clock.today(), sight)
                for period, amount in _next_year(ledger, first_year, uplift):
                    copied += 1
                    if _stands_already(ledger, period, amount):
                        continue
                    stated = _state(
                        db, session, ledger, period, amount, counts_from, reason, dry_run
                    )
                    saved.append(stated)
                    ledger = _with(ledger, _target(ledger, period, amount, stated.counts_from))
    year, after = (financial_year_label(first_year + k) for k in range(2))
    if not copied:
        raise NotFound(f"No measure has a target in {year} that could be copied to {after}.")
    if not saved:
        raise InvalidEntry(f"Nothing to save: the targets of {after} say that already.")
    return tuple(saved)


def _set(
    db: Transaction,
    session: Session,
    entry: TargetEntry,
    counts_from: date | None,
    reason: str,
    dry_run: bool,
) -> TargetSet:
    """Check and write one target within a transaction."""
    today = session.clock.today()
    ledger = read_ledger(db, entry.measure, today, Sight.of(db, session))
    session.require_definitions(db, ledger.measure.service)
    chosen = _period(ledger, entry)
    amount, stated = parse_target(entry.text), _newest(ledger).get(chosen.start)
    if entry.seen is not None and entry.seen != (stated.number if stated else 0):
        raise _conflict(ledger, chosen, entry.seen, stated, amount)
    if stated is not None and stated.amount == amount:
        raise InvalidEntry(
            f"Nothing to save: the target of {ledger.measure.code} from {chosen.label} says "
            "that already."
        )
    if amount is None and _in_force(ledger, chosen) is None:
        raise InvalidEntry(f"{ledger.measure.code} has no target to end in {chosen.label}.")
    return _state(db, session, ledger, chosen, amount, counts_from, reason, dry_run)


def _period(ledger: Ledger, entry: TargetEntry) -> Period:
    cycle, period = ledger.measure.cycle, entry.period
    return cycle.parse(period) if isinstance(period, str) else cycle.starting(period.start)


def _own(db: Transaction, session: Session, service: str | None) -> list[Service]:
    """The service that is named, or every one whose targets the officer may set."""
    if service is None:
        every = catalogue.services(db)
        own = [s for s in every if not session.definition_refusal(db, s.code)]
        if own or not every:
            return own
    chosen = service_named(db, service) if service else every[0]
    session.require_definitions(db, chosen.code)
    return [chosen]


def _ledger(db: Transaction, measure: Measure, today: date, sight: Sight) -> Ledger:
    """A measure's ledgers, the measure as it is newest defined."""
    return replace(read_ledger(db, measure.code, today, sight), measure=measure)


def _next_year(
    ledger: Ledger, first_year: int, uplift: Decimal
) -> Iterator[tuple[Period, Decimal]]:
    """The targets of the year after, by period; none after the measure's end."""
    measure = ledger.measure
    for period in year_periods(measure.cycle, first_year):
        amount, after = _in_force(ledger, period), period.next_year()
        ended = measure.ends_on is not None and measure.ends_on < after.start
        if amount is not None and not ended:
            yield after, uplifted(measure, amount, uplift)


def _stands_already(ledger: Ledger, period: Period, amount: Decimal) -> bool:
    """Whether the target in force at a period, with what is stated there, is this one."""
    return _in_force(ledger, period) == amount


def _state(
    db: Transaction,
    session: Session,
    ledger: Ledger,
    period: Period,
    amount: Decimal | None,
    counts_from: date | None,
    reason: str,
    dry_run: bool,
) -> TargetSet:
    """Write one target within a transaction, after the newest stated for its period."""
    # What has neither result nor target has shown nothing: its first target counts always.
    first = not ledger.revisions and not ledger.targets
    today = ledger.today
    stated = _newest(ledger).get(period.start)
    corrects = stated.counts_from if stated else None
    day = counting_day(counts_from, today, session.now(db), reason, first=first, corrects=corrects)
    target = _target(ledger, period, amount, day)
    before = _in_force(ledger, period)
    if not dry_run:
        append_target(
            db,
            ledger.measure,
            period,
            amount,
            seen=target.number - 1,
            counts_from=day,
            stamp=session.author.stamp(reason),
        )
    turns = _turns(ledger, target)
    return TargetSet(ledger.measure, period, amount, before, target.number, day, turns)


def _target(
    ledger: Ledger, period: Period, amount: Decimal | None, counts_from: date | None
) -> Target:
    stated = _newest(ledger).get(period.start)
    number = stated.number + 1 if stated else 1
    return Target(ledger.measure.code, period, amount, number, counts_from)


def _with(ledger: Ledger, target: Target) -> Ledger:
    return replace(ledger, targets=(*ledger.targets, target))


def _turns(ledger: Ledger, target: Target) -> tuple[Turn, ...]:
    return turned(row_today(ledger), row_today(_with(ledger, target)))


def _newest(ledger: Ledger) -> dict[date, Target]:
    """The newest revision of each target, by the first day of its period, in order."""
    return {target.period.start: target for target in ledger.targets}


def _in_force(ledger: Ledger, period: Period) -> Decimal | None:
    """The target in force at a period as it is newest stated, whatever day that counts from."""
    target = pick_target(ledger.targets, period.start, AsAt(ledger.today, revised=True))
    return target.amount if target else None


def parse_target(text: str) -> Decimal | None:
    """Read a target as it is typed; None is what ends one. Raises InvalidFigure."""
    return None if text.strip() == NO_TARGET else parse_figure(text)


def _conflict(
    ledger: Ledger, period: Period, seen: int, stated: Target | None, amount: Decimal | None
) -> ChangedSince:
    """Both versions of a target that two stated."""
    earlier = (t for t in ledger.targets if t.period.start == period.start and t.number == seen)
    base = next(earlier, None)
    sides = [format_figure(t.amount) or "none" if t else "none" for t in (base, stated)]
    who = stated.stamp.by if stated and stated.stamp else "somebody else"
    mine = format_figure(amount) or "none"
    return ChangedSince(
        f"The target of {ledger.measure.code} from {period.label} was changed by {who} after you "
        f"had read it: theirs {sides[1]}, yours {mine}. Look again, and save what you still want.",
        (Versions("Target", sides[0], sides[1], mine),),
    )
