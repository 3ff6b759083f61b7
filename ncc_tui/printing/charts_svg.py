"""A measure's trend as a small SVG picture: results, the target beside them, and comparators.

svg.py writes the elements and escapes nothing, so every text from people goes through `_text`.
The same trend gives the same bytes.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import cycle, groupby

import svg

from ncc_tui.domain.document import Document
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.periods import Period
from ncc_tui.domain.report import Trend
from ncc_tui.domain.text import one_line
from ncc_tui.printing.axes import nice_ticks, spread
from ncc_tui.printing.wording import DocumentWords

WIDTH, HEIGHT = 440, 168
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 104, 10, 22
_FONT_SIZE = 11
_LABEL_LENGTH = 16
_MOST_PERIOD_LABELS = 5
# Each at least 4.5:1 on white, and told apart by dash and by the name at its end.
_RESULT, _TARGET, _OTHERS, _AXIS, _GRID = "#0b4f8a", "#8a3a00", "#5f5f5f", "#444444", "#d9d9d9"
_DASHES = ([1, 2], [6, 2, 1, 2], [3, 3], [8, 3])

Spot = tuple[float, float]


@dataclass(frozen=True)
class Caption:
    """What the picture says in words, and the name that makes its ids unique on a page."""

    name: str
    title: str
    description: str


def pictures(document: Document, page: DocumentWords, *, font: str) -> dict[str, str]:
    """The trend of every measure that has results, by the code its view has."""
    found: dict[str, str] = {}
    for report, words in zip(document.reports, page.reports, strict=True):
        for row, said in zip(report.rows, words.rows, strict=True):
            trend = document.trends.get(row.measure.code)
            if trend is not None:
                caption = Caption(
                    f"trend-{len(found) + 1}", f"Trend of {said.cells.measure}", said.trend
                )
                found[said.code] = trend_svg(trend, row.measure.decimals, caption, font=font)
    return {code: picture for code, picture in found.items() if picture}


def trend_svg(trend: Trend, decimals: int | None, caption: Caption, *, font: str) -> str:
    """Draw a trend as an SVG element; without any figure to draw it is an empty text."""
    figures = [value for _, value in trend.points if value is not None]
    if not figures:
        return ""
    chart = _Chart(trend, decimals)
    ids = [f"{caption.name}-title", f"{caption.name}-desc"]
    return svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, WIDTH, HEIGHT),
        extra={
            "role": "img",
            "aria-labelledby": ids[0],
            "aria-describedby": ids[1],
            "font-family": font,
            "font-size": str(_FONT_SIZE),
        },
        elements=[
            svg.Title(id=ids[0], text=_text(caption.title)),
            svg.Desc(id=ids[1], text=_text(caption.description)),
            *chart.elements(),
        ],
    ).as_str()


class _Chart:
    """The scales of one picture, and what is drawn with them."""

    def __init__(self, trend: Trend, decimals: int | None) -> None:
        self._trend = trend
        self._decimals = decimals
        periods = [period for period, _ in trend.points]
        self._first, self._last = periods[0].start, periods[-1].next().start
        self._others = [
            (name, [(p, v) for p, v in series if self._first <= p.start < self._last])
            for name, series in trend.comparators
        ]
        known = [value for _, value in trend.points if value is not None]
        known += [target for target in trend.targets if target is not None]
        known += [value for _, series in self._others for _, value in series]
        self._ticks = nice_ticks(float(min(known)), float(max(known)))

    def elements(self) -> Iterator[svg.Element]:
        """Everything in the picture, what lies behind first."""
        yield from self._value_axis()
        yield from self._period_axis()
        labels: list[tuple[float, str, str]] = []
        for (name, series), dash in zip(self._others, cycle(_DASHES), strict=False):
            if series:
                spots = [self._spot(period, value) for period, value in series]
                yield _line(spots, _OTHERS, width=1.25, dash=dash)
                yield from (_dot(spot, _OTHERS, 1.5) for spot in spots)
                labels.append((spots[-1][1], name, _OTHERS))
        for steps in self._target_steps():
            yield _line(steps, _TARGET, width=1.5, dash=[5, 3])
        target = self._trend.targets[-1]
        if target is not None:
            label = f"Target {format_figure(target, self._decimals)}"
            labels.append((self._y(target), label, _TARGET))
        spots = []
        for known, run in groupby(self._trend.points, key=lambda point: point[1] is not None):
            if known:
                spots = [self._spot(period, value) for period, value in run if value is not None]
                yield _line(spots, _RESULT, width=2)
                yield from (_dot(spot, _RESULT, 2.2) for spot in spots)
        latest = self._trend.points[-1][1]
        if latest is not None:
            labels.append((spots[-1][1], format_figure(latest, self._decimals), _RESULT))
        yield from self._names(labels)

    def _x(self, day: date) -> float:
        share = (day - self._first).days / max(1, (self._last - self._first).days)
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def _y(self, value: Decimal | float) -> float:
        low, high = self._ticks[0], self._ticks[-1]
        share = (float(value) - low) / (high - low)
        return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)

    def _spot(self, period: Period, value: Decimal) -> Spot:
        return self._x(period.start), self._y(value)

    def _value_axis(self) -> Iterator[svg.Element]:
        for tick in self._ticks:
            y = self._y(tick)
            yield _rule((_LEFT, y), (WIDTH - _RIGHT, y), _GRID)
            shown = format_figure(Decimal(f"{tick:.10g}"))
            yield _word(_LEFT - 6, y + 4, shown, _AXIS, anchor="end")

    def _period_axis(self) -> Iterator[svg.Element]:
        periods = [period for period, _ in self._trend.points]
        step = -(-len(periods) // _MOST_PERIOD_LABELS)
        for period in periods[::step]:
            x = self._x(period.start)
            yield _rule((x, HEIGHT - _BOTTOM), (x, HEIGHT - _BOTTOM + 4), _AXIS)
            yield _word(x, HEIGHT - 6, period.label, _AXIS, anchor="middle")

    def _target_steps(self) -> Iterator[list[Spot]]:
        """The target's line: level from each period's start to the next, broken where none is."""
        both = zip(self._trend.points, self._trend.targets, strict=True)
        for known, run in groupby(both, key=lambda item: item[1] is not None):
            if not known:
                continue
            spots: list[Spot] = []
            for (period, _), target in run:
                if target is not None:
                    y = self._y(target)
                    spots += [(self._x(period.start), y), (self._x(period.next().start), y)]
            yield spots

    def _names(self, labels: list[tuple[float, str, str]]) -> Iterator[svg.Element]:
        """The lines' names at their right ends, moved apart where they would lie on each other."""
        labels.sort(key=lambda label: label[0])
        heights = spread([y for y, _, _ in labels], _FONT_SIZE + 1, _TOP, HEIGHT - _BOTTOM)
        for y, (_, name, colour) in zip(heights, labels, strict=True):
            yield _word(WIDTH - _RIGHT + 6, y + 4, _short(name), colour)


def _rule(start: Spot, end: Spot, colour: str) -> svg.Line:
    x1, y1, x2, y2 = (_round(number) for spot in (start, end) for number in spot)
    return svg.Line(x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour)


def _line(
    spots: Sequence[Spot], colour: str, *, width: float, dash: Sequence[int] = ()
) -> svg.Polyline:
    return svg.Polyline(
        points=[svg.Point(_round(x), _round(y)) for x, y in spots],
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_dasharray=list(dash) or None,
        stroke_linejoin="round",
    )


def _dot(spot: Spot, colour: str, radius: float) -> svg.Circle:
    return svg.Circle(cx=_round(spot[0]), cy=_round(spot[1]), r=radius, fill=colour)


def _word(x: float, y: float, text: str, colour: str, anchor: str = "start") -> svg.Text:
    return svg.Text(
        x=_round(x), y=_round(y), text=_text(text), fill=colour, extra={"text-anchor": anchor}
    )


def _text(text: str) -> str:
    return html.escape(one_line(text))


def _short(name: str) -> str:
    return name if len(name) <= _LABEL_LENGTH else f"{name[: _LABEL_LENGTH - 1]}…"


def _round(number: float) -> float:
    return round(number, 1)
