"""The log: every change of the ledgers and of everything else, newest first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ncc_tui.domain.errors import InvalidDate, NotFound, NotPermitted
from ncc_tui.domain.model import Entry, Officer, Role
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.services.administration.log import log_fields, parse_filter, read_log
from ncc_tui.services.administration.measures import edit_measure
from ncc_tui.services.administration.officers import add_officer, edit_officer, remove_officer
from ncc_tui.services.administration.settings import set_setting
from ncc_tui.services.administration.targets import set_target
from ncc_tui.services.entering import Submission, save_result
from ncc_tui.services.session import Session
from tests.services.conftest import acting

APRIL = Cycle(Frequency.QUARTERLY).parse("Apr 2024")


def test_the_ledgers_and_every_other_change_are_one_list(officer: Session) -> None:
    chief = acting(officer, Officer("boss", "The Boss", Role.ADMIN))
    add_officer(chief, {"login": "x", "name": "X", "role": "officer", "services": "26"})
    edit_officer(chief, "x", {"role": "viewer", "services": "9"})
    remove_officer(chief, "x")
    set_setting(chief, "title", "Our Report")
    set_target(chief, "CSC04", "Jan 2024", "70", reason="Agreed")
    edit_measure(chief, "CSC04", {"unit": "Rate"})
    save_result(chief, Submission("CSC04", APRIL, Entry(Decimal(75)), 0), confirmed=True)
    lines = read_log(chief, by="boss")
    assert {(line.table, line.key, line.what) for line in lines} >= {
        ("officer", "x", "added: login: x, name: X, role: officer, every_service: 0"),
        ("officer", "x", "role: officer → viewer"),
        ("officer_service", "x", "services: 26 → 9"),
        ("setting", "title", "added: name: title, value: Our Report"),
        ("target", "CSC04 Jan 2024", "70 (revision 1, counts from 18 May 2024): Agreed"),
        (
            "definition",
            "CSC04",
            "Rate of Children Looked After (CLA) per 10,000 popn (revision 2, counts from "
            "18 May 2024)",
        ),
        ("result", "CSC04 Apr 2024", "75 (revision 1, reported on 18 May 2024)"),
    }
    assert any(line.what.startswith("removed: login: x") for line in lines)
    assert {line.name for line in lines} == {"The Boss"}
    moments = [line.at for line in lines]
    assert moments == sorted(moments, reverse=True)


def test_it_is_searched_by_who_what_and_when(council: Session) -> None:
    set_target(council, "CSC04", "Jan 2024", "70", reason="Agreed in Cabinet")
    (line,) = read_log(council, words="CABINET agreed")
    assert (line.table, line.by) == ("target", "chief")
    assert {line.table for line in read_log(council, of="targets")} == {"target"}
    assert read_log(council, by="nobody") == ()
    assert read_log(council, since=date(2199, 1, 1)) == ()
    assert len(read_log(council, most=3)) == 3
    assert {line.table for line in read_log(council, of="action", most=5)} == {"action"}


def test_a_table_that_is_none_is_refused_with_the_nearest(council: Session) -> None:
    with pytest.raises(NotFound, match=r"no table .oficers.\. Did you mean officer"):
        read_log(council, of="oficers")


def test_only_an_admin_reads_what_reports_withhold(officer: Session) -> None:
    with pytest.raises(NotPermitted, match="only an admin"):
        read_log(officer)


def test_a_line_is_read_in_full_before_and_after(council: Session) -> None:
    set_target(council, "CSC04", "Jan 2024", "70", reason="Agreed")
    set_target(council, "CSC04", "Jan 2024", "71", reason="Agreed anew")
    edit_officer(council, "jsmith", {"name": "Joan Smith"})
    changed = {}
    for table in ("target", "officer"):
        fields = log_fields(council, read_log(council, of=table)[0])
        changed[table] = {f.name: (f.before, f.after) for f in fields if f.changed}
    assert changed["target"]["amount"] == ("70.0", "71.0")
    assert changed["target"]["reason"] == ("Agreed", "Agreed anew")
    assert changed["officer"] == {"name": ("Jo Smith", "Joan Smith")}


def test_every_kind_of_line_is_read_in_full(council: Session) -> None:
    for table in ("definition", "target", "result", "action", "benchmark", "service", "setting"):
        fields = log_fields(council, read_log(council, of=table, most=1)[0])
        assert any(field.after for field in fields), table


def test_one_line_says_what_is_looked_for() -> None:
    wanted = parse_filter("by:jsmith CABINET since:01/05/2024 of:targets agreed")
    assert (wanted.by, wanted.since, wanted.of) == ("jsmith", date(2024, 5, 1), "target")
    assert wanted.words == "CABINET agreed"
    assert str(wanted) == "by:jsmith since:2024-05-01 of:target CABINET agreed"
    with pytest.raises(NotFound, match="Did you mean officer"):
        parse_filter("of:oficers")
    with pytest.raises(InvalidDate):
        parse_filter("since:soon")
