"""`ncc-tui admin officer key`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.keys import key
from ncc_tui.domain.errors import NccError
from ncc_tui.services.setup import make_database
from tests.domain.test_keys import LINE

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    path = tmp_path / "ncc.db"
    make_database(path, "boss", sample=True)

    def called(*arguments: str, officer: str = "boss", typed: str = "") -> Result:
        invocation = Invocation(path, officer, login_named=True, mouse=True)
        return CliRunner().invoke(key, arguments, obj=invocation, input=typed)

    return called


@pytest.mark.parametrize("words", [[LINE], LINE.split(), ["-"]], ids=["quoted", "words", "stdin"])
def test_a_key_is_added_listed_and_removed(words: list[str], call: Call) -> None:
    added = call("add", "jsmith", *words, typed=f"{LINE}\n")
    assert added.exit_code == 0, added.output
    (listed,) = json.loads(call("list", "--format", "json").stdout)["keys"]
    assert (listed["login"], listed["added_by"]) == ("jsmith", "boss")
    assert listed["fingerprint"] in added.stdout
    assert call("list", "wgrey").stdout == ""
    assert call("remove", "jsmith", listed["fingerprint"]).exit_code == 0
    assert call("list").stdout == ""


def test_a_viewer_adds_none(call: Call) -> None:
    refused = call("add", "jsmith", LINE, officer="jsmith")
    assert isinstance(refused.exception, NccError)
    assert call("list").stdout == ""
