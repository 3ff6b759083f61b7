"""`ncc-tui due`: results due and overdue."""

from __future__ import annotations

from datetime import date

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.options import at_option, format_option
from ncc_tui.commands.streams import (
    echo,
    echo_csv,
    echo_json,
    terminal_width,
)


@click.command()
@at_option
@click.option("--service", metavar="SERVICE", help="Only this service (its code or name).")
@format_option("text", "json", "csv")
@click.option("--chase", is_flag=True, help="Write a reminder to each owner, ready to send.")
@click.pass_obj
def due(
    invocation: Invocation, at: date | None, service: str | None, form: str, chase: bool
) -> None:
    """List the results that are due and overdue, who owns them and how late they are."""
    from ncc_tui.printing.due import due_csv, due_json, due_text, reminders_text
    from ncc_tui.services.due import due_list, reminders

    if chase and form != "text":
        raise click.UsageError("--chase writes text: leave --format out.")
    session = invocation.session()
    day = at or session.clock.today()
    items = due_list(session, day, service=service)
    if chase and items:
        echo(reminders_text(reminders(items)))
    elif form == "json":
        echo_json(due_json(items, day))
    elif form == "csv":
        echo_csv(due_csv(items))
    else:
        echo(due_text(items, day, terminal_width()))
