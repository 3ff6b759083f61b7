"""Opening the app: on the database, or on a throw-away copy of the sample council."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.streams import echo
from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.text import visible

DEMO_SERVICE = "26"
DEMO_OFFICER = "jsmith"


def open_app(invocation: Invocation) -> None:
    """Open the app on the database; where there is none yet, ask what to make."""
    from ncc_tui.tui.launch import check_terminal, rest_collector, run

    check_terminal()
    rest_collector()
    # Whom a wrapper names makes no database: its maker would be the admin of it.
    if not invocation.login_named and not os.path.lexists(invocation.database):
        _make(invocation)
    session = invocation.session()
    from ncc_tui.services import reports
    from ncc_tui.services.pages.opening import opening_page

    as_at = AsAt(reports.opening_date(session))
    # Officers of one account have each their own.
    own = invocation.files / ".preferences.json" if invocation.files else _preferences()
    first = opening_page(session, as_at)
    run(session, as_at, first=first, preferences_path=own, mouse=invocation.mouse)


def _make(invocation: Invocation) -> None:
    from ncc_tui.services.setup import make_database

    echo(f"There is no database at {visible(str(invocation.database))} yet.")
    # Enter makes the empty one, so that nobody gets a sample's figures among their own unasked.
    answer = click.prompt(
        "Make one: empty, or with the sample council",
        type=click.Choice(["empty", "sample"]),
        default="empty",
    )
    make_database(invocation.database, invocation.login, sample=answer == "sample")


@click.command()
@click.pass_obj
def demo(invocation: Invocation) -> None:
    """Open the app on a private, throw-away copy of the sample council."""
    from ncc_tui.tui.hangup import signals_held
    from ncc_tui.tui.launch import check_terminal, rest_collector, run

    check_terminal()
    rest_collector()
    with (
        signals_held(),
        TemporaryDirectory(prefix="ncc-tui-demo-", ignore_cleanup_errors=True) as folder,
    ):
        from ncc_tui.services import reports
        from ncc_tui.services.pages.report import report_page
        from ncc_tui.services.session import Clock, open_session
        from ncc_tui.services.setup import make_demo

        path = Path(folder, "demo.db")
        make_demo(path)
        session = open_session(path, DEMO_OFFICER)
        as_at = AsAt(reports.opening_date(session))
        # In the demo it is the sample's day, so that what is entered shows at once.
        session = replace(session, clock=Clock.held_at(as_at.day))
        run(
            session,
            as_at,
            first=report_page(session, DEMO_SERVICE, as_at),
            preferences_path=_preferences(),
            mouse=invocation.mouse,
            clear_up=lambda: rmtree(folder, ignore_errors=True),
        )


def _preferences() -> Path:
    import platformdirs

    return platformdirs.user_config_path("ncc-tui", appauthor=False) / "preferences.json"
