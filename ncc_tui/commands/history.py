"""`ncc-tui history`: every revision of a measure's results."""

from __future__ import annotations

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.options import format_option
from ncc_tui.commands.streams import can_strike, echo, echo_json, terminal_width


@click.command()
@click.argument("measure")
@click.option("--period", metavar="PERIOD", help="Only this period, such as 'Jan 2024'.")
@format_option("text", "json")
@click.pass_obj
def history(invocation: Invocation, measure: str, period: str | None, form: str) -> None:
    """Show every revision of MEASURE (its code): value, text, who, when and what changed."""
    from ncc_tui.printing.history import history_json, history_text
    from ncc_tui.services import reports
    from ncc_tui.services.history import history as read_history

    session = invocation.session()
    found = reports.measure(session, measure)
    told = read_history(session, found.code, found.cycle.parse(period) if period else None)
    if form == "json":
        echo_json(history_json(told))
    else:
        echo(history_text(told, terminal_width(), struck=can_strike()))
