"""Where a session's files are: anywhere, or bare names in one folder of the officer's own."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from urllib.parse import quote

from ncc_tui.domain.errors import NotFound, NotPermitted, StoreError
from ncc_tui.domain.logins import is_plain
from ncc_tui.domain.text import one_line, visible

_NAME = re.compile(r"[^./\\~\-\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*")
_LONGEST_NAME = 120
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True)
class Files:
    """What the app may write to and read from; without a folder, whatever the account may."""

    folder: Path | None = None

    @classmethod
    def of(cls, login: str, database: Path) -> Files:
        """The officer's own folder beside the database."""
        name = login if is_plain(login) else quote(login, safe="").replace(".", "%2E")
        return cls(database.resolve().parent / "files" / name)

    def path(self, typed: str) -> Path:
        """The file that a text names.

        Raises NotFound where it names none, and NotPermitted where a session that has a folder
        names another place than that, by whatever way.
        """
        text = typed.replace("\x00", "").strip()
        if not text:
            raise NotFound("Name a file.")
        if self.folder is not None:
            return self.folder / _bare(text)
        try:
            return Path(text).expanduser().absolute()
        except (RuntimeError, OSError):
            raise NotFound(f"There is no folder {one_line(text)}.") from None

    def path_to_write(self, typed: str, ending: str) -> Path:
        """The file that a text names for a report whose format has an ending.

        In a folder of the officer's own the name must have it, so that it is no other file's.
        """
        path = self.path(typed)
        if self.folder is not None and path.suffix != ending:
            raise NotPermitted(f"End the name in {ending}, as the format does.")
        return path

    def path_to_read(self, typed: str) -> Path:
        """The file that a text names, to be read; in a folder of one's own no link leads out."""
        path = self.path(typed)
        if self.folder is not None and path.name not in self.names():
            raise NotFound(f"There is no file {one_line(path.name)} in your folder.")
        return path

    def names(self) -> list[str]:
        """The plain files of the officer's own folder; none where there is no such folder."""
        if self.folder is None:
            return []
        try:
            with _opened(self.folder) as folder, os.scandir(folder) as entries:
                return sorted(entry.name for entry in entries if _is_plain(entry))
        except OSError:
            return []

    def unused(self, name: str) -> str:
        """A name for a new file: the one given, numbered where the own folder has it."""
        taken, path = self.names(), Path(name)
        numbered = (f"{path.stem}-{number}{path.suffix}" for number in count(2))
        return next(each for each in chain([name], numbered) if each not in taken)

    def write(self, path: Path, data: bytes) -> None:
        """Write a new file into the officer's own folder, whole or not at all.

        It is 0600, and never takes the place of what is there: StoreError. The folder is made on
        need. Only a `path` of this session's goes.
        """
        if self.folder is None or path.parent != self.folder or _bare(path.name) != path.name:
            raise NotPermitted("Files are written to your own folder only.")
        try:
            for folder in (self.folder.parent, self.folder):
                with suppress(FileExistsError):
                    folder.mkdir(mode=0o700)
            with _opened(self.folder) as folder_opened:
                _write(folder_opened, path.name, data)
        except FileExistsError:
            raise StoreError(
                f"{path.name} is there already; it was left as it is. Give yours another name."
            ) from None
        except OSError as error:
            raise StoreError(f"Cannot write {path.name}: {error.strerror}.") from error


def _bare(text: str) -> str:
    """A text that is a file's name and nothing more."""
    plain = _NAME.fullmatch(text) and visible(text) == text and len(text) <= _LONGEST_NAME
    if not plain:
        raise NotPermitted(
            "Give the name only: files are in your own folder, and in no other. A name begins "
            "with a letter or a digit."
        )
    return text


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """A folder that is itself no link and our account's; by its number no name can be swapped."""
    descriptor = os.open(folder, _FOLDER)
    try:
        if os.fstat(descriptor).st_uid != os.geteuid():
            raise PermissionError(0, f"{folder.name} belongs to another account")
        yield descriptor
    finally:
        os.close(descriptor)


def _is_plain(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a file that has this name only: no link of either kind."""
    status = entry.stat(follow_symlinks=False)
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1 and entry.name[0] != "."


def _write(folder: int, name: str, data: bytes) -> None:
    beside = f".{os.urandom(8).hex()}"
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW
    with os.fdopen(os.open(beside, flags, 0o600, dir_fd=folder), "wb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.link(beside, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
        finally:
            os.unlink(beside, dir_fd=folder)
