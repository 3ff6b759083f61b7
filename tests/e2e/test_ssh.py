"""Officers over a real sshd: what they come to do, and every way round it that was ever found."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.sshd import Machine, Place, RemoteTerminal, needs_root, needs_sshd, place, serving
from tests.e2e.terminals import drafted, rows, wait_until

pytestmark = [needs_sshd, needs_root, pytest.mark.timeout(300)]

# An admin who lets more of the environment in than they should.
BY_COMMAND = """
AcceptEnv LOGNAME USER HOME EDITOR TZ TMPDIR NCC_TUI_* PYTHON* XDG_* TEXTUAL*
AuthorizedKeysFile none
AuthorizedKeysCommand {program} --db {database} ssh-keys
AuthorizedKeysCommandUser {account}
"""
BY_HAND = """
AuthorizedKeysFile {folder}/authorized_keys
"""
OFFICERS = ("jsmith", "tcharlton", "wgrey")
CSV = "\x1b[C" * 5


@pytest.fixture(scope="module")
def here() -> Iterator[Place]:
    """The sample council under a service account, read at today's date."""
    with place() as made:
        made.make_account()
        made.as_account("init", "--sample")
        (made.folder / "settings.csv").write_text("setting,value\nopens_at,2026-11-24\n")
        made.as_account("import", made.folder / "settings.csv")
        yield made


@pytest.fixture(scope="module")
def port(here: Place) -> Iterator[int]:
    names = {"program": here.program, "database": here.database, "account": here.account}
    with serving(here, BY_COMMAND.format(**names)) as opened:
        yield opened


@pytest.fixture(scope="module")
def machines(here: Place, port: int) -> dict[str, Machine]:
    """Three officers, whose keys an admin has entered."""
    found = {login: Machine(here, port, login) for login in OFFICERS}
    for login, machine in found.items():
        enter_key(here, login, machine.public_key)
    return found


def enter_key(here: Place, login: str, key: str) -> None:
    code = (
        "import sys; from pathlib import Path; from ncc_tui.services.keys import add_key; "
        "from ncc_tui.services.session import open_session; "
        "add_key(open_session(Path(sys.argv[1]), 'wgrey'), sys.argv[2], sys.argv[3])"
    )
    command = ["runuser", "-u", here.account, "--", here.python, "-I", "-c", code]
    subprocess.run([*command, here.database, login, key], check=True, timeout=60)


@pytest.fixture
def jo(machines: dict[str, Machine]) -> Machine:
    return machines["jsmith"]


def everything(here: Place) -> set[str]:
    """Every file of the service account's but the database's log."""
    return {str(path.relative_to(here.home)) for path in here.home.rglob("*")} - {
        "ncc.db-wal",
        "ncc.db-shm",
    }


def open_report(terminal: RemoteTerminal) -> None:
    terminal.wait_for("1 Reports")
    terminal.type("1")
    terminal.wait_for("Worst first")
    terminal.type("\r")
    terminal.wait_for("s Service")
    terminal.type("s")
    terminal.wait_for("type to narrow the list")
    terminal.type("26\r")
    terminal.wait_for("· Children's Social Care")
    terminal.wait_for("e Enter result")


def test_each_key_is_its_officers(machines: dict[str, Machine]) -> None:
    for login, machine in machines.items():
        with machine.terminal() as opened:
            opened.wait_for(f"{login} ·")


def test_a_result_entered_arrives_in_anothers_session(
    machines: dict[str, Machine], jo: Machine, here: Place
) -> None:
    with machines["wgrey"].terminal() as other, jo.terminal() as own:
        open_report(other)
        open_report(own)
        own.type("e")
        own.wait_for("Type a value")
        own.type("71")
        own.wait_for("71 will be")
        own.type("\x1bOQ")
        other.wait_for("71 Apr 2024")
    query = "SELECT value, recorded_by FROM result WHERE measure = 'CSC01' ORDER BY recorded_at"
    assert rows(here.database, query)[-1] == (71, "jsmith")


