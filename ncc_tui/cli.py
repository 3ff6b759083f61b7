"""The command line: finds the database and the officer, and hands over to one command's module."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ncc_tui import __version__
from ncc_tui.commands.groups import LazyGroup
from ncc_tui.commands.invocation import Invocation, default_database, system_login
from ncc_tui.commands.options import once
from ncc_tui.commands.streams import make_writable
from ncc_tui.domain.errors import NccError
from ncc_tui.domain.text import one_line, visible

# A command's module is imported only when it is used, so that `report` loads no Textual and
# `--version` answers at once.
COMMANDS = {
    "demo": "ncc_tui.commands.app:demo",
    "init": "ncc_tui.commands.init:init",
    "report": "ncc_tui.commands.report:report",
    "due": "ncc_tui.commands.due:due",
    "record": "ncc_tui.commands.record:record",
    "history": "ncc_tui.commands.history:history",
    "why": "ncc_tui.commands.why:why",
    "import": "ncc_tui.commands.import_:import_",
    "export": "ncc_tui.commands.export:export",
    "admin": "ncc_tui.commands.admin:admin",
    "backup": "ncc_tui.commands.backup:backup",
    "check": "ncc_tui.commands.check:check",
    "ssh": "ncc_tui.commands.ssh:ssh",
    "ssh-keys": "ncc_tui.commands.ssh_keys:ssh_keys",
    "locate": "ncc_tui.commands.locate:locate",
}


class Commands(LazyGroup):
    """The commands, whose errors of ours end the program with exit status 1."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the program; whatever any command says, standard output takes it."""
        make_writable()
        return super().main(*args, **extra)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read the options before the command; what is wrong with them is told harmlessly."""
        with _harmless():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what it refuses is one sentence on standard error."""
        try:
            with _harmless():
                return super().invoke(ctx)
        except NccError as error:
            raise click.ClickException(one_line(str(error))) from error


@contextmanager
def _harmless() -> Iterator[None]:
    """Let no control character of an argument reach the terminal by way of click's own words."""
    try:
        yield
    except click.ClickException as error:
        # click has the message final for type checkers only: it is ours to clean here.
        vars(error)["message"] = visible(error.message)
        raise


@click.group(cls=Commands, modules=COMMANDS, invoke_without_command=True)
@click.option(
    "--db",
    type=click.Path(path_type=Path),
    multiple=True,
    callback=once,
    help="The database file.",
)
@click.option(
    "--officer",
    metavar="LOGIN",
    multiple=True,
    callback=once,
    help="Who is at work (else the system's account); for the account that owns the database.",
)
@click.option("--no-mouse", is_flag=True, help="Leave the mouse's selection to the terminal.")
@click.version_option(__version__, prog_name="ncc-tui")
@click.pass_context
def main(ctx: click.Context, db: Path | None, officer: str | None, no_mouse: bool) -> None:
    """Keep and read a council's performance report. Without a command, open the app.

    The database is --db, else NCC_TUI_DB, else ncc.db in your data folder (see: ncc-tui locate).
    """
    ctx.obj = Invocation(
        database=db or default_database(),
        login=officer or system_login(),
        login_named=officer is not None,
        mouse=not no_mouse,
        database_named=db is not None,
    )
    if ctx.invoked_subcommand is None:
        from ncc_tui.commands.app import open_app

        open_app(ctx.obj)


if __name__ == "__main__":
    sys.exit(main(prog_name="ncc-tui"))
