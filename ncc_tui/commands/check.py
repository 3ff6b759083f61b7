"""`ncc-tui check`: whether the database is whole, and how to put right what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.streams import echo
from ncc_tui.domain.text import one_line

if TYPE_CHECKING:
    from ncc_tui.services.checks import Check

MOST_FAULTS = 20


@click.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Check the database: permissions, integrity, schema, ledgers.

    Prints a line for each check and, under one that is wrong, what is wrong and how to put it
    right. The exit status is 1 where any is wrong.
    """
    from ncc_tui.services.checks import Outcome, check_database

    invocation: Invocation = ctx.obj
    checks = check_database(invocation.database)
    for one in checks:
        _say(one)
    if any(one.outcome is Outcome.WRONG for one in checks):
        ctx.exit(1)


def _say(check: Check) -> None:
    count = len(check.faults)
    says = f"{count} fault{'s' if count != 1 else ''}" if count else check.says
    echo(f"{check.outcome:<11}  {check.name}: {says}")
    for fault in check.faults[:MOST_FAULTS]:
        echo(f"  - {one_line(fault)}")
    if count > MOST_FAULTS:
        echo(f"  - and {count - MOST_FAULTS} more")
    if check.faults:
        echo(f"  To put it right: {one_line(check.remedy)}")
