"""`ncc-tui locate`: where things are."""

from __future__ import annotations

import click

from ncc_tui.cli import Invocation


@click.command()
@click.pass_obj
def locate(invocation: Invocation) -> None:
    """Say where the database, the configuration and the logs are."""
    import platformdirs

    config = platformdirs.user_config_path("ncc-tui", appauthor=False)
    logs = platformdirs.user_log_path("ncc-tui", appauthor=False)
    found = "" if invocation.database.exists() else " (not made yet)"
    click.echo(f"database  {invocation.database.absolute()}{found}")
    click.echo(f"config    {config}")
    click.echo(f"logs      {logs}")
