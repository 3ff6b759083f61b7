"""`ncc-tui backup`: a consistent copy of the database while it is in use."""

from __future__ import annotations

from pathlib import Path

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.streams import echo
from ncc_tui.domain.text import visible


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(invocation: Invocation, file: Path) -> None:
    """Copy the database to FILE while officers go on working; an existing FILE is refused.

    Nothing is withheld in it, so only an admin may, and only you can read it.
    """
    from ncc_tui.services.backup import back_up

    back_up(invocation.session(), file)
    echo(f"Made {visible(str(file.absolute()))}.")
