"""What a result form shows: the result as it stands, what stands beside it, and a preview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.entries import doubts, unlikely_period
from ncc_tui.domain.ledger import Ledger
from ncc_tui.domain.model import Action, Benchmark, Entry, Measure, Revision
from ncc_tui.domain.periods import Period
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.report import pick_current
from ncc_tui.domain.trend import Trend
from ncc_tui.services import drafts
from ncc_tui.services.disclosure import Sight, Veil
from ncc_tui.services.drafts import Draft
from ncc_tui.services.reports import find_measure
from ncc_tui.services.session import Session
from ncc_tui.store.actions import actions as stored_actions
from ncc_tui.store.connection import Transaction
from ncc_tui.store.ledgers import benchmarks_at, result_revisions, target_revisions


@dataclass(frozen=True)
class FormInputs:
    """All that a result form shows beside its fields, read at one moment.

    `draft` is the officer's own for the period, `elsewhere` those for the measure's others.
    """

    ledger: Ledger
    period: Period
    benchmarks: tuple[Benchmark, ...]
    actions: tuple[Action, ...]
    draft: Draft | None
    refusal: str
    elsewhere: tuple[Draft, ...] = ()

    @property
    def today(self) -> date:
        """The day on which the form is filled in."""
        return self.ledger.today

    @property
    def measure(self) -> Measure:
        """The measure."""
        return self.ledger.measure

    @property
    def newest(self) -> Revision | None:
        """The result as it stands, which a save corrects; None where there is none yet."""
        return self.ledger.newest(self.period)

    @property
    def seen(self) -> int:
        """The number of the newest revision, to be given back when saving."""
        return self.newest.number if self.newest else 0

    @property
    def previous(self) -> Revision | None:
        """The latest earlier result; its comments are there to look at."""
        return self.ledger.before(self.period)

    @property
    def year_before(self) -> Revision | None:
        """The result of the same period last year."""
        return self.ledger.reported(self.period.year_before())

    def current(self, as_at: AsAt) -> Revision | None:
        """The result that a report shows as the current one."""
        return pick_current(self.ledger.revisions, as_at)

    def other(self, as_at: AsAt) -> Period | None:
        """The period to turn to: of the result that a report shows or, from there, the next one.

        None where there is no other.
        """
        current, after = self.current(as_at), self.ledger.next_period()
        other = current.period if current is not None and current.period != self.period else after
        return other if other != self.period else None

    @property
    def target(self) -> Decimal | None:
        """The target in force at the period's start."""
        return self.ledger.target(self.period)

    @property
    def trend(self) -> Trend:
        """The results so far, with targets and comparators."""
        return self.ledger.trend(self.benchmarks)


@dataclass(frozen=True)
class Preview:
    """What a value will get once it is saved, and what is unlikely: about it with its period, about
    the period alone, and about the forecast.
    """

    performance: Rating
    direction: Rating
    doubts: tuple[str, ...]
    of_period: tuple[str, ...] = ()
    of_forecast: tuple[str, ...] = ()

    @property
    def of_value(self) -> tuple[str, ...]:
        """What is unlikely about the value itself, whatever the period."""
        return tuple(doubt for doubt in self.doubts if doubt not in self.of_period)


def form_inputs(session: Session, measure: str, period: Period | None = None) -> FormInputs:
    """What a form needs for a measure, in the period to be entered next unless one is given."""
    today = session.clock.today()
    with session.store.reading() as db:
        sight = Sight.of(db, session)
        ledger = read_ledger(db, measure, today, sight)
        about = ledger.measure
        chosen = about.cycle.starting(period.start) if period else ledger.next_period()
        stored = drafts.find_drafts(db, session, about)
        return FormInputs(
            ledger=ledger,
            period=chosen,
            benchmarks=tuple(benchmarks_at(db, about, AsAt(today))),
            actions=sight.see_all(about, Veil.action, stored_actions(db, about, AsAt(today))),
            draft=next((draft for draft in stored if draft.period == chosen), None),
            refusal=session.refusal(db, about.service),
            elsewhere=tuple(draft for draft in stored if draft.period != chosen),
        )


def preview(
    inputs: FormInputs,
    value: Decimal | None,
    reported_on: date | None = None,
    *,
    forecast: Decimal | None = None,
) -> Preview:
    """What a value will get; reads nothing, so that it can be asked at each key."""
    day = reported_on or inputs.today
    performance, direction = inputs.ledger.ratings(inputs.period, value, day)
    unlikely = doubts(inputs.ledger, inputs.period, Entry(value)) if value is not None else ()
    of_period = tuple(unlikely_period(inputs.period, inputs.ledger.periods(), inputs.today))
    expected = doubts(inputs.ledger, inputs.period, Entry(None, forecast=forecast))
    of_forecast = tuple(doubt for doubt in expected if doubt not in of_period)
    return Preview(performance, direction, unlikely, of_period, of_forecast)


def trend_with(inputs: FormInputs, value: Decimal | None) -> Trend:
    """The trend as it will be with a value in the form's period."""
    point = (inputs.period, value)
    return inputs.ledger.trend(inputs.benchmarks, also=point)


def read_ledger(db: Transaction, measure: str, today: date, sight: Sight) -> Ledger:
    """A measure's ledgers (its code in any case), the measure as it is defined today.

    Raises NotFound naming the nearest code.
    """
    return ledger_of(db, find_measure(db, measure, AsAt(today)), today, sight)


def ledger_of(db: Transaction, measure: Measure, today: date, sight: Sight) -> Ledger:
    """The ledgers of a measure that is known, as a reader may see them."""
    results, targets = result_revisions(db, measure), target_revisions(db, measure)
    return sight.see(measure, Veil.ledger, Ledger(measure, tuple(results), tuple(targets), today))
