"""`ncc-tui admin officer`: the officers, their roles and their services."""

from __future__ import annotations

import click

from ncc_tui.commands.admin.options import field_options, given
from ncc_tui.commands.groups import Group
from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.keys import key
from ncc_tui.commands.options import format_option
from ncc_tui.commands.streams import echo, echo_json, terminal_width
from ncc_tui.domain.fields import OFFICER_FIELDS
from ncc_tui.domain.model import Officer
from ncc_tui.domain.text import one_line

_services_option = click.option(
    "--service",
    "services",
    metavar="SERVICE",
    multiple=True,
    help="The code of a service they keep, for each once more; all: every one; -: none.",
)


@click.group(cls=Group)
def officer() -> None:
    """List, add, change and remove officers."""


officer.add_command(key)


@officer.command("list")
@format_option("text", "json")
@click.pass_obj
def list_(invocation: Invocation, form: str) -> None:
    """List the officers with their roles and services."""
    from ncc_tui.printing.administration import officers_json, officers_text
    from ncc_tui.services.administration.officers import officer_lines

    officers = officer_lines(invocation.session())
    if form == "json":
        echo_json(officers_json(officers))
    else:
        echo(officers_text(officers, terminal_width()))


@officer.command()
@click.argument("login")
@field_options(OFFICER_FIELDS, without=("login", "services"), required=("name", "role"))
@_services_option
@click.pass_obj
def add(
    invocation: Invocation, /, login: str, services: tuple[str, ...], **texts: str | None
) -> None:
    """Add an officer, by the LOGIN of their account."""
    from ncc_tui.services.administration.officers import add_officer

    said = {"login": login, "services": ";".join(services), **given(texts)}
    added = add_officer(invocation.session(), said)
    echo(f"Added officer {_words(added)}")


@officer.command()
@click.argument("login")
@field_options(OFFICER_FIELDS, without=("login", "services"))
@_services_option
@click.pass_obj
def edit(
    invocation: Invocation, /, login: str, services: tuple[str, ...], **texts: str | None
) -> None:
    """Change an officer's name, role or services; what is not given stays."""
    from ncc_tui.services.administration.officers import edit_officer

    said = given({**texts, "services": ";".join(services) if services else None})
    changed = edit_officer(invocation.session(), login, said)
    echo(f"Saved officer {_words(changed)}")


@officer.command()
@click.argument("login")
@click.pass_obj
def remove(invocation: Invocation, login: str) -> None:
    """Remove an officer; what they wrote stays, under their login."""
    from ncc_tui.services.administration.officers import remove_officer

    echo(f"Removed officer {_words(remove_officer(invocation.session(), login))}")


def _words(officer: Officer) -> str:
    login, name = one_line(officer.login), one_line(officer.name)
    return f"{login}: {name}, {officer.role}, {one_line(officer.reach)}"
