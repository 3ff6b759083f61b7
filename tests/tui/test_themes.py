"""Themes: told apart in 16 and 256 colours, readable, kept between runs; and no colour at all."""

from __future__ import annotations

import json
import stat
from itertools import combinations
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from rich.console import Console
from rich.style import Style
from textual.theme import Theme

from ncc_tui.domain.ratings import Rating
from ncc_tui.tui import preferences
from ncc_tui.tui.preferences import Preferences
from ncc_tui.tui.themes import DEFAULT_THEME, THEMES, VARIABLES, Look
from ncc_tui.tui.widgets.grid import ReportGrid
from tests.tui.forming import form_open
from tests.tui.seeing import AT, lines, make_app, press, running, strips, text

RATED = (Rating.RED, Rating.AMBER, Rating.GREEN)
COLOUR_SYSTEMS = {ColorSystem.STANDARD: "standard", ColorSystem.EIGHT_BIT: "256"}
NAMES = [theme.name for theme in THEMES]


def look(theme: Theme) -> Look:
    return Look.of({**VARIABLES, **theme.variables}, theme.name)


def seen(style: Style, theme: Theme) -> tuple[Color, Color]:
    """A style's colours on the theme's background."""
    assert theme.background is not None
    return style.color or Color.parse("default"), style.bgcolor or Color.parse(theme.background)


