"""A measure's trend as a small SVG picture: results, the target beside them, and comparators.

svg.py writes the elements and escapes nothing, so every text from people goes through `_text`.
The same trend gives the same bytes.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import cycle

import svg
from rich.cells import cell_len, set_cell_size

from ncc_tui.charts.axes import Axes, period_ticks, spread
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.text import one_line
from ncc_tui.domain.trend import Point, Trend

WIDTH, HEIGHT = 440, 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 104, 26, 22
_FONT_SIZE = 11
_LABEL_LENGTH = 16
_MOST_TICKS = 5
_PERIOD_LABEL = 58
# Each at least 4.5:1 on white, and told apart by dash, by mark and by the name at its end.
_RESULT, _TARGET, _OTHERS, _AXIS, _GRID = "#0b4f8a", "#8a3a00", "#5f5f5f", "#444444", "#d9d9d9"

Spot = tuple[float, float]


@dataclass(frozen=True)
class Caption:
    """What the picture says in words, and the name that makes its ids unique on a page."""

    name: str
    title: str
    description: str


def trend_svg(
    trend: Trend, caption: Caption, *, font: str, unit: str = "", decimals: int | None = None
) -> str:
    """Draw a trend as an SVG element; without any figure to draw it is an empty text."""
    if trend.last is None:
        return ""
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
            *_Picture(trend, unit, decimals).elements(),
        ],
    ).as_str()


def pictured(trend: Trend, *, unit: str = "") -> Trend:
    """What a picture shows of a trend that has figures.

    Of a comparator's figures beyond the axis that is the last, which is written at the edge.
    """
    axes = Axes.of(trend, unit=unit, most_ticks=_MOST_TICKS)
    comparators = tuple(
        (name, tuple(p for p in series if p == series[-1] or not axes.beyond(p[1])))
        for name, series in trend.beside
    )
    return replace(trend, comparators=comparators)


class _Picture:
    """The scales of one picture, and what is drawn with them."""

    def __init__(self, trend: Trend, unit: str, decimals: int | None) -> None:
        self._trend, self._unit, self._decimals = trend, unit, decimals
        self._axes = Axes.of(trend, unit=unit, most_ticks=_MOST_TICKS)

    def elements(self) -> Iterator[svg.Element]:
        """Everything in the picture, what lies behind first."""
        yield from self._value_axis()
        yield from self._period_axis()
        yield from self._target()
        yield from self._results()
        yield from self._comparators()
        yield from self._names()

    def _value_axis(self) -> Iterator[svg.Element]:
        yield _word(2, _FONT_SIZE, self._unit, _AXIS)
        for tick, label in zip(self._axes.ticks, self._axes.tick_labels, strict=True):
            y = self._y(Decimal(tick))
            yield _rule((_LEFT, y), (WIDTH - _RIGHT, y), _GRID)
            yield _word(_LEFT - 6, y + 4, label, _AXIS, anchor="end")

    def _period_axis(self) -> Iterator[svg.Element]:
        periods = [period for period, _ in self._trend.points]
        apart = _PERIOD_LABEL * len(periods) / (WIDTH - _LEFT - _RIGHT)
        for period in period_ticks(periods, apart):
            x = self._x(self._axes.across(period.start))
            yield _rule((x, HEIGHT - _BOTTOM), (x, HEIGHT - _BOTTOM + 4), _AXIS)
            yield _word(x, HEIGHT - 6, period.label, _AXIS, anchor="middle")

    def _target(self) -> Iterator[svg.Element]:
        """The target's line: level from each period to the next, broken where there is none."""
        spots: list[Spot] = []
        for first, last, amount in self._trend.levels:
            start, end = (self._x(share) for share in self._axes.span(first, last))
            if spots and (spots[-1][0] != start or self._trend.starts_anew(first)):
                yield _line(spots, _TARGET, width=1.5, dash=[5, 3])
                spots = []
            spots += [(start, self._y(amount)), (end, self._y(amount))]
        if spots:
            yield _line(spots, _TARGET, width=1.5, dash=[5, 3])

    def _results(self) -> Iterator[svg.Element]:
        for run in self._trend.runs:
            spots = [self._spot(point) for point in run]
            if len(spots) > 1:
                yield _line(spots, _RESULT, width=2)
            for spot, point in zip(spots, run, strict=True):
                yield from self._result(spot, point)

    def _result(self, spot: Spot, point: Point) -> Iterator[svg.Element]:
        """A figure's mark; one beyond the axis is an arrow with the figure beside it."""
        arrow = self._axes.beyond(point[1])
        if not arrow:
            yield _disc(spot, _RESULT, 2.8 if point == self._trend.last else 2.2)
            return
        x, y = spot
        tip = -6 if arrow == "↑" else 6
        yield svg.Polygon(points=_points([(x - 4, y), (x + 4, y), (x, y + tip)]), fill=_RESULT)
        if point != self._trend.last:
            figure = self._figure(point[1])
            yield _word(x + 7, y + (0 if arrow == "↑" else 6), figure, _RESULT)

    def _comparators(self) -> Iterator[svg.Element]:
        """Thin lines with hollow marks on top, so that nothing is hidden, nor hides them."""
        for (_, series), (mark, dash) in zip(self._trend.beside, cycle(_MARKS), strict=False):
            # A figure beyond the axis has no mark: the name says where it lies.
            spots = [self._spot(point) for point in series if not self._axes.beyond(point[1])]
            if len(spots) == len(series) > 1:
                yield _line(spots, _OTHERS, width=0.9, dash=dash)
            yield from (mark(spot) for spot in spots)

    def _names(self) -> Iterator[svg.Element]:
        """The lines' names at their right ends, moved apart where they would lie on each other."""
        assert self._trend.last is not None
        period, value = self._trend.last
        # A last figure that is older than the last period says so.
        when = "" if period == self._trend.points[-1][0] else f" {period.label}"
        labels = [(self._y(value), self._figure(value) + when, _RESULT)]
        if (target := self._trend.targets[-1]) is not None:
            labels.append((self._y(target), f"Target {self._figure(target)}", _TARGET))
        for name, series in self._trend.beside:
            value = series[-1][1]
            figure = f" {self._axes.beyond(value)}{self._figure(value)}"
            label = _short(one_line(name), _LABEL_LENGTH - len(figure)) + figure
            labels.append((self._y(value), label, _OTHERS))
        labels.sort(key=lambda label: label[0])
        heights = spread([y for y, _, _ in labels], _FONT_SIZE + 1, _TOP, HEIGHT - _BOTTOM)
        for y, (_, name, colour) in zip(heights, labels, strict=True):
            yield _word(WIDTH - _RIGHT + 6, y + 4, name, colour)

    def _figure(self, value: Decimal) -> str:
        return format_figure(value, self._decimals)

    def _spot(self, point: Point) -> Spot:
        return self._x(self._axes.across(point[0].start)), self._y(point[1])

    def _x(self, share: float) -> float:
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def _y(self, value: Decimal) -> float:
        return HEIGHT - _BOTTOM - self._axes.up(value) * (HEIGHT - _TOP - _BOTTOM)


