"""Measures: listing them, and adding, defining anew, retiring, copying and moving them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ncc_tui.domain.definitions import moved_field
from ncc_tui.domain.errors import InvalidEntry, InvalidField
from ncc_tui.domain.fields import filled, first_problem
from ncc_tui.domain.measure_fields import HIGHEST_NUMBER, MEASURE_FIELDS
from ncc_tui.domain.model import Measure, Service
from ncc_tui.domain.turns import Turn
from ncc_tui.services.administration.conflicts import Change, ChangedSince
from ncc_tui.services.administration.ledgers import counting_day, since_words, transaction
from ncc_tui.services.administration.measure_form import (
    MeasureInputs,
    examine,
    like_inputs,
    read_inputs,
    succeeding,
)
from ncc_tui.services.reports import find_measure, service_named
from ncc_tui.services.session import Session
from ncc_tui.store import administration, catalogue
from ncc_tui.store.connection import Transaction
from ncc_tui.store.ledgers import append_definition, definition_revisions


@dataclass(frozen=True)
class MeasureLine:
    """A measure as it is newest defined, and how it stands on a day."""

    measure: Measure
    service: Service
    has_results: bool
    standing: str


@dataclass(frozen=True)
class Defined:
    """A definition that was saved, or that would be, and what it turns in today's report."""

    measure: Measure
    number: int
    counts_from: date | None
    turns: tuple[Turn, ...] = ()

    @property
    def words(self) -> str:
        """What to tell: `CSC04 (revision 2, counts from 18 May 2024)`."""
        return f"{self.measure.code} (revision {self.number}, {since_words(self.counts_from)})"


def measure_lines(session: Session, service: str | None = None) -> tuple[MeasureLine, ...]:
    """Every measure, or a service's, by service and number, retired ones too."""
    today = session.clock.today()
    with session.store.reading() as db:
        services = {s.code: s for s in catalogue.services(db)}
        chosen = service_named(db, service).code if service else None
        reported = administration.measures_with_results(db)
        return tuple(
            MeasureLine(m, services[m.service], m.code in reported, m.standing(today))
            for m in catalogue.measures(db, chosen)
        )


def add_measure(
    session: Session,
    texts: Mapping[str, str],
    *,
    counts_from: date | None = None,
    reason: str = "",
    dry_run: bool = False,
) -> Defined:
    """Add a measure as typed, by field; what is not said begins as the settings have it.

    Raises InvalidField for the first field that is wrong. With `dry_run` nothing is written.
    """
    with transaction(session, dry_run=dry_run) as db:
        inputs = read_inputs(db, session)
        return _save(db, session, inputs, texts, counts_from, reason, dry_run)


def edit_measure(
    session: Session,
    code: str,
    texts: Mapping[str, str],
    *,
    seen: int | None = None,
    counts_from: date | None = None,
    reason: str = "",
    dry_run: bool = False,
) -> Defined:
    """Define a measure anew: the revision after the one `seen`, with what is typed changed.

    Raises ChangedSince where somebody defined it meanwhile, InvalidField for a field that is
    wrong or would break history, InvalidEntry where nothing changes.
    """
    with transaction(session, dry_run=dry_run) as db:
        inputs = read_inputs(db, session, find_measure(db, code))
        session.require_definitions(db, inputs.begins.service)
        if seen is not None and seen != inputs.seen:
            raise _conflict(inputs, texts, seen)
        return _save(db, session, inputs, texts, counts_from, reason, dry_run)


def retire_measure(
    session: Session,
    code: str,
    on: date,
    *,
    counts_from: date | None = None,
    reason: str = "",
    dry_run: bool = False,
) -> Defined:
    """End a measure: `on` is the last day that it is reported. Earlier reports keep it."""
    return edit_measure(
        session,
        code,
        {"ends_on": on.isoformat()},
        counts_from=counts_from,
        reason=reason,
        dry_run=dry_run,
    )


def copy_measure(
    session: Session,
    code: str,
    new: str,
    texts: Mapping[str, str] | None = None,
    *,
    counts_from: date | None = None,
    reason: str = "",
    dry_run: bool = False,
) -> Defined:
    """Add a measure like another under a new code, but for what is typed; without its figures.

    The copy of one that is retired begins the day after, and has its number.
    """
    with transaction(session, dry_run=dry_run) as db:
        known = find_measure(db, code)
        session.require_definitions(db, known.service)
        inputs = like_inputs(db, session, known)
        typed = {**(texts or {}), "code": new}
        if "service" in typed and typed["service"].strip() != known.service:
            typed.setdefault("number", str(inputs.next_number(typed["service"].strip())))
        return _save(db, session, inputs, typed, counts_from, reason, dry_run)


