"""What the options before a command say: which database, and who is at work."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ncc_tui.services.session import Session


@dataclass(frozen=True)
class Invocation:
    """The program as it was called."""

    database: Path
    login: str
    login_named: bool
    mouse: bool

    def session(self) -> Session:
        """Open the database as the officer; what its SQLite falls short of is said."""
        import click

        from ncc_tui.services.session import open_session
        from ncc_tui.store.engine import shortcoming

        if said := shortcoming():
            click.echo(f"Note: {said} See: ncc-tui check", err=True)
        return open_session(self.database, self.login, named=self.login_named)


def default_database() -> Path:
    """The database where none is named: NCC_TUI_DB, else ncc.db in the user's data folder."""
    named = os.environ.get("NCC_TUI_DB")
    if named:
        return Path(named)
    import platformdirs

    return platformdirs.user_data_path("ncc-tui", appauthor=False) / "ncc.db"


def system_login() -> str:
    """The login of whoever runs the program."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