def _rule(start: Spot, end: Spot, colour: str) -> svg.Line:
    x1, y1, x2, y2 = (_round(number) for spot in (start, end) for number in spot)
    return svg.Line(x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour)


def _line(
    spots: Sequence[Spot], colour: str, *, width: float, dash: Sequence[int] = ()
) -> svg.Polyline:
    return svg.Polyline(
        points=_points(spots),
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_dasharray=list(dash) or None,
        stroke_linejoin="round",
    )


def _disc(spot: Spot, colour: str, radius: float) -> svg.Circle:
    return svg.Circle(cx=_round(spot[0]), cy=_round(spot[1]), r=radius, fill=colour)


def _ring(spot: Spot) -> svg.Element:
    x, y = spot
    return svg.Circle(cx=_round(x), cy=_round(y), r=3.4, fill="none", stroke=_OTHERS)


def _hollow(*corners: Spot) -> Callable[[Spot], svg.Element]:
    """A mark with corners so far from its middle."""

    def mark(spot: Spot) -> svg.Element:
        x, y = spot
        around = [(x + dx, y + dy) for dx, dy in corners]
        return svg.Polygon(points=_points(around), fill="none", stroke=_OTHERS)

    return mark


_MARKS: tuple[tuple[Callable[[Spot], svg.Element], tuple[int, ...]], ...] = (
    (_ring, (1, 2)),
    (_hollow((-4.6, 0), (0, -4.6), (4.6, 0), (0, 4.6)), (6, 2, 1, 2)),
    (_hollow((-3, -3), (3, -3), (3, 3), (-3, 3)), (3, 3)),
    (_hollow((-4.4, 3.4), (0, -4.4), (4.4, 3.4)), (8, 3)),
)


def _points(spots: Sequence[Spot]) -> list[svg.Point]:
    return [svg.Point(_round(x), _round(y)) for x, y in spots]


def _word(x: float, y: float, text: str, colour: str, anchor: str = "start") -> svg.Text:
    return svg.Text(
        x=_round(x), y=_round(y), text=_text(text), fill=colour, extra={"text-anchor": anchor}
    )


def _text(text: str) -> str:
    return html.escape(one_line(text))


def _short(name: str, width: int) -> str:
    width = max(4, width)
    return name if cell_len(name) <= width else f"{set_cell_size(name, width - 1).rstrip()}…"


def _round(number: float) -> float:
    return round(number, 1)
