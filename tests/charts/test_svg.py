from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from ncc_tui.charts.svg import Caption, trend_svg
from ncc_tui.domain.trend import Trend
from tests.charts.trends import trend as a_trend
from tests.printing.samples import HOSTILE, trend

SVG = "{http://www.w3.org/2000/svg}"


def drawn(of: Trend, title: str = "A title") -> ET.Element:
    caption = Caption("t", title, "In words.")
    return ET.fromstring(trend_svg(of, caption, font="serif", unit="%", decimals=0))


def texts(picture: ET.Element) -> list[str | None]:
    return [text.text for text in picture.iter(f"{SVG}text")]


def lines(picture: ET.Element) -> list[ET.Element]:
    return list(picture.iter(f"{SVG}polyline"))


def points(line: ET.Element) -> int:
    return len(str(line.get("points")).split())


def discs(picture: ET.Element) -> list[ET.Element]:
    return [mark for mark in picture.iter(f"{SVG}circle") if mark.get("fill") != "none"]


def test_a_gap_parts_the_line() -> None:
    whole = drawn(trend("1", "2", "3", "4", target=None, england=None))
    parted = drawn(trend("1", "2", None, "4", target=None, england=None))
    assert [points(line) for line in lines(whole)] == [4]
    assert [points(line) for line in lines(parted)] == [2]
    assert len(discs(parted)) == 3


def test_a_trend_that_restarts_parts_its_lines_each_april() -> None:
    picture = drawn(
        a_trend([1, 2, 3, 4, 1, 2], [1, 2, 3, 4, 1, 2], first="Apr 2022", restarts=True)
    )
    results = [line for line in lines(picture) if not line.get("stroke-dasharray")]
    targets = [line for line in lines(picture) if line.get("stroke-dasharray")]
    assert [points(line) for line in results] == [4, 2]
    assert [points(line) for line in targets] == [8, 4]


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
    assert len(spots) == 4
    assert spots[1][0] == spots[2][0]
    assert spots[1][1] != spots[2][1]


def test_comparators_are_named() -> None:
    assert "England 60" in texts(drawn(trend("70", "80")))


def test_comparators_that_coincide_have_marks_of_their_own_on_top() -> None:
    picture = drawn(a_trend([1, 2], [2, 2], {"England": [2, 2], "North East": [2, 2]}))
    kinds = [element.tag.removeprefix(SVG) for element in picture]
    assert kinds.count("polygon") == 2
    hollow = [e for e in picture if e.get("fill") == "none" and not e.tag.endswith("polyline")]
    assert len(hollow) == 4
    last_result = max(k for k, e in enumerate(picture) if e in discs(picture))
    assert all(list(picture).index(mark) > last_result for mark in hollow)


def test_a_target_of_one_period_is_as_wide_as_the_period() -> None:
    (step,) = [
        line
        for line in lines(drawn(a_trend([1, 2, 3, 2], [None, None, None, 2.5])))
        if line.get("stroke-dasharray")
    ]
    start, end = (float(spot.split(",")[0]) for spot in str(step.get("points")).split())
    assert end - start > 50


def test_a_far_result_is_an_arrow_with_its_figure() -> None:
    picture = drawn(a_trend([70, 71, 1508, 72, 70, 71]))
    assert "1,508" in texts(picture)
    assert len(list(picture.iter(f"{SVG}polygon"))) == 1
    assert "71" in texts(picture)


def test_the_unit_stands_at_the_axis() -> None:
    assert "%" in texts(drawn(trend("70", "80")))


def test_a_last_figure_that_is_old_says_of_when_it_is() -> None:
    assert "80 Oct 2023" in texts(drawn(trend("70", "80", None, england=None)))


def test_it_has_a_title_and_a_description() -> None:
    picture = drawn(trend("70"), "Rate <per> 10,000")
    assert picture.get("role") == "img"
    title = picture.find(f"{SVG}title")
    assert title is not None
    assert title.text == "Rate <per> 10,000"
    assert picture.get("aria-labelledby") == title.get("id")


def test_no_figure_no_picture() -> None:
    caption = Caption("t", "A title", "In words.")
    assert trend_svg(Trend((), ()), caption, font="serif") == ""
    assert trend_svg(trend(None, None), caption, font="serif") == ""


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
        "polygon",
        "circle",
        "text",
    }
