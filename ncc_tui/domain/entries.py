"""An entry before it is saved: what it carries over, what is refused, and what is asked about.

The form, `record`, bulk entry and import all go by these functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.errors import InvalidEntry, InvalidField
from ncc_tui.domain.figures import decimals_of, format_figure, from_real
from ncc_tui.domain.ledger import Ledger
from ncc_tui.domain.model import Entry, Measure, MissingReason, Revision
from ncc_tui.domain.periods import Period
from ncc_tui.domain.text import check_length, is_blank, tidy
from ncc_tui.domain.year import YearRule

JUMP = 10
FAR_YEARS = 5
# What stands for a missing value in place of a figure, as published tables have it.
MISSING = {
    "": MissingReason.NOT_AVAILABLE,
    "-": MissingReason.NOT_AVAILABLE,
    "n/a": MissingReason.NOT_AVAILABLE,
    "x": MissingReason.NOT_AVAILABLE,
    "c": MissingReason.SUPPRESSED,
    "z": MissingReason.NOT_APPLICABLE,
}
# What asks for a reason, as `check_reason` says it.
WITHDRAWAL = "the result is withdrawn"
# A year's figure by these rules is of the size of a period's; by the others it is several times it.
_ALIKE = (YearRule.LAST, YearRule.AVERAGE)


def carried_over(
    newest: Revision | None, value: Decimal | None, missing: MissingReason | None = None
) -> Entry:
    """The entry that corrects a revision to a value, before anything else of it is changed.

    The comments and the forecast stay. What belongs to the figure (provisional, override, source)
    stays only with the same figure. Nothing stays of, or with, a result that is withdrawn.
    """
    if newest is None or newest.entry.withdrawn or missing is MissingReason.WITHDRAWN:
        return Entry(value, missing)
    old = newest.entry
    if same_figure(old.value, value) and old.missing == missing:
        return replace(old, reason="")
    return Entry(value, missing, comments=old.comments, forecast=old.forecast)


def tidied(entry: Entry) -> Entry:
    """An entry as it is kept: figures as a REAL has them, text without needless space.

    With a result that is withdrawn nothing is kept but the reason.
    """
    if entry.withdrawn:
        entry = Entry(entry.value, entry.missing, reason=entry.reason)
    return replace(
        entry,
        value=_as_kept(entry.value),
        forecast=_as_kept(entry.forecast),
        comments=tidy(entry.comments),
        override_reason=tidy(entry.override_reason) if entry.override else "",
        source=tidy(entry.source),
        reason=tidy(entry.reason),
    )


def same_figure(one: Decimal | None, other: Decimal | None) -> bool:
    """Whether two figures are kept as the same one, however they were typed: 73.0 is 73."""
    return _as_kept(one) == _as_kept(other)


def same(one: Entry, other: Entry) -> bool:
    """Whether two entries say the same, whatever their reasons."""
    return replace(one, reason="") == replace(other, reason="")


def check_entry(
    measure: Measure,
    period: Period,
    entry: Entry,
    newest: Revision | None,
    today: date,
    *,
    reason_needed: bool = False,
) -> None:
    """Refuse an entry that cannot be right.

    `newest` is the period's newest revision. Raises InvalidEntry (InvalidField where one field is
    wrong) for a period that has not begun or is after the measure's end; for a value and a
    missing reason together or neither; for text that is too long, an override or a withdrawal
    without a reason, and the withdrawal of nothing; with `reason_needed`, for a changed figure or
    rating without one.
    """
    check_period(measure, period, today)
    check_whole(entry)
    if entry.withdrawn:
        if newest is None or newest.entry.withdrawn:
            raise InvalidEntry(f"{measure.code} {period.label} has no result to withdraw.")
        check_reason(entry.reason, WITHDRAWAL)
    elif reason_needed and newest is not None and changes_figure(newest, entry):
        by_hand = entry.override is not newest.entry.override
        check_reason(entry.reason, "the rating changed" if by_hand else "the figure changed")


def changes_figure(newest: Revision | None, entry: Entry) -> bool:
    """Whether an entry puts another figure or rating in place of one that stands.

    That asks for a reason. What follows a withdrawal asks for none: nothing stands there.
    """
    if newest is None or newest.entry.withdrawn:
        return False
    old = newest.entry
    same_value = same_figure(old.value, entry.value) and old.missing == entry.missing
    return not same_value or old.override is not entry.override


def check_reason(reason: str, happened: str) -> None:
    """Refuse (InvalidField) an empty reason for what happened, such as `the figure changed`."""
    if is_blank(reason):
        raise InvalidField("reason", f"Say why {happened}.")


def parse_missing(text: str) -> MissingReason:
    """Read why there is no value: a reason's name, or a sign for one such as `n/a`.

    Raises InvalidChoice naming the reasons there are.
    """
    return MISSING.get(text.strip().casefold()) or MissingReason.parse(text)


def check_period(measure: Measure, period: Period, today: date) -> None:
    """Refuse (InvalidField) a period that has not begun or is after the measure's end."""
    if period.start > today:
        raise InvalidField(
            "period", f"{period.label} has not begun: it starts on {format_date(period.start)}."
        )
    if measure.ends_on is not None and period.start > measure.ends_on:
        raise InvalidField("period", f"{measure.code} ended on {format_date(measure.ends_on)}.")


