"""`ncc-tui report`: the report, in every format."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.options import at_option, force_option, output_option
from ncc_tui.commands.streams import (
    echo,
    echo_bytes,
    echo_csv,
    terminal_width,
    wants_colour,
)
from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.text import visible
from ncc_tui.printing.formats import (
    NOT_FOR_TERMINALS,
    SUFFIXES,
    WITH_TRENDS,
    Layout,
    WrongEnding,
    format_of,
    render,
)

if TYPE_CHECKING:
    from ncc_tui.services.session import Session


@click.command()
@click.argument("service", required=False)
@at_option
@click.option("--as-revised", is_flag=True, help="Use each period's newest revision.")
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(SUFFIXES)),
    help="The format; else that of the file's ending, else text.",
)
@output_option
@force_option
@click.option("--disclose", is_flag=True, help="Show small counts too (for admins).")
@click.pass_obj
def report(
    invocation: Invocation,
    service: str | None,
    at: date | None,
    as_revised: bool,
    form: str | None,
    output: Path | None,
    force: bool,
    disclose: bool,
) -> None:
    """Print the report of SERVICE (its code or name), or of every service with a summary first."""
    from ncc_tui.services.documents import document

    form = _format(output, form)
    on_terminal = output is None and sys.stdout.isatty()
    if on_terminal and form in NOT_FOR_TERMINALS:
        raise click.UsageError(f"{form} is not for a terminal: name a file with -o.")
    session = invocation.session()
    made = document(
        session,
        service,
        AsAt(at or session.clock.today(), as_revised),
        disclose=disclose,
        trends=form in WITH_TRENDS,
    )
    layout = Layout(
        several=service is None,
        width=terminal_width() if output is None else Layout.width,
        colour=output is None and wants_colour(),
        in_file=output is not None,
    )
    rendered = render(made, form, layout)
    for warning in made.warnings:
        echo(f"Warning: {visible(warning)}", err=True)
    if output is not None:
        from ncc_tui.printing.output import write_whole

        write_whole(output, rendered, force=force)
    elif form in NOT_FOR_TERMINALS:
        echo_bytes(rendered)
    elif form == "csv":
        echo_csv(rendered.decode())
    else:
        echo(rendered.decode().removesuffix("\n"))
    if on_terminal and at is None:
        _hint(session)


def _format(output: Path | None, form: str | None) -> str:
    """The format asked for, by name or by the file's ending."""
    if output is None:
        return form or "text"
    try:
        return format_of(output, form)
    except WrongEnding as error:
        raise click.UsageError(str(error)) from error


def _hint(session: Session) -> None:
    """Say at which date the figures are meant to be read, where the database names one."""
    from ncc_tui.services.reports import opening_date

    best = opening_date(session)
    if best != session.clock.today():
        echo(
            f"This database's figures are best read at {format_date(best)}: "
            f"--at {best.isoformat()}",
            err=True,
        )
