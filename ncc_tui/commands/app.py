"""Opening the app: on the database, or on a throw-away copy of the sample council."""

from __future__ import annotations

from pathlib import Path

import click

from ncc_tui.cli import Invocation

DEMO_SERVICE = "26"
DEMO_OFFICER = "jsmith"


def open_app(invocation: Invocation) -> None:
    """Open the app on the database; where there is none yet, ask what to make."""
    from ncc_tui.tui.launch import check_terminal, run
    from ncc_tui.tui.view import View

    check_terminal()
    if not invocation.database.exists():
        _make(invocation)
    session = invocation.session()
    from ncc_tui.services import reports

    view = View(reports.opening_date(session))
    run(session, view, preferences_path=_preferences(), mouse=invocation.mouse)


def _make(invocation: Invocation) -> None:
    from ncc_tui.services.setup import make_database

    click.echo(f"There is no database at {invocation.database} yet.")
    answer = click.prompt(
        "Make one: empty, or with the sample council",
        type=click.Choice(["empty", "sample"]),
        default="sample",
    )
    make_database(invocation.database, invocation.login, sample=answer == "sample")


@click.command()
@click.pass_obj
def demo(invocation: Invocation) -> None:
    """Open the app on a private, throw-away copy of the sample council."""
    from ncc_tui.services import reports
    from ncc_tui.services.session import Clock, open_session
    from ncc_tui.services.setup import demo_database
    from ncc_tui.tui.launch import check_terminal, run
    from ncc_tui.tui.view import View

    check_terminal()
    with demo_database() as path:
        session = open_session(path, DEMO_OFFICER)
        at = reports.opening_date(session)
        # In the demo it is the sample's day, so that what is entered shows at once.
        session = open_session(path, DEMO_OFFICER, Clock.held_at(at))
        run(
            session,
            View(at),
            service=DEMO_SERVICE,
            preferences_path=_preferences(),
            mouse=invocation.mouse,
        )


def _preferences() -> Path:
    import platformdirs

    return platformdirs.user_config_path("ncc-tui", appauthor=False) / "preferences.json"
