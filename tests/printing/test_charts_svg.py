from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from ncc_tui.domain.report import Trend
from ncc_tui.printing.axes import nice_ticks, spread
from ncc_tui.printing.charts_svg import Caption, trend_svg
from tests.printing.samples import HOSTILE, trend

SVG = "{http://www.w3.org/2000/svg}"


def drawn(of: Trend, title: str = "A title") -> ET.Element:
    return ET.fromstring(trend_svg(of, 0, Caption("t", title, "In words."), font="serif"))


def texts(picture: ET.Element) -> list[str | None]:
    return [text.text for text in picture.iter(f"{SVG}text")]


def lines(picture: ET.Element) -> list[ET.Element]:
    return list(picture.iter(f"{SVG}polyline"))


def test_a_gap_parts_the_line() -> None:
    whole = drawn(trend("1", "2", "3", "4", target=None, england=None))
    parted = drawn(trend("1", "2", None, "4", target=None, england=None))
    assert len(lines(whole)) == 1
    assert len(lines(parted)) == 2
    assert len(list(parted.iter(f"{SVG}circle"))) == 3


def test_the_target_is_a_dashed_line_with_its_name() -> None:
    picture = drawn(trend("70", "80", target="75", england=None))
    dashed = [line for line in lines(picture) if line.get("stroke-dasharray")]
    assert len(dashed) == 1
    assert "Target 75" in texts(picture)
    assert "80" in texts(picture)


def test_a_target_of_nought_is_drawn() -> None:
    assert "Target 0" in texts(drawn(trend("1", "2", target="0", england=None)))


def test_a_changed_target_is_a_step() -> None:
    of = trend("70", "80", "80", target="75", england=None)
    first, _, last = of.targets
    assert first is not None
    stepped = Trend(of.points, (first - 5, last, last))
    step = next(line for line in lines(drawn(stepped)) if line.get("stroke-dasharray"))
    spots = [spot.split(",") for spot in str(step.get("points")).split()]
    assert len(spots) == 6
    assert spots[1][0] == spots[2][0]
    assert spots[1][1] != spots[2][1]


def test_comparators_are_named() -> None:
    assert "England" in texts(drawn(trend("70", "80")))


def test_it_has_a_title_and_a_description() -> None:
    picture = drawn(trend("70"), "Rate <per> 10,000")
    assert picture.get("role") == "img"
    title = picture.find(f"{SVG}title")
    assert title is not None
    assert title.text == "Rate <per> 10,000"
    assert picture.get("aria-labelledby") == title.get("id")


def test_no_figure_no_picture() -> None:
    caption = Caption("t", "A title", "In words.")
    assert trend_svg(Trend((), ()), 0, caption, font="serif") == ""
    assert trend_svg(trend(None, None), 0, caption, font="serif") == ""


@pytest.mark.parametrize("text", [t for t in HOSTILE if "\uffff" not in t])
def test_hostile_names_stay_text(text: str) -> None:
    of = trend("70", "80")
    series = of.comparators[0][1]
    picture = drawn(Trend(of.points, of.targets, ((text, series),)), text)
    assert {element.tag.removeprefix(SVG) for element in picture.iter()} <= {
        "svg",
        "title",
        "desc",
        "line",
        "polyline",
        "circle",
        "text",
    }


@pytest.mark.parametrize(
    ("low", "high"), [(0, 100), (69, 80), (-3, 4), (5, 5), (0, 0), (1e-6, 2e-6), (1, 1e12)]
)
def test_ticks_are_round_and_enclose_the_range(low: float, high: float) -> None:
    ticks = nice_ticks(low, high)
    assert 2 <= len(ticks) <= 7
    assert ticks[0] <= low
    assert ticks[-1] >= high


def test_labels_keep_apart() -> None:
    assert spread([10, 11, 12], 5, 0, 100) == [10, 15, 20]
    assert spread([98, 99, 100], 5, 0, 100) == [90, 95, 100]
    assert spread([50], 5, 0, 100) == [50]
    crowded = spread([50] * 30, 12, 10, 146)
    assert crowded == sorted(crowded)
    assert crowded[0] >= 9.99
    assert crowded[-1] <= 146.01