def check_whole(entry: Entry) -> None:
    """Refuse (InvalidField) an entry whose fields contradict each other, or are too long."""
    if entry.value is None and entry.missing is None:
        raise InvalidField("value", "Expected a value, or a reason why there is none.")
    if entry.value is not None and entry.missing is not None:
        raise InvalidField("missing", "Expected a value or a reason why there is none, found both.")
    for field in ("comments", "override_reason", "source", "reason"):
        check_length(field, getattr(entry, field))
    if entry.override is not None and is_blank(entry.override_reason):
        raise InvalidField(
            "override_reason", "Expected a reason for the rating set by hand, found none."
        )


def reporting_day(
    asked: date | None,
    period: Period,
    newest: Revision | None,
    today: date,
    *,
    otherwise: date | None = None,
) -> date:
    """The day from which an entry counts: never before that of the revision it corrects.

    Where none is asked for it is `otherwise`, else today. Raises InvalidField for a day in the
    future, before the period begins, or before the day of the revision that is corrected.
    """
    corrected = newest.reported_on if newest is not None else None
    earliest = corrected if corrected is not None and _binds(corrected, today) else period.start
    if asked is None:
        return max(otherwise or today, earliest)
    if asked > today:
        raise InvalidField(
            "reported_on", f"{format_date(asked)} is in the future: expected today or earlier."
        )
    if expected := day_expected(asked, corrected, today):
        raise InvalidField("reported_on", f"Expected {expected}.")
    if asked < earliest:
        raise InvalidField(
            "reported_on", f"Expected {format_date(earliest)} or later: the period begins then."
        )
    return asked


def day_expected(day: date, corrected: date | None, today: date) -> str:
    """What a day should be that is before that of the revision it corrects; empty if it is not."""
    if corrected is None or day >= corrected or not _binds(corrected, today):
        return ""
    return f"{format_date(corrected)} or later: the revision it corrects counts from then"


def _binds(corrected: date, today: date) -> bool:
    """Whether what comes after a revision of a day may not count from before it.

    One dated ahead, by a clock that was wrong, binds nobody.
    """
    return corrected <= today


def doubts(ledger: Ledger, period: Period, entry: Entry) -> tuple[str, ...]:
    """What is unlikely about an entry for a period, a sentence each: it is saved when confirmed."""
    return doubts_beside(
        ledger.measure,
        period,
        entry,
        standing=standing.entry if (standing := ledger.standing(period)) else None,
        others=ledger.periods(),
        last=_comparable(ledger, period),
        today=ledger.today,
    )