def test_another_service_is_refused(jo: Machine, here: Place) -> None:
    ((code,),) = rows(here.database, "SELECT code FROM measure WHERE service = '9' LIMIT 1")
    before = rows(here.database, "SELECT count(*) FROM result")
    done = jo.ssh("council", "record", str(code), "'Jan 2026'", "50", "--yes")
    assert done.returncode == 1
    assert b"only for 26" in done.stderr, done.stderr
    assert rows(here.database, "SELECT count(*) FROM result") == before


def test_a_line_that_breaks_in_a_comment_loses_nothing(jo: Machine, here: Place) -> None:
    with jo.terminal() as first:
        open_report(first)
        first.type("\x1b[B\x1b[B\x1b[B")
        first.type("e")
        first.wait_for("Type a value")
        first.type("70")
        first.wait_for("70 will be")
        first.type("\t\t\t")
        first.type("Half a sen")
        wait_until(
            lambda: any("Half a sen" in text for text in drafted(here.database, "comments")),
            lambda: f"{rows(here.database, 'SELECT content FROM draft')}\n{first.shown}",
        )
        first.drop()
        wait_until(lambda: not here.processes(), lambda: str(here.processes()))
    with jo.terminal() as again:
        open_report(again)
        again.type("\x1b[B\x1b[B\x1b[B")
        again.type("e")
        again.wait_for("Draft of")


def test_a_report_comes_to_the_officers_own_machine(jo: Machine) -> None:
    pytest.importorskip("typst")
    done = jo.ssh("council", "report", "26", "--format", "pdf")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"%PDF")
    done = jo.ssh("council", "report 26 --format json --at '18 May 2024'")
    assert json.loads(done.stdout)["summary"]["Red"] == 4


def test_results_come_from_the_officers_own_machine(jo: Machine, here: Place) -> None:
    typed = b"measure,period,value\nCSC02,Apr 2026,61.5\n"
    done = jo.ssh("council", "import", "-", "--as", "results", "--yes", typed=typed)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"1 added" in done.stdout
    assert (61.5,) in rows(here.database, "SELECT value FROM result")
    wrong = jo.ssh("council", "import - --as results", typed=b"measure,period,value\nXX,x,y\n")
    assert wrong.returncode == 1
    assert b"results.csv" in wrong.stderr


@pytest.mark.parametrize("file", ["~/.ssh/authorized_keys", "../../.ssh/authorized_keys", "ncc.db"])
def test_a_key_printed_out_of_the_comments_lets_nobody_in(
    file: str, machines: dict[str, Machine], jo: Machine, here: Place
) -> None:
    key = machines["tcharlton"].public_key.strip()
    comments = f"x\n{key}\ny"
    typed = f'measure,period,value,comments\nCSC03,Apr 2026,12,"{comments}"\n'.encode()
    jo.ssh("council", "import", "-", "--as", "results", "--yes", typed=typed)
    wanted = {"~/.ssh/authorized_keys", "../../.ssh/authorized_keys"}
    before, content = everything(here), here.database.read_bytes()[:16]
    with jo.terminal() as opened:
        open_report(opened)
        opened.type("p")
        opened.wait_for("Print the report")
        opened.type(CSV)
        opened.wait_for("[CSV]")
        opened.type("\t\x1b[F\x15" + file)
        opened.wait_for(file)
        opened.type("\r")
        opened.wait_for("Give the name only" if file in wanted else "End the name in .csv")
    assert everything(here) - {"files", "files/jsmith"} == before - {"files", "files/jsmith"}
    assert here.database.read_bytes()[:16] == content


def test_what_is_printed_is_in_the_officers_own_folder(jo: Machine, here: Place) -> None:
    with jo.terminal() as opened:
        open_report(opened)
        opened.type("p")
        opened.wait_for("In your own folder")
        opened.type("\t\x1b[F\x15mine.html\r")
        opened.wait_for("ssh SERVER report 26 --at")
    (written,) = (here.home / "files" / "jsmith").glob("*.html")
    assert written.read_bytes().startswith(b"<!")
    assert written.stat().st_mode & 0o777 == 0o600
    assert written.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "command",
    [
        *("report; sh", "sh -c id", "export out", "--officer vi --officer boss"),
        *("--officer '' export out", "report 26 -o ../x.html", "import /etc/passwd", "ssh wgrey"),
    ],
)
def test_no_other_command_is_run(command: str, jo: Machine, here: Place) -> None:
    before = everything(here)
    done = jo.ssh("--", "council", command)
    assert done.returncode in (1, 2)
    assert b"uid=" not in done.stdout
    assert done.stderr.count(b"Error: ") == 1
    assert everything(here) == before


