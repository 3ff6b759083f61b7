"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from ncc_tui.domain.dates import parse_date
from ncc_tui.domain.errors import InvalidDate

_Command = TypeVar("_Command", bound=Callable[..., Any])
_Value = TypeVar("_Value")


class DateType(click.ParamType[date]):
    """A date as officers write it; without its year, the one nearest to today."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the date, or fail with what would be right."""
        if isinstance(value, date):
            return value
        try:
            return parse_date(str(value), date.today())
        except InvalidDate as error:
            self.fail(str(error), param, ctx)


at_option = click.option("--at", type=DateType(), help="The report date; today unless given.")
output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file instead of standard output.",
)
force_option = click.option("--force", is_flag=True, help="Overwrite an existing file.")


def once(ctx: click.Context, param: click.Parameter, values: tuple[_Value, ...]) -> _Value | None:
    """The one value of an option that may be given once; click would take the last in silence.

    Behind a wrapper that appends arguments, a second --officer would be another officer. The
    option is declared `multiple`. Nothing at all is no value either.
    """
    if len(values) > 1:
        raise click.BadParameter("it is given more than once.")
    if values and str(values[0]) in ("", "."):
        raise click.BadParameter("it says nothing.")
    return values[0] if values else None


def format_option(*formats: str) -> Callable[[_Command], _Command]:
    """The option `--format`, the first of the formats being the default."""
    return click.option(
        "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True
    )


def refuse_words(ctx: click.Context, words: Sequence[str], expected: str) -> None:
    """Refuse, as click would, options there are none of and arguments too many.

    For commands in which a negative value stands, which looks like an option to click.
    """
    for word in words:
        if word.startswith("--"):
            options = (option for param in ctx.command.params for option in param.opts)
            name = word.partition("=")[0]
            raise click.NoSuchOption(name, possibilities=options, ctx=ctx)
    if ctx.args:
        raise click.UsageError(f"Expected {expected}, found also: {' '.join(ctx.args)}.")
