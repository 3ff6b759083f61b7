"""Services and their tree in administration."""

from __future__ import annotations

from pathlib import Path

import pytest

from ncc_tui.services.administration.services import add_service, edit_service, service_lines
from ncc_tui.tui.admin.services import ServicesScreen
from tests.tui.administering import (
    NAMES,
    SIZES,
    another,
    bar,
    fill,
    go_to,
    show,
    table_rows,
)
from tests.tui.seeing import (
    assert_square,
    flowing,
    lines,
    look_for_changes,
    make_app,
    name,
    press,
    running,
    said,
    text,
)


def services_of(database: Path) -> dict[str, str]:
    names: dict[str, str] = {}
    another(
        database,
        lambda s: names.update({x.service.code: x.service.name for x in service_lines(s)}),
    )
    return names


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
async def test_the_tree_stands_indented_with_who_answers_for_it(
    database: Path, size: tuple[int, int]
) -> None:
    another(
        database,
        lambda s: [
            add_service(s, {"code": "90", "service": "Below Ninety", "parent": "26"}),
            edit_service(s, "26", {"director": "Ada Lamb", "portfolio_holder": "Cllr Orr"}),
        ],
    )
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await show(pilot, ServicesScreen())
        assert_square(pilot)
        shown = lines(pilot)
        above = next(line for line in shown if "Children's Social Care" in line)
        below = next(line for line in shown if "Below Ninety" in line)
        assert below.index("Below") == above.index("Children's") + 2
        assert shown.index(below) == shown.index(above) + 1
        assert "Ada Lamb" in above
        assert above.rstrip().endswith("12")
        await go_to(pilot, "26")
        assert "director: Ada Lamb · portfolio holder: Cllr Orr" in flowing(pilot)
        assert "12 measures" in flowing(pilot)


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
async def test_one_is_added_changed_and_removed_from_the_keyboard(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, officer="wgrey"), size) as pilot:
        await show(pilot, ServicesScreen())
        await press(pilot, "a")
        assert_square(pilot)
        await fill(pilot, "code", "26")
        assert "There is a service 26 already" in flowing(pilot)
        await fill(pilot, "code", "77")
        await fill(pilot, "service", "Libraries")
        await press(pilot, "f2")
        assert "Added Libraries" in said(pilot)
        assert services_of(database)["77"] == "Libraries"
        assert "77 Libraries" in flowing(pilot)
        await press(pilot, "enter")
        await fill(pilot, "service", "Libraries and Museums")
        await press(pilot, "f2")
        assert services_of(database)["77"] == "Libraries and Museums"
        await press(pilot, "x", "enter")
        assert "77" in services_of(database)
        await press(pilot, "x", "down", "enter")
        assert "Removed Libraries and Museums" in said(pilot)
        assert "77" not in services_of(database)


async def test_one_with_measures_stays_and_is_told_why(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, ServicesScreen())
        await go_to(pilot, "26")
        await press(pilot, "x", "down", "enter")
        assert "Service 26 is not removed: it has measures (CSC01" in said(pilot)
        assert "26" in services_of(database)


async def test_who_is_no_admin_reads_and_is_told_why_a_key_does_nothing(database: Path) -> None:
    async with running(make_app(database, officer="jsmith")) as pilot:
        await show(pilot, ServicesScreen())
        assert "Children's Social Care" in text(pilot)
        assert "only an admin may do that" in flowing(pilot)
        for offered in ("Add", "Edit", "Remove"):
            assert offered not in bar(pilot)
        for key in ("a", "e", "enter", "x"):
            pilot.app.clear_notifications()
            await press(pilot, key)
            assert name(pilot) == "ServicesScreen"
            assert "jsmith is an officer: only an admin may do that" in said(pilot)
        await press(pilot, "question_mark")
        assert "Remove the one under the cursor" not in flowing(pilot)


async def test_two_who_change_one_see_both_versions(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, ServicesScreen())
        await go_to(pilot, "26")
        await press(pilot, "enter")
        await fill(pilot, "director", "Mine")
        another(database, lambda s: edit_service(s, "26", {"director": "Theirs"}))
        await press(pilot, "f2")
        shown = flowing(pilot)
        assert name(pilot) == "VersionsDialog"
        assert "Mine" in shown
        assert "Theirs" in shown


async def test_what_another_saves_appears_by_itself(database: Path) -> None:
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, ServicesScreen())
        another(database, lambda s: add_service(s, {"code": "77", "service": "Libraries"}))
        await look_for_changes(pilot)
        assert any(row.startswith("77 Libraries") for row in table_rows(pilot))


async def test_names_of_people_and_services_are_no_markup(database: Path) -> None:
    hostile = {"code": "[b]7", "service": "[red]Li\u202ebr[/]", "director": "[@click=app.quit]x[/]"}
    another(database, lambda s: add_service(s, hostile))
    async with running(make_app(database, officer="wgrey")) as pilot:
        await show(pilot, ServicesScreen())
        await go_to(pilot, "[b]7")
        assert "[red]Li\ufffdbr[/]" in flowing(pilot)
        assert "[@click=app.quit]x[/]" in flowing(pilot)
