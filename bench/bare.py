"""What everything on the screen is measured against: Textual with one DataTable, no more."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable

ROWS = 12
COLUMNS = 12
LAST_WORDS = f"{ROWS - 1:02d}x{COLUMNS - 1:02d}"


class BareApp(App[None]):
    """A table of 12 rows and 12 columns."""

    def compose(self) -> ComposeResult:
        """Nothing but the table."""
        yield DataTable[str](cursor_type="row")

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.add_columns(*[f"c{column:02d}" for column in range(COLUMNS)])
        for row in range(ROWS):
            table.add_row(*[f"{row:02d}x{column:02d}" for column in range(COLUMNS)])


if __name__ == "__main__":
    BareApp().run()
