"""Disclosure control: small counts, from which a person could be known, are withheld.

A figure is withheld where it lies between nought and the measure's `suppress_below`, both
excluded: nought is shown. Ratings stay, and so do targets and comparators, which are not ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from ncc_tui.domain.document import Document
from ncc_tui.domain.figures import format_figure, plain_figure
from ncc_tui.domain.model import Measure, MissingReason, Revision
from ncc_tui.domain.report import Row
from ncc_tui.domain.trend import Trend

WITHHELD_TEXT = "[figure withheld]"
# fmt: off
_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)
# fmt: on


def withhold(document: Document) -> Document:
    """The document without small counts: in its rows, its trends and the text beside them.

    Its warnings name each measure whose comments or actions gave away a withheld figure.
    """
    warnings: list[str] = []
    trends = dict(document.trends)
    reports = []
    for report in document.reports:
        rows = []
        for row in report.rows:
            trend = trends.get(row.measure.code)
            safe_row, safe_trend, leaked = _withhold_row(row, trend)
            rows.append(safe_row)
            if safe_trend is not None:
                trends[row.measure.code] = safe_trend
            if leaked:
                warnings.append(
                    f"The text of {row.measure.code} gave away a withheld figure; it was replaced "
                    "there. Read it through before it is published."
                )
        reports.append(replace(report, rows=tuple(rows)))
    return replace(document, reports=tuple(reports), trends=trends, warnings=tuple(warnings))


def is_small(value: Decimal | None, measure: Measure) -> bool:
    """Whether a measure's figure is one to withhold."""
    limit = measure.suppress_below
    return value is not None and limit is not None and 0 < abs(value) < limit


def _withhold_row(row: Row, trend: Trend | None) -> tuple[Row, Trend | None, bool]:
    measure = row.measure
    if measure.suppress_below is None:
        return row, trend, False
    figures = [row.value, row.previous_value]
    figures += [value for _, value in trend.points] if trend else []
    small = {value for value in figures if value is not None and is_small(value, measure)}
    if not small:
        return row, trend, False
    pattern = _mentions(small, measure)
    comments, in_comments = pattern.subn(WITHHELD_TEXT, row.comments)
    texts = [pattern.subn(WITHHELD_TEXT, action.text) for action in row.actions]
    current = _withhold_result(row.current, measure)
    if current is not None:
        current = replace(current, entry=replace(current.entry, comments=comments))
    safe_row = replace(
        row,
        current=current,
        previous=_withhold_result(row.previous, measure),
        actions=tuple(
            replace(action, text=text) for action, (text, _) in zip(row.actions, texts, strict=True)
        ),
    )
    if trend is not None:
        points = tuple((p, None if is_small(v, measure) else v) for p, v in trend.points)
        trend = replace(trend, points=points)
    return safe_row, trend, in_comments > 0 or any(count for _, count in texts)


def _withhold_result(revision: Revision | None, measure: Measure) -> Revision | None:
    if revision is None or not is_small(revision.value, measure):
        return revision
    entry = replace(revision.entry, value=None, missing=MissingReason.SUPPRESSED, comments="")
    return replace(revision, entry=entry)


def _mentions(figures: Iterable[Decimal], measure: Measure) -> re.Pattern[str]:
    """What finds any of the figures in a text, in digits or in words."""
    written: set[str] = set()
    for figure in figures:
        size = abs(figure)
        written |= {plain_figure(size), format_figure(size), format_figure(size, measure.decimals)}
        if size == size.to_integral_value() and 1 <= size <= len(_WORDS):
            written.add(_WORDS[int(size) - 1])
    either = "|".join(re.escape(w) for w in sorted(written, key=len, reverse=True))
    # Not part of a longer word or number, yet at a sentence's end.
    return re.compile(rf"(?<![\w.,])(?:{either})(?!\w|[.,]\d)", re.IGNORECASE)
