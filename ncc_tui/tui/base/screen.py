"""What every screen has: the desk, and one place where the failures of its workers arrive."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, TypeVar, cast

from textual import on
from textual.screen import ModalScreen, Screen
from textual.worker import Worker

from ncc_tui.domain.errors import NccError
from ncc_tui.tui.desk import Desk
from ncc_tui.tui.faults import Fault, failure

Result = TypeVar("Result")


class DeskScreen(Screen[Result]):
    """A screen at the desk; its workers raise what they cannot do, and it is told here."""

    CSS_PATH: ClassVar[str | Path] = Path(__file__).with_name("screens.tcss")

    @property
    def desk(self) -> Desk:
        """What may be asked of the app."""
        return cast("Desk", self.app)

    @on(Worker.StateChanged)
    def _hear_of_failure(self, event: Worker.StateChanged) -> None:
        event.stop()
        if (error := failure(event)) is not None:
            self.failed(event.worker.group, error)

    def others_saved(self) -> None:
        """Somebody has written to the database: a screen that shows what is in it catches up."""

    def failed(self, work: str, error: NccError) -> None:
        """Tell that the work of a group was refused, or that the program failed in it."""
        seconds = 15 if isinstance(error, Fault) else 10
        self.notify(str(error), severity="error", markup=False, timeout=seconds)


# Textual takes style rules along the first base: a dialog dims what is below as a ModalScreen.
class Dialog(ModalScreen[Result], DeskScreen[Result]):
    """A screen that lies over another: a letter typed in it is no command of the app."""
