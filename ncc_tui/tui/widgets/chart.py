"""The trend of a measure, drawn in the room there is."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

from rich.text import Text
from textual.geometry import Size

from ncc_tui.domain.figures import short_unit
from ncc_tui.domain.model import Measure
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.text import one_line
from ncc_tui.domain.trend import TREND_YEARS, Trend
from ncc_tui.tui.themes import Look
from ncc_tui.tui.widgets.panel import INDENT, Panel


class _Drawing(NamedTuple):
    """All that a chart is drawn from but its size."""

    trend: Trend
    rating: Rating
    look: Look
    unit: str
    decimals: int | None

    @classmethod
    def of(
        cls,
        trend: Trend,
        rating: Rating,
        look: Look,
        measure: Measure | None,
        decimals: int | None,
    ) -> _Drawing:
        unit = short_unit(measure.unit) if measure else ""
        return cls(trend, rating, look, unit, decimals)


class TrendChart(Panel):
    """Draws a trend with its legend below; says so where there is nothing to draw."""

    DEFAULT_CSS = """
    TrendChart { height: 1fr; width: 1fr; }
    """

    def __init__(self, tallest: int = 100) -> None:
        """`tallest` is the most lines the chart itself takes, unless half the room is more."""
        super().__init__(can_focus=False)
        self.tallest = tallest
        self._drawing: _Drawing | None = None

    def draw(
        self,
        trend: Trend,
        rating: Rating,
        look: Look,
        measure: Measure | None = None,
        *,
        decimals: int | None = None,
        years: int | None = TREND_YEARS,
    ) -> None:
        """Draw another trend, or only its last years; the last point has its rating's colour.

        `measure` gives the unit; the figures named have at most `decimals`, or all there are.
        """
        recent = trend if years is None else trend.recent(years)
        drawing = _Drawing.of(recent, rating, look, measure, decimals)
        if drawing != self._drawing:
            self._drawing = drawing
            self.changed()

    def draw_ahead(
        self,
        trend: Trend,
        rating: Rating,
        look: Look,
        measure: Measure | None = None,
        *,
        decimals: int | None = None,
    ) -> None:
        """Draw the recent trend that will be asked for, so that it is there at once."""
        room = Size(self.content_size.width - 2 * INDENT, self.content_size.height)
        if room.width > 0:
            recent = trend.recent(TREND_YEARS)
            self._chart(_Drawing.of(recent, rating, look, measure, decimals), room)

    def tells(self) -> Hashable:
        """What the chart is drawn from."""
        return self._drawing

    def text_for(self, size: Size) -> Text:
        """The chart and its legend for the room there is."""
        drawing = self._drawing
        if drawing is None:
            return Text()
        chart = self._chart(drawing, size)
        if chart.plain:
            # Axes, target and comparators share one quiet style: the line stands out, and a
            # line of the chart is few pieces to send.
            said = Text.assemble(chart, "\n", _legend(drawing.trend, drawing.look, size.width))
            said.stylize_before(drawing.look.quiet)
            return said
        why = "no room for the trend" if drawing.trend.last else "no result yet"
        return Text(why, drawing.look.quiet)

    def _chart(self, drawing: _Drawing, size: Size) -> Text:
        key = _legend(drawing.trend, drawing.look, size.width)
        lines = len(key.wrap(self.app.console, max(1, size.width)))
        height = min(size.height - lines, max(self.tallest, size.height // 2))
        return _drawn(drawing, size.width, height)


@lru_cache(maxsize=256)
def _drawn(drawing: _Drawing, width: int, height: int) -> Text:
    # Imported on use: plotext takes longer to load than the first screen to draw.
    from ncc_tui.charts.terminal import trend_chart

    palette = drawing.look.palette(drawing.rating)
    return trend_chart(
        drawing.trend, width, height, palette, unit=drawing.unit, decimals=drawing.decimals
    )


def _legend(trend: Trend, look: Look, width: int) -> Text:
    """What the signs of a chart mean, no name broken; the figures stand beside the chart."""
    from ncc_tui.charts.terminal import legend

    sign = "*" if look.ascii_only else "⣀⡠"
    parts = [Text.assemble((sign, look.palette(Rating.GREEN).line_style), " result")]
    if any(target is not None for target in trend.targets):
        parts.append(Text("-- target" if look.ascii_only else "┄┄ target"))
    parts += [Text(f"{letter} {one_line(name)}") for letter, name, *_ in legend(trend)]
    if trend.restarts:
        parts.append(Text("starts anew each April"))
    lines = [parts[0]]
    for part in parts[1:]:
        if lines[-1].cell_len + 2 + part.cell_len > width:
            lines.append(part)
        else:
            lines[-1] = Text.assemble(lines[-1], "  ", part)
    return Text("\n").join(lines)
