from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ncc_tui.domain.model import Entry
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.report import Row
from ncc_tui.services.entering import Submission, save_result
from ncc_tui.services.history import history
from ncc_tui.services.session import Clock, open_session
from ncc_tui.tui.screens import report as report_screen
from ncc_tui.tui.screens.detail import DetailScreen
from ncc_tui.tui.screens.report import ReportScreen
from ncc_tui.tui.widgets.chart import TrendChart
from ncc_tui.tui.widgets.detail import detail_text
from ncc_tui.tui.widgets.grid import ReportGrid
from ncc_tui.tui.widgets.panel import Panel
from tests.tui.seeing import (
    AT,
    Published,
    assert_square,
    flowing,
    grid_lines,
    lines,
    make_app,
    name,
    press,
    published,
    running,
    settled,
    text,
)


def _published_part(line: str) -> str:
    """A line of the grid without what the published report has not: movement and marks."""
    line = re.sub(r" [↑↓=] (better|worse|same)", "", line)
    return re.sub(r"(popn|…) r ", r"\1 ", line)


async def test_every_published_cell_is_shown(database: Path) -> None:
    async with running(make_app(database), (200, 60)) as pilot:
        assert [_published_part(line) for line in grid_lines(pilot)] == [
            row.line for row in published()
        ]
        assert " ".join(lines(pilot)[2].split()) == (
            "# Measure Unit 2023/24 Target Current Last Frequency DoT Moved Perf Status"
        )


_THUMB = " ▁▂▃▄▅▆▇█"  # of the scroll bar


def _at_120(row: Published) -> str:
    return " ".join((row.previous, row.target, row.current, row.last, *row.ratings))


def _at_80(row: Published) -> str:
    return " ".join((row.target, row.current, row.last, *row.ratings))


def _at_60(row: Published) -> str:
    return " ".join((row.target, row.current, *row.ratings[1:]))


@pytest.mark.parametrize(
    ("size", "cells"), [((120, 40), _at_120), ((80, 24), _at_80), ((60, 15), _at_60)]
)
async def test_every_figure_and_rating_is_whole_on_smaller_screens(
    database: Path, size: tuple[int, int], cells: object
) -> None:
    assert callable(cells)
    async with running(make_app(database), size) as pilot:
        seen = {line.split()[0]: line for line in grid_lines(pilot)}
        await press(pilot, "end")
        seen |= {line.split()[0]: line for line in grid_lines(pilot)}
        seen = {number: line.rstrip(_THUMB) for number, line in seen.items()}
        assert len(seen) == 12
        for row in published():
            assert _published_part(seen[row.number]).endswith(" " + cells(row))


async def test_movement_stands_beside_the_ratings_and_marks_beside_the_title(
    database: Path,
) -> None:
    async with running(make_app(database)) as pilot:
        grid = grid_lines(pilot)
        assert "● ↑ better ● Green" in grid[0]
        assert "● ↓ better ▲ Red" in grid[3]
        assert "… r Rates" in grid[3]
        # A cumulative count is compared with the same quarter a year earlier only: there is none.
        assert "better" not in grid[10]
        await press(pilot, "down", "down", "down")
        assert "revised since (r)" in flowing(pilot)
    async with running(make_app(database, theme="ascii")) as pilot:
        assert "v better R Red" in grid_lines(pilot)[3]
    async with running(make_app(database), (80, 24)) as pilot:
        assert "better" not in grid_lines(pilot)[3]
        assert "… r 73 75" in grid_lines(pilot)[3]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_what_is_older_than_its_heading_or_was_revised_since_is_marked_and_told(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database, service="9"), size) as pilot:
        grid = grid_lines(pilot)
        assert " o " in grid[2]
        assert " o " not in grid[0]
        await press(pilot, "down", "down", "enter")
        assert "previous year is of 2022/23 (o)" in flowing(pilot)
    async with running(make_app(database), size) as pilot:
        assert "… r " in grid_lines(pilot)[3]
        await press(pilot, "down", "down", "down", "enter")
        assert "revised since (r)" in flowing(pilot)
        await press(pilot, "escape", "question_mark")
        assert "r marks a row that has been revised since" in flowing(pilot)
        assert "o a previous-year figure older than its heading" in flowing(pilot)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_detail_says_against_what_a_figure_has_moved(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database), size) as pilot:
        await press(pilot, "enter")
        assert "↑ better since Oct 2023 (75)" in flowing(pilot)
        # Nothing to compare with: the same quarter a year earlier has no figure.
        await press(pilot, "escape", *["down"] * 10, "enter")
        assert "Family Hub registrations" in flowing(pilot)
        assert "since Jan 2023" not in flowing(pilot)
    async with running(make_app(database, theme="ascii"), size) as pilot:
        await press(pilot, "enter")
        assert "^ better since Oct 2023 (75)" in flowing(pilot)


