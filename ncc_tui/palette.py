"""The colours of a trend chart: apart from it, since drawing one loads plotext."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int] | str


@dataclass(frozen=True)
class Palette:
    """The chart's colours, as RGB or a name plotext knows, and whether signs must be ASCII."""

    line: Colour = "cyan"
    target: Colour = "white"
    comparator: Colour = "gray"
    last: Colour = "white"
    ascii_only: bool = False

    @property
    def line_style(self) -> str:
        """The line's colour as Rich writes it."""
        if isinstance(self.line, tuple):
            return "rgb({},{},{})".format(*self.line)
        return self.line
