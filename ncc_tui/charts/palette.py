"""The colours of a trend chart: apart from it, since drawing one loads plotext."""

from __future__ import annotations

from typing import NamedTuple

Colour = tuple[int, int, int] | str


class Palette(NamedTuple):
    """The chart's colours, as RGB or a name plotext and Rich know, and whether it is ASCII only."""

    line: Colour = "cyan"
    target: Colour = "white"
    comparator: Colour = "white"
    last: Colour = "white"
    ascii_only: bool = False

    @property
    def line_style(self) -> str:
        """The line's colour as Rich writes it."""
        return rich_name(self.line)


def rich_name(colour: Colour) -> str:
    """A colour as Rich writes it."""
    return colour if isinstance(colour, str) else "rgb({},{},{})".format(*colour)