async def test_movement_is_the_first_column_to_give_way(database: Path) -> None:
    async with running(make_app(database), (112, 40)) as pilot:
        headings = lines(pilot)[2].split()
        assert "Moved" not in headings
        assert {"Unit", "2023/24", "Target", "Last", "DoT", "Status"} <= set(headings)
        await pilot.resize_terminal(120, 40)
        await settled(pilot)
        assert "Moved" in lines(pilot)[2].split()
        assert "● Green " in grid_lines(pilot)[0]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_figure_has_the_digits_that_its_rating_was_judged_by(
    database: Path, size: tuple[int, int]
) -> None:
    session = open_session(database, "anair", Clock.held_at(AT))
    entry = Entry(Decimal("74.8"), reason="Recounted")
    found = history(session, "CSC01").steps[-1].revision
    save_result(session, Submission("CSC01", found.period, entry, found.number), confirmed=True)
    session.store.close()
    async with running(make_app(database), size) as pilot:
        # CSC01 has no decimals: 75 beside a target of 75 would be Green.
        assert " 75 74.8 Jan 2024 " in grid_lines(pilot)[0]
        assert "◆ Amber" in grid_lines(pilot)[0]
        await press(pilot, "t")
        assert any(line.rstrip().endswith(" 74.8") for line in lines(pilot))
        await press(pilot, "escape", "e")
        assert "Target 75 Previous 74.8 Jan 2024" in flowing(pilot)


