"""Typing a path: Tab completes it to folders, and to files that could be imported."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from ncc_tui.domain.text import visible
from ncc_tui.services.confinement import Files

_IMPORTABLE = (".csv", ".xlsx")
_ANYWHERE = Files()


@dataclass(frozen=True)
class Completion:
    """A path as far as it goes on in one way only, and the names it could go on to."""

    text: str
    names: tuple[str, ...]


class PathInput(Input):
    """A path as text; Tab asks for it to be completed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", id="path.complete", tooltip="Complete the path")
    ]

    @dataclass
    class Completing(Message):
        """The path typed so far is to be completed."""

        typed: str

    def action_complete(self) -> None:
        """Ask for the rest."""
        self.post_message(self.Completing(self.value))


def completed(typed: str, files: Files = _ANYWHERE) -> Completion:
    """How a path goes on: to folders, and to files that could be imported.

    In a folder of the officer's own it goes on to its files only.
    """
    if files.folder is not None:
        begin = [name for name in files.names() if name.startswith(typed)]
        names = [name for name in begin if name.casefold().endswith(_IMPORTABLE)]
        longest = os.path.commonprefix(names) if names else typed  # noqa: RUF071 (letters are meant)
        return Completion(longest, tuple(names))
    above, slash, start = typed.rpartition("/")
    if typed == "~":
        return Completion("~/", ())
    names = []
    try:
        with os.scandir(Path(above + slash or ".").expanduser()) as entries:
            for entry in entries:
                hidden = entry.name.startswith(".") and not start.startswith(".")
                plain = visible(entry.name) == entry.name and not hidden
                if not (plain and entry.name.startswith(start)):
                    continue
                if entry.is_dir():
                    names.append(f"{entry.name}/")
                elif entry.name.casefold().endswith(_IMPORTABLE):
                    names.append(entry.name)
    except (OSError, RuntimeError):
        pass
    longest = os.path.commonprefix(names) if names else start  # noqa: RUF071 (letters are meant)
    return Completion(above + slash + longest, tuple(sorted(names)))


def unquoted(path: str) -> str:
    """A path without the quotation marks that a pasted one may stand in."""
    path = path.strip()
    quoted = len(path) > 1 and path[0] == path[-1] and path[0] in "'\""
    return path[1:-1] if quoted else path
