"""`ncc-tui init`: make the database."""

from __future__ import annotations

import click

from ncc_tui.cli import Invocation


@click.command()
@click.option("--sample", is_flag=True, help="Fill it with the sample council.")
@click.pass_obj
def init(invocation: Invocation, sample: bool) -> None:
    """Make the database, empty or with the sample council; you become its admin."""
    from ncc_tui.services.setup import make_database

    make_database(invocation.database, invocation.login, sample=sample)
    click.echo(f"Made {invocation.database.absolute()}.")
