"""Bulk entry: every result due for a service at once, each figure judged as it is typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.entries import (
    MISSING,
    carried_over,
    changes_figure,
    check_entry,
    parse_missing,
    same,
    tidied,
)
from ncc_tui.domain.errors import InvalidChoice, InvalidEntry, InvalidFigure
from ncc_tui.domain.figures import parse_figure
from ncc_tui.domain.model import Entry, Measure, MissingReason, Revision, Service
from ncc_tui.domain.periods import NamedPeriod, Period
from ncc_tui.domain.ratings import Rating
from ncc_tui.services import drafts
from ncc_tui.services.disclosure import Sight
from ncc_tui.services.due import count_due, read_due_list
from ncc_tui.services.entering import Submission
from ncc_tui.services.forms import FormInputs, ledger_of, preview
from ncc_tui.services.importing.marks import reading
from ncc_tui.services.reports import service_named
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue

# Why figures changed is asked once, for all of them, when they are saved.
_ASKED = "Asked when saving"


@dataclass(frozen=True)
class BulkPage:
    """The results to enter for a service, by measure number, and officers' names by login.

    `named` is the period asked for; None where the rows are those due.
    """

    service: Service
    named: NamedPeriod | None
    rows: tuple[FormInputs, ...]
    names: Mapping[str, str]
    refusal: str
    due: int | None


@dataclass(frozen=True)
class Verdict:
    """What a figure typed comes to: the figure or why there is none, the rating, what is wrong."""

    value: Decimal | None = None
    missing: MissingReason | None = None
    performance: Rating | None = None
    error: str = ""
    doubts: tuple[str, ...] = ()


def bulk_page(
    session: Session,
    service: str,
    at: date,
    *,
    named: NamedPeriod | None = None,
    also: Collection[tuple[str, Period]] = (),
) -> BulkPage:
    """What is due for a service at a date, or each of its measures that has the period named.

    `also` are measures and periods to show besides, since something is typed there.
    """
    today = session.clock.today()
    with session.store.reading() as db:
        chosen = service_named(db, service)
        measures = catalogue.measures(db, chosen.code, AsAt(today))
        if named is None:
            items = read_due_list(db, session, at, service=chosen.code)
            wanted = {(item.measure.code, item.period) for item in items}
        else:
            periods = ((m, named.of(m.cycle)) for m in measures)
            wanted = {(m.code, p) for m, p in periods if p is not None and _runs_in(m, p)}
        places = [
            (measure, period)
            for measure in measures
            for code, period in sorted(wanted | set(also))
            if measure.code == code
        ]
        mine = {(d.measure.code, d.period): d for d in drafts.read_mine(db, session)}
        refusal = session.refusal(db, chosen.code)
        sight = Sight.of(db, session)
        rows = [
            FormInputs(
                ledger=ledger_of(db, measure, today, sight),
                period=period,
                benchmarks=(),
                actions=(),
                draft=mine.get((measure.code, period)),
                refusal=refusal,
            )
            for measure, period in places
        ]
        rows.sort(key=lambda row: (row.measure.number, row.period.start))
        return BulkPage(
            service=chosen,
            named=named,
            rows=tuple(rows),
            names={officer.login: officer.name for officer in catalogue.officers(db)},
            refusal=refusal,
            due=count_due(db, session, at),
        )


def period_named(text: str) -> NamedPeriod | None:
    """The period somebody typed (`Jan 2024`, `2023/24`); None for no text."""
    return NamedPeriod.parse(text) if text.strip() else None


def _runs_in(measure: Measure, period: Period) -> bool:
    """Whether a measure is reported for a period, if only for a part of it."""
    begun = measure.starts_on is None or measure.starts_on <= period.end
    return begun and (measure.ends_on is None or period.start <= measure.ends_on)


def verdict_of(row: FormInputs, typed: str) -> Verdict:
    """What is typed as a row's value; reads nothing, so that it can be asked at each key."""
    if not typed.strip():
        return Verdict()
    value, missing = None, MISSING.get(typed.strip().casefold())
    if missing is None:
        try:
            value = parse_figure(typed)
        except InvalidFigure as wrong:
            try:
                missing = parse_missing(typed)
            except InvalidChoice:
                return Verdict(error=f"{wrong} {_instead(typed)}")
    try:
        entry = Entry(value, missing, reason=_ASKED)
        check_entry(row.measure, row.period, entry, row.newest, row.today)
    except InvalidEntry as wrong:
        return Verdict(error=str(wrong))
    outlook = preview(row, value)
    return Verdict(value, missing, outlook.performance, doubts=outlook.doubts)


def _instead(typed: str) -> str:
    if (found := reading(typed)) is not None:
        return f"Did you mean {found.taken}? Type it so."
    return f"Or say why there is none: {', '.join(MissingReason)}."


def seen_with(row: FormInputs, theirs: Revision) -> FormInputs:
    """A row with a revision that somebody saved after it was read."""
    known = row.ledger.revisions
    return replace(row, ledger=replace(row.ledger, revisions=(*known, theirs)))


def seen_until(row: FormInputs, number: int) -> FormInputs:
    """A row as it stood at an earlier revision of its result, 0 for before the first."""
    known = row.ledger.revisions
    left = tuple(r for r in known if r.period != row.period or r.number <= number)
    return replace(row, ledger=replace(row.ledger, revisions=left))


def corrects(row: FormInputs, verdict: Verdict) -> bool:
    """Whether a figure replaces another, which asks for a reason."""
    return changes_figure(row.newest, _entry(row, verdict, None))


def changes(row: FormInputs, verdict: Verdict, comments: str | None) -> bool:
    """Whether what is typed in a row differs from what stands there: else nothing is saved."""
    if verdict.error or row.newest is None:
        return True
    return not same(tidied(_entry(row, verdict, comments)), tidied(row.newest.entry))


def submission(
    row: FormInputs, verdict: Verdict, comments: str | None, reason: str = ""
) -> Submission:
    """What to save for a row; comments of None stay as they are.

    Without a figure it is the one that stands there, so that only the comments change.
    """
    entry = _entry(row, verdict, comments)
    if changes_figure(row.newest, entry):
        entry = replace(entry, reason=reason)
    return Submission(row.measure.code, row.period, entry, row.seen)


def _entry(row: FormInputs, verdict: Verdict, comments: str | None) -> Entry:
    value, missing = verdict.value, verdict.missing
    standing = row.ledger.standing(row.period)
    if value is None and missing is None and standing is not None:
        value, missing = standing.value, standing.entry.missing
    entry = carried_over(row.newest, value, missing)
    return entry if comments is None else replace(entry, comments=comments)
