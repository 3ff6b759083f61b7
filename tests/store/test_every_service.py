"""A database of before: officers for whom no service was listed kept every one, and still do."""

from __future__ import annotations

from contextlib import closing

from ncc_tui.store import catalogue
from ncc_tui.store.connection import Connection
from ncc_tui.store.engine import sqlite3
from ncc_tui.store.migrations import scripts


def test_officers_who_had_no_service_listed_go_on_keeping_every_one() -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.executescript(scripts()["0001_schema"])
        raw.executescript(
            "INSERT INTO service (code, name) VALUES ('1', 'One');"
            "INSERT INTO officer VALUES ('all', 'All', 'officer'), ('one', 'One', 'officer');"
            "INSERT INTO officer_service VALUES ('one', '1');"
        )
        raw.executescript(scripts()["0003_every_service"])
        officers = catalogue.officers(Connection(raw))
    assert [(o.login, o.services, o.every_service) for o in officers] == [
        ("all", (), True),
        ("one", ("1",), False),
    ]