def luminance(colour: ColorTriplet) -> float:
    parts = [c / 255 for c in colour]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    light, dark = sorted(
        (luminance(one.get_truecolor()), luminance(other.get_truecolor())), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def test_there_is_a_theme_for_everybody() -> None:
    assert NAMES == [DEFAULT_THEME, "ncc-light", "high-contrast", "colour-blind-safe", "ascii"]
    assert [theme.dark for theme in THEMES] == [True, False, True, True, True]


@pytest.mark.parametrize("system", [ColorSystem.STANDARD, ColorSystem.EIGHT_BIT])
@pytest.mark.parametrize("theme", THEMES, ids=NAMES)
def test_ratings_differ_in_few_colours(theme: Theme, system: ColorSystem) -> None:
    for kind in (look(theme).style, look(theme).shape_style):
        shown = {}
        for rating in RATED:
            text_, ground = seen(kind(rating), theme)
            shown[rating] = (text_.downgrade(system).number, ground.downgrade(system).number)
            assert shown[rating][0] != shown[rating][1], f"{rating} vanishes"
        for one, other in combinations(RATED, 2):
            assert shown[one] != shown[other], (one, other)
        nothing = tuple(c.downgrade(system).number for c in seen(look(theme).quiet, theme))
        assert nothing not in shown.values()


@pytest.mark.parametrize("theme", THEMES, ids=NAMES)
def test_every_rating_can_be_read(theme: Theme) -> None:
    the = look(theme)
    for rating in (*RATED, Rating.NOT_APPLICABLE):
        assert contrast(*seen(the.style(rating), theme)) >= 4.5, rating
    for colour in (theme.foreground, theme.accent, theme.variables["quiet"]):
        assert colour is not None
        for ground in (theme.background, theme.surface):
            assert ground is not None
            assert contrast(Color.parse(colour), Color.parse(ground)) >= 4.5, (colour, ground)


@pytest.mark.parametrize("theme", THEMES, ids=NAMES)
def test_a_lone_shape_stands_out(theme: Theme) -> None:
    for rating in RATED:  # graphics: 3 to 1 (WCAG 1.4.11)
        assert contrast(*seen(look(theme).shape_style(rating), theme)) >= 3, rating


@pytest.mark.parametrize("theme", THEMES, ids=NAMES)
async def test_a_lone_shape_can_be_read_on_the_cursors_row(database: Path, theme: Theme) -> None:
    async with running(make_app(database, theme=theme.name)) as pilot:
        row = next(s for s in strips(pilot.app.screen) if s.text.startswith("  1 "))
        style = next(iter(row)).style
        assert style is not None
        assert style.bgcolor is not None
        for rating in (*RATED, Rating.NOT_APPLICABLE):
            shape = look(theme).shape_style(rating).color
            assert shape is not None
            assert contrast(shape, style.bgcolor) >= 4.5, rating


@pytest.mark.parametrize("theme", THEMES, ids=NAMES)
def test_fields_and_bars_differ_from_the_screen_in_256_colours(theme: Theme) -> None:
    assert theme.background is not None
    assert theme.surface is not None
    ground, field = (
        Color.parse(colour).downgrade(ColorSystem.EIGHT_BIT)
        for colour in (theme.background, theme.surface)
    )
    assert contrast(ground, field) >= 1.2


@pytest.mark.parametrize("system", [ColorSystem.STANDARD, ColorSystem.EIGHT_BIT])
@pytest.mark.parametrize("theme", THEMES, ids=NAMES)
async def test_a_figure_that_is_selected_can_be_read(
    database: Path, monkeypatch: pytest.MonkeyPatch, theme: Theme, system: ColorSystem
) -> None:
    monkeypatch.setattr(Console, "color_system", COLOUR_SYSTEMS[system])
    async with form_open(database, period="Jan 2024", theme=theme.name) as form:
        at = form.screen.query_one("#value").region.y
        style = next(
            segment.style for segment in strips(form.pilot.app.screen)[at] if segment.text == "73"
        )
        assert style is not None
        assert style.color is not None
        assert style.bgcolor is not None
        colours = style.color.downgrade(system), style.bgcolor.downgrade(system)
        assert contrast(*colours) >= 3


@pytest.mark.parametrize("theme", THEMES, ids=NAMES)
def test_the_last_figure_named_beside_a_chart_can_be_read(theme: Theme) -> None:
    for rating in (*RATED, Rating.NOT_APPLICABLE):
        last = look(theme).palette(rating).last
        assert theme.background is not None
        colour = Color.from_rgb(*last)
        assert contrast(colour, Color.parse(theme.background)) >= 4.5, rating


@pytest.mark.parametrize("theme", THEMES, ids=NAMES)
async def test_the_cells_wear_the_themes_colours(database: Path, theme: Theme) -> None:
    app = make_app(database, theme=theme.name)
    async with running(app) as pilot:
        await press(pilot, "end")  # the cursor is elsewhere
        assert app.theme == theme.name
        the = look(theme)
        row = next(s for s in strips(app.screen) if s.text.startswith("  4 "))
        words = the.words(Rating.RED)
        cell = next(s for s in row if words in s.text and s.style is not None)
        assert cell.style is not None
        assert cell.style.bgcolor is not None
        assert the.red.bgcolor is not None
        assert cell.style.bgcolor.get_truecolor() == the.red.bgcolor.get_truecolor()


@pytest.mark.parametrize("theme", THEMES, ids=NAMES)
async def test_ratings_keep_their_colours_under_the_cursor(database: Path, theme: Theme) -> None:
    app = make_app(database, theme=theme.name)
    async with running(app) as pilot:
        await press(pilot, "down", "down", "down")
        the = look(theme)
        row = next(s for s in strips(app.screen) if s.text.startswith("  4 "))
        cell = next(s for s in row if the.words(Rating.RED) in s.text)
        assert cell.style is not None
        assert cell.style.bgcolor is not None
        assert the.red.bgcolor is not None
        assert cell.style.bgcolor.get_truecolor() == the.red.bgcolor.get_truecolor()
        plain = next(s for s in row if "Rate of Children" in s.text)
        other = next(s for s in strips(app.screen) if s.text.startswith("  5 "))
        assert plain.style is not None
        first = next(iter(other)).style
        assert first is not None
        assert plain.style.bgcolor != first.bgcolor, "the cursor cannot be seen"


async def test_f9_goes_through_every_theme_and_each_is_kept(database: Path) -> None:
    kept = database.with_name("kept") / "preferences.json"
    app = make_app(database, kept=kept)
    async with running(app) as pilot:
        assert app.theme == DEFAULT_THEME
        for name in [*NAMES[1:], NAMES[0]]:
            await press(pilot, "f9")
            assert app.theme == name
            assert json.loads(kept.read_text())["theme"] == name
            assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert [path.name for path in kept.parent.iterdir()] == ["preferences.json"]


@pytest.mark.parametrize(
    ("keys", "size"),
    [(keys, (80, 24)) for keys in ("", "enter", "t", "w", "question_mark", "h", "1", "2")]
    + [("", (120, 40))],
)
async def test_f9_gives_the_page_that_is_open_the_colours_it_would_open_in(
    database: Path, keys: str, size: tuple[int, int]
) -> None:
    light = NAMES[1]
    async with running(make_app(database, theme=light), size) as pilot:
        await press(pilot, "down", "down", "down", *keys.split())
        wanted = [list(strip) for strip in strips(pilot.app.screen)]
    async with running(make_app(database, theme=DEFAULT_THEME), size) as pilot:
        await press(pilot, "down", "down", "down", *keys.split())
        assert [list(strip) for strip in strips(pilot.app.screen)] != wanted
        await press(pilot, "f9")
        assert pilot.app.theme == light
        assert [list(strip) for strip in strips(pilot.app.screen)] == wanted


@pytest.mark.parametrize("name", NAMES)
async def test_the_next_run_has_the_theme_of_the_last(database: Path, name: str) -> None:
    kept = database.with_name("preferences.json")
    async with running(make_app(database, kept=kept)) as pilot:
        pilot.app.theme = name
        await press(pilot, "down")
    again = make_app(database, kept=kept)
    assert again.theme == name
    again.session.store.close()


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"null", b'{"theme": 7}', b'{"theme": "gone", "keys": 3}', b"\xff\xfe\x00"],
)
def test_a_damaged_file_gives_the_defaults(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "preferences.json"
    path.write_bytes(damage)
    assert preferences.load(path) == Preferences()
    path.unlink()
    path.mkdir()
    assert preferences.load(path) == Preferences()


def test_preferences_that_cannot_be_kept_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not preferences.save(tmp_path / "file" / "preferences.json", Preferences())


def test_preferences_come_back_as_they_were_kept(tmp_path: Path) -> None:
    mine = Preferences("ascii", (("report.trend", "x"),))
    assert preferences.save(tmp_path / "a" / "b" / "preferences.json", mine)
    assert preferences.load(tmp_path / "a" / "b" / "preferences.json") == mine


SCREENS = {
    "report": (),
    "search": ("slash", "c"),
    "council": ("1",),
    "due": ("2",),
    "trend": ("down", "down", "down", "t"),
    "detail": ("end", "up", "up", "enter"),
    "why": ("w",),
    "help": ("question_mark",),
    "date": ("d",),
    "service": ("s",),
    "palette": ("ctrl+p",),
    "toast": ("y",),
    "sorted": ("o", "down", "enter"),
}


@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS)
async def test_the_ascii_theme_shows_ascii_only(database: Path, keys: tuple[str, ...]) -> None:
    for size in ((120, 40), (60, 15)):
        async with running(make_app(database, theme="ascii"), size) as pilot:
            await press(pilot, *keys)
            for line in lines(pilot):
                assert line.isascii(), line


