"""`ncc-tui admin officer key`: the public keys that let officers in over SSH."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.options import format_option
from ncc_tui.commands.streams import echo, echo_json
from ncc_tui.domain.text import one_line

if TYPE_CHECKING:
    from ncc_tui.domain.keys import OfficerKey


@click.group("key")
def key() -> None:
    """Enter and remove the public keys by which officers are let in over SSH."""


@key.command("list")
@click.argument("login", required=False)
@format_option("text", "json")
@click.pass_obj
def list_(invocation: Invocation, login: str | None, form: str) -> None:
    """List every officer's keys, or those of LOGIN."""
    from ncc_tui.services.keys import list_keys

    found = list_keys(invocation.session(), login)
    if form == "json":
        echo_json({"keys": [_json(each) for each in found]})
        return
    for each in found:
        echo(_line(each))


@key.command("add")
@click.argument("login")
@click.argument("text", metavar="KEY", nargs=-1, required=True)
@click.pass_obj
def add(invocation: Invocation, login: str, text: tuple[str, ...]) -> None:
    """Let LOGIN in by KEY, an OpenSSH public key in one line; - reads it from standard input."""
    from ncc_tui.services.keys import add_key

    pasted = sys.stdin.read() if text == ("-",) else " ".join(text)
    added = add_key(invocation.session(), login, pasted)
    echo(f"Added: {_line(added)}")


@key.command("remove")
@click.argument("login")
@click.argument("fingerprint")
@click.pass_obj
def remove(invocation: Invocation, login: str, fingerprint: str) -> None:
    """Let LOGIN in no more by the key of FINGERPRINT (SHA256:…)."""
    from ncc_tui.services.keys import remove_key

    removed = remove_key(invocation.session(), login, fingerprint)
    echo(f"Removed: {_line(removed)}")


def _line(key: OfficerKey) -> str:
    public = key.public
    return one_line(f"{key.login}  {public.fingerprint}  {public.type}  {public.comment}")


def _json(key: OfficerKey) -> dict[str, Any]:
    return {
        "login": key.login,
        "fingerprint": key.public.fingerprint,
        "type": key.public.type,
        "comment": key.public.comment,
        "added_at": key.added_at.isoformat(),
        "added_by": key.added_by,
    }
