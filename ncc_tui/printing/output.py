"""Writing an output file: it appears whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from ncc_tui.domain.errors import StoreError
from ncc_tui.services.files import take_name


def write_whole(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write a file that only its owner can read (0600), in one step.

    It is written beside its place under another name, brought to the disk, and only then named.
    Raises StoreError where the file exists (unless `force`), is a device or the like, or cannot
    be written; then nothing is left behind, and what was there is as it was.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", dir=path.absolute().parent)
    except OSError as error:
        raise _refused(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if force:
            _spare(path)
            temporary.replace(path)
        else:
            take_name(temporary, path)
    except FileExistsError:
        raise StoreError(
            f"{path} exists already; it was left as it is. Use --force to overwrite it."
        ) from None
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _spare(path: Path) -> None:
    """Refuse to take the name of a device, a pipe or a socket: programs wait at the other end."""
    with suppress(FileNotFoundError):
        mode = path.lstat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
            raise StoreError(f"{path} is no file; it was left as it is. Name another.")


def _refused(path: Path, error: OSError) -> StoreError:
    return StoreError(f"Cannot write {path}: {error.strerror}.")
