"""What a measure's form goes by: its fields, what is wrong with them, and what they would turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.definitions import has_number, kept_with_results, moved_field
from ncc_tui.domain.fields import filled
from ncc_tui.domain.ledger import Ledger
from ncc_tui.domain.measure_fields import HIGHEST_NUMBER, MEASURE_FIELDS, blank
from ncc_tui.domain.model import Definition, Measure, Service
from ncc_tui.domain.periods import Period
from ncc_tui.domain.settings import default_lag_days, default_tolerance
from ncc_tui.domain.turns import Turn, row_today, turned
from ncc_tui.services.disclosure import Sight, Veil
from ncc_tui.services.forms import ledger_of
from ncc_tui.services.reports import find_measure, service_named
from ncc_tui.services.session import Session
from ncc_tui.store import administration, catalogue
from ncc_tui.store.connection import Transaction
from ncc_tui.store.ledgers import definition_revisions

# What `measure add` cannot do without; the rest begins as the settings or the fields say.
REQUIRED = ("code", "service", "measure", "unit", "frequency", "polarity")


@dataclass(frozen=True)
class MeasureInputs:
    """All that a measure's form goes by, read at one moment.

    `known` is the measure as it is newest defined, by the ledger's revision `seen`; without one
    it is a new measure, for which `begins` says what its fields begin with. `ledger` has the
    measure as it is defined today. `own` are the codes of the services that the officer may define
    measures of.
    """

    begins: Measure
    known: Measure | None
    definitions: tuple[Definition, ...]
    ledger: Ledger | None
    others: tuple[Measure, ...]
    services: tuple[Service, ...]
    logins: frozenset[str]
    has_results: bool
    in_use: tuple[date, ...]
    today: date
    refusal: str = ""
    own: frozenset[str] = frozenset()

    @property
    def seen(self) -> int:
        """The number of the newest revision, to be given back when saving; 0 of a new measure."""
        return len(self.definitions)

    def texts(self) -> dict[str, str]:
        """What each field says to begin with."""
        return {field.name: field.says(self.begins) for field in MEASURE_FIELDS}

    def next_number(self, service: str) -> int:
        """The number after the last of a service's."""
        return min(HIGHEST_NUMBER, max(_numbers(self.others, service), default=0) + 1)


@dataclass(frozen=True)
class Examined:
    """A measure as typed, what is wrong with it by field, and what it would turn today."""

    measure: Measure
    problems: Mapping[str, str]
    turns: tuple[Turn, ...] = ()


def measure_inputs(
    session: Session, code: str | None = None, *, service: str | None = None
) -> MeasureInputs:
    """What a form needs for a measure, or for a new one, of a service where that is known."""
    with session.store.reading() as db:
        chosen = service_named(db, service).code if service else ""
        inputs = read_inputs(db, session, find_measure(db, code) if code else None, chosen)
        return _permitted(db, session, inputs)


def copy_inputs(session: Session, code: str) -> MeasureInputs:
    """What a form needs for a measure that begins like another."""
    with session.store.reading() as db:
        return _permitted(db, session, like_inputs(db, session, find_measure(db, code)))


def examine(
    inputs: MeasureInputs, texts: Mapping[str, str], *, counts_from: date | None = None
) -> Examined:
    """A measure with what is typed into its fields; reads nothing, so it can be asked at each key.

    Its turns are those of today's report, of which there are none where it counts from later on.
    """
    measure, problems = filled(inputs.begins, texts, MEASURE_FIELDS)
    if not measure.number and "number" not in problems:
        known = inputs.known
        number = known.number if known else inputs.next_number(measure.service)
        measure = replace(measure, number=number)
    for name, sentence in _rules(inputs, measure, texts).items():
        problems.setdefault(name, sentence)
    later = counts_from is not None and counts_from > inputs.today
    if problems or later:
        return Examined(measure, problems)
    return Examined(measure, problems, _turns(inputs, measure))


def read_inputs(
    db: Transaction, session: Session, known: Measure | None = None, service: str = ""
) -> MeasureInputs:
    """What a measure's form goes by, within a transaction."""
    sight = Sight.of(db, session)
    today, settings = session.clock.today(), catalogue.settings(db)
    ledger = None
    if known is None:
        begins = replace(
            blank(),
            service=service,
            tolerance=default_tolerance(settings),
            lag_days=default_lag_days(settings),
        )
    else:
        begins = known
        ledger = ledger_of(db, find_measure(db, known.code, AsAt(today)), today, sight)
    return MeasureInputs(
        begins=begins,
        known=known,
        definitions=sight.see_all(known, Veil.definition, definition_revisions(db, known))
        if known
        else (),
        ledger=ledger,
        others=tuple(m for m in catalogue.measures(db) if known is None or m.code != known.code),
        services=tuple(catalogue.services(db)),
        logins=frozenset(officer.login for officer in catalogue.officers(db)),
        has_results=administration.has_results(db, known.code if known else None),
        in_use=tuple(administration.periods_in_use(db, known.code)) if known else (),
        today=today,
    )


