from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ncc_tui.domain.errors import Conflict, StoreError
from ncc_tui.domain.model import Action, Officer, Role, Service
from ncc_tui.store import catalogue, drafts
from ncc_tui.store.actions import actions, revise_action
from ncc_tui.store.changes import Author, remove
from ncc_tui.store.connection import Connection, Store
from ncc_tui.store.ledgers import append_definition
from tests.domain.building import AT, MONTHLY, QUARTERLY, a_measure
from tests.store.conftest import AUTHOR

NO_ACTION = Action(
    7, "M1", QUARTERLY.parse("Jan 2024"), "Do it", None, None, None, date(2024, 4, 1), 2, AT
)
LATER = Author("anair", datetime(2024, 6, 1, 10, 0, tzinfo=UTC))


def last_changes(db: Connection, count: int) -> list[dict[str, Any]]:
    query = "SELECT * FROM change_log ORDER BY id DESC LIMIT ?"
    found = list(db.query(query, [count]))[::-1]
    for row in found:
        row["before"] = json.loads(row["before"]) if row["before"] else None
        row["after"] = json.loads(row["after"]) if row["after"] else None
    return found


def test_what_is_new_is_logged_with_its_author_and_all_of_its_row(store: Store) -> None:
    with store.reading() as db:
        service, measure = last_changes(db, 2)
    assert (service["table_name"], service["key"]) == ("service", "1")
    assert (service["by"], service["at"]) == ("jsmith", "2024-05-18T09:30:00+00:00")
    assert (service["before"], service["after"]["name"]) == (None, "Roads")
    assert (measure["table_name"], measure["after"]["frequency"]) == ("measure", "Quarterly")


def test_a_change_is_logged_with_the_row_before_and_after(store: Store) -> None:
    with store.writing() as db:
        assert catalogue.put_measure(db, a_measure(cycle=MONTHLY), LATER)
        (change,) = last_changes(db, 1)
    assert (change["by"], change["key"]) == ("anair", "M1")
    frequencies = [change[side]["frequency"] for side in ("before", "after")]
    assert frequencies == ["Quarterly", "Monthly"]
    assert change["before"] | {"frequency": "Monthly"} == change["after"]


def test_what_changes_nothing_is_not_logged(store: Store) -> None:
    with store.writing() as db:
        before = last_changes(db, 9)
        assert not catalogue.put_measure(db, a_measure(), LATER)
        assert not catalogue.put_service(db, Service("1", "Roads"), LATER)
        assert last_changes(db, 9) == before


def test_what_is_removed_is_logged_with_what_it_was(store: Store) -> None:
    with store.writing() as db:
        catalogue.put_setting(db, "notice", "Hello", AUTHOR)
        assert remove(db, "setting", {"name": "notice"}, LATER)
        assert not remove(db, "setting", {"name": "notice"}, LATER)
        (change,) = last_changes(db, 1)
    assert (change["before"], change["after"]) == ({"name": "notice", "value": "Hello"}, None)


def test_change_and_trace_are_kept_together_or_not_at_all(store: Store) -> None:
    with store.reading() as db:
        before = last_changes(db, 9)
    with suppress(Conflict), store.writing() as db:
        catalogue.put_setting(db, "notice", "Hello", AUTHOR)
        renamed = a_measure(title="Renamed")
        append_definition(db, renamed, seen=1, counts_from=AT, stamp=AUTHOR.stamp())
        revise_action(db, NO_ACTION, AUTHOR.stamp())
    with store.reading() as db:
        assert last_changes(db, 9) == before
        assert catalogue.settings(db) == {}
        assert catalogue.measures(db) == [a_measure()]


def test_everything_that_is_no_ledger_leaves_a_trace(store: Store) -> None:
    with store.writing() as db:
        catalogue.put_officer(db, Officer("ann", "Ann", Role.OFFICER, ("1",)), AUTHOR)
        catalogue.put_setting(db, "organisation", "NCC", AUTHOR)
        catalogue.put_service(db, Service("1", "Roads", director="Ann Bell"), LATER)
        logged = last_changes(db, 4)
    assert [(c["table_name"], c["key"]) for c in logged] == [
        ("officer", "ann"),
        ("officer_service", "ann"),
        ("setting", "organisation"),
        ("service", "1"),
    ]
    assert [logged[-1][side]["director"] for side in ("before", "after")] == ["", "Ann Bell"]


def test_an_officers_services_are_changed_as_one(store: Store) -> None:
    ann = Officer("ann", "Ann", Role.OFFICER, ("1",))
    with store.writing() as db:
        assert catalogue.put_officer(db, ann, AUTHOR)
        assert not catalogue.put_officer(db, ann, AUTHOR)
        assert catalogue.officer(db, "ann") == ann
        assert catalogue.put_officer(db, replace(ann, services=()), LATER)
        assert catalogue.officers(db) == [replace(ann, services=())]
        (change,) = last_changes(db, 1)
    assert (change["before"], change["after"]) == ({"services": ["1"]}, {"services": []})


def test_an_action_that_is_not_there_cannot_be_revised(store: Store) -> None:
    with pytest.raises((Conflict, StoreError)), store.writing() as db:
        revise_action(db, NO_ACTION, AUTHOR.stamp())
    with store.reading() as db:
        assert actions(db, a_measure()) == []


def test_services_stand_in_the_order_of_their_numbers(store: Store) -> None:
    with store.writing() as db:
        for code in ("26", "9", "103", "HR"):
            catalogue.put_service(db, Service(code, f"Service {code}", "1"), AUTHOR)
        assert [s.code for s in catalogue.services(db)] == ["1", "9", "26", "103", "HR"]


def test_the_last_draft_of_each_result_is_kept(store: Store) -> None:
    def draft(text: str, minute: int) -> drafts.StoredDraft:
        saved = datetime(2024, 5, 18, 9, minute, tzinfo=UTC)
        return drafts.StoredDraft("ann", "M1", "Jan 2024", {"comments": text}, saved)

    with store.writing() as db:
        drafts.keep_draft(db, draft("Once", 1))
        drafts.keep_draft(db, draft("Twice", 2))
        assert drafts.drafts(db, "ann") == [draft("Twice", 2)]
        assert drafts.drafts(db, "ben") == drafts.drafts(db, "ann", "M2") == []
        drafts.drop_draft(db, "ann", "M1", "Apr 2024")
        assert drafts.drafts(db, "ann", "M1") == [draft("Twice", 2)]
        drafts.drop_draft(db, "ann", "M1")
        assert drafts.drafts(db, "ann") == []
