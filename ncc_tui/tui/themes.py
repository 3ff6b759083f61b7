"""Themes: the app's colours and, apart from them, those of red, amber and green.

In 16 colours Textual's own warning and error become the same, so ratings have a palette of their
own; each rating also has a shape and a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as ScreenColor
from textual.filter import LineFilter
from textual.theme import Theme

from ncc_tui.charts.palette import Palette
from ncc_tui.domain.ratings import Rating
from ncc_tui.printing.ascii import in_ascii

DEFAULT_THEME = "ncc-dark"
ASCII_THEME = "ascii"


def _theme(
    name: str,
    *,
    dark: bool,
    ground: str,
    surface: str,
    text: str,
    accent: str,
    green: str,
    amber: str,
    red: str,
    quiet: str,
    amber_shape: str = "",
    red_shape: str = "",
) -> Theme:
    """A theme; each rating is given as `foreground` or `foreground on background`.

    A lone shape has the background's colour unless that cannot be seen on the cursor's row too.
    """
    return Theme(
        name=name,
        dark=dark,
        primary=accent,
        secondary=accent,
        accent=accent,
        foreground=text,
        background=ground,
        surface=surface,
        panel=surface,
        warning=amber.split(" on ")[-1],
        error=red.split(" on ")[-1],
        success=green.split(" on ")[-1],
        variables={
            "rag-green": green,
            "rag-amber": amber,
            "rag-red": red,
            "shape-green": green.split(" on ")[-1],
            "shape-amber": amber_shape or amber.split(" on ")[-1],
            "shape-red": red_shape or red.split(" on ")[-1],
            "quiet": quiet,
            "chart-line": accent,
            "block-cursor-text-style": "bold",
            "footer-key-foreground": accent,
        },
    )


THEMES = (
    _theme(
        DEFAULT_THEME,
        dark=True,
        ground="#0f1419",
        surface="#23282d",
        text="#e6e6e6",
        accent="#5ccfe6",
        green="#5fd787",
        amber="#1a1a1a on #ffb300",
        red="#ffffff on #c62828",
        quiet="#97a4b2",
        red_shape="#ff8585",
    ),
    _theme(
        "ncc-light",
        dark=False,
        ground="#ffffff",
        surface="#e4e7ea",
        text="#1a1a1a",
        accent="#005a8c",
        green="#036a1a",
        amber="#1a1a1a on #c77700",
        red="#ffffff on #c62828",
        quiet="#57606a",
        amber_shape="#7f4800",
        red_shape="#b71c1c",
    ),
    _theme(
        "high-contrast",
        dark=True,
        ground="#000000",
        surface="#262626",
        text="#ffffff",
        accent="#ffff00",
        green="#00ff00",
        amber="#000000 on #ffff00",
        red="#ffffff on #d00000",
        quiet="#ffffff",
        red_shape="#ff7070",
    ),
    _theme(
        "colour-blind-safe",
        dark=True,
        ground="#0f1419",
        surface="#23282d",
        text="#e6e6e6",
        accent="#8ab4ff",
        green="#7a9cff",
        amber="#1a1a1a on #ffb000",
        red="#ffffff on #c4306f",
        quiet="#97a4b2",
        red_shape="#ff79b0",
    ),
    _theme(
        ASCII_THEME,
        dark=True,
        ground="#000000",
        surface="#262626",
        text="#d0d0d0",
        accent="#87d7ff",
        green="#5fd787",
        amber="#1a1a1a on #ffb300",
        red="#ffffff on #c62828",
        quiet="#9a9a9a",
        red_shape="#ff6b6b",
    ),
)
VARIABLES = THEMES[0].variables


class AsciiOnly(LineFilter):
    """Says everything in ASCII, character by character in the same width.

    It works on the lines as they leave for the terminal, so nothing on any screen escapes it:
    borders, scroll bars, the command palette, officers' words.
    """

    def apply(self, segments: list[Segment], background: ScreenColor) -> list[Segment]:
        """Translate a line."""
        return [
            segment
            if segment.text.isascii()
            else Segment("".join(map(in_ascii, segment.text)), segment.style, segment.control)
            for segment in segments
        ]


ASCII_ONLY = AsciiOnly()


class Look(NamedTuple):
    """How ratings and charts look under a theme: what a widget needs to know of it."""

    green: Style
    amber: Style
    red: Style
    shapes: tuple[Style, Style, Style]
    quiet: Style
    line: tuple[int, int, int] | str
    quiet_colour: tuple[int, int, int] | str
    ascii_only: bool

    @classmethod
    def of(cls, variables: Mapping[str, str], theme: str, *, plain: bool = False) -> Look:
        """The look of a theme from its variables; plain gives no colours at all (NO_COLOR)."""
        if plain:
            bold, reverse, none = Style(bold=True), Style(reverse=True, bold=True), Style()
            shapes = (none, bold, reverse)
            return cls(
                none, bold, reverse, shapes, none, "default", "default", theme == ASCII_THEME
            )
        return cls(
            green=Style.parse(variables["rag-green"]),
            amber=Style.parse(variables["rag-amber"]),
            red=Style.parse(f"bold {variables['rag-red']}"),
            shapes=(
                Style.parse(variables["shape-green"]),
                Style.parse(variables["shape-amber"]),
                Style.parse(variables["shape-red"]),
            ),
            quiet=Style.parse(variables["quiet"]),
            line=_rgb(variables["chart-line"]),
            quiet_colour=_rgb(variables["quiet"]),
            ascii_only=theme == ASCII_THEME,
        )

    def style(self, rating: Rating) -> Style:
        """A rating's style."""
        return {Rating.GREEN: self.green, Rating.AMBER: self.amber, Rating.RED: self.red}.get(
            rating, self.quiet
        )

    def shape_style(self, rating: Rating) -> Style:
        """The style of a lone shape: coloured as text, since filled cells are for what counts."""
        green, amber, red = self.shapes
        return {Rating.GREEN: green, Rating.AMBER: amber, Rating.RED: red}.get(rating, self.quiet)

    def words(self, rating: Rating) -> str:
        """A rating as shape and word."""
        return f"{rating.letter if self.ascii_only else rating.shape} {rating}"

    def shape(self, rating: Rating) -> str:
        """A rating's shape alone."""
        return rating.letter if self.ascii_only else rating.shape

    def palette(self, rating: Rating) -> Palette:
        """The colours of a chart whose last point has a rating."""
        last = self.shape_style(rating).color
        return Palette(
            line=self.line,
            target=self.quiet_colour,
            comparator=self.quiet_colour,
            last=_triplet(last) if last else "default",
            ascii_only=self.ascii_only,
        )


def _rgb(colour: str) -> tuple[int, int, int]:
    return _triplet(Color.parse(colour))


def _triplet(colour: Color) -> tuple[int, int, int]:
    red, green, blue = colour.get_truecolor()
    return red, green, blue
