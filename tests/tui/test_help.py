"""Help and the command palette, made from the live bindings."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.widgets import Input, OptionList, Static

from ncc_tui.tui.app import NccApp
from ncc_tui.tui.screens.help import HelpScreen
from ncc_tui.tui.screens.report import ReportScreen
from ncc_tui.tui.themes import THEMES
from tests.tui.seeing import lines, make_app, numbers, press, running, settled, until, write

_SCREENS = {"report": (), "council": ("1",), "due": ("2",), "trend": ("t",), "detail": ("enter",)}


@pytest.mark.parametrize("keys", _SCREENS.values(), ids=_SCREENS)
async def test_help_tells_every_key_of_its_screen(database: Path, keys: tuple[str, ...]) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *keys)
        app = pilot.app
        bound = [a.binding for a in app.screen.active_bindings.values() if a.binding.id]
        assert len({binding.id for binding in bound}) >= 7
        await press(pilot, "question_mark")
        assert isinstance(app.screen, HelpScreen)
        told = str(app.screen.query_one("#text", Static).visual)
        for binding in bound:
            if not binding.description:
                continue
            assert app.get_key_display(binding) in told, binding
            assert binding.description in told, binding
            assert binding.tooltip in told, binding


async def test_help_tells_a_remapped_key(database: Path) -> None:
    kept = database.with_name("kept.json")
    kept.write_text('{"keys": {"report.trend": "x"}}')
    async with running(make_app(database, kept=kept)) as pilot:
        await press(pilot, "question_mark")
        told = str(pilot.app.screen.query_one("#text", Static).visual)
        assert "x     Trend" in told
        assert "t     Trend" not in told
        await press(pilot, "escape", "x")
        assert "TrendScreen" in type(pilot.app.screen).__name__


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_help_closes(database: Path, key: str) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "f1")
        assert isinstance(pilot.app.screen, HelpScreen)
        await press(pilot, key)
        assert isinstance(pilot.app.screen, ReportScreen)


async def test_help_of_help_is_one_page(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "question_mark", "question_mark", "escape")
        assert isinstance(pilot.app.screen, ReportScreen)


async def test_the_key_bar_shows_the_keys_bound_and_always_help(database: Path) -> None:
    async with running(make_app(database), (60, 15)) as pilot:
        assert "e Enter result" in lines(pilot)[-1]
        assert lines(pilot)[-1].rstrip().endswith("? Help")


async def test_the_palette_has_every_command_and_theme(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        app = pilot.app
        assert isinstance(app, NccApp)
        offered = {command.title for command in app.get_system_commands(app.screen)}
        for active in app.screen.active_bindings.values():
            binding = active.binding
            if binding.id:
                assert any(title.startswith(f"{binding.description}  (") for title in offered)
        for theme in THEMES:
            assert f"Theme: {theme.name}" in offered


async def _run_from_palette(database: Path, words: str, *before: str) -> NccApp:
    app = make_app(database)
    async with running(app) as pilot:
        await press(pilot, *before, "ctrl+p")
        palette = app.screen
        assert isinstance(palette, CommandPalette)
        await write(pilot, words)
        found = palette.query_one(OptionList)
        await until(pilot, lambda: bool(found.option_count))
        await press(pilot, "enter")
        if app.screen is palette:  # the first Enter took the option, the second runs it
            await press(pilot, "enter")
        await settled(pilot)
        app.last_seen = type(app.screen).__name__  # type: ignore[attr-defined]
        app.last_rows = numbers(pilot) if isinstance(app.screen, ReportScreen) else []  # type: ignore[attr-defined]
    return app


@pytest.mark.parametrize(
    ("words", "screen"),
    [
        ("trend", "TrendScreen"),
        ("why", "WhyScreen"),
        ("sort", "ListQuestion"),
        ("reports", "Council"),
    ],
)
async def test_the_palette_runs_a_command(database: Path, words: str, screen: str) -> None:
    app = await _run_from_palette(database, words)
    assert app.last_seen.startswith(screen)  # type: ignore[attr-defined]


async def test_the_palette_changes_the_theme(database: Path) -> None:
    app = await _run_from_palette(database, "theme light")
    assert app.theme == "ncc-light"


async def test_the_palette_runs_commands_while_one_searches(database: Path) -> None:
    app = await _run_from_palette(database, "trend", "slash")
    assert app.last_seen == "TrendScreen"  # type: ignore[attr-defined]


async def test_letters_typed_in_the_search_box_are_no_commands(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "slash")
        await write(pilot, "qdtsw1?/")
        assert isinstance(pilot.app.screen, ReportScreen)
        assert pilot.app.screen.query_one("#search", Input).value == "qdtsw1?/"
        assert "/ Search" not in lines(pilot)[-1]
