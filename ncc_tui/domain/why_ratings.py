"""Why?, of what a row alone decides: its ratings, its movement and its status, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.model import Revision
from ncc_tui.domain.ratings import Polarity, Rating, ToleranceMode, shortfall
from ncc_tui.domain.report import Row

# A cell, its outcome, and why.
Said = tuple[str, str, str]


def figure_words(row: Row, figure: Decimal | None) -> str:
    """A figure as the row shows it."""
    return format_figure(figure, row.decimals) or "none"


def result_words(row: Row, revision: Revision | None) -> str:
    """A result as the row shows it: its figure, or why there is none."""
    if revision is None:
        return "none"
    if revision.value is None:
        return str(revision.entry.missing or "not available")
    return figure_words(row, revision.value)


def performance_words(row: Row) -> str:
    """Why a row is rated as it is, by hand or by the rule."""
    rule = _by_the_rule(row)
    entry = row.current.entry if row.current else None
    if entry is None or entry.override is None:
        return rule
    why = entry.override_reason or "no reason was given"
    return (
        f"Set by hand to {entry.override}: {why.rstrip('.')}. "
        f"By the rule it would be {row.computed_performance}. {rule}"
    )


def direction_words(row: Row) -> str:
    """Why the direction of travel is what it is."""
    judged = row.direction is not Rating.NOT_APPLICABLE
    called = "the previous-year column"
    compared = _compared(row, row.previous_value, called, judged=judged, rating=True)
    if row.current and row.previous and row.current.period == row.previous.period:
        return (
            "The current result and the previous-year column are the same figure "
            f"({row.current.period.label}), so this compares it with itself. {compared}"
        )
    return compared


def comparisons(row: Row) -> Iterator[Said]:
    """The two comparisons beside the published one, which each May is with the figure itself."""
    if row.movement is None:
        return
    for cell, comparison in (
        ("Against the period before", row.movement.period_before),
        ("Against the same period last year", row.movement.year_before),
    ):
        if comparison is None:
            because = (
                "The measure's figures are the year to date and start again with the year, so only "
                "the same period a year earlier is like it."
            )
            yield cell, Rating.NOT_APPLICABLE, because
        else:
            judged = comparison.way is not None
            because = _compared(row, comparison.value, comparison.period.label, judged=judged)
            yield cell, comparison.words or Rating.NOT_APPLICABLE, because


def status_words(row: Row, at: date) -> str:
    """Which result the measure owes next, by when, and how late it is at a date."""
    due = row.due
    if due is None and row.current is None:
        return "The measure has no result and no start date, so nothing is due."
    if due is None:
        return "The measure has ended, so nothing more is due."
    place = "follows the current result" if row.current else "is the first since the measure began"
    late = due.days_late(at)
    verdict = f"{late} day{'s' if late != 1 else ''} late" if late > 0 else "not yet late"
    return (
        f"{due.period.label} {place}; it ends on {format_date(due.period.end)} and is due "
        f"{row.measure.lag_days} days later, by {format_date(due.due_on)}: "
        f"{verdict} at {format_date(at)}."
    )


def _by_the_rule(row: Row) -> str:
    measure, target, value = row.measure, row.target, row.value
    if measure.polarity is Polarity.NEUTRAL:
        return "The measure is neutral: neither more nor less is better, so it is not rated."
    if value is None and row.computed_performance is not Rating.NOT_APPLICABLE:
        return "It is rated by a figure that is withheld from you, since it is small."
    if value is None:
        return "There is no figure to rate."
    if target is None:
        return "There is no target to rate it against."
    short = shortfall(value, target, measure.polarity)
    figures = (
        f"{figure_words(row, value)} against a target of {figure_words(row, target)}, "
        f"{measure.polarity} is better"
    )
    if short <= 0:
        equal = "equal to" if short == 0 else "better than"
        return f"{figures}: {equal} the target is Green."
    is_amber = row.computed_performance is Rating.AMBER
    return (
        f"{figures}: worse by {format_figure(short)}, {'no more' if is_amber else 'more'} than "
        f"the tolerance of {format_figure(measure.tolerance.margin(target))} "
        f"({_tolerance_basis(row)}), is {Rating.AMBER if is_amber else Rating.RED}."
    )


def _tolerance_basis(row: Row) -> str:
    tolerance = row.measure.tolerance
    if tolerance.mode is ToleranceMode.ABSOLUTE:
        return "absolute, in the measure's unit"
    if row.target == 0:
        return "absolute, since a percentage of a target of 0 is nothing"
    return f"{format_figure(tolerance.amount)} % of the target"


def _compared(
    row: Row, earlier: Decimal | None, called: str, *, judged: bool, rating: bool = False
) -> str:
    measure, value = row.measure, row.value
    if measure.polarity is Polarity.NEUTRAL:
        return "The measure is neutral, so no direction is better."
    if judged and (value is None or earlier is None):
        return "It is judged by a figure that is withheld from you, since it is small."
    if value is None or earlier is None:
        lacking = "the current result" if value is None else called
        return f"There is nothing to compare: no figure in {lacking}."
    short = shortfall(value, earlier, measure.polarity)
    verdict = "worse" if short > 0 else "better" if short < 0 else "equal"
    if rating:
        verdict += f", which is {Rating.RED if short > 0 else Rating.GREEN}"
    return (
        f"{figure_words(row, value)} against {figure_words(row, earlier)} in {called}, "
        f"{measure.polarity} is better: {verdict}."
    )
