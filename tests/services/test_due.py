from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import NotFound
from ncc_tui.domain.model import Officer, Role, Service
from ncc_tui.services import reports
from ncc_tui.services.due import Scope, due_list, reminders
from ncc_tui.services.pages.due import due_page
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.ledgers import append_definition, definition_revisions
from tests.services.conftest import AT, acting


def codes(session: Session, at: date = AT, **given: str) -> list[str]:
    return [item.measure.code for item in due_list(session, at, **given)]  # type: ignore[arg-type]


def as_officer(session: Session, login: str, *services: str) -> Session:
    return acting(session, Officer(login, login, Role.OFFICER, services))


def own(session: Session, code: str, owner: str | None) -> None:
    measure = reports.measure(session, code)
    with session.store.writing() as db:
        seen = len(definition_revisions(db, measure))
        owned, stamp = replace(measure, owner=owner), session.author.stamp()
        append_definition(db, owned, seen=seen, counts_from=AT, stamp=stamp)


def test_what_is_due_stands_with_the_most_late_first(council: Session) -> None:
    items = due_list(council, AT)
    assert [(i.measure.code, i.period.label, i.days_late) for i in items] == [
        ("PPR01", "Jan 2024", 93),
        ("CSC10", "Jan 2024", 33),
        ("PPR04", "Apr 2024", 3),
        ("PPR05", "Apr 2024", -12),
        ("PLN07", "Apr 2023", -222),
    ]
    late = items[0]
    assert (late.owner, late.owner_name, late.periods_behind) == ("mdavison", "Mina Davison", 4)
    assert late.service.name == "Public Protection"


def test_the_list_and_the_report_count_the_same_overdue(council: Session) -> None:
    for at in (AT, date(2023, 5, 18), date(2026, 11, 23)):
        overdue = sum(item.overdue for item in due_list(council, at))
        assert overdue == reports.overview(council, AsAt(at)).summary.overdue


def test_one_service_by_code_or_name(council: Session) -> None:
    assert codes(council, service="22") == ["PPR01", "PPR04", "PPR05"]
    assert codes(council, service="children's social care") == ["CSC10"]
    with pytest.raises(NotFound, match="Did you mean Planning"):
        codes(council, service="Planing")


def test_my_services_are_those_i_am_listed_for_and_those_below(council: Session) -> None:
    with council.store.writing() as db:
        catalogue.put_service(db, Service("P", "Place"), council.author)
        catalogue.put_service(db, Service("21", "Planning", "P"), council.author)
    assert codes(as_officer(council, "x", "P"), scope=Scope.MY_SERVICES) == ["PLN07"]
    assert codes(as_officer(council, "x", "22", "26"), scope=Scope.MY_SERVICES) == [
        "PPR01",
        "CSC10",
        "PPR04",
        "PPR05",
    ]
    assert codes(as_officer(council, "x"), scope=Scope.MY_SERVICES) == []
    every = acting(council, Officer("x", "x", Role.EDITOR, every_service=True))
    assert len(codes(every, scope=Scope.MY_SERVICES)) == 5


def test_mine_are_the_measures_i_own_and_those_nobody_owns_in_my_services(
    council: Session,
) -> None:
    assert codes(as_officer(council, "jsmith", "22"), scope=Scope.ME) == ["CSC10"]
    own(council, "PPR04", None)
    assert codes(as_officer(council, "jsmith", "22"), scope=Scope.ME) == ["CSC10", "PPR04"]


def test_an_owner_who_is_up_to_date_has_nothing_due(council: Session) -> None:
    assert codes(as_officer(council, "anair", "26"), scope=Scope.ME) == []


def test_who_owns_no_measure_has_no_list_of_their_own(council: Session) -> None:
    manager = as_officer(council, "manager", "26")
    assert codes(manager, scope=Scope.ME) == []
    for asked in (None, Scope.ME):
        page = due_page(manager, AT, asked)
        assert (page.scope, page.scopes) == (Scope.MY_SERVICES, (Scope.MY_SERVICES, Scope.ALL))
        assert [item.measure.code for item in page.items] == ["CSC10"]
        assert page.due == 1


@pytest.mark.parametrize(
    ("login", "services", "scopes"),
    [
        ("jsmith", ["26"], (Scope.ME, Scope.MY_SERVICES, Scope.ALL)),
        ("jsmith", [], (Scope.ME, Scope.ALL)),
        ("newcomer", ["22"], (Scope.MY_SERVICES, Scope.ALL)),
        ("newcomer", [], (Scope.ALL,)),
    ],
)
def test_an_officer_begins_with_the_narrowest_list_they_have(
    council: Session, login: str, services: list[str], scopes: tuple[Scope, ...]
) -> None:
    page = due_page(as_officer(council, login, *services), AT)
    assert (page.scope, page.scopes) == (scopes[0], scopes)


def test_an_admin_begins_with_all(council: Session) -> None:
    assert due_page(council, AT).scope is Scope.ALL


def test_each_owner_gets_one_reminder_of_all_they_owe(council: Session) -> None:
    own(council, "PLN07", None)
    sent = reminders(due_list(council, AT))
    assert [(r.login, r.name, len(r.items)) for r in sent] == [
        ("mdavison", "Mina Davison", 3),
        ("jsmith", "Jo Smith", 1),
        ("", "", 1),
    ]
    text = sent[0].text
    assert text.startswith("Dear Mina Davison,\n")
    assert "3 results for the performance report are due, 2 of them overdue:" in text
    assert "PPR01 % of Building Regulations" in text
    assert "due by 15 Feb 2024: 93 days late (4 periods to enter)" in text
    assert "CSC10" not in text
    assert "1 result for the performance report is overdue:" in sent[1].text
    assert sent[2].text.startswith("Dear colleague,\n")