async def test_the_ascii_theme_says_officers_words_in_ascii(database: Path) -> None:
    app = make_app(database, theme="ascii")
    with app.session.store.writing() as db:
        db.execute(
            "UPDATE service SET name = 'Caf\u00e9s \u20ac \u6f22 \U0001f600' WHERE code = '26'"
        )
    app.session.store.close()
    async with running(make_app(database, theme="ascii")) as pilot:
        assert "Cafes ? ?? ??" in lines(pilot)[1]
        assert "R Red" in text(pilot)
        assert "G Green" in text(pilot)


async def test_leaving_the_ascii_theme_brings_the_shapes_back(database: Path) -> None:
    async with running(make_app(database, theme="ascii")) as pilot:
        await press(pilot, "f9")
        assert "│" in lines(pilot)[0]
        assert "▲ Red" in text(pilot)
        await press(pilot, "f9", "f9", "f9", "f9")
        assert text(pilot).isascii()


@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS)
async def test_no_color_gives_no_colours(
    database: Path, keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(make_app(database, plain=True)) as pilot:
        await press(pilot, *keys)
        for strip in strips(pilot.app.screen):
            for segment in strip:
                style = segment.style
                if style is None:
                    continue
                for colour in (style.color, style.bgcolor):
                    assert colour is None or colour.is_default, (segment.text, colour)


async def test_no_color_shows_the_cursor_and_the_ratings(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(database, plain=True)
    async with running(app) as pilot:
        await press(pilot, "down")
        grid = app.screen.query_one(ReportGrid).region.y
        reversed_ = [
            any(s.style and s.style.reverse and "%" in s.text for s in strip)
            for strip in strips(app.screen)
        ]
        assert reversed_[grid + 2]
        assert not reversed_[grid + 1]
        assert "▲ Red" in text(pilot)
    assert app.as_at.day == AT


async def test_no_color_shows_what_is_selected(database: Path) -> None:
    async with form_open(database, period="Jan 2024", plain=True) as form:
        at = form.screen.query_one("#value").region.y
        style = next(
            segment.style for segment in strips(form.pilot.app.screen)[at] if segment.text == "73"
        )
        assert style is not None
        assert style.reverse
