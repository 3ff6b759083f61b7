"""Options that several commands share."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from ncc_tui.domain.dates import parse_date
from ncc_tui.domain.errors import InvalidDate

_Command = TypeVar("_Command", bound=Callable[..., Any])


class DateType(click.ParamType[date]):
    """A date as officers write it."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the date, or fail with what would be right."""
        if isinstance(value, date):
            return value
        try:
            return parse_date(str(value))
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


def format_option(*formats: str) -> Callable[[_Command], _Command]:
    """The option `--format`, the first of the formats being the default."""
    return click.option(
        "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True
    )


def echo_text(text: str) -> None:
    """Write text, without what standard output's encoding has no sign for."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(text.encode(encoding, "replace").decode(encoding))


def echo_json(value: Any) -> None:
    """Write a value as JSON for a script."""
    click.echo(json.dumps(value, indent=2))


def wants_colour() -> bool:
    """Whether standard output is a terminal that may be coloured."""
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def terminal_width() -> int:
    """The width to write text for: the terminal's, else 120."""
    import shutil

    return shutil.get_terminal_size((120, 40)).columns
