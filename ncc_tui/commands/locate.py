"""`ncc-tui locate`: where things are."""

from __future__ import annotations

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.streams import echo
from ncc_tui.domain.text import one_line


@click.command()
@click.pass_obj
def locate(invocation: Invocation) -> None:
    """Say where the database, the configuration and the logs are."""
    import platformdirs

    config = platformdirs.user_config_path("ncc-tui", appauthor=False)
    logs = platformdirs.user_log_path("ncc-tui", appauthor=False)
    found = "" if invocation.database.exists() else " (not made yet)"
    database = f"{invocation.database.absolute()}{found}"
    for what, where in (("database", database), ("config", config), ("logs", logs)):
        echo(f"{what:<8}  {one_line(str(where))}")
