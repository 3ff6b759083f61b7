"""What the options before a command say: which database, and who is at work."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ncc_tui.domain.errors import NotPermitted

if TYPE_CHECKING:
    from ncc_tui.services.confinement import Files
    from ncc_tui.services.session import Session


@dataclass(frozen=True)
class Invocation:
    """The program as it was called; `files` is the one folder for the files of the app."""

    database: Path
    login: str
    login_named: bool
    mouse: bool
    database_named: bool = True
    files: Path | None = None

    def require_own_name(self) -> None:
        """Raise NotPermitted where a login is named by another account than the database's."""
        if self.login_named and not owns(self.database):
            raise NotPermitted(
                f"--officer is for the account that {self.database.name} belongs to; you are "
                f"{system_login()}: leave it out."
            )

    def session(self) -> Session:
        """Open the database as the officer; what its SQLite falls short of is said."""
        import click

        from ncc_tui.services.session import open_session
        from ncc_tui.store.engine import shortcoming

        self.require_own_name()
        if said := shortcoming():
            click.echo(f"Note: {said} See: ncc-tui check", err=True)
        session = open_session(self.database, self.login, named=self.login_named)
        return replace(session, files=self._files())

    def _files(self) -> Files:
        """Free paths are for the database's own account when it works in its own name."""
        from ncc_tui.services.confinement import Files

        if self.files is not None:
            return Files(self.files.absolute())
        if owns(self.database) and self.login == system_login():
            return Files()
        return Files.of(self.login, self.database)


def default_database() -> Path:
    """The database where none is named: NCC_TUI_DB, else ncc.db in the user's data folder."""
    named = os.environ.get("NCC_TUI_DB")
    if named:
        return Path(named)
    import platformdirs

    return platformdirs.user_data_path("ncc-tui", appauthor=False) / "ncc.db"


def system_login() -> str:
    """The account that the process runs as; no environment variable says who that is."""
    import pwd

    number = os.geteuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid-{number}"


def owns(database: Path) -> bool:
    """Whether the process runs as the account that a database file belongs to.

    A file that is not there belongs to whoever makes it.
    """
    try:
        return database.stat().st_uid == os.geteuid()
    except FileNotFoundError:
        return True
    except OSError:
        return False
