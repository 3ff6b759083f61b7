"""`ncc-tui ssh`: what authorized_keys forces; the app as one officer, or a command of a few."""

from __future__ import annotations

import os
import shlex
from copy import copy
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from ncc_tui.commands.app import open_app
from ncc_tui.commands.environment import keep_only_harmless
from ncc_tui.commands.invocation import Invocation, default_database, owns
from ncc_tui.domain.errors import NotPermitted
from ncc_tui.domain.logins import check_login

# Nothing here writes a file or reads one: options and arguments that are paths are taken away.
ALLOWED = ("report", "due", "history", "why", "spc", "compare", "checks", "record", "import")


@click.command()
@click.argument("login")
@click.option(
    "--files",
    type=click.Path(path_type=Path),
    help="The one folder for the officer's files (else files/LOGIN beside the database).",
)
@click.pass_context
def ssh(ctx: click.Context, login: str, files: Path | None) -> None:
    """Open the app as LOGIN, or run what SSH_ORIGINAL_COMMAND asks for: see docs/deployment.md."""
    asked = os.environ.get("SSH_ORIGINAL_COMMAND", "")
    keep_only_harmless()
    invocation = _invocation(ctx.obj, login, files)
    try:
        words = shlex.split(asked)
    except ValueError:
        raise click.UsageError("A quotation mark in the command is never closed.") from None
    if not words:
        open_app(invocation)
        return
    command = allowed_command(words[0], ctx)
    # As if it had been called without `ssh LOGIN`: that is how its help and errors name it.
    with command.make_context(words[0], words[1:], parent=ctx.parent, obj=invocation) as inner:
        command.invoke(inner)


def _invocation(called: Invocation, login: str, files: Path | None) -> Invocation:
    """The program as the officer calls it whom the key names; NccError where there is none."""
    from ncc_tui.services.confinement import Files
    from ncc_tui.services.keys import require_officer
    from ncc_tui.services.session import open_session

    if called.login_named:
        raise click.UsageError("ssh LOGIN says who is at work: leave --officer out.")
    check_login(login)
    database = called.database if called.database_named else default_database()
    if not owns(database):
        raise NotPermitted(f"ncc-tui ssh is for the account that {database.name} belongs to.")
    folder = files or Files.of(login, database).folder
    session = open_session(database, login, named=True)
    try:
        # While nobody is registered everybody administers; not over SSH.
        require_officer(session, login)
    finally:
        session.store.close()
    return replace(called, database=database, login=login, login_named=True, files=folder)


def allowed_command(name: str, ctx: click.Context) -> click.Command:
    """One of the commands allowed, without what names a file in it. Raises NotPermitted."""
    program = ctx.find_root().command
    assert isinstance(program, click.Group)
    there = [allowed for allowed in ALLOWED if allowed in program.list_commands(ctx)]
    command = program.get_command(ctx, name) if name in there else None
    if command is None:
        raise NotPermitted(
            f"Over SSH these can be run: {', '.join(there)} - (from standard input), and without "
            f"a command the app; {name} cannot."
        )
    paths = [p for p in command.params if isinstance(p.type, click.Path)]
    confined = copy(command)
    confined.params = [p for p in command.params if p not in paths]
    callback: Any = command.callback
    assert callback is not None
    if name == "import":
        given = click.Argument(["paths"], type=click.Choice(["-"]), expose_value=False)
        confined.params.append(given)
        confined.callback = partial(callback, paths=(Path("-"),))
    else:
        confined.callback = partial(callback, **{str(p.name): None for p in paths})
    return confined
