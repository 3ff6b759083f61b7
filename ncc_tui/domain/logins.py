"""Logins that may stand in a key's line, a command and a folder's name."""

from __future__ import annotations

import re

from ncc_tui.domain.errors import InvalidField

_LOGIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._@-]{0,63}", re.ASCII)


def is_plain(login: str) -> bool:
    """Whether a login is of letters, digits, `.`, `_`, `@` and `-`, beginning with none of these.

    But for `_`, which it may begin with. Such a login is no option, no path and no shell's word.
    """
    return _LOGIN.fullmatch(login) is not None


def check_login(login: str) -> None:
    """Raise InvalidField for a login that cannot be let in over SSH."""
    if not is_plain(login):
        raise InvalidField(
            "login",
            "Over SSH a login is of letters, digits and . _ @ - only, 64 at most, and begins with "
            "a letter, a digit or _.",
        )
