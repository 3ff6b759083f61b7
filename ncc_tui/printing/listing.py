"""Rows of short texts below each other, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from ncc_tui.domain.text import one_line

_WIDEST = 32


def listing(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """A line for each row under a line of headings; the last column takes the width left."""
    lines = [headings, *([*map(_fitted, row[:-1]), _cell(row[-1])] for row in rows)]
    *fixed, _ = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    table = [
        "  ".join([*map(set_cell_size, line[:-1], fixed), line[-1]]).rstrip() for line in lines
    ]
    return "\n".join(
        line if cell_len(line) <= width else f"{set_cell_size(line, width - 1)}…" for line in table
    )


def _fitted(text: str) -> str:
    """A cell that leaves room for those after it."""
    cell = _cell(text)
    return cell if cell_len(cell) <= _WIDEST else f"{set_cell_size(cell, _WIDEST - 1)}…"


def _cell(text: str) -> str:
    """A cell in one line, its indent kept."""
    return f"{' ' * (len(text) - len(text.lstrip(' ')))}{one_line(text)}"
