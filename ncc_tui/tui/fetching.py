"""How an officer at the far end of an SSH connection gets a file that was written here."""

from __future__ import annotations

import getpass
import shlex
from collections.abc import Mapping
from pathlib import Path

from ncc_tui.domain.as_at import AsAt

_SSH_PORT = "22"


def fetch_command(path: Path, environ: Mapping[str, str]) -> str | None:
    """The command that copies a file to where the officer sits; None if that is this machine."""
    match environ.get("SSH_CONNECTION", "").split():
        case [_, _, address, port]:
            host = f"[{address}]" if ":" in address else address
        case _:
            return None
    options = "" if port == _SSH_PORT else f"-P {port} "
    return f"scp {options}{shlex.quote(f'{getpass.getuser()}@{host}:{path}')} ."


def report_command(service: str | None, as_at: AsAt, form: str, name: str) -> str:
    """The command that has the same report written where the officer sits, who has no scp here."""
    words = ["report", *filter(None, [service]), "--at", as_at.day.isoformat()]
    words += ["--as-revised"] if as_at.revised else []
    return f"ssh SERVER {shlex.join([*words, '--format', form])} > {shlex.quote(name)}"
