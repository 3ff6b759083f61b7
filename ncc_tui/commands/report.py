"""`ncc-tui report`: the report, in every format."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ncc_tui.cli import Invocation
from ncc_tui.commands.options import (
    at_option,
    force_option,
    output_option,
    terminal_width,
    wants_colour,
)
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.text import visible
from ncc_tui.printing.formats import NOT_FOR_TERMINALS, SUFFIXES, WITH_TRENDS, Layout, render

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

    form = form or _format_of(output)
    on_terminal = output is None and sys.stdout.isatty()
    if on_terminal and form in NOT_FOR_TERMINALS:
        raise click.UsageError(f"{form} is not for a terminal: name a file with -o.")
    session = invocation.session()
    made = document(
        session,
        service,
        at or session.clock.today(),
        as_revised=as_revised,
        disclose=disclose,
        trends=form in WITH_TRENDS,
    )
    layout = Layout(
        several=service is None,
        width=terminal_width() if output is None else Layout.width,
        colour=output is None and wants_colour(),
    )
    rendered = render(made, form, layout)
    for warning in made.warnings:
        click.echo(f"Warning: {visible(warning)}", err=True)
    if output is not None:
        from ncc_tui.printing.output import write_whole

        write_whole(output, rendered, force=force)
    elif form in NOT_FOR_TERMINALS:
        sys.stdout.buffer.write(rendered)
    else:
        click.echo(_writable(rendered.decode()), nl=False)
    if on_terminal and at is None:
        _hint(session)


def _format_of(output: Path | None) -> str:
    """The format that a file's ending asks for; text where it asks for none."""
    ending = output.suffix.lower() if output else ""
    return next((form for form, suffix in SUFFIXES.items() if suffix == ending), "text")


def _writable(text: str) -> str:
    """The text without what standard output's encoding has no sign for."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def _hint(session: Session) -> None:
    """Say at which date the figures are meant to be read, where the database names one."""
    from ncc_tui.services.reports import opening_date

    best = opening_date(session)
    if best != session.clock.today():
        click.echo(
            f"This database's figures are best read at {format_date(best)}: "
            f"--at {best.isoformat()}",
            err=True,
        )
