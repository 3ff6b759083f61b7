"""The trend of a measure, drawn in the room there is."""

from __future__ import annotations

from functools import lru_cache

from rich.text import Text
from textual.app import RenderResult
from textual.widget import Widget

from ncc_tui.charts import Palette, legend, trend_chart
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.report import Trend
from ncc_tui.domain.text import one_line
from ncc_tui.tui.themes import Look


class TrendChart(Widget):
    """Draws a trend with its legend below; says so where there is nothing to draw."""

    DEFAULT_CSS = """
    TrendChart { height: 1fr; width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._trend = Trend((), ())
        self._rating = Rating.NOT_APPLICABLE
        self._look: Look | None = None

    def show(self, trend: Trend, rating: Rating, look: Look) -> None:
        """Draw another trend; the last point takes its rating's colour."""
        if (trend, rating, look) != (self._trend, self._rating, self._look):
            self._trend, self._rating, self._look = trend, rating, look
            self.refresh()

    def render(self) -> RenderResult:
        """Draw the chart and its legend."""
        if self._look is None:
            return ""
        width, height = self.content_size
        key = _legend(self._trend, self._look, width)
        lines = len(key.wrap(self.app.console, max(1, width))) if key else 0
        drawn = _drawn(self._trend, width, height - lines, self._look.palette(self._rating))
        if not drawn.plain:
            room = (
                "no result yet"
                if not any(v is not None for _, v in self._trend.points)
                else ("no room for the trend")
            )
            return Text(room, self._look.quiet)
        return Text.assemble(drawn, "\n", key)


@lru_cache(maxsize=256)
def _drawn(trend: Trend, width: int, height: int, palette: Palette) -> Text:
    return Text.from_ansi(trend_chart(trend, width, height, palette))


def _legend(trend: Trend, look: Look, width: int) -> Text:
    ascii_only = look.ascii_only
    key = Text()
    key.append("* " if ascii_only else "⣀⡠ ", look.palette(Rating.GREEN).line_style)
    key.append("result  ")
    if any(target is not None for target in trend.targets):
        key.append("-- " if ascii_only else "┄┄ ", look.quiet)
        key.append("target  ")
    for letter, name, period, value in legend(trend):
        key.append(f"{letter} ", look.quiet)
        key.append(f"{one_line(name)} {format_figure(value)} ({period.label})  ")
    key.rstrip()
    return key
