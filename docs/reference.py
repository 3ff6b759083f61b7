"""Writes the reference: the keys from the commands' register, the options from click.

`make reference` writes it again; a test compares it with what stands in the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from textual.keys import format_key

from ncc_tui.cli import main
from ncc_tui.domain.fields import OFFICER_FIELDS, SERVICE_FIELDS, RecordField
from ncc_tui.domain.measure_fields import MEASURE_FIELDS
from ncc_tui.domain.settings import SETTINGS, Setting
from ncc_tui.tui import commands as keys

DOCS = Path(__file__).resolve().parent
README = DOCS.parent / "README.md"
PAGES = (README, *sorted(DOCS.glob("*.md")))
SCREENS = {
    "Everywhere": keys.APP_COMMANDS,
    "Report": keys.REPORT_COMMANDS,
    "Detail": keys.DETAIL_COMMANDS,
    "Council": keys.COUNCIL_COMMANDS,
    "Trend": keys.TREND_COMMANDS,
    "Result form": keys.FORM_COMMANDS,
    "Conflict": keys.CONFLICT_COMMANDS,
    "Due": keys.DUE_COMMANDS,
    "Bulk entry": keys.BULK_COMMANDS,
    "History": keys.HISTORY_COMMANDS,
    "Actions": keys.ACTIONS_COMMANDS,
    "Admin": keys.ADMIN_COMMANDS,
    "Measures": keys.MEASURES_COMMANDS,
    "Targets": keys.TARGETS_COMMANDS,
    "Form": (*keys.RECORD_COMMANDS, *keys.MEASURE_FORM_COMMANDS),
    "Two versions": keys.VERSIONS_COMMANDS,
    "First steps": keys.FIRST_COMMANDS,
    "Services": keys.SERVICES_COMMANDS,
    "Officers": keys.OFFICERS_COMMANDS,
    "Officer's keys": keys.KEYS_COMMANDS,
    "Settings": keys.SETTINGS_COMMANDS,
    "Log": keys.LOG_COMMANDS,
}

FIELDS: dict[str, Sequence[RecordField[Any] | Setting]] = {
    "`services.csv`": SERVICE_FIELDS,
    "`measures.csv`": MEASURE_FIELDS,
    "`officers.csv`": OFFICER_FIELDS,
    "`settings.csv`": SETTINGS,
}


def key_tables() -> Iterator[str]:
    """The keys of each screen as Markdown tables; a command told before is not told again."""
    told: set[str] = set()
    for screen, commands in SCREENS.items():
        new = [command for command in commands if command.id not in told]
        told |= {command.id for command in new}
        yield f"**{screen}**\n"
        yield "| key | does |"
        yield "|---|---|"
        for command in new:
            shown = " or ".join(f"`{_key(key)}`" for key in command.keys.split(","))
            yield f"| {shown} | {command.help} |"
        yield ""


def _key(key: str) -> str:
    return format_key(key).replace("^", "Ctrl+").replace("|", "\\|")


def command_help(
    command: click.Command = main, name: str = "ncc-tui", parent: click.Context | None = None
) -> Iterator[str]:
    """Every command's own help; of `admin`, that of its groups, whose options are the fields'."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=96)
    yield f"```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            if parent is None or isinstance(found, click.Group):
                yield from command_help(found, below, context)


def field_tables() -> Iterator[str]:
    """What each field and setting is, as the forms and the options have it."""
    for heading, fields in FIELDS.items():
        yield f"| {heading} | what it says |"
        yield "|---|---|"
        for field in fields:
            yield f"| `{field.name}` | {field.about} |"
        yield ""


def written(page: str) -> str:
    """A page with its part of the reference as it should be now."""
    parts = {
        "keys": "\n".join(key_tables()),
        "commands": "\n".join(command_help()),
        "fields": "\n".join(field_tables()),
    }
    for name, text in parts.items():
        pattern = re.compile(f"(<!-- {name} -->\n).*(<!-- /{name} -->)", re.DOTALL)
        page = pattern.sub(lambda m, text=text: f"{m[1]}{text}{m[2]}", page)  # type: ignore[misc]
    return page


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8")