def replace_measure(
    session: Session,
    code: str,
    new: str,
    last_day: date,
    texts: Mapping[str, str] | None = None,
    *,
    seen: int | None = None,
    counts_from: date | None = None,
    reason: str = "",
) -> tuple[Defined, Defined]:
    """End a measure on its last day and add one like it, but for what is typed, from the next on.

    Both or neither: so a measure that has results gets another frequency. Gives the one that ends
    and its successor; raises as `edit_measure` and `copy_measure` do.
    """
    with session.store.writing() as db:
        inputs = read_inputs(db, session, find_measure(db, code))
        session.require_definitions(db, inputs.begins.service)
        ends = {"ends_on": last_day.isoformat()}
        if seen is not None and seen != inputs.seen:
            raise _conflict(inputs, ends, seen)
        after = succeeding(inputs, last_day)
        ended = _save(db, session, inputs, ends, counts_from, reason, dry_run=False)
        typed = {**(texts or {}), "code": new}
        return ended, _save(db, session, after, typed, counts_from, reason, dry_run=False)


def move_measure(
    session: Session,
    code: str,
    to: int,
    *,
    counts_from: date | None = None,
    reason: str = "",
    dry_run: bool = False,
) -> tuple[Defined, ...]:
    """Give a measure another number; where that is taken, those between move up by one.

    Gives every measure that is numbered anew, the one that was asked for first. A retired measure
    and the one that follows it under its number move together.
    """
    if not 1 <= to <= HIGHEST_NUMBER:
        raise InvalidField("number", f"Expected a number from 1 to {HIGHEST_NUMBER:,}.")
    with transaction(session, dry_run=dry_run) as db:
        known = find_measure(db, code)
        session.require_definitions(db, known.service)
        measures = catalogue.measures(db, known.service)
        numbers = _renumbered({m.number for m in measures}, known.number, to)
        moved = [m for m in measures if numbers[m.number] != m.number]
        if not moved:
            raise InvalidEntry(f"Nothing to save: {known.code} has the number {to} already.")
        officer, today = session.now(db), session.clock.today()
        saved = []
        for measure in sorted(moved, key=lambda m: (m.code != known.code, numbers[m.number])):
            newest = definition_revisions(db, measure)[-1]
            day = counting_day(counts_from, today, officer, reason, corrects=newest.counts_from)
            after = replace(measure, number=numbers[measure.number])
            if not dry_run:
                stamp = session.author.stamp(reason)
                append_definition(db, after, seen=newest.number, counts_from=day, stamp=stamp)
            saved.append(Defined(after, newest.number + 1, day))
    return tuple(saved)


def _save(
    db: Transaction,
    session: Session,
    inputs: MeasureInputs,
    texts: Mapping[str, str],
    counts_from: date | None,
    reason: str,
    dry_run: bool,
) -> Defined:
    """Check and write one definition within a transaction."""
    examined = examine(inputs, texts, counts_from=counts_from)
    first_problem(examined.problems)
    measure, known = examined.measure, inputs.known
    session.require_definitions(db, measure.service)
    if measure == known:
        raise InvalidEntry(f"Nothing to save: {measure.code} says that already.")
    # A council without any result has shown nothing: what is set up then counts always.
    first = known is None and not inputs.has_results
    corrects = inputs.definitions[-1].counts_from if inputs.definitions else None
    day = counting_day(
        counts_from, inputs.today, session.now(db), reason, first=first, corrects=corrects
    )
    if not dry_run:
        if known is None or moved_field(known, measure):
            catalogue.put_measure(db, measure, session.author)
        stamp = session.author.stamp(reason)
        append_definition(db, measure, seen=inputs.seen, counts_from=day, stamp=stamp)
    return Defined(measure, inputs.seen + 1, day, examined.turns)


def _conflict(inputs: MeasureInputs, texts: Mapping[str, str], seen: int) -> ChangedSince:
    definitions = {definition.number: definition for definition in inputs.definitions}
    newest = inputs.definitions[-1]
    base = definitions.get(seen, newest)
    mine, _ = filled(base.measure, texts, MEASURE_FIELDS)
    change = Change(base.measure, newest.measure, mine)
    what = f"The definition of {newest.measure.code}"
    return change.refused(what, MEASURE_FIELDS, newest.stamp.by)


def _renumbered(numbers: set[int], old: int, to: int) -> dict[int, int]:
    """What each number becomes where `old` becomes `to`: those between move up by one place."""
    if to not in numbers:
        return {number: to if number == old else number for number in numbers}
    between = sorted(n for n in numbers if min(old, to) <= n <= max(old, to))
    others = [number for number in between if number != old]
    places = [number for number in between if number != to]
    moved = dict(zip(others, places, strict=True)) | {old: to}
    return {number: moved.get(number, number) for number in numbers}
