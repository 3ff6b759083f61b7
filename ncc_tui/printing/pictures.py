"""The trends of a document as pictures, each with its description."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ncc_tui.charts.svg import Caption, pictured, trend_svg
from ncc_tui.domain.document import Document
from ncc_tui.domain.figures import short_unit
from ncc_tui.domain.report import Row
from ncc_tui.domain.text import one_line
from ncc_tui.domain.trend import Trend
from ncc_tui.printing.wording import DocumentWords, figure_or_none


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, and what it shows in words for whoever cannot see it."""

    svg: str
    description: str


def pictures(document: Document, page: DocumentWords, *, font: str) -> dict[str, Picture]:
    """The trend of every measure that has figures to draw, by the code that its words have."""
    drawn: dict[str, Picture] = {}
    for report, words in zip(document.reports, page.reports, strict=True):
        for row, said in zip(report.rows, words.rows, strict=True):
            trend = document.recent_trend(row.measure.code)
            if trend is not None and trend.last is not None:
                name, title = f"trend-{len(drawn) + 1}", f"Trend of {said.cells.measure}"
                drawn[said.code] = _picture(row, trend, name, title, font)
    return drawn


def _picture(row: Row, trend: Trend, name: str, title: str, font: str) -> Picture:
    unit = short_unit(row.measure.unit)
    description = " ".join(_described(pictured(trend, unit=unit), row.decimals))
    caption = Caption(name, title, description)
    svg = trend_svg(trend, caption, font=font, unit=unit, decimals=row.decimals)
    return Picture(svg, description)


def _described(trend: Trend, decimals: int | None) -> Iterator[str]:
    """What a trend's picture shows, and nothing else, in a few sentences."""
    figures = [f"{p.label} {figure_or_none(value, decimals)}" for p, value in trend.points]
    yield f"Results: {', '.join(figures)}."
    targets = [None, *trend.targets]
    changes = [
        f"{'none' if target is None else figure_or_none(target, decimals)} from {period.label}"
        for (period, _), before, target in zip(trend.points, targets, trend.targets, strict=False)
        if target != before
    ]
    if changes:
        yield f"Target: {', '.join(changes)}."
    for name, series in trend.beside:
        known = ", ".join(f"{p.label} {figure_or_none(value, decimals)}" for p, value in series)
        yield f"{one_line(name)}: {known}."
