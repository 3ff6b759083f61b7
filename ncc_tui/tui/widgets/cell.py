"""The cell of a grid that one types in, laid over the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast

from textual import events
from textual.widgets import Input


class TakesPaste(Protocol):
    """A screen whose cells a paste can fill."""

    def takes_paste(self, text: str) -> bool:
        """Whether a paste fills cells, rather than going into the words of one."""

    def paste(self, text: str) -> None:
        """Fill the cells from the one one is in."""


class CellInput(Input):
    """The cell one types in. It moves on before the next key is taken, however fast they come."""

    def __init__(self, travel: Mapping[str, str]) -> None:
        """`travel` are the actions of the keys that lead to another cell."""
        super().__init__(compact=True, select_on_focus=False)
        self._travel = travel

    async def on_key(self, event: events.Key) -> None:
        """Move between cells."""
        if event.key in self._travel:
            event.stop()
            event.prevent_default()
            await self.screen.run_action(self._travel[event.key])

    def on_paste(self, event: events.Paste) -> None:
        """Fill the cells from this one on, unless it is words for one comment."""
        screen = cast("TakesPaste", self.screen)
        if screen.takes_paste(event.text):
            event.stop()
            event.prevent_default()
            screen.paste(event.text)
