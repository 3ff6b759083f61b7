"""A form keeps what is typed in it, as it is typed."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from textual import on, work
from textual.message import Message
from textual.timer import Timer

from ncc_tui.domain.errors import NccError
from ncc_tui.services.aside import Unkept, set_aside
from ncc_tui.services.entering import Saved
from ncc_tui.tui.base.screen import Dialog
from ncc_tui.tui.keeping import Keeper, Snapshot

KEEP_AFTER_SECONDS = 0.4
AGAIN_AFTER_SECONDS = 3.0


class DraftingForm(Dialog[Saved | None]):
    """A form that keeps what is typed in it: soon after a change, and at the latest when it goes.

    Modal, so that a letter typed beside a field is no command of the app.
    """

    @dataclass
    class DraftKept(Message):
        """A snapshot is in the database since an hour; an empty one if nothing was to be kept."""

        at: str

    def __init__(self) -> None:
        super().__init__()
        self.changes = 0
        self._keep_timer: Timer | None = None
        self._keeping = self._leaving = self._is_aside = False
        self._afterwards: list[Snapshot] = []

    @abstractmethod
    def snapshot(self) -> Snapshot | None:
        """The form as it is to be kept now; None before there is anything."""

    @abstractmethod
    def tell_of_draft(self, kept_at: str, error: NccError | None) -> None:
        """Say when what is typed was kept (empty if there was nothing), or why it was not."""

    def on_mount(self) -> None:
        """Have something to write with."""
        self.keeper = Keeper(self.desk.session)

    async def on_unmount(self) -> None:
        """Keep what is not kept yet, whichever way the form goes: also when the app ends."""
        if (owed := self._owed()) and not self._is_aside:
            await asyncio.to_thread(self.keeper.keep_at_last, *owed)

    def unkept(self) -> Sequence[Unkept]:
        """What is typed and not in the database."""
        return self.keeper.unkept(*self._owed())

    def _owed(self) -> list[Snapshot]:
        """What has yet to be kept, in its order."""
        now = self.snapshot()
        every = [*([now] if now is not None else []), *self._afterwards]
        return [snapshot for snapshot in every if not self.keeper.has(snapshot)]

    def changed(self) -> None:
        """Have the form kept soon: well within a second, also while the typing goes on."""
        self.changes += 1
        self._keep_after(KEEP_AFTER_SECONDS)

    def afterwards(self, snapshot: Snapshot) -> None:
        """Have a snapshot kept too, once all that is typed now is: not before, whatever fails."""
        self._afterwards.append(snapshot)

    def leave_kept(self) -> None:
        """Leave as soon as what is typed is kept; stay if it cannot be."""
        self._leaving = True
        self.changes += 1
        self._keep_soon()

    def leave_at_once(self) -> None:
        """Leave though the database takes nothing now: the draft waits beside it until it does."""
        with suppress(OSError):  # then the database is waited for after all
            set_aside(self.desk.session, self.unkept())
            self._is_aside = True
        self.dismiss(None)

    @work(thread=True, exit_on_error=False, group="keep")
    def keep(self, now: Snapshot, *afterwards: Snapshot) -> None:
        """Keep a snapshot, then others."""
        self.keeper.keep(now, *afterwards)
        at = f"{self.desk.session.clock.now().astimezone():%H:%M}"
        self.post_message(self.DraftKept(at if now.content else ""))

    def _keep_after(self, seconds: float) -> None:
        if self._keep_timer is None:
            self._keep_timer = self.set_timer(seconds, self._keep_soon)

    def _keep_soon(self) -> None:
        self._keep_timer = None
        if self._keeping:
            self._keep_after(KEEP_AFTER_SECONDS)
        elif (now := self.snapshot()) is not None:
            self._keeping = True
            self.keep(now, *self._afterwards)

    @on(DraftKept)
    def _kept(self, event: DraftKept) -> None:
        self._keeping = False
        self._afterwards = [s for s in self._afterwards if not self.keeper.has(s)]
        now = self.snapshot()
        if self._leaving and now is not None:
            if self.keeper.has(now):
                self.dismiss(None)
            else:
                self._keep_soon()
        self.tell_of_draft(event.at, None)

    def failed(self, work: str, error: NccError) -> None:
        """Tell of a failure; a draft that was not kept is tried again."""
        if work != "keep":
            super().failed(work, error)
            return
        self._keeping = self._leaving = False
        self._keep_after(AGAIN_AFTER_SECONDS)
        self.tell_of_draft("", error)
