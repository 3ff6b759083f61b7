from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ncc_tui.domain.model import Entry
from ncc_tui.services.entering import Submission, save_result
from ncc_tui.services.reports import measure
from ncc_tui.services.session import Clock, open_session
from ncc_tui.store import catalogue
from ncc_tui.store.ledgers import append_definition
from ncc_tui.tui.bulk.screen import BulkScreen
from ncc_tui.tui.screens.due import DueScreen
from ncc_tui.tui.widgets.table import LineTable
from tests.tui.seeing import (
    AT,
    assert_square,
    flowing,
    lines,
    look_for_changes,
    make_app,
    press,
    running,
    text,
)


def rows(screen_lines: list[str]) -> list[str]:
    """The lines of the list, single-spaced."""
    found = [" ".join(line.split()) for line in screen_lines[3:-5]]
    return [line for line in found if line]


async def test_an_officer_sees_their_own_first_with_how_late_and_whose(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "2")
        assert "Results due at 18 May 2024 · mine" in text(pilot)
        [line] = rows(lines(pilot))
        assert line.startswith("! 33 days late 15 Apr 2024 Children's Social")
        assert line.endswith("Jan 2024 Jo Smith")
        assert "owner: Jo Smith" in flowing(pilot)


async def test_all_are_most_late_first(database: Path) -> None:
    async with running(make_app(database, officer="wgrey", service=None)) as pilot:
        await press(pilot, "2")
        shown = rows(lines(pilot))
        late = [" ".join(line.removeprefix("! ").split()[:3]) for line in shown]
        overdue, in_time = ["93", "33", "3"], ["12", "222"]
        assert late == [f"{n} days late" for n in overdue] + [f"{n} days left" for n in in_time]
        assert [line.startswith("!") for line in shown] == [True, True, True, False, False]
        assert "! 3 overdue" in text(pilot)
        assert "4 periods to enter" in flowing(pilot)


@pytest.mark.parametrize(
    ("officer", "first"),
    [("jsmith", "mine"), ("kforster", "mine"), ("wgrey", "all services"), ("epotts", "all")],
)
async def test_the_scope_one_begins_with(database: Path, officer: str, first: str) -> None:
    async with running(make_app(database, officer=officer, service=None)) as pilot:
        await press(pilot, "2")
        assert f"at 18 May 2024 · {first}" in text(pilot)


async def test_m_goes_from_mine_to_my_services_to_all(database: Path) -> None:
    async with running(make_app(database, officer="mdavison", service=None)) as pilot:
        await press(pilot, "2")
        assert len(rows(lines(pilot))) == 3
        await press(pilot, "m")
        assert "· my services" in text(pilot)
        assert len(rows(lines(pilot))) == 4
        await press(pilot, "m")
        assert "· all services" in text(pilot)
        assert len(rows(lines(pilot))) == 5
        await press(pilot, "m")
        assert "· mine" in text(pilot)


async def test_an_officer_who_owns_nothing_begins_with_their_services(database: Path) -> None:
    session = open_session(database, "wgrey", Clock.held_at(AT))
    with session.store.writing() as db:
        for owned in catalogue.measures(db):
            if owned.owner == "mdavison":
                unowned, stamp = replace(owned, owner=None), session.author.stamp()
                append_definition(db, unowned, seen=1, counts_from=AT, stamp=stamp)
    session.store.close()
    async with running(make_app(database, officer="mdavison", service=None)) as pilot:
        await press(pilot, "2")
        assert "· my services" in text(pilot)
        assert len(rows(lines(pilot))) == 4


@pytest.mark.parametrize("keys", [(), ("1",), ("2",), ("h",), ("a",), ("b",)])
async def test_the_tab_counts_what_is_due_on_every_screen(
    database: Path, keys: tuple[str, ...]
) -> None:
    async with running(make_app(database, officer="mdavison", service="22")) as pilot:
        await press(pilot, *keys)
        assert "Due (3)" in lines(pilot)[0]


async def test_the_count_follows_the_date(database: Path) -> None:
    async with running(make_app(database, at=date(2024, 4, 1))) as pilot:
        before = lines(pilot)[0]
        await press(pilot, "right_square_bracket", "right_square_bracket")
        assert lines(pilot)[0] != before


async def test_nothing_due_is_said_in_a_friendly_way(database: Path) -> None:
    session = open_session(database, "jsmith", Clock.held_at(AT))
    found = measure(session, "CSC10")
    january = found.cycle.parse("Jan 2024")
    save_result(session, Submission("CSC10", january, _entry("164"), 0))
    session.store.close()
    async with running(make_app(database)) as pilot:
        assert "2 Due (0)" in lines(pilot)[0]
        await press(pilot, "2")
        assert "Nothing is due: every result (mine) is in. Thank you." in flowing(pilot)
        assert "Press m" in flowing(pilot)
        await press(pilot, "enter", "b")
        assert isinstance(pilot.app.screen, DueScreen)


def _entry(value: str) -> Entry:
    return Entry(Decimal(value))


async def test_enter_goes_straight_to_the_form_for_that_measure_and_period(
    database: Path,
) -> None:
    from ncc_tui.tui.form.screen import ResultForm

    async with running(make_app(database)) as pilot:
        await press(pilot, "2", "enter")
        assert isinstance(pilot.app.screen, ResultForm)
        assert "CSC10" in text(pilot)
        assert "Jan 2024" in text(pilot)


async def test_b_opens_the_bulk_grid_of_the_rows_service(database: Path) -> None:
    async with running(make_app(database, officer="wgrey", service=None)) as pilot:
        await press(pilot, "2", "down", "b")
        assert isinstance(pilot.app.screen, BulkScreen)
        assert "Children's Social Care" in text(pilot)


async def test_it_is_read_again_when_somebody_enters_a_result(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "2")
        other = open_session(database, "anair", Clock.held_at(AT))
        period = measure(other, "CSC10").cycle.parse("Jan 2024")
        save_result(other, Submission("CSC10", period, _entry("164"), 0))
        other.store.close()
        await look_for_changes(pilot)
        assert "Nothing is due" in text(pilot)


async def test_escape_goes_to_the_overview_and_1_and_2_between_the_tabs(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "2", "escape")
        assert "NCC Performance at 18 May 2024" in text(pilot)
        await press(pilot, "2")
        assert isinstance(pilot.app.screen, DueScreen)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15), (40, 12)])
@pytest.mark.parametrize("theme", ["ncc-dark", "ascii"])
async def test_it_fits(database: Path, size: tuple[int, int], theme: str) -> None:
    app = make_app(database, officer="wgrey", service=None, theme=theme)
    async with running(app, size) as pilot:
        await press(pilot, "2")
        assert_square(pilot)
        assert "93 days late" in text(pilot)
        assert pilot.app.screen.query_one(LineTable).size.height >= 3
        if theme == "ascii":
            assert text(pilot).isascii()
