"""What every screen has: the desk, and one place where the failures of its workers arrive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar, cast

from textual import events, on
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.worker import Worker

from ncc_tui.domain.errors import NccError
from ncc_tui.store.turns import Wait
from ncc_tui.tui.desk import Desk
from ncc_tui.tui.faults import Fault, failure

Result = TypeVar("Result")
WAITING = "waiting for others to finish saving"


class DeskScreen(Screen[Result]):
    """A screen at the desk; its workers raise what they cannot do, and it is told here."""

    CSS_PATH: ClassVar[str | Path] = Path(__file__).with_name("screens.tcss")

    @dataclass
    class WriteWaits(Message):
        """What a worker writes waits for others to finish writing."""

    @property
    def desk(self) -> Desk:
        """What may be asked of the app."""
        return cast("Desk", self.app)

    def refusal_of(self, action: str) -> str:
        """Why who is at work may not do what a key asks for; empty where they may.

        What is refused is offered nowhere; a key of it says why.
        """
        return ""

    def refuses(self, action: str) -> bool:
        """Whether what a key asks for is refused; says why."""
        if refusal := self.refusal_of(action):
            self.notify(refusal, severity="warning", markup=False)
        return bool(refusal)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no more than who is at work may do."""
        return None if self.refusal_of(action) else super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Say why a key does nothing that is bound to what is refused."""
        active = self.active_bindings.get(event.key)
        if active is not None and not active.enabled and active.node is self:
            self.refuses(active.binding.action)

    def repaint(self) -> None:
        """Show again, in the colours there are now, what the style sheet does not colour."""

    @on(Worker.StateChanged)
    def _hear_of_failure(self, event: Worker.StateChanged) -> None:
        event.stop()
        if (error := failure(event)) is not None:
            self.failed(event.worker.group, error)

    @contextmanager
    def wait_shown(self) -> Iterator[None]:
        """What a worker writes inside waits for its turn in sight of the officer."""

        def tell() -> None:
            self.post_message(self.WriteWaits())

        with self.desk.session.store.waiting(Wait(tell)):
            yield

    @on(WriteWaits)
    def _say_write_waits(self, event: WriteWaits) -> None:
        event.stop()
        self.notify(f"{WAITING.capitalize()}.", timeout=4)

    def others_saved(self) -> None:
        """Somebody has written to the database: a screen that shows what is in it catches up."""

    def failed(self, work: str, error: NccError) -> None:
        """Tell that the work of a group was refused, or that the program failed in it."""
        seconds = 15 if isinstance(error, Fault) else 10
        self.notify(str(error), severity="error", markup=False, timeout=seconds)


# Textual takes style rules along the first base: a dialog dims what is below as a ModalScreen.
class Dialog(ModalScreen[Result], DeskScreen[Result]):
    """A screen that lies over another: a letter typed in it is no command of the app."""
