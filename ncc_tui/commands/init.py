"""`ncc-tui init`: make the database."""

from __future__ import annotations

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.streams import echo
from ncc_tui.domain.text import visible


@click.command()
@click.option("--sample", is_flag=True, help="Fill it with the sample council.")
@click.pass_obj
def init(invocation: Invocation, sample: bool) -> None:
    """Make the database, empty or with the sample council; you become its admin."""
    from ncc_tui.services.setup import make_database

    make_database(invocation.database, invocation.login, sample=sample)
    echo(f"Made {visible(str(invocation.database.absolute()))}.")
