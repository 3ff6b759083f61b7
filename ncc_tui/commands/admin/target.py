"""`ncc-tui admin target`: the targets."""

from __future__ import annotations

from datetime import date

import click

from ncc_tui.commands.admin.options import ledger_options, revision_option, tell
from ncc_tui.commands.groups import Group
from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.options import format_option, refuse_words
from ncc_tui.commands.streams import echo, echo_json, terminal_width
from ncc_tui.domain.figures import parse_figure
from ncc_tui.domain.periods import Cycle, Frequency


@click.group(cls=Group)
def target() -> None:
    """List and set targets, and copy a year's to the next."""


@target.command("list")
@click.argument("measure")
@format_option("text", "json")
@click.pass_obj
def list_(invocation: Invocation, measure: str, form: str) -> None:
    """List the targets of MEASURE (its code), each in force from a period on."""
    from ncc_tui.printing.administration import targets_json, targets_text
    from ncc_tui.services.administration.targets import target_list

    of, targets = target_list(invocation.session(), measure)
    if form == "json":
        echo_json(targets_json(of, targets))
    else:
        echo(targets_text(of, targets, terminal_width()))


# A negative value looks like an option: click leaves those it does not know to the arguments.
@target.command("set", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("measure")
@click.argument("period")
@click.argument("value")
@revision_option
@ledger_options
@click.pass_context
def set_(
    ctx: click.Context,
    measure: str,
    period: str,
    value: str,
    revision: int | None,
    counts_from: date | None,
    reason: str,
    dry_run: bool,
) -> None:
    """Set the target of MEASURE (its code) from PERIOD on; the VALUE - ends the one before."""
    from ncc_tui.services.administration.targets import set_target

    refuse_words(ctx, (measure, period, value, *ctx.args), "MEASURE PERIOD VALUE")
    invocation: Invocation = ctx.obj
    session = invocation.session()
    saved = set_target(
        session,
        measure,
        period,
        value,
        seen=revision,
        counts_from=counts_from,
        reason=reason,
        dry_run=dry_run,
    )
    tell([saved.words], saved.turns, session.clock.today(), dry_run=dry_run)


@target.command()
@click.argument("year")
@click.argument("service", required=False)
@click.option(
    "--uplift",
    metavar="PERCENT",
    default="0",
    help="How much harder they become: added where higher is better or neither is, taken off where "
    "lower is; in the measure's decimals, halves up.",
)
@ledger_options
@click.pass_obj
def copy(
    invocation: Invocation,
    /,
    year: str,
    service: str | None,
    uplift: str,
    counts_from: date | None,
    reason: str,
    dry_run: bool,
) -> None:
    """Copy the targets in force in YEAR, such as 2023/24, to the year after."""
    from ncc_tui.services.administration.targets import copy_targets

    first_year = Cycle(Frequency.ANNUALLY).parse(year).start.year
    session = invocation.session()
    saved = copy_targets(
        session,
        first_year,
        service,
        uplift=parse_figure(uplift),
        counts_from=counts_from,
        reason=reason,
        dry_run=dry_run,
    )
    turns = (turn for one in saved for turn in one.turns)
    tell((one.words for one in saved), turns, session.clock.today(), dry_run=dry_run)
