"""`ncc-tui why`: how each cell of a measure's row came about."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.options import at_option, format_option
from ncc_tui.commands.streams import echo, echo_json, terminal_width
from ncc_tui.domain.as_at import AsAt


@click.command()
@click.argument("measure")
@at_option
@click.option("--as-revised", is_flag=True, help="Use each period's newest revision.")
@format_option("text", "json")
@click.pass_obj
def why(invocation: Invocation, measure: str, at: date | None, as_revised: bool, form: str) -> None:
    """Say how each cell of MEASURE's row came about."""
    from ncc_tui.printing.why import why_json, why_text
    from ncc_tui.services.why import explain_row

    session = invocation.session()
    explanation = explain_row(session, measure, AsAt(at or session.clock.today(), as_revised))
    if form == "json":
        answer: dict[str, Any] = why_json(explanation)
        echo_json(answer)
    else:
        echo(why_text(explanation, terminal_width()))
