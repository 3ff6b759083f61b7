"""A screen keeps what is typed in it as it is typed, and is left when that is kept."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from textual import on, work
from textual.message import Message
from textual.timer import Timer

from ncc_tui.domain.errors import NccError
from ncc_tui.services.aside import Unkept
from ncc_tui.store.turns import Wait
from ncc_tui.tui.base.screen import WAITING, DeskScreen, Result
from ncc_tui.tui.keeping import Keeper, Snapshot
from ncc_tui.tui.prompts.question import Question

KEEP_AFTER_SECONDS = 0.4
AGAIN_AFTER_SECONDS = 3.0


class DraftingScreen(DeskScreen[Result]):
    """A screen that keeps what is typed in it: soon after a change, and at the latest when it goes.

    It writes on worker threads only: the screen never stands still while others write.
    """

    @dataclass
    class DraftsKept(Message):
        """Snapshots are in the database since a moment."""

        at: datetime

    class DraftsWait(Message):
        """Snapshots wait to be kept, since others write."""

    class DraftsAside(Message):
        """Snapshots were put beside the database."""

    def __init__(self) -> None:
        super().__init__()
        self.changes = 0
        self._keep_timer: Timer | None = None
        self._keeping: Wait | None = None
        self._waits = self._shown_waiting = self._told_wait = False
        self._leaving = self._let_go = False
        self._aside: list[Snapshot] = []
        self._unkept_because = ""
        self._question: Question | None = None

    @abstractmethod
    def snapshots(self) -> Sequence[Snapshot]:
        """What is typed now, numbered by the change after which it was so; kept or not."""

    @abstractmethod
    def tell_of_draft(self, kept_at: datetime | None, error: NccError | None) -> None:
        """Say when what is typed was kept, or why it was not."""

    @abstractmethod
    def tell_of_waiting(self, waiting: bool) -> None:
        """Say that the screen goes once others have finished saving, or no longer so."""

    @cached_property
    def keeper(self) -> Keeper:
        """What writes for this screen."""
        return Keeper(self.desk.session)

    async def on_unmount(self) -> None:
        """Keep what is not kept yet, whichever way the screen goes: also when the app ends."""
        self.give_way()
        if owed := self._owed():
            await asyncio.to_thread(self.keeper.keep_at_last, *owed)

    def unkept(self) -> Sequence[Unkept]:
        """What is typed and may not be in the database."""
        return self.keeper.unkept(*self._owed())

    def note_change(self) -> int:
        """Have what is typed kept soon; gives the number of the change."""
        self.changes += 1
        self._keep_after(KEEP_AFTER_SECONDS)
        return self.changes

    def give_way(self) -> None:
        """Let what is saved go before drafts that wait, which are kept afterwards."""
        if self._keeping is not None:
            self._keeping.leave()

    def leave_kept(self) -> None:
        """Leave as soon as what is typed is kept; where it cannot be, ask what is to be done."""
        self._leaving, self._told_wait = True, False
        self._show_waiting()
        self._go_on_leaving()

    def _show_waiting(self) -> None:
        waiting = self._leaving and self._waits
        if waiting != self._shown_waiting:
            self._shown_waiting = waiting
            self.tell_of_waiting(waiting)

    def _owed(self) -> list[Snapshot]:
        if self._let_go:
            return []
        return [snapshot for snapshot in self.snapshots() if not self.keeper.has(snapshot)]

    def _keep_after(self, seconds: float) -> None:
        if self._keep_timer is None:
            self._keep_timer = self.set_timer(seconds, self._keep_soon)

    def _keep_soon(self) -> None:
        self._keep_timer = None
        if self._keeping is not None:
            self._keep_after(KEEP_AFTER_SECONDS)
        elif owed := self._owed():
            self._keeping = Wait(self._tell_draft_waits)
            self._keep(owed, self._keeping)

    @work(thread=True, exit_on_error=False, group="keep")
    def _keep(self, snapshots: Sequence[Snapshot], wait: Wait) -> None:
        self.keeper.keep(*snapshots, wait=wait)
        self.post_message(self.DraftsKept(self.desk.session.clock.now()))

    @on(DraftsKept)
    def _note_kept(self, event: DraftsKept) -> None:
        self._keeping, self._waits = None, False
        self._show_waiting()
        self.tell_of_draft(event.at, None)
        self._go_on_leaving()

    def _tell_draft_waits(self) -> None:
        self.post_message(self.DraftsWait())

    @on(DraftsWait)
    def _note_wait(self) -> None:
        self._waits = self._keeping is not None
        self._show_waiting()
        self._go_on_leaving()

    def _go_on_leaving(self) -> None:
        if not self._leaving:
            return
        if not self._owed():
            self._leave()
        elif self._keeping is None:
            self._keep_soon()
        elif self._waits and not self._told_wait and self.unkept():
            self._told_wait = True
            said = f"What you typed is {WAITING}; then it is kept as a draft."
            self._ask("Not kept yet", said, ("again", "Wait, and leave when it is kept"))

    def _leave(self) -> None:
        if self._question is not None and self._question.is_current:
            self._question.dismiss("kept")
        elif self.is_current:
            self.dismiss(None)
        else:
            # Another screen was put up over this one: it is not taken away from under it.
            self._leaving = False

    def _ask(self, heading: str, body: str, first: tuple[str, str], *, lost: bool = False) -> None:
        """Ask how to leave while what is typed is not kept."""

        def take(answer: str | None) -> None:
            self._question = None
            match answer:
                case "stay":
                    self._leaving = False
                    self._show_waiting()
                case "aside":
                    self._leaving = False
                    self.leave_without()
                case "lose":
                    self._let_go = True
                    self.dismiss(None)
                case "kept":
                    self._leave()
                case "unkept":
                    self._ask_again()
                case _:
                    self._leaving = True
                    self._go_on_leaving()

        without = ("aside", "Leave now; it is put beside the database until that takes it")
        if lost:
            without = ("lose", "Leave; what is typed is lost")
        answers = [first, ("stay", "Go on typing"), without]
        self._question = Question(heading, body, answers, escape="stay")
        self.app.push_screen(self._question, take)

    def _ask_again(self) -> None:
        self._ask("Not kept as a draft", self._unkept_because, ("again", "Try again, and leave"))

    def leave_without(self) -> None:
        """Leave though the database takes nothing now: a file beside it has it until it does."""
        self.give_way()
        self._aside = self._owed()
        self._set_aside(self._aside)

    @work(thread=True, exit_on_error=False, group="aside")
    def _set_aside(self, snapshots: Sequence[Snapshot]) -> None:
        self.keeper.set_aside(*snapshots)
        self.post_message(self.DraftsAside())

    @on(DraftsAside)
    def _leave_aside(self) -> None:
        if self._owed() != self._aside:
            self.leave_without()
            return
        self._let_go = True
        self._leave()

    def failed(self, work: str, error: NccError) -> None:
        """Tell of a failure; a draft that was not kept is tried again."""
        match work:
            case "keep":
                self._say_unkept(error)
            case "aside":
                self._ask("Not kept", str(error), ("again", "Try again to keep it"), lost=True)
            case _:
                super().failed(work, error)

    def _say_unkept(self, error: NccError) -> None:
        left = self._keeping is not None and self._keeping.is_left
        self._keeping, self._waits = None, False
        self._show_waiting()
        if left:
            self._keep_after(AGAIN_AFTER_SECONDS)
            return
        if not self._leaving:
            self.tell_of_draft(None, error)
            self._keep_after(AGAIN_AFTER_SECONDS)
            return
        if not self.unkept():
            self.app.notify(f"What you threw away may be offered again: {error}", markup=False)
            self._leave()
            return
        self._unkept_because = str(error)
        if self._question is not None and self._question.is_current:
            self._question.dismiss("unkept")
        else:
            self._ask_again()
