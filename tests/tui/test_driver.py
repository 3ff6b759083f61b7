"""The lean driver shows the very same screen in fewer bytes."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ncc_tui.tui.driver import lean

COLOURS = st.sampled_from([None, "red", "bright_blue", "color(200)", "#123456", "#c62828"])
STYLES = st.builds(
    lambda fore, back, bold, italic, underline, reverse, dim: Style(
        color=fore,
        bgcolor=back,
        bold=bold,
        italic=italic,
        underline=underline,
        reverse=reverse,
        dim=dim,
    ),
    COLOURS,
    COLOURS,
    *[st.sampled_from([None, True])] * 5,
)
PIECES = st.builds(Segment, st.text("ab │●▲ ", min_size=1, max_size=6), STYLES)
LINES = st.lists(st.lists(PIECES, min_size=1, max_size=5), min_size=1, max_size=4)
SYSTEMS = st.sampled_from([ColorSystem.STANDARD, ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR])


def as_textual_writes(lines: list[list[Segment]], system: ColorSystem) -> str:
    written = []
    for y, line in enumerate(lines):
        written.append(f"\x1b[{y + 1};1H")
        for segment in Strip(line):
            style = segment.style or Style()
            written.append(style.render(segment.text, color_system=system))
    return "\n".join(written)


def screen(said: str) -> list[list[pyte.screens.Char]]:
    terminal = pyte.Screen(40, 6)
    pyte.Stream(terminal).feed(said)
    return [[terminal.buffer[y][x] for x in range(40)] for y in range(6)]


@given(LINES, SYSTEMS)
def test_every_cell_looks_as_it_did(lines: list[list[Segment]], system: ColorSystem) -> None:
    said = as_textual_writes(lines, system)
    assert screen(lean(said)) == screen(said)
    assert len(lean(said)) <= len(said)


def test_what_is_no_style_goes_through_untouched() -> None:
    said = "\x1b[?1049h\x1b[?1000h\x1b]52;c;bTMxbQ==\x07\x1b[2J plain \x1b[?25l"
    assert lean(said) == said


def test_a_style_shared_by_two_pieces_is_said_once() -> None:
    assert lean("\x1b[38;5;1;48;5;2mab\x1b[0m\x1b[38;5;3;48;5;2mcd\x1b[0m") == (
        "\x1b[38;5;1;48;5;2mab\x1b[38;5;3mcd\x1b[0m"
    )
