"""Writing what a form holds, from whichever thread: drafts as it is typed, and the result."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer

from ncc_tui.domain.errors import NccError
from ncc_tui.domain.periods import Period
from ncc_tui.services import drafts
from ncc_tui.services.aside import Unkept, set_aside
from ncc_tui.services.entering import Saved, Submission, save_result
from ncc_tui.services.session import Session
from ncc_tui.tui.widgets.form_beside import moment

if TYPE_CHECKING:
    from ncc_tui.tui.app import NccApp

KEEP_AFTER_SECONDS = 0.4
AGAIN_AFTER_SECONDS = 3.0


@dataclass(frozen=True)
class Snapshot:
    """A form at one moment: `number` counts its changes, no `content` means nothing to keep."""

    number: int
    measure: str
    period: Period
    content: Mapping[str, str] | None


class Keeper:
    """Writes one form's drafts and results, one at a time; of a period nothing older than the last.

    So a draft that waited for the database never comes after the result that was made of it.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = Lock()
        self._done: dict[Period, int] = {}

    def has(self, now: Snapshot) -> bool:
        """Whether a snapshot, or a later one of its period, needs no more keeping."""
        return now.number <= self._done.get(now.period, 0)

    def keep(self, now: Snapshot) -> None:
        """Keep a snapshot as the officer's draft, or forget the draft where nothing is typed."""
        with self._lock:
            if self.has(now):
                return
            if now.content is None:
                drafts.drop(self._session, now.measure, now.period)
            else:
                drafts.keep(self._session, now.measure, now.period, now.content)
            self._done[now.period] = now.number

    def save(self, asked: Submission, number: int, *, confirmed: bool) -> Saved:
        """Save a result, made of the snapshot with a number; its draft goes with it."""
        with self._lock:
            saved = save_result(
                self._session,
                asked.measure,
                asked.period,
                asked.entry,
                seen=asked.seen,
                reported_on=asked.reported_on,
                actions=asked.actions,
                confirmed=confirmed,
            )
            self._done[asked.period] = max(self._done.get(asked.period, 0), number)
            return saved


class DraftingScreen(ModalScreen[Saved | None]):
    """A form that keeps what is typed in it: soon after a change, and at the latest when it goes.

    Modal, so that a letter typed beside a field is no command of the app.
    """

    @dataclass
    class Kept(Message):
        """A snapshot is in the database since a moment, or could not be put there."""

        at: str
        error: NccError | None = None

    def __init__(self) -> None:
        super().__init__()
        self.changes = 0
        self._keep_timer: Timer | None = None
        self._keeping = self._leaving = False

    @property
    def ncc(self) -> NccApp:
        """The app, by its own type."""
        return cast("NccApp", self.app)

    @abstractmethod
    def snapshot(self) -> Snapshot | None:
        """The form as it is to be kept now; None before there is anything."""

    @abstractmethod
    def tell_of_draft(self, kept_at: str, error: NccError | None) -> None:
        """Say when what is typed was kept (empty if there was nothing), or why it was not."""

    def on_mount(self) -> None:
        """Have something to write with."""
        self.keeper = Keeper(self.ncc.session)

    async def on_unmount(self) -> None:
        """Keep what is not kept yet, whichever way the form goes: also when the app ends."""
        now = self.snapshot()
        if now is not None and not self.keeper.has(now):
            await asyncio.to_thread(self._keep_at_last, now)

    def _keep_at_last(self, now: Snapshot) -> None:
        try:
            self.keeper.keep(now)
        except NccError as error:
            self.log.error(f"The draft of {now.measure} was not kept: {error}")
            set_aside(self.ncc.session, self.unkept())

    def unkept(self) -> Sequence[Unkept]:
        """What is typed and not in the database."""
        now = self.snapshot()
        if now is None or now.content is None or self.keeper.has(now):
            return ()
        return (Unkept(now.measure, now.period, now.content),)

    def changed(self) -> None:
        """Have the form kept soon: well within a second, also while the typing goes on."""
        self.changes += 1
        self._keep_after(KEEP_AFTER_SECONDS)

    def leave_kept(self) -> None:
        """Leave as soon as what is typed is kept; stay if it cannot be."""
        self._leaving = True
        self.changes += 1
        self._keep_soon()

    @work(thread=True, exit_on_error=False, group="keep")
    def keep(self, now: Snapshot) -> None:
        """Keep a snapshot."""
        error: NccError | None = None
        try:
            self.keeper.keep(now)
        except NccError as refused:
            error = refused
        at = moment(self.ncc.session.clock.now())
        self.post_message(self.Kept(at if now.content else "", error))

    def _keep_after(self, seconds: float) -> None:
        if self._keep_timer is None:
            self._keep_timer = self.set_timer(seconds, self._keep_soon)

    def _keep_soon(self) -> None:
        self._keep_timer = None
        if self._keeping:
            self._keep_after(KEEP_AFTER_SECONDS)
        elif (now := self.snapshot()) is not None:
            self._keeping = True
            self.keep(now)

    @on(Kept)
    def _kept(self, event: Kept) -> None:
        self._keeping = False
        now = self.snapshot()
        if event.error is not None:
            self._leaving = False
            self._keep_after(AGAIN_AFTER_SECONDS)
        elif self._leaving and now is not None:
            if self.keeper.has(now):
                self.dismiss(None)
            else:
                self._keep_soon()
        self.tell_of_draft(event.at, event.error)
