"""Keys that come faster than the app follows: each lands where it would have, typed slowly."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from enum import Enum
from time import monotonic
from typing import Any

from textual.app import App, ScreenStackError
from textual.dom import DOMNode
from textual.events import Event, Key
from textual.widgets import DataTable
from textual.worker import Worker, WorkerError

# Workers whose outcome decides where the next key goes; no key waits for them any more when the
# one before it is older than this: by then the screen has said that it is busy.
DECIDING = ("read", "services", "save", "write", "complete")
PATIENCE_SECONDS = 1.0
CURSOR_KEYS = frozenset(["up", "down", "left", "right", "pageup", "pagedown", "home", "end"])


class Course(Enum):
    """What way a key takes through the widgets."""

    TEXT = "the widget in focus takes it in"
    CURSOR = "it moves a table's cursor, which leaves the focus where it is"
    OTHER = "anything may come of it"


class TypeAhead:
    """Gives the app a key when all that came of the one before is done.

    Textual hands a key to the widget in focus, and what that does not take travels up to the app
    by way of every queue between them: a Tab is overtaken by the letters that follow it. Only
    letters after letters and cursor keys after cursor keys keep their order by themselves; those
    are given at once, for they are most, and to wait costs a millisecond.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._held: deque[Event] = deque()
        self._let_in: set[int] = set()
        self._releasing = False
        self._last: tuple[Course, DOMNode, DOMNode | None] | None = None
        self._given_at = monotonic()
        self._given_up: set[Worker[Any]] = set()

    def holds(self, event: Event) -> bool:
        """Whether a key or a paste has to wait; the app gets it again when its turn has come."""
        let_in = id(event) in self._let_in
        now = self._course(event), self._app.screen, self._app.focused
        if let_in or (not self._releasing and now == self._last and now[0] is not Course.OTHER):
            self._let_in.discard(id(event))
            self._last, self._given_at = now, monotonic()
            return False
        self._held.append(event)
        if not self._releasing:
            self._releasing = True
            self._task = asyncio.create_task(self._release())
        return True

    def _course(self, event: Event) -> Course:
        focused = self._app.focused
        if isinstance(event, Key) and focused is not None:
            if focused.check_consume_key(event.key, event.character):
                return Course.TEXT
            if event.key in CURSOR_KEYS and isinstance(focused, DataTable):
                return Course.CURSOR
        return Course.OTHER

    async def _release(self) -> None:
        try:
            while self._held:
                await self.settled()
                self._give()
        finally:
            self._releasing = False

    def _give(self) -> None:
        """Give the app the first key that waits, and with it those that need not wait for it."""
        course: Course | None = None
        while self._held and course in (None, self._course(self._held[0])):
            event = self._held.popleft()
            self._let_in.add(id(event))
            self._app.post_message(event)
            course = self._course(event)
            if course is Course.OTHER:
                return

    async def settled(self) -> None:
        """Return when nothing is under way any more that decides where a key goes."""
        quiet_rounds = 0
        await _passed(self._app)
        with suppress(ScreenStackError):  # there is no screen at the very end
            # What a key does may post a message (such as Submitted), and what that does another.
            while quiet_rounds < 2:
                place = self._place
                await _passed(place[1] or place[0])
                quiet = not await self._decided() and place == self._place
                quiet_rounds = quiet_rounds + 1 if quiet else 0

    @property
    def _place(self) -> tuple[DOMNode, DOMNode | None]:
        """Where a key would go now."""
        return self._app.screen, self._app.focused

    async def _decided(self) -> bool:
        """Wait for the workers of the screen shown; gives whether there were any."""
        self._given_up = {worker for worker in self._given_up if not worker.is_finished}
        deciding = {
            worker
            for worker in self._app.workers
            if worker.node is self._app.screen
            and worker.group in DECIDING
            and not worker.is_finished
        } - self._given_up
        patience = self._given_at + PATIENCE_SECONDS - monotonic()
        if patience <= 0:
            return False
        if deciding:
            ends = [asyncio.create_task(_end(worker)) for worker in deciding]
            _, late = await asyncio.wait(ends, timeout=patience)
            self._given_up |= deciding if late else set()
        return bool(deciding)


async def _passed(node: DOMNode) -> None:
    """Return when a node, and all above it in turn, have done what was before them by now."""
    for pump in node.ancestors_with_self:
        passed = asyncio.Event()
        if pump.call_later(passed.set):
            # One that goes away meanwhile never says so: no key waits for it for ever.
            with suppress(TimeoutError):
                await asyncio.wait_for(passed.wait(), PATIENCE_SECONDS)


async def _end(worker: Worker[Any]) -> None:
    with suppress(WorkerError):
        await worker.wait()
