"""The trend of a measure, drawn in the room there is."""

from __future__ import annotations

from functools import lru_cache

from rich.text import Text
from textual.geometry import Size

from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.report import Trend
from ncc_tui.domain.text import one_line
from ncc_tui.palette import Palette
from ncc_tui.tui.themes import Look
from ncc_tui.tui.widgets.panel import INDENT, Panel


class TrendChart(Panel):
    """Draws a trend with its legend below; says so where there is nothing to draw."""

    DEFAULT_CSS = """
    TrendChart { height: 1fr; width: 1fr; }
    """

    def __init__(self, tallest: int = 100) -> None:
        """`tallest` is the most lines the chart itself takes, unless half the room is more."""
        super().__init__(can_focus=False)
        self.tallest = tallest
        self._trend = Trend((), ())
        self._rating = Rating.NOT_APPLICABLE
        self._look: Look | None = None

    def draw(self, trend: Trend, rating: Rating, look: Look) -> None:
        """Draw another trend; the last point takes its rating's colour."""
        if (trend, rating, look) != (self._trend, self._rating, self._look):
            self._trend, self._rating, self._look = trend, rating, look
            self.changed()

    def draw_ahead(self, trend: Trend, rating: Rating, look: Look) -> None:
        """Draw a trend that will be asked for, so that it is there at once."""
        room = Size(self.content_size.width - 2 * INDENT, self.content_size.height)
        if room.width > 0:
            self._chart(trend, rating, look, room)

    def text_for(self, size: Size) -> Text:
        """The chart and its legend for the room there is."""
        if self._look is None:
            return Text()
        drawn = self._chart(self._trend, self._rating, self._look, size)
        if drawn.plain:
            # Axes, target and comparators share one quiet style: the line stands out, and a
            # line of the chart is few pieces to send.
            key = _legend(self._trend, self._look)
            said = Text.assemble(drawn, "\n", key)
            said.stylize_before(self._look.quiet)
            return said
        some = any(value is not None for _, value in self._trend.points)
        return Text("no room for the trend" if some else "no result yet", self._look.quiet)

    def _chart(self, trend: Trend, rating: Rating, look: Look, size: Size) -> Text:
        lines = len(_legend(trend, look).wrap(self.app.console, max(1, size.width)))
        height = min(size.height - lines, max(self.tallest, size.height // 2))
        return _drawn(trend, size.width, height, look.palette(rating))


@lru_cache(maxsize=256)
def _drawn(trend: Trend, width: int, height: int, palette: Palette) -> Text:
    # Imported on use: plotext takes longer to load than the first screen to draw.
    from ncc_tui.charts import trend_chart

    return Text.from_ansi(trend_chart(trend, width, height, palette))


def _legend(trend: Trend, look: Look) -> Text:
    """What the signs of a chart mean; the comparators' figures stand in the detail."""
    from ncc_tui.charts import legend

    key = Text()
    key.append("* " if look.ascii_only else "⣀⡠ ", look.palette(Rating.GREEN).line_style)
    key.append("result")
    if any(target is not None for target in trend.targets):
        key.append("  -- target" if look.ascii_only else "  ┄┄ target")
    for letter, name, *_ in legend(trend):
        key.append(f"  {letter} {one_line(name)}")
    return key
