"""Every command of docs/deployment.md, run in its order: `sh` by root, `shell` by an officer."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ncc_tui.cli import COMMANDS
from tests.e2e.sshd import Machine, change_accounts, needs_root, needs_sshd, place, run, serving
from tests.e2e.terminals import ROOT

pytestmark = [needs_sshd, needs_root, pytest.mark.timeout(300)]

PAGE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def renamed(text: str, names: dict[str, str]) -> str:
    """A text with the page's paths and accounts as the test's own."""
    for name, ours in names.items():
        text = re.sub(rf"(?<![\w/-]){re.escape(name)}(?![\w-])", ours, text)
    return text


@pytest.fixture
def accounts() -> Iterator[Callable[..., None]]:
    """Makes an account or a group, and removes it at the end."""
    with ExitStack() as stack:

        def make(kind: str, name: str) -> None:
            stack.callback(change_accounts, f"{kind}del", name)
            if kind == "user":
                change_accounts("useradd", "--no-create-home", name)

        yield make


@pytest.mark.skipif("admin" not in COMMANDS, reason="the admin commands are not here yet")
def test_every_command_of_the_page_does_what_it_says(
    accounts: Callable[..., None], tmp_path: Path
) -> None:
    with place() as here:
        officer, group = f"jo{os.getpid()}", f"og{os.getpid()}"
        accounts("group", group)
        accounts("user", officer)
        (here.folder / "cron.daily").mkdir()
        names = {
            "/opt/ncc-tui/bin/ncc-tui": str(here.program),
            "/opt/ncc-tui": str(here.folder),
            "/srv/council": str(here.home),
            "/usr/local/bin/council": str(here.folder / "bin" / "council"),
            "/etc/cron.daily/ncctui": str(here.folder / "cron.daily" / "ncctui"),
            "/root/jsmith.pub": str(here.folder / "jsmith.pub"),
            "sshd -t": f"/usr/sbin/sshd -t -f {here.folder / 'sshd_config'}",
            "council-officers": group,
            "ncctui": here.account,
            "jsmith": officer,
        }
        blocks = [(kind, renamed(text, names)) for kind, text in BLOCK.findall(PAGE)]
        (config,) = (text for kind, text in blocks if kind == "sshd_config")
        path = f"{here.folder / 'bin'}:{os.environ['PATH']}"
        # Global settings of ours stand before the Match of the page's.
        with serving(here, config) as port:
            machine = Machine(here, port, officer)
            (here.folder / "jsmith.pub").write_text(machine.public_key)
            (tmp_path / "results.csv").write_text("measure,period,value\n")
            for kind, text in blocks:
                if kind == "sh":
                    run("sh", "-euxc", text, env={**os.environ, "PATH": path}, cwd="/")
                elif kind == "shell":
                    for line in text.splitlines():
                        ours = line.replace("ssh council", f"ssh -F {machine.config} council")
                        run("sh", "-euxc", ours, cwd=tmp_path)
            assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
            assert (here.home / "backups").is_dir()
            said = (here.home / ".ssh" / "authorized_keys").read_text()
            assert machine.public_key.split()[1] in said
            assert machine.ssh("council", "report 26").returncode == 0


def test_nothing_on_the_page_is_in_a_block_that_is_not_run() -> None:
    assert {kind for kind, _ in BLOCK.findall(PAGE)} == {"sh", "shell", "sshd_config"}
    assert PAGE.count("```") == 2 * len(BLOCK.findall(PAGE))
