"""`ncc-tui admin setting`: the settings of the database."""

from __future__ import annotations

import click

from ncc_tui.commands.groups import Group
from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.options import format_option
from ncc_tui.commands.streams import echo, echo_json, terminal_width
from ncc_tui.domain.text import one_line


@click.group(cls=Group)
def setting() -> None:
    """List and change settings."""


@setting.command("list")
@format_option("text", "json")
@click.pass_obj
def list_(invocation: Invocation, form: str) -> None:
    """List every setting, what it says and what it is for."""
    from ncc_tui.printing.administration import settings_json, settings_text
    from ncc_tui.services.administration.settings import setting_lines

    lines = setting_lines(invocation.session())
    if form == "json":
        echo_json(settings_json(lines))
    else:
        echo(settings_text(lines, terminal_width()))


@setting.command("set")
@click.argument("name")
@click.argument("value")
@click.pass_obj
def set_(invocation: Invocation, name: str, value: str) -> None:
    """Set the setting NAME to VALUE; - brings its default back."""
    from ncc_tui.services.administration.settings import set_setting

    line = set_setting(invocation.session(), name, value)
    said = one_line(line.effective) or "nothing"
    echo(f"Saved {line.setting.name}: {said}{'' if line.value else ' (the default)'}")