def test_neither_sftp_nor_scp_opens_anything(jo: Machine, here: Place, tmp_path: Path) -> None:
    assert jo.ssh("council", program="sftp", typed=b"get ncc.db\n").returncode != 0
    target = str(tmp_path / "copy.db")
    assert jo.ssh("council:ncc.db", target, program="scp").returncode != 0
    assert jo.ssh("-O", "council:ncc.db", target, program="scp").returncode != 0
    (tmp_path / "mine").write_text("x")
    assert jo.ssh(str(tmp_path / "mine"), "council:mine", program="scp").returncode != 0
    assert list(tmp_path.iterdir()) == [tmp_path / "mine"]
    assert "mine" not in everything(here)


def assert_no_tunnel(machine: Machine, port: int) -> None:
    """What listens behind the server cannot be reached through it, nor anybody in front."""
    done = machine.ssh("-W", f"127.0.0.1:{port}", "council")
    assert done.returncode != 0
    assert b"SSH-2.0" not in done.stdout
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        back = free.getsockname()[1]
    strict = ("-o", "ExitOnForwardFailure=yes", "-N")
    done = machine.ssh(*strict, "-R", f"{back}:127.0.0.1:{port}", "council")
    assert done.returncode != 0
    assert b"remote port forwarding failed" in done.stderr


def test_no_tunnel_is_dug(jo: Machine, port: int) -> None:
    assert_no_tunnel(jo, port)


def test_no_variable_makes_another_of_anybody(jo: Machine, here: Place, tmp_path: Path) -> None:
    evil = here.folder / "evil"
    evil.mkdir()
    evil.chmod(0o777)
    (evil / "sitecustomize.py").write_text(f"open({str(evil / 'ran')!r}, 'w')")
    said = " ".join(
        f"{name}={evil}"
        for name in ("PYTHONPATH", "PYTHONSTARTUP", "NCC_TUI_DB", "XDG_DATA_HOME", "HOME", "TMPDIR")
    )
    given = f"SetEnv=LOGNAME=wgrey USER=wgrey TEXTUAL_DRIVER=evil:Driver {said}"
    assert jo.ssh("-o", given, "council", "export x").returncode == 1
    typed = b"measure,period,value\nCSC05,Apr 2026,8\n"
    done = jo.ssh("-o", given, "council", "import - --as results --yes", typed=typed)
    assert done.returncode == 0, done.stderr
    (by,) = rows(
        here.database,
        "SELECT recorded_by FROM result WHERE measure = 'CSC05' AND period = '2026-04-01'",
    )
    assert by == ("jsmith",)
    assert sorted(path.name for path in evil.iterdir()) == ["sitecustomize.py"]


def test_who_has_no_key_or_none_any_more_is_not_let_in(
    here: Place, port: int, machines: dict[str, Machine]
) -> None:
    stranger = Machine(here, port, "stranger")
    assert stranger.ssh("council", "report").returncode == 255
    enter_key(here, "epotts", stranger.public_key)
    assert stranger.ssh("council", "report 26").returncode == 0
    assert stranger.ssh("council", "record CSC04 'Apr 2026' 1").returncode == 1


def test_the_small_case_by_hand_is_as_safe(here: Place) -> None:
    """`authorized_keys` written by hand, in a server whose configuration is as it came."""
    with serving(here, BY_HAND.format(folder=here.folder)) as port:
        machine = Machine(here, port, "anair")
        command = f"{here.program} --db {here.database} ssh anair"
        line = f'command="{command}",restrict,pty {machine.public_key}'
        (here.folder / "authorized_keys").write_text(line)
        assert machine.ssh("council", "report 26").returncode == 0
        assert machine.ssh("council", "sh").returncode == 1
        assert_no_tunnel(machine, port)
        with machine.terminal() as opened:
            opened.wait_for("anair ·")
