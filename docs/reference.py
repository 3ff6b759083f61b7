"""Writes the README's reference: the keys from the commands' register, the options from click.

`make reference` writes them again; a test compares them with what stands in the README.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
from textual.keys import format_key

from ncc_tui.cli import COMMANDS, main
from ncc_tui.tui import commands as keys

README = Path(__file__).resolve().parent.parent / "README.md"
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


def command_help() -> Iterator[str]:
    """Every command's own help."""
    for name in (None, *COMMANDS):
        context = click.Context(main, info_name="ncc-tui", terminal_width=96)
        command: click.Command = main
        if name is not None:
            found = main.get_command(context, name)
            assert found is not None
            command = found
            context = click.Context(command, info_name=name, parent=context, terminal_width=96)
        yield f"```text\n{command.get_help(context)}\n```\n"


def written(readme: str) -> str:
    """A README with its reference as it should be now."""
    parts = {"keys": "\n".join(key_tables()), "commands": "\n".join(command_help())}
    for name, text in parts.items():
        pattern = re.compile(f"(<!-- {name} -->\n).*(<!-- /{name} -->)", re.DOTALL)
        readme = pattern.sub(lambda m, text=text: f"{m[1]}{text}{m[2]}", readme)  # type: ignore[misc]
    return readme


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
