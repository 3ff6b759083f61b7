"""No command, in no format, gives a small count to somebody who may not see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from ncc_tui.cli import main
from ncc_tui.domain.model import Officer, Role
from ncc_tui.printing.formats import SUFFIXES
from ncc_tui.services.session import Clock, open_session
from ncc_tui.store import catalogue
from tests.demo import demo_database
from tests.printing.reading import words_of
from tests.services.conftest import AT
from tests.services.test_small_counts import gives_away, planted

PEOPLE = {
    "viewer": Officer("viewer", "Vi", Role.VIEWER, ("26",)),
    "elsewhere": Officer("elsewhere", "El", Role.OFFICER, ("21",)),
    "officer": Officer("officer", "Of", Role.OFFICER, ("26",)),
    "editor": Officer("editor", "Ed", Role.EDITOR, ("26",)),
}
ADMIN = "boss"
DATE = ("--at", AT.isoformat())
WHO_MAY = ("officer", "editor", ADMIN)
EVERYBODY = (*PEOPLE, ADMIN)
# What tells those who may, and only them.
TELLING = (
    ("history", "CSC04"),
    ("history", "CSC04", "--format", "json"),
    ("history", "CSC04", "--period", "Apr 2024"),
    ("why", "CSC04", *DATE),
    ("why", "CSC04", *DATE, "--format", "json"),
    # The reason of a target may name a figure, too.
    ("admin", "target", "list", "CSC04"),
    ("admin", "target", "list", "CSC04", "--format", "json"),
)
# What tells nobody.
SILENT = (
    ("due", *DATE),
    ("due", *DATE, "--format", "json"),
    ("due", *DATE, "--format", "csv"),
    ("due", *DATE, "--chase"),
    ("admin", "target", "set", "CSC04", "Apr 2024", "71", "--dry-run"),
    ("admin", "measure", "list"),
    ("admin", "measure", "list", "--format", "json"),
    ("admin", "service", "list"),
    ("admin", "officer", "list"),
    ("admin", "setting", "list"),
    ("locate",),
    ("check",),
)
# What is an admin's alone.
ADMINS = (("admin", "log"), ("admin", "log", "--format", "json"))


@pytest.fixture(scope="module")
def database() -> Iterator[Path]:
    with demo_database(ADMIN) as path:
        session = open_session(path, ADMIN, Clock.held_at(AT))
        planted(session)
        with session.store.writing() as db:
            for officer in PEOPLE.values():
                catalogue.put_officer(db, officer, session.author)
        session.store.close()
        yield path


def output(database: Path, login: str, command: Sequence[str], form: str = "text") -> str:
    """All that a command says, on both streams."""
    arguments = ["--db", str(database), "--officer", login, *command]
    done = CliRunner(env={"COLUMNS": "400"}).invoke(main, arguments)
    return words_of(done.stdout_bytes, form) + done.stderr


@pytest.mark.parametrize("login", EVERYBODY)
@pytest.mark.parametrize("command", TELLING, ids=" ".join)
def test_what_tells_a_figure_tells_those_who_may(
    command: tuple[str, ...], login: str, database: Path
) -> None:
    assert gives_away(output(database, login, command)) is (login in WHO_MAY)


@pytest.mark.parametrize("login", EVERYBODY)
@pytest.mark.parametrize("command", SILENT, ids=" ".join)
def test_no_other_list_names_a_figure(command: tuple[str, ...], login: str, database: Path) -> None:
    assert not gives_away(output(database, login, command))


@pytest.mark.parametrize("login", EVERYBODY)
@pytest.mark.parametrize("command", ADMINS, ids=" ".join)
def test_the_log_is_an_admins(command: tuple[str, ...], login: str, database: Path) -> None:
    assert gives_away(output(database, login, command)) is (login == ADMIN)


@pytest.mark.parametrize("service", ["26", None])
@pytest.mark.parametrize("form", sorted(SUFFIXES))
def test_a_report_is_given_away_without_it_whoever_prints_it(
    form: str, service: str | None, database: Path
) -> None:
    if form == "pdf":
        pytest.importorskip("typst")
    command = ["report", *([service] if service else []), *DATE, "--format", form]
    for login in ("viewer", "officer", ADMIN):
        assert not gives_away(output(database, login, command, form))
        assert not gives_away(output(database, login, [*command, "--as-revised"], form))
    disclosed = [*command, "--disclose"]
    assert gives_away(output(database, ADMIN, disclosed, form))
    assert not gives_away(output(database, "officer", disclosed))


@pytest.mark.parametrize("login", ["viewer", "elsewhere"])
def test_no_refusal_names_it(login: str, database: Path, tmp_path: Path) -> None:
    results = tmp_path / "results.csv"
    results.write_text("measure,period,value\nCSC04,Apr 2024,987.25\nCSC04,Jan 2024,988\n")
    commands: list[Sequence[str]] = [
        ("record", "CSC04", "Apr 2024", "12"),
        ("import", str(results), "--dry-run"),
        ("import", str(results), "--dry-run", "--format", "json"),
    ]
    for command in commands:
        said = output(database, login, command)
        assert "may not enter" in said or "only an admin" in said
        assert not gives_away(said)
    for command in (("export", str(tmp_path / "out")), ("backup", str(tmp_path / "copy.db"))):
        assert "only an admin" in output(database, login, command)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "xdg") == ["results.csv"]
