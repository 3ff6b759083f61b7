"""`ncc-tui admin log`: who changed what, and when."""

from __future__ import annotations

from datetime import date

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.options import DateType, format_option
from ncc_tui.commands.streams import echo, echo_json, terminal_width

_MOST = 200


@click.command()
@click.option("--by", metavar="LOGIN", help="Only what this officer wrote.")
@click.option("--since", type=DateType(), help="Only what was written on this day or later.")
@click.option("--of", metavar="TABLE", help="Only this table, such as target or officer.")
@click.option("--words", metavar="TEXT", default="", help="Only what has all of these words.")
@click.option(
    "--most", type=click.IntRange(min=1), default=_MOST, show_default=True, help="At most so many."
)
@format_option("text", "json")
@click.pass_obj
def log(
    invocation: Invocation,
    /,
    by: str | None,
    since: date | None,
    of: str | None,
    words: str,
    most: int,
    form: str,
) -> None:
    """List what was written, newest first: the ledgers and every other change."""
    from ncc_tui.printing.administration import log_json, log_text
    from ncc_tui.services.administration.log import read_log

    lines = read_log(invocation.session(), by=by, since=since, of=of, words=words, most=most)
    if form == "json":
        echo_json(log_json(lines))
    else:
        echo(log_text(lines, terminal_width()))
