"""`ncc-tui ssh-keys`: what sshd's AuthorizedKeysCommand is to print."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence

import click

from ncc_tui.commands.invocation import Invocation, owns
from ncc_tui.commands.streams import echo
from ncc_tui.domain.errors import NotPermitted
from ncc_tui.domain.keys import OfficerKey
from ncc_tui.domain.logins import is_plain


@click.command("ssh-keys")
@click.argument("login", required=False)
@click.pass_obj
def ssh_keys(invocation: Invocation, login: str | None) -> None:
    """Print a line for sshd per key, of every officer or of LOGIN: see docs/deployment.md."""
    from ncc_tui.services.keys import keys_for_sshd
    from ncc_tui.store.connection import Store
    from ncc_tui.store.opening import ready

    database = invocation.database.absolute()
    if not owns(database):
        raise NotPermitted(f"ncc-tui ssh-keys is for the account that {database.name} belongs to.")
    ready(database)
    store = Store(database)
    try:
        for key in keys_for_sshd(store, login):
            if is_plain(key.login):
                # -I: no PYTHON… variable and no folder of a user's says what Python loads.
                program = (sys.executable, "-I", "-m", "ncc_tui.cli", "--db", str(database))
                echo(authorized_line((*program, "ssh", key.login), key))
    finally:
        store.close()


def authorized_line(command: Sequence[str], key: OfficerKey) -> str:
    """A line of authorized_keys by which a key gets one command and nothing else.

    sshd hands the command to a shell, so each word is quoted for it; and for sshd, that ends the
    option at the next quotation mark that is not escaped. Raises NotPermitted for a word with a
    control character: it could end the line.
    """
    words = shlex.join(command)
    if not words.isprintable():
        raise NotPermitted("A path with a control character in it cannot stand in a key's line.")
    quoted = words.replace('"', '\\"')
    return f'command="{quoted}",restrict,pty {key.public.type} {key.public.key}'
