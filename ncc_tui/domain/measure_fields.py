"""The fields of a measure: every column of `measures.csv` but those of its ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ncc_tui.domain.dates import MONTHS
from ncc_tui.domain.fields import (
    RecordField,
    optional_date,
    optional_figure,
    parse_code,
    parse_not_negative,
    parse_required,
    parse_text,
    parse_whole,
    plain,
    says_nothing,
)
from ncc_tui.domain.model import Measure
from ncc_tui.domain.periods import Cycle, Frequency, parse_anchor
from ncc_tui.domain.ratings import Polarity, ToleranceMode
from ncc_tui.domain.year import YearRule

HIGHEST_NUMBER = 100_000
LONGEST_LAG = 3_660
MOST_DECIMALS = 6
APRIL = 4
# The fields that reports of a measure's results were made by, which stay once it has any.
FIXED = ("service", "frequency", "period_anchor")


def blank(code: str = "") -> Measure:
    """A measure of which nothing is said yet."""
    return Measure(code, "", 0, "", "", Cycle(Frequency.MONTHLY, APRIL), Polarity.NEUTRAL)


def _attribute(
    name: str,
    about: str,
    attribute: str,
    says: Callable[[Any], str],
    parse: Callable[[str], Any],
    choices: tuple[str, ...] = (),
) -> RecordField[Measure]:
    """A field that is one attribute of a measure."""
    return RecordField(
        name,
        about,
        lambda measure: says(getattr(measure, attribute)),
        lambda measure, text: replace(measure, **{attribute: parse(text)}),
        choices,
    )


def _of_tolerance(
    name: str,
    about: str,
    attribute: str,
    says: Callable[[Any], str],
    parse: Callable[[str], Any],
    choices: tuple[str, ...] = (),
) -> RecordField[Measure]:
    """A field that is one part of a measure's tolerance."""
    return RecordField(
        name,
        about,
        lambda measure: says(getattr(measure.tolerance, attribute)),
        lambda measure, text: replace(
            measure, tolerance=replace(measure.tolerance, **{attribute: parse(text)})
        ),
        choices,
    )


def _frequency_put(measure: Measure, text: str) -> Measure:
    return replace(measure, cycle=replace(measure.cycle, frequency=Frequency.parse(text)))


def _anchor_put(measure: Measure, text: str) -> Measure:
    anchor = APRIL if says_nothing(text) else parse_anchor(text)
    return replace(measure, cycle=replace(measure.cycle, anchor=anchor))


def _decimals(text: str) -> int | None:
    return None if says_nothing(text) else parse_whole(text, 0, MOST_DECIMALS)


# fmt: off
MEASURE_FIELDS: tuple[RecordField[Measure], ...] = (
    _attribute("code", "The short code by which everything refers to it; it stays.",
               "code", str, parse_code),
    _attribute("service", "The code of the service whose report it stands in.",
               "service", str, parse_code),
    _attribute("number", "Its place in the service's report; the next one unless said.",
               "number", lambda number: str(number or ""),
               lambda text: 0 if says_nothing(text) else parse_whole(text, 1, HIGHEST_NUMBER)),
    _attribute("measure", "Its title, as the report has it.",
               "title", str, parse_required),
    _attribute("unit", "What it is measured in, such as Percentage or Number.",
               "unit", str, parse_text),
    RecordField("frequency", "How often it has a result; it stays once there is one.",
          lambda measure: str(measure.cycle.frequency), _frequency_put, tuple(Frequency)),
    _attribute("polarity", "Which way is better: higher, lower, or neutral for no judgement.",
               "polarity", str, Polarity.parse, tuple(Polarity)),
    _attribute("definition", "What is counted, and how, for whoever reads the report.",
               "definition", str, parse_text),
    _attribute("decimals", f"How many decimals are shown, 0 to {MOST_DECIMALS}; none: all.",
               "decimals", lambda places: "" if places is None else str(places), _decimals),
    _of_tolerance("tolerance", "How much worse than the target is still Amber.",
                  "amount", plain, parse_not_negative),
    _of_tolerance("tolerance_mode", "relative: per cent of the target; absolute: in its unit.",
                  "mode", str, ToleranceMode.parse, tuple(ToleranceMode)),
    _of_tolerance("zero_target_tolerance", "The tolerance at a target of 0, in its unit.",
                  "zero_target", plain, parse_not_negative),
    _attribute("lag_days", "Days after a period's end until its result is overdue.",
               "lag_days", str, lambda text: parse_whole(text, 0, LONGEST_LAG)),
    RecordField("period_anchor", "The month an annual measure's year begins in; Apr unless said.",
          lambda measure: MONTHS[measure.cycle.anchor - 1], _anchor_put, MONTHS),
    _attribute("owner", "The login of who enters its results.",
               "owner", lambda owner: owner or "",
               lambda text: None if says_nothing(text) else parse_text(text)),
    _attribute("source", "Where its figures come from.",
               "source", str, parse_text),
    _attribute("starts_on", "The first day it is reported; none: always.",
               "starts_on", lambda day: day.isoformat() if day else "", optional_date),
    _attribute("ends_on", "The last day it is reported: retired after it; none: it goes on.",
               "ends_on", lambda day: day.isoformat() if day else "", optional_date),
    _attribute("suppress_below", "Counts under this show to the service's officers only; no print "
               "has them.",
               "suppress_below", plain, optional_figure),
    _attribute("priority", "The corporate priority it serves.",
               "priority", str, parse_text),
    _attribute("year_rule", "A year's figure is the last, sum or average of its periods', "
               "or each is cumulative.",
               "year_rule", str, YearRule.parse, tuple(YearRule)),
)
# fmt: on
