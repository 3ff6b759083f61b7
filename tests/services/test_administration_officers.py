"""Officers, their roles and services, and the settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import InvalidEntry, InvalidField, NotFound, NotPermitted
from ncc_tui.domain.model import Officer, Role
from ncc_tui.domain.settings import SETTINGS
from ncc_tui.domain.text import LONGEST_TEXT
from ncc_tui.services.administration.conflicts import ChangedSince
from ncc_tui.services.administration.log import read_log
from ncc_tui.services.administration.officers import (
    add_officer,
    edit_officer,
    officer_lines,
    remove_officer,
)
from ncc_tui.services.administration.services import add_service
from ncc_tui.services.administration.settings import set_setting, setting_lines
from ncc_tui.services.documents import document
from ncc_tui.services.exporting import export_folder
from ncc_tui.services.importing import import_paths
from ncc_tui.services.keys import add_key, list_keys
from ncc_tui.services.reports import report
from ncc_tui.services.session import Session, open_session
from tests.services.conftest import AT, Opener
from tests.services.test_keys import a_line

JO = {"login": "jo", "name": "Jo", "role": "editor", "services": "26; 21"}


def officer_of(session: Session, login: str) -> Officer:
    return next(officer for officer in officer_lines(session) if officer.login == login)


def test_officers_come_change_and_go(council: Session) -> None:
    add_officer(council, JO)
    assert officer_of(council, "jo") == Officer("jo", "Jo", Role.EDITOR, ("21", "26"))
    edit_officer(council, "jo", {"role": "officer", "services": "all"})
    assert officer_of(council, "jo") == Officer("jo", "Jo", Role.OFFICER, (), True)
    edit_officer(council, "jo", {"services": "-"})
    assert officer_of(council, "jo").reach == "no service"
    remove_officer(council, "jo")
    with pytest.raises(NotFound, match=r"There is no officer 'jsmiht'\. Did you mean jsmith\?"):
        remove_officer(council, "jsmiht")


@pytest.mark.parametrize(
    ("texts", "field", "sentence"),
    [
        ({"login": " "}, "login", "Expected a text"),
        ({"login": "jsmith"}, "login", "There is an officer jsmith already"),
        ({"name": ""}, "name", "Expected a text"),
        ({"role": "boss"}, "role", "viewer, officer, editor or admin"),
        ({"services": "26;77"}, "services", "There is no service '77'"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    council: Session, texts: dict[str, str], field: str, sentence: str
) -> None:
    with pytest.raises(InvalidField) as refused:
        add_officer(council, JO | texts)
    assert (refused.value.field, sentence in str(refused.value)) == (field, True)


def test_the_last_admin_is_neither_removed_nor_demoted(empty: Session) -> None:
    with pytest.raises(InvalidEntry, match="chief is the last admin, and is not removed"):
        remove_officer(empty, "chief")
    with pytest.raises(InvalidField, match="chief is the last admin, and stays one"):
        edit_officer(empty, "chief", {"role": "viewer"})
    add_officer(empty, {"login": "boss", "name": "Boss", "role": "admin"})
    edit_officer(empty, "chief", {"role": "viewer"})
    with pytest.raises(NotPermitted, match="chief is a viewer"):
        remove_officer(empty, "boss")


def test_two_who_change_one_officer_see_both_versions(council: Session) -> None:
    add_officer(council, JO)
    seen = officer_of(council, "jo")
    edit_officer(council, "jo", {"services": "9"}, seen=seen)
    with pytest.raises(ChangedSince, match="theirs '9', yours '11'"):
        edit_officer(council, "jo", {"services": "11"}, seen=seen)
    with pytest.raises(InvalidEntry, match="Nothing to save"):
        edit_officer(council, "jo", {"services": "9"})


def test_who_keeps_which_services_is_exported_and_read_back(
    council: Session, opened: Opener, tmp_path: Path
) -> None:
    add_officer(council, JO | {"services": "all"})
    add_officer(council, JO | {"login": "none", "services": ""})
    export_folder(council, tmp_path / "out")
    other = opened("empty", file="other.db")
    files = [tmp_path / "out" / f"{name}.csv" for name in ("services", "officers")]
    assert import_paths(other, files, confirmed=True).written
    assert officer_lines(other) == officer_lines(council)


def test_settings_are_known_checked_and_explained(council: Session) -> None:
    lines = {line.setting.name: line for line in setting_lines(council)}
    assert list(lines) == [setting.name for setting in SETTINGS]
    assert all(line.setting.about.endswith(".") for line in lines.values())
    assert (lines["organisation"].value, lines["idle_minutes"].effective) == ("NCC", "0")
    assert set_setting(council, "opens-at", "17 May 2024").value == "2024-05-17"
    assert set_setting(council, "opens_at", "-").value == ""
    assert {line.setting.name: line.value for line in setting_lines(council)}["opens_at"] == ""


@pytest.mark.parametrize(
    ("name", "text", "error", "sentence"),
    [
        ("organization", "X", NotFound, "Did you mean organisation?"),
        ("colour", "X", NotFound, "There are organisation, title"),
        ("organisation", "a\nb", InvalidField, "one line"),
        ("notice", "x" * (LONGEST_TEXT + 1), InvalidField, "at most"),
        ("opens_at", "soon", InvalidField, "Expected a date"),
        ("default_tolerance", "-1", InvalidField, "0 or more"),
        ("default_lag_days", "1.5", InvalidField, "whole number"),
        ("unknown_logins", "admin", InvalidField, "viewer or nobody"),
        ("idle_minutes", "never", InvalidField, "Expected a number"),
        ("organisation", "NCC", InvalidEntry, "says that already"),
    ],
)
def test_a_setting_that_is_none_or_says_nonsense_is_refused(
    council: Session, name: str, text: str, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error) as refused:
        set_setting(council, name, text)
    assert sentence in str(refused.value)


def test_what_a_report_is_called_and_whose_it_is_are_settings(council: Session) -> None:
    set_setting(council, "title", "Our Figures")
    set_setting(council, "organisation", "Our Council")
    made = document(council, "26", AsAt(AT))
    assert (made.title, made.organisation) == ("Our Figures at 18 May 2024", "Our Council")
    assert report(council, "26", AsAt(AT)).title == made.title
    set_setting(council, "title", "-")
    assert document(council, "26", AsAt(AT)).title == "Current Performance Report at 18 May 2024"


def test_two_who_set_one_setting_see_both(council: Session) -> None:
    set_setting(council, "organisation", "Theirs", seen="NCC")
    with pytest.raises(ChangedSince, match="theirs 'Theirs', yours 'Mine'"):
        set_setting(council, "organisation", "Mine", seen="NCC")


def test_who_is_no_officer_reads_unless_nobody_may(empty: Session) -> None:
    path = empty.store.path
    assert open_session(path, "stranger").officer.role is Role.VIEWER
    set_setting(empty, "unknown_logins", "nobody")
    with pytest.raises(NotPermitted, match=r"stranger is no officer of copy\.db"):
        open_session(path, "stranger")
    assert open_session(path, "chief").officer.role is Role.ADMIN


def test_the_log_tells_of_the_keys_that_go_with_their_officer(council: Session) -> None:
    key = add_key(council, "jsmith", a_line("a"))
    remove_officer(council, "jsmith")
    removed = read_log(council, of="officer_key")[0]
    assert removed.key == key.public.fingerprint
    assert removed.what.startswith("removed: ")
    assert list_keys(council) == []


def test_only_an_admin_keeps_services_officers_and_settings(council: Session) -> None:
    add_officer(council, JO)
    ed = replace(council, officer=officer_of(council, "jo"))
    for deed in (
        lambda: add_service(ed, {"code": "1", "service": "One"}),
        lambda: add_officer(ed, JO | {"login": "x"}),
        lambda: edit_officer(ed, "jo", {"role": "admin"}),
        lambda: set_setting(ed, "title", "X"),
    ):
        with pytest.raises(NotPermitted, match="jo is an editor: only an admin may do that"):
            deed()
