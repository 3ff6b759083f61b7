"""What of the environment an officer's session over SSH keeps: what says how the terminal is."""

from __future__ import annotations

import os
import pwd
import re
import signal
import time

_KEPT = (
    "TERM",
    "TERM_PROGRAM",
    "COLORTERM",
    "NO_COLOR",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "SSH_CONNECTION",
)
# No path, no quote, no list: the name of a terminal or a language, an address.
_HARMLESS = re.compile(r"(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9 .:_@+-]{0,99}", re.ASCII)


def keep_only_harmless() -> None:
    """Drop every variable that could change where the program reads, writes or loads code.

    What sshd's AcceptEnv, a user's environment file or PAM lets in is not ours to trust. Ctrl+Z
    stops nothing from here on: there is no shell to come back to.
    """
    kept = {
        name: os.environ[name]
        for name in _KEPT
        if name in os.environ and _HARMLESS.fullmatch(os.environ[name])
    }
    os.environ.clear()
    os.environ.update(kept, PATH="/usr/bin:/bin", HOME=_home())
    time.tzset()
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)


def _home() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_dir
    except KeyError:
        return "/"
