"""A form keeps what is typed in it, and then lets go of what that takes the place of."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from ncc_tui.services.entering import Saved
from ncc_tui.tui.base.drafting import DraftingScreen
from ncc_tui.tui.base.screen import Dialog
from ncc_tui.tui.keeping import Snapshot


# In this order, for a dialog's constructor hands on arguments; the form's own style is not dimmed.
class DraftingForm(DraftingScreen[Saved | None], Dialog[Saved | None]):
    """Keeps one result's fields.

    Modal, so that a letter typed beside a field is no command of the app.
    """

    def __init__(self) -> None:
        super().__init__()
        self._afterwards: list[Snapshot] = []

    @abstractmethod
    def snapshot(self) -> Snapshot | None:
        """The form as it is to be kept now; None before there is anything."""

    def snapshots(self) -> Sequence[Snapshot]:
        """The form, and after it whatever was to be kept once that is."""
        now = self.snapshot()
        return [*([now] if now is not None else []), *self._afterwards]

    def afterwards(self, snapshot: Snapshot) -> None:
        """Have a snapshot kept too, once all that is typed now is: not before, whatever fails."""
        self._afterwards = [s for s in self._afterwards if not self.keeper.has(s)]
        self._afterwards.append(snapshot)
