from __future__ import annotations

import pytest

from ncc_tui.store import engine
from ncc_tui.store.engine import is_mended, journal_mode, shortcoming, version


@pytest.mark.parametrize(
    ("number", "mended"),
    [
        ("3.6.23", True),
        ("3.7.0", False),
        ("3.40.1", False),
        ("3.44.5", False),
        ("3.44.6", True),
        ("3.45.0", False),
        ("3.50.6", False),
        ("3.50.7", True),
        ("3.51.2", False),
        ("3.51.3", True),
        ("3.53.4", True),
        ("4.0.0", True),
    ],
)
def test_the_versions_with_the_bug_are_told_from_those_without(
    number: str, mended: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_mended(number) is mended
    monkeypatch.setattr(engine, "version", lambda: number)
    assert journal_mode() == ("wal" if mended else "delete")
    assert (shortcoming() is None) is mended


def test_the_program_runs_on_a_mended_one_where_it_was_installed_as_it_says() -> None:
    assert is_mended(version())


def test_an_unmended_one_is_named_with_what_it_means(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "version", lambda: "3.40.1")
    assert shortcoming() == (
        "SQLite 3.40.1 can lose what two programs save at the same moment; so the database is kept "
        "without a write-ahead log, and readers and writers wait for each other."
    )
