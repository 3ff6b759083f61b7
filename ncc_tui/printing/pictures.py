"""The trends of a document as pictures, each with its description."""

from __future__ import annotations

from ncc_tui.charts.svg import Caption, trend_svg
from ncc_tui.domain.document import Document
from ncc_tui.domain.figures import short_unit
from ncc_tui.printing.wording import DocumentWords


def pictures(document: Document, page: DocumentWords, *, font: str) -> dict[str, str]:
    """The trend of every measure that has results, by the code its view has."""
    found: dict[str, str] = {}
    for report, words in zip(document.reports, page.reports, strict=True):
        for row, said in zip(report.rows, words.rows, strict=True):
            trend = document.recent_trend(row.measure.code)
            if trend is not None:
                name = f"trend-{len(found) + 1}"
                caption = Caption(name, f"Trend of {said.cells.measure}", said.trend)
                found[said.code] = trend_svg(
                    trend,
                    caption,
                    font=font,
                    unit=short_unit(row.measure.unit),
                    decimals=row.decimals,
                )
    return {code: picture for code, picture in found.items() if picture}
