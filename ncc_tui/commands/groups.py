"""Groups of commands: each shows its summaries whole, and names the nearest of a wrong word."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

_UNCUT = 1000  # letters: no summary is as long


class Group(click.Group):
    """A group whose summaries are whole sentences, and which knows slips of the pen."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command, its summary a whole sentence."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            command.short_help = command.get_short_help_str(_UNCUT)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a word that is none is refused with the nearest one that is."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            from difflib import get_close_matches

            nearest = get_close_matches(error.command_name, self.list_commands(ctx), n=1)
            raise click.NoSuchCommand(error.command_name, possibilities=nearest, ctx=ctx) from None


class LazyGroup(Group):
    """A group that imports a command's module when it is used: `modules` says `module:name`."""

    def __init__(self, *args: Any, modules: Mapping[str, str], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order in which they are listed."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module and give the command."""
        if cmd_name in self._modules and cmd_name not in self.commands:
            module, name = self._modules[cmd_name].split(":")
            self.add_command(getattr(import_module(module), name), cmd_name)
        return super().get_command(ctx, cmd_name)
