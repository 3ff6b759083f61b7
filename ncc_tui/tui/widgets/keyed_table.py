"""A table of rows one line high, each known by a key: what the report's grid and lists share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual.coordinate import Coordinate
from textual.reactive import var
from textual.widgets import DataTable

GAP = 1


class KeyedTable(DataTable[Text]):
    """A table with a cursor on a row; screens watch `chosen`, the key under it."""

    chosen: var[str | None] = var(None)

    def __init__(self) -> None:
        super().__init__(
            cursor_type="row",
            cursor_foreground_priority="renderable",
            cursor_background_priority="renderable",
            zebra_stripes=False,
            cell_padding=0,
        )
        self._keys: Sequence[str] = ()
        self._wanted: str | None = None
        self._refilling = False

    @property
    def key(self) -> str | None:
        """The key of the row under the cursor."""
        return self._keys[self.cursor_row] if 0 <= self.cursor_row < len(self._keys) else None

    def choose(self, key: str) -> None:
        """Put the cursor on a row, or have it begin there if the next rows shown have it."""
        if key in self._keys:
            self.move_cursor(row=self._keys.index(key), animate=False)
        else:
            self._wanted = key

    @contextmanager
    def refilled(self, keys: Sequence[str]) -> Iterator[None]:
        """Take in other columns and rows, with the cursor on its key and the view where it was.

        The table is empty inside the context, and its cursor on the first row: nobody is told of
        that, nor of where it comes to stand. Whoever refills tells of the row itself.
        """
        kept, at, top = self._wanted or self.key, self.cursor_row, self.scroll_y
        self._keys, self._wanted, self._refilling = tuple(keys), None, True
        try:
            with self.app.batch_update():
                self.clear(columns=True)
                yield
            self.scroll_to(y=top, animate=False)
            row = self._keys.index(kept) if kept in self._keys else min(at, len(keys) - 1)
            self.move_cursor(row=max(0, row), animate=False)
        finally:
            self._refilling = False
            self.set_reactive(KeyedTable.chosen, self.key)

    def watch_cursor_coordinate(
        self, old_coordinate: Coordinate, new_coordinate: Coordinate
    ) -> None:
        """Follow the cursor with the key under it."""
        super().watch_cursor_coordinate(old_coordinate, new_coordinate)
        if not self._refilling:
            self.chosen = self.key

    def action_cursor_down(self) -> None:
        """Go a row down, without the repaint that DataTable gives the row under the mouse."""
        self.move_cursor(row=self.cursor_row + 1)

    def action_cursor_up(self) -> None:
        """Go a row up, likewise."""
        self.move_cursor(row=self.cursor_row - 1)

    def action_scroll_home(self) -> None:
        """Go to the first row: a row has no cells to go along."""
        self.move_cursor(row=0)

    def action_scroll_end(self) -> None:
        """Go to the last row."""
        self.move_cursor(row=self.row_count - 1)


def fitted(
    words: str, width: int, *, right: bool, ascii_only: bool, style: Style | None = None
) -> Text:
    """Words cut or padded to exactly a width, whatever the width of their characters."""
    if cell_len(words) > width:
        ellipsis = "..." if ascii_only else "…"
        words = set_cell_size(words, max(0, width - len(ellipsis))) + ellipsis
    space = " " * (width - cell_len(words))
    return Text(space + words if right else words + space, style or "", no_wrap=True, end="")