async def test_the_title_says_what_is_shown_and_adds_it_up(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        title = " ".join(lines(pilot)[1].split())
        assert title == (
            "Current Performance Report at 18 May 2024 · Children's Social Care "
            "▲ 4 Red ◆ 1 Amber ● 7 Green ! 1 overdue"
        )
        assert "jsmith · officer · 18 May 2024" in lines(pilot)[0]


async def test_the_detail_follows_the_cursor(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        assert "80% of early help family work cases closed in quarter 4" in _detail(pilot.app)
        await press(pilot, *["down"] * 9)
        told = _detail(pilot.app)
    # Full comments, actions with owner and due date, comparators, definition.
    assert "First time entrants to the criminal justice system per 100k  CSC10" in told
    assert "The rate at quarter 3 of 2023/24 (October to December 2023) was 164 per" in told
    assert "▸ Run the early-intervention programme for young people on the edge of" in told
    assert "Jo Smith  by 30 Sep 2024" in told
    assert "North East 168 (Jan 2023)" in told
    assert "Young people aged 10 to 17 who received a first caution or conviction" in told
    assert "Owner: Jo Smith" in told


def _detail(app: object) -> str:
    from textual.app import App

    assert isinstance(app, App)
    return app.screen.query_one("#detail", Panel)._text.plain


async def test_enter_opens_the_detail_with_the_trend_where_there_is_no_room(
    database: Path,
) -> None:
    async with running(make_app(database), (80, 24)) as pilot:
        assert not pilot.app.screen.query_one(TrendChart).display
        await press(pilot, *["down"] * 9, "enter")
        assert " ".join(lines(pilot)[1].split()) == "164 against a target of 171 ● Green"
        assert "Run the early-intervention programme" in flowing(pilot)
        assert "DfE Local Authority Interactive Tool, 2023 (OGL v3)" in flowing(pilot)
        await press(pilot, *["pagedown"] * 5)
        assert "┄┄ target" in text(pilot)
        assert "Source: Published: Northumberland County Council" in flowing(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ReportScreen)
        assert pilot.app.screen.query_one(ReportGrid).cursor_row == 9


@pytest.mark.parametrize(("size", "room"), [((80, 24), True), ((80, 18), False), ((60, 15), False)])
async def test_the_commentary_has_the_lines_that_the_grid_leaves(
    database: Path, size: tuple[int, int], room: bool
) -> None:
    async with running(make_app(database), size) as pilot:
        await press(pilot, "down")
        told = "Turnover of social workers in 2023/24 was 12.52%"
        assert (told in flowing(pilot)) is room
        assert len(grid_lines(pilot)) == min(12, size[1] - 5)
        assert_square(pilot)
        await press(pilot, "tab")
        focused = pilot.app.focused
        assert focused is not None
        assert focused.size.height > 0


async def test_the_detail_scrolls_by_keyboard_and_says_there_is_more(database: Path) -> None:
    async with running(make_app(database), (120, 27)) as pilot:
        await press(pilot, *["down"] * 9)
        assert "more lines: Tab, then the arrow keys" in text(pilot)
        assert "Owner: Jo Smith" not in text(pilot)
        await press(pilot, "tab", *["pagedown"] * 5)
        assert "Owner: Jo Smith" in text(pilot)


async def test_the_trend_stands_beside_the_detail(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        shown = text(pilot)
        assert "⣀⡠ result  ┄┄ target" in shown
        assert any("Apr 2021" in line and "Jan 2024" in line for line in lines(pilot)[26:30])
        await press(pilot, "down", "down", "down")
        assert "E England" in text(pilot)
        assert "N North East" in text(pilot)


async def test_the_trend_fills_the_screen_and_goes_from_measure_to_measure(
    database: Path,
) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "down", "down", "down", "t")
        assert name(pilot) == "TrendScreen"
        assert lines(pilot)[0].split()[0] == "4"
        assert "▲ Red" in lines(pilot)[0]
        assert pilot.app.screen.query_one(TrendChart).size.height > 35
        assert "E England" in text(pilot)
        await press(pilot, "c")
        assert "E England" not in text(pilot)
        await press(pilot, "right")
        assert lines(pilot)[0].split()[0] == "5"
        await press(pilot, "left", "left")
        assert lines(pilot)[0].split()[0] == "3"
        await press(pilot, "escape")
        screen = pilot.app.screen
        assert isinstance(screen, ReportScreen)
        assert screen.row is not None
        assert screen.row.measure.number == 3


async def test_a_step_to_another_date_tells_its_row_once_and_draws_one_chart(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    drawn: list[int] = []
    detail, draw = detail_text, TrendChart.changed

    def tell(row: Row, *how: Any, **more: Any) -> Any:
        told.append(row.measure.code)
        return detail(row, *how, **more)

    def changed(chart: TrendChart) -> None:
        drawn.append(1)
        draw(chart)

    async with running(make_app(database)) as pilot:
        await press(pilot, "down", "down")
        monkeypatch.setattr(report_screen, "detail_text", tell)
        monkeypatch.setattr(TrendChart, "changed", changed)
        await press(pilot, "left_square_bracket")
        assert told == ["CSC03"]
        assert len(drawn) == 1
        await press(pilot, "down")
        assert told == ["CSC03", "CSC04"]
        await pilot.resize_terminal(130, 40)
        await settled(pilot)
        assert told == ["CSC03", "CSC04", "CSC04"]


async def test_the_reports_own_date_is_one_key_away(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *["left_square_bracket"] * 3, "v")
        assert "18 May 2024" not in lines(pilot)[1]
        await press(pilot, "full_stop")
        assert "at 18 May 2024 as revised" in lines(pilot)[1]


@pytest.mark.parametrize(
    ("key", "screen"),
    [
        *[("e", "ResultForm"), ("h", "HistoryScreen"), ("w", "WhyScreen")],
        *[("t", "TrendScreen"), ("a", "ActionsScreen"), ("d", "DateQuestion")],
    ],
)
async def test_the_keys_of_a_row_work_in_its_detail_too(
    database: Path, key: str, screen: str
) -> None:
    async with running(make_app(database), (80, 24)) as pilot:
        await press(pilot, "down", "down", "enter", key)
        assert name(pilot) == screen
        if screen not in ("DateQuestion",):
            assert "CSC03" in text(pilot) or "Rate of children and young" in text(pilot)
        await press(pilot, "escape")
        assert name(pilot) == "DetailScreen"
        await press(pilot, "escape")
        assert name(pilot) == "ReportScreen"


async def test_the_detail_follows_the_date(database: Path) -> None:
    async with running(make_app(database), (80, 24)) as pilot:
        await press(pilot, *["down"] * 3, "enter")
        assert "75 against a target of 73" in lines(pilot)[1]
        await press(pilot, "v")
        assert "73 against a target of 73" in lines(pilot)[1]
        pilot.app.push_screen(DetailScreen("CSC99", "26"))
        await settled(pilot)
        assert "It is not reported at 18 May 2024." in text(pilot)


async def test_as_reported_and_as_revised_differ(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        assert " 75 73 75 Jan 2024 ● ↓ better ▲ Red Up to date" in grid_lines(pilot)[3]
        await press(pilot, "v")
        assert " 73 73 73 Jan 2024 ● ↓ better ● Green Up to date" in grid_lines(pilot)[3]
        assert "at 18 May 2024 as revised" in lines(pilot)[1]
        assert "▲ 3 " in lines(pilot)[1]
        await press(pilot, "v")
        assert " 75 73 75 Jan 2024 ● ↓ better ▲ Red Up to date" in grid_lines(pilot)[3]
        assert "as revised" not in lines(pilot)[1]


async def test_another_service_is_chosen_by_typing_some_of_its_name(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "s")
        assert "Children's Social Care  26" in text(pilot)
        await press(pilot, "f", "i", "r", "e", "enter")
        assert "Northumberland Fire & Rescue" in lines(pilot)[1]
        assert len(grid_lines(pilot)) == 3
        await press(pilot, "s", "escape")
        assert "Northumberland Fire & Rescue" in lines(pilot)[1]


async def test_why_tells_how_each_cell_came_about(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "down", "down", "down", "w")
        told = flowing(pilot)
        assert "Why? 4 Rate of Children Looked After (CLA) per 10,000 popn" in told
        assert "75 against a target of 73, lower is better" in told
        assert "A later revision, reported on 14 Nov 2024, says 73." in told
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, ReportScreen)


async def test_a_row_is_copied_to_the_clipboard(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "down", "down", "down", "y")
        row = published()[3]
        assert pilot.app.clipboard.split("\t") == [
            row.number,
            f"{row.measure} (r)",
            row.unit,
            row.previous,
            row.target,
            row.current,
            row.last,
            row.frequency,
            "Green",
            "↓ better",
            "Red",
            "Up to date",
        ]
        assert any("clipboard" in note.message for note in pilot.app._notifications)


async def test_the_cursor_keys_move_the_cursor(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        grid = pilot.app.screen.query_one(ReportGrid)
        await press(pilot, "end")
        assert grid.cursor_row == 11
        await press(pilot, "up")
        assert grid.cursor_row == 10
        await press(pilot, "home")
        assert grid.cursor_row == 0


async def test_escape_goes_to_the_overview_at_last(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "escape")
        assert "NCC Performance at 18 May 2024" in lines(pilot)[1]


@pytest.mark.parametrize("key", ["1", "escape"])
async def test_an_unknown_service_is_told_not_a_crash(database: Path, key: str) -> None:
    async with running(make_app(database)) as pilot:
        pilot.app.open_report("nowhere")  # type: ignore[attr-defined]
        await settled(pilot)
        assert any("no service 'nowhere'" in n.message for n in pilot.app._notifications)
        await press(pilot, key)
        assert "NCC Performance at 18 May 2024" in lines(pilot)[1]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (160, 50)])
async def test_the_mark_of_a_rating_set_by_hand_is_not_cut(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(make_app(database), size) as pilot:
        grid = pilot.app.screen.query_one(ReportGrid)
        row = grid.row
        assert row is not None
        assert row.current is not None
        by_hand = replace(row.current, entry=replace(row.current.entry, override=Rating.AMBER))
        for rating in (Rating.AMBER, Rating.GREEN):
            rated = replace(row, current=by_hand, performance=rating)
            grid.show([rated], pilot.app.look, "2023/24")  # type: ignore[attr-defined]
            await pilot.pause()
            assert f"{rating.shape} {rating}*" in text(pilot)
