"""`ncc-tui record`: a new result, or the next revision of one."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.options import refuse_words
from ncc_tui.commands.streams import echo
from ncc_tui.domain.entries import carried_over, parse_missing
from ncc_tui.domain.errors import InvalidEntry, InvalidField, NeedsConfirmation
from ncc_tui.domain.figures import parse_figure
from ncc_tui.domain.ratings import Rating

if TYPE_CHECKING:
    from ncc_tui.services.entering import Saved, Submission
    from ncc_tui.services.session import Session

NOTHING = "-"


# A negative value looks like an option: click leaves those it does not know to the arguments.
@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("measure")
@click.argument("period")
@click.argument("value")
@click.option("--comments", metavar="TEXT", help="The commentary; as it was unless given.")
@click.option("--action", "actions", metavar="TEXT", multiple=True, help="Something to be done.")
@click.option("--reason", metavar="WHY", help="Why the figure changed.")
@click.option("--missing", metavar="REASON", help="Why there is no value (VALUE is then -).")
@click.option("--provisional/--final", default=None, help="Whether the figure is still to change.")
@click.option("--override", metavar="RATING", help="The rating, set by hand; - for by the rule.")
@click.option("--override-reason", metavar="WHY", help="Why the rating is set by hand.")
@click.option(
    "--forecast", metavar="VALUE", help="The figure expected for the end of the year; - for none."
)
@click.option(
    "--revision", type=click.IntRange(min=0), help="Refuse unless this is the newest revision."
)
@click.option("--yes", is_flag=True, help="Save an unlikely value too.")
@click.pass_context
def record(
    ctx: click.Context,
    measure: str,
    period: str,
    value: str,
    comments: str | None,
    actions: tuple[str, ...],
    reason: str | None,
    missing: str | None,
    provisional: bool | None,
    override: str | None,
    override_reason: str | None,
    forecast: str | None,
    revision: int | None,
    yes: bool,
) -> None:
    """Record the VALUE of MEASURE (its code) in PERIOD, such as "Jan 2024".

    Where there is a result already, this corrects it: a new revision. Comments and forecast stay
    as they were unless others are given; with the same VALUE so do --provisional and --override.
    VALUE is - where there is none; say why with --missing. A result entered by mistake is taken
    back by --missing withdrawn and a --reason.
    """
    from ncc_tui.services.actions import NewAction
    from ncc_tui.services.entering import Submission
    from ncc_tui.services.forms import form_inputs

    refuse_words(ctx, (measure, period, value, *ctx.args), "MEASURE PERIOD VALUE")
    invocation: Invocation = ctx.obj
    session = invocation.session()
    inputs = form_inputs(session, measure)
    chosen = inputs.measure.cycle.parse(period)
    newest = inputs.ledger.newest(chosen)
    figure = None if value == NOTHING else parse_figure(value)
    if figure is None and missing is None:
        raise InvalidEntry("Expected a value, or - and the reason why there is none: --missing.")
    entry = carried_over(newest, figure, parse_missing(missing) if missing else None)
    if comments is not None:
        entry = replace(entry, comments=comments)
    if provisional is not None:
        entry = replace(entry, provisional=provisional)
    if override is not None:
        by_hand = None if override == NOTHING else Rating.parse(override)
        entry = replace(entry, override=by_hand, override_reason="")
    if override_reason is not None:
        entry = replace(entry, override_reason=override_reason)
    if forecast is not None:
        entry = replace(entry, forecast=None if forecast == NOTHING else parse_figure(forecast))
    submission = Submission(
        measure=inputs.measure.code,
        period=chosen,
        entry=replace(entry, reason=reason or ""),
        seen=revision if revision is not None else newest.number if newest else 0,
        actions=tuple(NewAction(text) for text in actions),
    )
    echo(_saved(session, submission, yes).words)


def _saved(session: Session, submission: Submission, confirmed: bool) -> Saved:
    """Save, asking for what is wanting where somebody is there to answer."""
    from ncc_tui.services.entering import Unlikely, save_result

    somebody_there = sys.stdin.isatty()
    while True:
        try:
            return save_result(
                session, submission, confirmed=confirmed, reason_needed=somebody_there
            )
        except InvalidField as error:
            wanting = error.field == "reason" and not submission.entry.reason.strip()
            if not (wanting and somebody_there):
                raise
            why = click.prompt(str(error).rstrip("."), err=True)
            submission = replace(submission, entry=replace(submission.entry, reason=why))
        except Unlikely as error:
            if not somebody_there:
                doubts = "; ".join(doubt.rstrip(".") for doubt in error.doubts)
                raise NeedsConfirmation(f"{doubts}: save it all the same with --yes.") from error
            click.confirm(f"{error} Save it all the same?", abort=True, err=True)
            confirmed = True