def doubts_beside(
    measure: Measure,
    period: Period,
    entry: Entry,
    *,
    standing: Entry | None,
    others: Iterable[Period],
    last: Decimal | None,
    today: date,
) -> tuple[str, ...]:
    """The same, beside what is known: the period's result as it stands, the other periods that
    have one (the nearest will do), and the value to compare with.

    Nothing of a value or forecast that stands there already; a period that has a result is not
    asked about again.
    """
    if entry.withdrawn:
        return ()
    sentences: list[str] = []
    if standing is None:
        sentences += unlikely_period(period, others, today)
    stood = standing.value if standing else None
    if entry.value is not None and not same_figure(stood, entry.value):
        sentences += unlikely_value(measure, entry.value, last)
    expected = standing.forecast if standing else None
    if entry.forecast is not None and not same_figure(expected, entry.forecast):
        alike = last if measure.year_rule in _ALIKE else None
        sentences += unlikely_value(measure, entry.forecast, alike, called="The forecast ")
    return tuple(sentences)


def comparable(
    measure: Measure, period: Period, earlier: Iterable[Period], standing: Mapping[Period, Entry]
) -> Decimal | None:
    """The value to compare a period's with: the last one, of those `earlier`, the latest first.

    Of a cumulative measure, which starts again each year, it is the year before's.
    """
    if measure.cumulative:
        year_before = standing.get(period.year_before())
        return year_before.value if year_before else None
    values = (standing[before].value for before in earlier)
    return next((value for value in values if value is not None), None)


def unlikely_period(period: Period, others: Iterable[Period], today: date) -> Iterator[str]:
    """Say what is unlikely about a period, given the others that have a result."""
    if period.end >= today:
        yield f"{period.label} is not over: it ends on {format_date(period.end)}."
    distances = [(_years_apart(other.start, period.start), other.label) for other in others]
    if not distances:
        years = _years_apart(period.start, today)
        if years > 2 * FAR_YEARS:
            yield f"{period.label} is {years:.0f} years ago."
        return
    years, nearest = min(distances)
    if years > FAR_YEARS:
        yield f"{period.label} is {years:.0f} years from the nearest other result, {nearest}."


def unlikely_value(
    measure: Measure, value: Decimal, last: Decimal | None, *, called: str = ""
) -> Iterator[str]:
    """Say what is unlikely about a figure, given the one to compare it with.

    `called` stands before a figure that is not the value.
    """
    figure = f"{called}{format_figure(value)}"
    unit = measure.unit.casefold()
    is_percentage = unit.startswith(("percent", "%")) and "change" not in unit
    if is_percentage and not 0 <= value <= 100:
        yield f"{figure} is outside 0 to 100, and the measure is a percentage."
    elif value < 0 and unit.startswith(("rate", "per ")) and "change" not in unit:
        yield f"{figure} is below 0, and the measure is a rate."
    if measure.decimals is not None and decimals_of(value) > measure.decimals:
        has, allowed = _decimals(decimals_of(value)), _decimals(measure.decimals)
        yield f"{figure} has {has}, and the measure has {allowed}."
    if last:
        if abs(value) >= JUMP * abs(last):
            yield f"{figure} is {JUMP} times the last value, {format_figure(last)}, or more."
        elif value and abs(value) * JUMP <= abs(last):
            yield f"{figure} is a tenth of the last value, {format_figure(last)}, or less."


def unlikely_due(due_on: date | None, entered_on: date) -> Iterator[str]:
    """Say what is unlikely about the day by which an action that is entered is to be done."""
    if due_on is not None and due_on < entered_on:
        yield (
            f"{format_date(due_on)} is past already on {format_date(entered_on)}, when the action "
            "is entered."
        )


def _comparable(ledger: Ledger, period: Period) -> Decimal | None:
    reported = {p: r.entry for p in ledger.periods() if (r := ledger.reported(p)) is not None}
    earlier = (p for p in reversed(reported) if p.start < period.start)
    return comparable(ledger.measure, period, earlier, reported)


def _as_kept(figure: Decimal | None) -> Decimal | None:
    return None if figure is None else from_real(float(figure))


def _years_apart(one: date, other: date) -> float:
    return abs((one - other).days) / 365.25


def _decimals(number: int) -> str:
    return "1 decimal" if number == 1 else f"{number or 'no'} decimals"
