"""Standard output: made to take any text, and what is known of the terminal it leads to."""

from __future__ import annotations

import codecs
import errno
import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO, cast

import click

_STANDARD_WIDTH = 120
_STAND_IN = "ncc-tui.stand-in"
# Terminals that strike nothing through: what is said by striking needs words there.
_PLAIN = frozenset({"dumb", "unknown", "linux", ""})


def make_writable() -> None:
    """Let the standard streams take any text, whatever their encoding has no sign for.

    What cannot be written is written in ASCII (`▲` as `R`), what cannot be read is replaced. One
    that is closed leads nowhere, so that no file is opened in its place.
    """
    sys.stdin = sys.stdin or _nowhere("r")
    sys.stdout = sys.stdout or _nowhere("w")
    sys.stderr = sys.stderr or _nowhere("w")
    codecs.register_error(_STAND_IN, _stand_in)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace" if stream is sys.stdin else _STAND_IN)


def echo(text: str, *, err: bool = False) -> None:
    """Write a line to standard output, or to standard error.

    The stream is named, for click would write UTF-8 to one that takes ASCII.
    """
    with _telling():
        click.echo(text, file=sys.stderr if err else sys.stdout)


def echo_json(value: Any) -> None:
    """Write a value as JSON for a script."""
    import json  # not for every command, nor is shutil

    echo(json.dumps(value, indent=2))


def echo_bytes(data: bytes) -> None:
    """Write a file's content."""
    with _telling():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()


def echo_csv(text: str) -> None:
    """Write CSV: UTF-8 to a program, with a byte order mark to a file, for people open that."""
    if sys.stdout.isatty():
        echo(text.removesuffix("\n"))
    else:
        echo_bytes(text.encode("utf-8-sig" if _leads_to_file() else "utf-8", "replace"))


def wants_colour() -> bool:
    """Whether standard output is a terminal that may be coloured."""
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def can_strike() -> bool:
    """Whether standard output is a terminal on which words can be struck through."""
    return sys.stdout.isatty() and os.environ.get("TERM", "") not in _PLAIN


def terminal_width() -> int:
    """The width to write text for: the terminal's, also through a pipe; without one, 120."""
    import shutil

    return shutil.get_terminal_size((_width_beside(), 0)).columns


@contextmanager
def _telling() -> Iterator[None]:
    """Tell in a sentence why standard output takes no more, such as a disk that is full.

    That nobody reads on is click's to settle, in silence.
    """
    try:
        yield
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        # Python writes what is left once more when it ends, and must not fail again.
        with _nowhere("w") as nowhere, suppress(OSError, ValueError):
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        raise click.ClickException(f"The output cannot be written: {error.strerror}.") from error


def _nowhere(mode: str) -> TextIO:
    return cast(TextIO, Path(os.devnull).open(mode, encoding="utf-8"))


def _leads_to_file() -> bool:
    with suppress(OSError, ValueError):
        return stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    return False


def _width_beside() -> int:
    """The width of the terminal that standard error or input lead to, where output does not."""
    for stream in filter(None, (sys.__stderr__, sys.__stdin__)):
        with suppress(OSError, ValueError):
            if columns := os.get_terminal_size(stream.fileno()).columns:
                return columns
    return _STANDARD_WIDTH


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that a stream cannot take; Python asks it (register_error)."""
    from ncc_tui.printing.ascii import in_ascii  # only such a stream has to wait for it

    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(in_ascii, error.object[error.start : error.end])), error.end
