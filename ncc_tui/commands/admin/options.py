"""What the commands of administration share: an option for each field, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ncc_tui.commands.options import DateType
from ncc_tui.commands.streams import echo
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.fields import ABOUT_LEDGERS, RecordField
from ncc_tui.domain.text import one_line

if TYPE_CHECKING:
    from ncc_tui.domain.turns import Turn

_Command = TypeVar("_Command", bound=Callable[..., Any])

counts_from_option = click.option(
    "--counts-from", type=DateType(), help=ABOUT_LEDGERS["counts_from"]
)
reason_option = click.option("--reason", metavar="WHY", default="", help=ABOUT_LEDGERS["reason"])
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Write nothing; say which ratings it would turn today."
)
revision_option = click.option(
    "--revision", type=click.IntRange(min=0), help="Refuse unless this is the newest revision."
)


def ledger_options(command: _Command) -> _Command:
    """The options of a command that writes a ledger."""
    return counts_from_option(reason_option(dry_run_option(command)))


def field_options(
    fields: Sequence[RecordField[Any]],
    *,
    without: Iterable[str] = (),
    required: Iterable[str] = (),
    also: Mapping[str, str] | None = None,
) -> Callable[[_Command], _Command]:
    """An option for each field, of the field's name; `also` gives some a second name."""

    def decorate(command: _Command) -> _Command:
        for field in reversed([f for f in fields if f.name not in without]):
            names = [field.option, *filter(None, [(also or {}).get(field.name)])]
            command = click.option(
                *names,
                field.name,
                metavar=_metavar(field),
                required=field.name in required,
                help=field.about,
            )(command)
        return command

    return decorate


def given(texts: Mapping[str, str | None]) -> dict[str, str]:
    """The fields that were given; refused (exit status 2) where none was."""
    said = {name: text for name, text in texts.items() if text is not None}
    if not said:
        raise click.UsageError("Say what changes: give an option of a field.")
    return said


def tell(words: Iterable[str], turns: Iterable[Turn], day: date, *, dry_run: bool) -> None:
    """Say what was saved, or would be, and which ratings that turns in today's report."""
    for line in words:
        echo(f"{'Would save' if dry_run else 'Saved'} {one_line(line)}")
    turned = [turn.words for turn in turns]
    at = format_date(day)
    if turned:
        echo(f"{'Would turn' if dry_run else 'Turned'} at {at}:")
        for line in turned:
            echo(f"  {one_line(line)}")
    elif dry_run:
        echo(f"No rating would turn at {at}.")


def _metavar(field: RecordField[Any]) -> str:
    dates = {"starts_on": "DATE", "ends_on": "DATE"}
    return dates.get(field.name) or {"measure": "TITLE", "service": "SERVICE"}.get(
        field.name, field.name.split("_")[-1].upper()
    )
