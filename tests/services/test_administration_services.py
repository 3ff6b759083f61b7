"""Services and their tree, as an admin keeps them."""

from __future__ import annotations

import pytest

from ncc_tui.domain.errors import InvalidEntry, InvalidField, NotFound
from ncc_tui.services.administration.conflicts import ChangedSince
from ncc_tui.services.administration.services import (
    add_service,
    check_service,
    edit_service,
    remove_service,
    service_lines,
)
from ncc_tui.services.session import Session


def tree(session: Session) -> list[tuple[int, str, int]]:
    return [(line.depth, line.service.code, line.measures) for line in service_lines(session)]


def test_services_stand_under_the_one_they_lie_below(empty: Session) -> None:
    add_service(empty, {"code": "P", "service": "Place", "director": " A Director "})
    add_service(empty, {"code": "1", "service": "Roads", "parent": "P"})
    add_service(empty, {"code": "0", "service": "Council"})
    edit_service(empty, "Place", {"parent": "0"})
    assert tree(empty) == [(0, "0", 0), (1, "P", 0), (2, "1", 0)]
    assert service_lines(empty)[1].service.director == "A Director"


@pytest.mark.parametrize(
    ("texts", "field", "sentence"),
    [
        ({"code": "", "service": "X"}, "code", "Expected a text, found none."),
        ({"service": "X"}, "code", "Expected a code, found none."),
        ({"code": "x"}, "service", "Expected a name, found none."),
        ({"code": "a;b", "service": "X"}, "code", "without ; or ,"),
        ({"code": "ALL", "service": "X"}, "code", "which means every service"),
        ({"code": "a\nb", "service": "X"}, "code", "one line"),
        ({"code": "9", "service": "X"}, "code", "There is a service 9 already"),
        ({"code": "x", "service": "Planning"}, "service", "no other service has (21 has it)"),
        ({"code": "x", "service": "X", "parent": "77"}, "parent", "There is no service '77'."),
        ({"code": "x", "service": "X", "parent": "x"}, "parent", "does not lie below x"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    council: Session, texts: dict[str, str], field: str, sentence: str
) -> None:
    with pytest.raises(InvalidField) as refused:
        add_service(council, texts)
    assert (refused.value.field, sentence in str(refused.value)) == (field, True)
    every = [line.service for line in service_lines(council)]
    assert sentence in check_service(texts, every)[1][field]


def test_no_service_lies_below_itself(empty: Session) -> None:
    add_service(empty, {"code": "1", "service": "One"})
    add_service(empty, {"code": "2", "service": "Two", "parent": "1"})
    with pytest.raises(InvalidField, match="does not lie below 1"):
        edit_service(empty, "1", {"parent": "2"})


def test_a_service_that_something_refers_to_is_not_removed(council: Session) -> None:
    with pytest.raises(InvalidEntry, match=r"measures \(PPR01, .*, and officers \(mdavison\)"):
        remove_service(council, "22")
    add_service(council, {"code": "P", "service": "Place"})
    add_service(council, {"code": "Q", "service": "Below", "parent": "P"})
    with pytest.raises(InvalidEntry, match=r"services below it \(Q\)"):
        remove_service(council, "P")
    remove_service(council, "Q")
    remove_service(council, "P")
    with pytest.raises(NotFound, match="There is no service 'P'"):
        remove_service(council, "P")


def test_two_who_change_one_service_see_both_versions(council: Session) -> None:
    seen = next(line.service for line in service_lines(council) if line.service.code == "21")
    edit_service(council, "21", {"director": "Theirs"}, seen=seen)
    with pytest.raises(ChangedSince) as refused:
        edit_service(council, "21", {"director": "Mine"}, seen=seen)
    (versions,) = refused.value.versions
    assert (versions.theirs, versions.mine) == ("Theirs", "Mine")
    assert versions.base == seen.director
    assert "theirs 'Theirs', yours 'Mine'" in str(refused.value)


def test_saving_the_same_again_is_refused(council: Session) -> None:
    with pytest.raises(InvalidEntry, match="Nothing to save"):
        edit_service(council, "21", {"service": "Planning"})
