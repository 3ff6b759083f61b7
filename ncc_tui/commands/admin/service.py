"""`ncc-tui admin service`: the services and their tree."""

from __future__ import annotations

import click

from ncc_tui.commands.admin.options import field_options, given
from ncc_tui.commands.groups import Group
from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.options import format_option
from ncc_tui.commands.streams import echo, echo_json, terminal_width
from ncc_tui.domain.fields import SERVICE_FIELDS
from ncc_tui.domain.text import one_line


@click.group(cls=Group)
def service() -> None:
    """List, add, change and remove services."""


@service.command("list")
@format_option("text", "json")
@click.pass_obj
def list_(invocation: Invocation, form: str) -> None:
    """List the services, those below another after it."""
    from ncc_tui.printing.administration import services_json, services_text
    from ncc_tui.services.administration.services import service_lines

    lines = service_lines(invocation.session())
    if form == "json":
        echo_json(services_json(lines))
    else:
        echo(services_text(lines, terminal_width()))


@service.command()
@click.argument("code")
@click.argument("name")
@field_options(SERVICE_FIELDS, without=("code", "service"))
@click.pass_obj
def add(invocation: Invocation, /, code: str, name: str, **texts: str | None) -> None:
    """Add a service: its CODE, by which everything refers to it, and its NAME."""
    from ncc_tui.services.administration.services import add_service

    said = {field: text for field, text in texts.items() if text is not None}
    added = add_service(invocation.session(), {"code": code, "service": name, **said})
    echo(f"Added service {one_line(added.code)}: {one_line(added.name)}")


@service.command()
@click.argument("code")
@field_options(SERVICE_FIELDS, without=("code",), also={"service": "--name"})
@click.pass_obj
def edit(invocation: Invocation, /, code: str, **texts: str | None) -> None:
    """Change a service, by its CODE or name; what is not given stays."""
    from ncc_tui.services.administration.services import edit_service

    said = given(texts)
    changed = edit_service(invocation.session(), code, said)
    echo(f"Saved service {one_line(changed.code)}: {one_line(changed.name)}")


@service.command()
@click.argument("code")
@click.pass_obj
def remove(invocation: Invocation, code: str) -> None:
    """Remove a service that has no measures, no services below it and no officers."""
    from ncc_tui.services.administration.services import remove_service

    removed = remove_service(invocation.session(), code)
    echo(f"Removed service {one_line(removed.code)}: {one_line(removed.name)}")
