"""The terminal: says the same to it in fewer bytes, and bears with it when it stops or goes.

Over SSH each byte costs. Textual opens every piece of a line with all its colours and closes it
with a reset; here only what differs from the piece before is said.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
from itertools import chain
from typing import Any, BinaryIO, NamedTuple, TextIO

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from ncc_tui.tui.hangup import hung_up
from ncc_tui.tui.output import Output

STANDARD_ERROR = 2
READ_SECONDS = 0.1
READ_BYTES = 4096
_STYLE = re.compile(r"\x1b\[([0-9;]*)m")
# A line feed or a move of the cursor shows no style, so it needs none.
_UNSEEN = re.compile(r"(?:\r?\n)?(?:\x1b\[\d+;\d+H)?")


class _Look(NamedTuple):
    """A style in force: the codes of its foreground, its background and its attributes."""

    fore: str = ""
    back: str = ""
    attributes: frozenset[str] = frozenset()

    @classmethod
    def read(cls, codes: str) -> _Look:
        """The style that a sequence's codes set, beginning from none."""
        fore, back, attributes = "", "", set()
        numbers = iter(codes.split(";"))
        for number in numbers:
            if number in ("38", "48"):
                kind = next(numbers)
                parts = [next(numbers) for _ in range(3 if kind == "2" else 1)]
                colour = ";".join((number, kind, *parts))
                fore, back = (colour, back) if number == "38" else (fore, colour)
            elif number[:-1] in ("3", "9") and len(number) == 2:
                fore = number
            elif number[:-1] in ("4", "10") and len(number) > 1:
                back = number
            else:
                attributes.add(number)
        return cls(fore, back, frozenset(attributes))

    def step(self, to: _Look) -> str:
        """The shortest sequence we know from this style to another."""
        lost = (self.fore and not to.fore) or (self.back and not to.back)
        before, codes = self, []
        if lost or self.attributes - to.attributes:
            before, codes = _Look(), ["0"]
        codes += sorted(to.attributes - before.attributes)
        codes += [to.fore] if to.fore != before.fore else []
        codes += [to.back] if to.back != before.back else []
        return f"\x1b[{';'.join(codes)}m"


_PLAIN = _Look()


def lean(said: str) -> str:
    """What gives the same screen in fewer bytes; it begins and ends without a style.

    Every styled piece of `said` must open with its whole style and close with a reset, as
    Textual's do.
    """
    written: list[str] = []
    at = wanted = _PLAIN
    for place, piece in enumerate(_STYLE.split(said)):
        if place % 2:
            wanted = _PLAIN if piece in ("", "0") else _Look.read(piece)
        elif piece:
            if wanted != at and not _UNSEEN.fullmatch(piece):
                written.append(at.step(wanted))
                at = wanted
            written.append(piece)
    if at != _PLAIN:
        written.append("\x1b[0m")
    return "".join(written)


class TypedText:
    """Decodes what is typed: UTF-8, and what is not as old Western terminals mean it."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(_WESTERN)

    def take(self, data: bytes) -> str:
        """The text so far; bytes that may be the beginning of a character wait for the rest."""
        return self._decoder.decode(data)

    def rest(self) -> str:
        """The text of the bytes that waited, for no more came."""
        return self._decoder.decode(b"", final=True)


def _as_western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_WESTERN = "ncc-western"
codecs.register_error(_WESTERN, _as_western)


class LeanDriver(LinuxDriver):
    """Textual's own driver, saying less, and at ease with terminals that stop reading or go.

    Four methods are Textual's done anew, for 8.2.8: its output thread holds up the event loop,
    its input thread spins at the end of the input and takes no text that is not UTF-8.
    """

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        self._output = Output(STANDARD_ERROR, getattr(self._file, "encoding", "utf-8"))
        self._output.start()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's own

    def write(self, data: str) -> None:
        """Write to the terminal; never waits."""
        self._output.write(lean(data) if "\x1b[" in data else data)

    def close(self) -> None:
        """Write what is still due, as far as the terminal takes it."""
        super().close()
        self._output.finish()

    def run_input_thread(self) -> None:
        """Hand on what is typed, until told to stop or until the terminal is gone."""
        parser, text = XTermParser(self._debug), TypedText()
        while not self.exit_event.is_set():
            if self._output.behind:
                self.exit_event.wait(READ_SECONDS)
                continue
            ready, _, _ = select.select([self.fileno], [], [], READ_SECONDS)
            if not ready:
                typed = text.rest()
            elif data := self._read():
                typed = text.take(data)
            else:
                hung_up()
                return
            try:
                for message in chain(parser.feed(typed) if typed else (), parser.tick()):
                    self.process_message(message)
            except ValueError:
                # A garbled key (noise on the line) is no key; the parser ended with it.
                parser = XTermParser(self._debug)

    def _read(self) -> bytes:
        """What was typed, nothing where there is no terminal any more."""
        try:
            return os.read(self.fileno, READ_BYTES)
        except OSError:
            return b""


class ConfinedDriver(LeanDriver):
    """For who may not leave the app: it is not stopped, and opens and saves nothing by itself."""

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)

    @property
    def can_suspend(self) -> bool:
        """There is no shell to come back to."""
        return False

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Start no browser."""

    def deliver_binary(self, binary: BinaryIO | TextIO, **how: Any) -> None:
        """Save no file, such as a screenshot."""
