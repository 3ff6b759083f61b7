"""What is sent to the terminal, in the terminal's own time: the event loop never waits for it."""

from __future__ import annotations

import os
from queue import SimpleQueue
from threading import Thread

from ncc_tui.tui.hangup import hung_up

# Smaller than what a terminal that reads at all takes within PATIENCE_SECONDS.
PIECE_BYTES = 4096
BEHIND_BYTES = 1 << 20
PATIENCE_SECONDS = 1.0


class Output(Thread):
    """Writes to the terminal whatever it is given, in order.

    Textual's own thread makes the event loop wait once 30 pieces are due, for ever where the
    terminal reads no more.
    """

    def __init__(self, fileno: int, encoding: str) -> None:
        super().__init__(name="terminal-output", daemon=True)
        self._fileno, self._encoding = fileno, encoding
        self._due: SimpleQueue[bytes | None] = SimpleQueue()
        self._given = self._taken = 0

    @property
    def behind(self) -> bool:
        """Whether so much is due that the terminal should be given no cause for more."""
        return self._given - self._taken > BEHIND_BYTES

    def write(self, text: str) -> None:
        """Have something written; never waits."""
        piece = text.encode(self._encoding, "replace")
        self._given += len(piece)
        self._due.put(piece)

    def run(self) -> None:
        """Write until told to stop, or until there is no terminal any more."""
        # By os.write: what waits inside a file object could not be left behind at exit.
        while (piece := self._due.get()) is not None:
            for start in range(0, len(piece), PIECE_BYTES):
                part = memoryview(piece)[start : start + PIECE_BYTES]
                while part:
                    try:
                        written = os.write(self._fileno, part)
                    except OSError:
                        hung_up()
                        return
                    part = part[written:]
                    self._taken += written

    def finish(self) -> None:
        """Stop when all is written, or as soon as the terminal takes nothing any more."""
        self._due.put(None)
        taken = -1
        while self.is_alive() and taken != self._taken:
            taken = self._taken
            self.join(PATIENCE_SECONDS)
