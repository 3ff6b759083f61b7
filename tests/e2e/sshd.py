"""A real sshd on loopback with a service account of its own, and officers who come by it."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pexpect
import pyte
import pytest

from tests.e2e.terminals import ROOT, SECONDS, Terminal, wait_until

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/bin:/usr/local/sbin")
needs_sshd = pytest.mark.skipif(
    SSHD is None or shutil.which("ssh") is None or shutil.which("useradd") is None,
    reason="needs sshd, ssh and useradd (Debian: openssh-server)",
)
needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can make a service account and have sshd let others in"
)
CONFIG = """
ListenAddress 127.0.0.1
HostKey {folder}/host_key
PidFile none
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
Subsystem sftp internal-sftp
LogLevel VERBOSE
"""


def run(*command: object, **how: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a command that must succeed."""
    done = subprocess.run(
        [*map(str, command)],
        capture_output=True,
        check=False,
        timeout=60,
        **how,
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done


def change_accounts(*command: str) -> None:
    """Change the system's accounts, which one process may do at a time."""
    said: list[bytes] = []

    def done() -> bool:
        tried = subprocess.run(command, capture_output=True, check=False, timeout=60)
        said[:] = [tried.stderr]
        return tried.returncode == 0 or b"lock" not in tried.stderr

    wait_until(done, lambda: str(said))


def _install(folder: Path) -> str:
    """Install the program so that any account can run it; gives its Python.

    Ours may lie in a home that nobody else may enter: the system's of the same version serves.
    """
    name = f"python3.{sys.version_info.minor}"
    for base in (Path(sys.executable).resolve(), Path("/usr/bin", name)):
        tried = ["runuser", "-u", "nobody", "--", str(base), "-I", "-c", ""]
        if subprocess.run(tried, capture_output=True, check=False, cwd="/").returncode == 0:
            break
    else:
        pytest.skip(f"no {name} here that a service account may run")
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(base)
    (folder / "pyvenv.cfg").write_text(f"home = {base.parent}\n")
    packages = folder / "lib" / name / "site-packages"
    without = shutil.ignore_patterns("__pycache__", "*.pth")
    for path in map(Path, sys.path):
        if path.name == "site-packages":
            shutil.copytree(
                path, packages, ignore=without, copy_function=_linked, dirs_exist_ok=True
            )
    for part in ("ncc_tui", "db"):
        shutil.copytree(ROOT / part, packages / part, dirs_exist_ok=True)
    return str(folder / "bin" / "python")


def _linked(source: str, target: str) -> None:
    """As good as a copy of what nobody writes, and quicker; where that cannot be, a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


class Place:
    """A root-owned folder with the program in it, and a service account at home in it."""

    def __init__(self) -> None:
        # No parent of a program that sshd runs may be written by anybody else: not /tmp.
        self.folder = Path(tempfile.mkdtemp(prefix="ncc-tui-test-", dir="/opt"))
        self.folder.chmod(0o755)
        self.account = f"ncctest{os.getpid()}"
        self.home = self.folder / "srv"
        self.database = self.home / "ncc.db"
        self.program = self.folder / "bin" / "ncc-tui"
        self.program.parent.mkdir()
        self.python = _install(self.folder / "python")
        words = shlex.join([self.python, "-I", "-m", "ncc_tui.cli"])
        self.program.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        self.program.chmod(0o755)

    def make_account(self) -> None:
        """What docs/deployment.md has root do."""
        home = ("--system", "--create-home", "--home-dir", self.home, "--shell", "/bin/sh")
        change_accounts("useradd", *map(str, home), "--password", "*", self.account)
        self.home.chmod(0o700)

    def as_account(self, *arguments: object, **how: Any) -> bytes:
        """Run the program as the service account."""
        given = (self.program, "--db", self.database, *arguments)
        return run("runuser", "-u", self.account, "--", *given, **how).stdout

    def processes(self) -> list[str]:
        """The commands that the account's processes run."""
        owner = self.home.stat().st_uid
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if process.stat().st_uid == owner:
                    found.append(process.joinpath("cmdline").read_bytes().decode())
        return [command.replace("\0", " ") for command in found if "ncc_tui" in command]

    def remove(self) -> None:
        """Leave nothing of it behind."""
        if self.home.exists():
            change_accounts("userdel", self.account)
        shutil.rmtree(self.folder)


@contextmanager
def place() -> Iterator[Place]:
    """A place that is removed at the end."""
    made = Place()
    try:
        yield made
    finally:
        made.remove()


@contextmanager
def serving(place: Place, config: str) -> Iterator[int]:
    """An sshd with our settings before its own; gives its port."""
    assert SSHD is not None
    Path("/run/sshd").mkdir(exist_ok=True)
    key = place.folder / "host_key"
    if not key.exists():
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
    written = place.folder / "sshd_config"
    written.write_text(CONFIG.format(folder=place.folder) + config)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    log = place.folder / "sshd.log"
    with log.open("ab") as said:
        server = subprocess.Popen(
            [SSHD, "-D", "-e", "-f", written, "-p", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    try:
        wait_until(lambda: _listens(port) or server.poll() is not None, log.read_text)
        assert server.poll() is None, log.read_text()
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(SECONDS)
        # What it still serves ends with its line; it must not outlive the test.
        wait_until(lambda: not place.processes(), lambda: str(place.processes()))


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


class Machine:
    """An officer's own machine: their key, and `council` in their ssh configuration."""

    def __init__(self, place: Place, port: int, name: str) -> None:
        self.folder = place.folder / "machines" / f"{name}-{port}"
        self.folder.mkdir(parents=True)
        self.key = self.folder / "key"
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"{name}@home", "-f", self.key)
        host = (place.folder / "host_key.pub").read_text()
        (self.folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {host}")
        self.config = self.folder / "config"
        self.config.write_text(
            f"Host council\n HostName 127.0.0.1\n Port {port}\n User {place.account}\n"
            f" IdentityFile {self.key}\n IdentitiesOnly yes\n BatchMode yes\n LogLevel ERROR\n"
            f" UserKnownHostsFile {self.folder}/known_hosts\n"
        )

    @property
    def public_key(self) -> str:
        """What the officer sends to the admin."""
        return self.key.with_suffix(".pub").read_text()

    def ssh(
        self, *words: str, program: str = "ssh", typed: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        """Run ssh, or sftp or scp, with the configuration; words may begin with options."""
        return subprocess.run(
            [program, "-F", str(self.config), *words],
            input=typed,
            capture_output=True,
            check=False,
            timeout=60,
        )

    @contextmanager
    def terminal(self) -> Iterator[RemoteTerminal]:
        """The app in the officer's terminal."""
        opened = RemoteTerminal(self)
        try:
            yield opened
        finally:
            opened.close()


class RemoteTerminal(Terminal):
    """The program at the other end of ssh; it is closed with the line."""

    def __init__(self, machine: Machine) -> None:
        self.child = pexpect.spawn(
            "ssh",
            ["-F", str(machine.config), "-tt", "council"],
            env={"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"},
            dimensions=(40, 120),
            encoding="utf-8",
            timeout=SECONDS,
        )
        self.sent = ""
        self._screen = pyte.Screen(120, 40)
        self._stream = pyte.Stream(self._screen)

    def drop(self) -> None:
        """The line breaks."""
        self.child.kill(signal.SIGKILL)

    def close(self) -> None:
        """End the line."""
        self.child.close(force=True)
