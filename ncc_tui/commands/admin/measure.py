"""`ncc-tui admin measure`: the measures and their definitions."""

from __future__ import annotations

from datetime import date

import click

from ncc_tui.commands.admin.options import (
    field_options,
    given,
    ledger_options,
    revision_option,
    tell,
)
from ncc_tui.commands.groups import Group
from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.options import DateType, format_option
from ncc_tui.commands.streams import echo, echo_json, terminal_width
from ncc_tui.domain.measure_fields import MEASURE_FIELDS


@click.group(cls=Group)
def measure() -> None:
    """List, add, define anew, retire, copy and move measures."""


@measure.command("list")
@click.argument("service", required=False)
@format_option("text", "json")
@click.pass_obj
def list_(invocation: Invocation, service: str | None, form: str) -> None:
    """List the measures, or those of SERVICE (its code or name), retired ones too."""
    from ncc_tui.printing.administration import measures_json, measures_text
    from ncc_tui.services.administration.measures import measure_lines

    lines = measure_lines(invocation.session(), service)
    if form == "json":
        echo_json(measures_json(lines))
    else:
        echo(measures_text(lines, terminal_width()))


@measure.command()
@click.argument("code")
@field_options(
    MEASURE_FIELDS,
    without=("code",),
    required=("service", "measure", "unit", "frequency", "polarity"),
)
@ledger_options
@click.pass_obj
def add(
    invocation: Invocation,
    /,
    code: str,
    counts_from: date | None,
    reason: str,
    dry_run: bool,
    **texts: str | None,
) -> None:
    """Add a measure: its CODE, by which everything refers to it, and what it is."""
    from ncc_tui.services.administration.measures import add_measure

    session = invocation.session()
    saved = add_measure(
        session,
        {"code": code, **given(texts)},
        counts_from=counts_from,
        reason=reason,
        dry_run=dry_run,
    )
    tell([saved.words], saved.turns, session.clock.today(), dry_run=dry_run)


@measure.command()
@click.argument("code")
@field_options(MEASURE_FIELDS, without=("code",))
@revision_option
@ledger_options
@click.pass_obj
def edit(
    invocation: Invocation,
    /,
    code: str,
    revision: int | None,
    counts_from: date | None,
    reason: str,
    dry_run: bool,
    **texts: str | None,
) -> None:
    """Define a measure anew; what is not given stays, and earlier reports keep what they said."""
    from ncc_tui.services.administration.measures import edit_measure

    said = given(texts)
    session = invocation.session()
    saved = edit_measure(
        session,
        code,
        said,
        seen=revision,
        counts_from=counts_from,
        reason=reason,
        dry_run=dry_run,
    )
    tell([saved.words], saved.turns, session.clock.today(), dry_run=dry_run)


@measure.command()
@click.argument("code")
@click.option("--on", "on", type=DateType(), required=True, help="The last day it is reported.")
@ledger_options
@click.pass_obj
def retire(
    invocation: Invocation,
    /,
    code: str,
    on: date,
    counts_from: date | None,
    reason: str,
    dry_run: bool,
) -> None:
    """End a measure: reports after the day leave it out, earlier ones keep it."""
    from ncc_tui.services.administration.measures import retire_measure

    session = invocation.session()
    saved = retire_measure(
        session, code, on, counts_from=counts_from, reason=reason, dry_run=dry_run
    )
    tell([saved.words], saved.turns, session.clock.today(), dry_run=dry_run)


@measure.command()
@click.argument("code")
@click.argument("new")
@field_options(MEASURE_FIELDS, without=("code",))
@ledger_options
@click.pass_obj
def copy(
    invocation: Invocation,
    /,
    code: str,
    new: str,
    counts_from: date | None,
    reason: str,
    dry_run: bool,
    **texts: str | None,
) -> None:
    """Add a measure like CODE under the code NEW, but for what is given; without its figures."""
    from ncc_tui.services.administration.measures import copy_measure

    session = invocation.session()
    saved = copy_measure(
        session,
        code,
        new,
        {name: text for name, text in texts.items() if text is not None},
        counts_from=counts_from,
        reason=reason,
        dry_run=dry_run,
    )
    tell([saved.words], saved.turns, session.clock.today(), dry_run=dry_run)


@measure.command()
@click.argument("code")
@click.option("--to", type=int, required=True, metavar="NUMBER", help="Its number from now on.")
@ledger_options
@click.pass_obj
def move(
    invocation: Invocation,
    /,
    code: str,
    to: int,
    counts_from: date | None,
    reason: str,
    dry_run: bool,
) -> None:
    """Give a measure another number; where it is taken, those between move up by one place."""
    from ncc_tui.services.administration.measures import move_measure

    session = invocation.session()
    saved = move_measure(session, code, to, counts_from=counts_from, reason=reason, dry_run=dry_run)
    words = (f"{one.measure.number}. {one.words}" for one in saved)
    tell(words, (), session.clock.today(), dry_run=dry_run)
