"""What the report's grid and the lists have in common."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from ncc_tui.tui.widgets.keyed_table import fitted


@pytest.mark.parametrize(
    "words", ["", "plain", "£5 a week", "漢字の題", "a漢字の題", "😀😀😀😀", "e\u0301te\u0301"]
)
@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_cell_is_as_wide_as_its_column_whatever_its_characters(
    words: str, right: bool, ascii_only: bool
) -> None:
    for width in range(3, 12):
        cell = fitted(words, width, right=right, ascii_only=ascii_only)
        assert cell_len(cell.plain) == width
        whole = cell_len(words) <= width
        assert (words in cell.plain) is whole
