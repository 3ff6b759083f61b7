"""Officers' keys: whose they are, who may enter them, what is written down of it."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from ncc_tui.domain.errors import InvalidField, NotFound, NotPermitted
from ncc_tui.domain.model import Officer, Role
from ncc_tui.services.keys import add_key, keys_for_sshd, list_keys, remove_key
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from tests.services.conftest import acting


def a_line(letter: str) -> str:
    raw = b"\0\0\0\x0bssh-ed25519\0\0\0 " + letter.encode() * 32
    return f"ssh-ed25519 {base64.b64encode(raw).decode()} {letter}@laptop"


def test_a_key_is_one_officers_and_stands_in_the_log(council: Session) -> None:
    key = add_key(council, "jsmith", f'command="sh",pty {a_line("a")}')
    assert (key.login, key.public.comment, key.added_by) == ("jsmith", "a@laptop", "chief")
    assert list_keys(council, "jsmith") == list_keys(council) == [key]
    for login, whose in (("jsmith", "this officer"), ("wgrey", "jsmith")):
        with pytest.raises(InvalidField, match=rf"SHA256:.* is that of {whose} already"):
            add_key(council, login, a_line("a"))
    assert remove_key(council, "jsmith", key.public.fingerprint) == key
    assert list_keys(council) == []
    with council.store.reading() as db:
        query = "SELECT before, after FROM change_log WHERE table_name = 'officer_key' ORDER BY id"
        added, removed = db.execute(query).fetchall()
    assert json.loads(added[1]) == json.loads(removed[0])
    assert json.loads(added[1])["key"] == key.public.key
    assert (added[0], removed[1]) == (None, None)


def test_a_key_is_taken_from_its_owner_only(council: Session) -> None:
    key = add_key(council, "jsmith", a_line("a"))
    with pytest.raises(NotFound, match="wgrey has no key"):
        remove_key(council, "wgrey", key.public.fingerprint)
    with pytest.raises(NotFound, match="nobody is no officer"):
        add_key(council, "nobody", a_line("b"))
    assert remove_key(council, "jsmith", key.public.fingerprint.removeprefix("SHA256:")) == key


def test_an_officer_removed_takes_the_keys_along(council: Session) -> None:
    add_key(council, "jsmith", a_line("a"))
    with council.store.writing() as db:
        db.execute("DELETE FROM officer WHERE login = 'jsmith'")
    assert keys_for_sshd(council.store) == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_admin_sees_and_changes_keys(role: Role, council: Session) -> None:
    key = add_key(council, "jsmith", a_line("a"))
    other = acting(council, Officer("jsmith", "Jo", role))
    for deed in (
        lambda: list_keys(other),
        lambda: add_key(other, "jsmith", a_line("b")),
        lambda: remove_key(other, "jsmith", key.public.fingerprint),
    ):
        with pytest.raises(NotPermitted):
            deed()
    assert list_keys(council) == [key]


def test_a_role_taken_away_meanwhile_counts(council: Session) -> None:
    boss = acting(council, Officer("boss", "Boss", Role.ADMIN))
    with council.store.writing() as db:
        catalogue.put_officer(db, replace(boss.officer, role=Role.VIEWER), council.author)
    with pytest.raises(NotPermitted):
        add_key(boss, "jsmith", a_line("a"))


@pytest.mark.parametrize(
    "login", ["-rf", "..", "a b", 'a"b', "a/b", "jo\n", "jö", "$(sh)", "a" * 65]
)
def test_a_login_that_could_break_out_of_a_line_gets_no_key(login: str, council: Session) -> None:
    acting(council, Officer(login, "Jo", Role.OFFICER))
    with pytest.raises(InvalidField, match="Over SSH a login"):
        add_key(council, login, a_line("a"))
