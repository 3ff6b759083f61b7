"""Writing an output file: it appears whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ncc_tui.domain.errors import StoreError
from ncc_tui.services.files import take_name


def write_whole(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write a file that only its owner can read (0600), in one step.

    It is written beside its place under another name, brought to the disk, and only then named.
    Raises StoreError where the file exists (unless `force`) or cannot be written; then nothing
    is left behind, and what was there is as it was.
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


def _refused(path: Path, error: OSError) -> StoreError:
    return StoreError(f"Cannot write {path}: {error.strerror}.")
