from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal

from ncc_tui.domain.trend import Trend
from ncc_tui.printing.pictures import pictures
from ncc_tui.printing.wording import in_words
from tests.printing.samples import JAN_2024, document, measure, row

SVG = "{http://www.w3.org/2000/svg}"


def picture(of: Trend) -> ET.Element:
    printed = document(row(measure()), trends={"ONE01": of})
    return ET.fromstring(pictures(printed, in_words(printed), font="serif")["ONE01"].svg)


def description(of: Trend) -> str:
    return str(picture(of).findtext(f"{SVG}desc"))


def five_years(*comparators: tuple[str, int]) -> Trend:
    """Twenty quarters up to Jan 2024, and comparators each with one figure so long before."""
    periods = [JAN_2024.shifted(k - 19) for k in range(20)]
    return Trend(
        tuple((period, Decimal(k)) for k, period in enumerate(periods)),
        tuple(Decimal(k // 10) for k in range(20)),
        tuple((name, ((JAN_2024.shifted(-ago), Decimal(7)),)) for name, ago in comparators),
    )


def test_a_description_tells_of_every_figure_in_the_picture_and_of_no_other() -> None:
    said = description(five_years(("England", 2), ("Essex", 15), ("Wales", -1)))
    assert said.startswith("Results: Jan 2021 7, Apr 2021 8, ")
    assert "Jan 2024 19. Target: 0 from Jan 2021, 1 from Oct 2021." in said
    assert said.endswith("England: Jul 2023 7.")
    drawn = picture(five_years(("England", 2), ("Essex", 15)))
    discs = [mark for mark in drawn.iter(f"{SVG}circle") if mark.get("fill") != "none"]
    assert len(discs) == said.split(" Target")[0].count(",") + 1 == 13
    assert "Essex" not in ET.tostring(drawn, encoding="unicode")


def test_a_gap_in_the_picture_is_told() -> None:
    of = five_years()
    points = (*of.points[:-2], (of.points[-2][0], None), of.points[-1])
    assert "Oct 2023 no figure, Jan 2024 19" in description(Trend(points, of.targets))


def test_a_comparators_figures_beyond_the_axis_are_told_no_more_than_they_are_drawn() -> None:
    of = five_years()
    beyond = [(JAN_2024.shifted(-k), Decimal(9000 + k)) for k in (2, 1, 0)]
    far = Trend(of.points, of.targets, (("Essex", tuple(beyond)),))
    assert "Essex ↑9,000" in ET.tostring(picture(far), encoding="unicode")
    assert description(far).endswith("Essex: Jan 2024 9,000.")