def _permitted(db: Transaction, session: Session, inputs: MeasureInputs) -> MeasureInputs:
    """The same with what the officer may: why they may save no such measure, and of which services.

    Where no service is chosen yet it is refused if it is for all of them.
    """
    refusals = session.definition_refusals(db)
    own = frozenset(code for code, refusal in refusals.items() if not refusal)
    chosen = inputs.begins.service
    of_all = "" if own else next(iter(refusals.values()), "")
    refusal = refusals[chosen] if chosen else of_all
    return replace(inputs, refusal=refusal, own=own)


def like_inputs(db: Transaction, session: Session, known: Measure) -> MeasureInputs:
    """What a copy of a measure goes by: one that is retired is followed by it, by its number."""
    return _like(read_inputs(db, session), known)


def succeeding(inputs: MeasureInputs, last_day: date) -> MeasureInputs:
    """What the copy of a measure goes by that is to take its place after a last day."""
    if inputs.known is None:
        return inputs
    ended = replace(inputs.known, ends_on=last_day)
    others = (*inputs.others, ended)
    after = replace(inputs, known=None, definitions=(), ledger=None, in_use=(), others=others)
    return _like(after, ended)


def _like(inputs: MeasureInputs, known: Measure) -> MeasureInputs:
    begins = replace(known, code="", number=0, starts_on=None, ends_on=None)
    if known.ends_on:
        begins = replace(begins, starts_on=known.ends_on + timedelta(days=1))
        same = replace(begins, number=known.number)
        begins = begins if has_number(same, inputs.others) else same
    return replace(inputs, begins=begins)


def _rules(inputs: MeasureInputs, measure: Measure, texts: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a measure beside others and beside its own past, by field."""
    known = inputs.known
    problems: dict[str, str] = {}
    if known is None:
        for name in REQUIRED:
            if name not in texts and not _begun(inputs.begins, name):
                problems[name] = "Expected a text, found none."
        twin = next(
            (o for o in inputs.others if o.code.casefold() == measure.code.casefold()), None
        )
        if twin is not None:
            problems["code"] = f"There is a measure {twin.code} already: {twin.title}."
    elif measure.code != known.code:
        problems["code"] = f"Expected {known.code}: the code of a measure stays."
    if measure.service and measure.service not in {service.code for service in inputs.services}:
        problems["service"] = f"There is no service '{measure.service}'."
    if (
        measure.owner
        and measure.owner != inputs.begins.owner
        and measure.owner not in inputs.logins
    ):
        problems["owner"] = f"There is no officer '{measure.owner}'."
    if measure.starts_on and measure.ends_on and measure.ends_on < measure.starts_on:
        problems["ends_on"] = (
            f"Expected a date not before starts_on, {format_date(measure.starts_on)}."
        )
    if holder := has_number(measure, inputs.others):
        problems["number"] = (
            f"Expected a number that no other measure of the service has ({holder.code} has "
            f"{measure.number})."
        )
    if known is not None and (field := moved_field(known, measure)):
        if inputs.has_results:
            problems[field] = f"Expected {kept_with_results(known, field)}."
        elif used := _unfit(inputs, measure):
            problems[field] = (
                f"Expected a cycle in which {used} begins a period: it is in use already."
            )
    return problems


def _begun(measure: Measure, name: str) -> bool:
    """Whether a field says something to begin with, by which a copy is like its original."""
    if name in ("frequency", "polarity"):
        return bool(measure.title)
    field = next(field for field in MEASURE_FIELDS if field.name == name)
    return bool(field.says(measure))


def _unfit(inputs: MeasureInputs, measure: Measure) -> str:
    """A period in use that would be none by a measure's cycle; empty where all would be."""
    known = inputs.known
    unfit = (start for start in inputs.in_use if not measure.cycle.starts_at(start))
    start = next(unfit, None)
    return Period(start, known.cycle).label if known and start else ""


def _turns(inputs: MeasureInputs, measure: Measure) -> tuple[Turn, ...]:
    ledger = inputs.ledger or Ledger(measure, (), (), inputs.today)
    before = row_today(ledger) if inputs.known else None
    return turned(before, row_today(replace(ledger, measure=measure)))


def _numbers(measures: Iterable[Measure], service: str) -> set[int]:
    return {measure.number for measure in measures if measure.service == service}
