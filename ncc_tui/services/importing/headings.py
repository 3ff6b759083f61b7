"""The words of councils' sheets: what heads a column, whatever they call it."""

from __future__ import annotations

import re
from collections.abc import Collection

from rapidfuzz import fuzz, process, utils

from ncc_tui.domain.errors import InvalidPeriod
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.services.importing.tables import Table

# How alike, in per cent, a heading must be to be taken for a slip of the pen.
_ALIKE = 80
_KIND = r"(?:(?:key |performance |local )*(?:measure|indicator|metric|kpi|pi)s?)"
_CODE = re.compile(rf"(?:{_KIND} )?(?:ref(?:erence)?|code|id)(?: (?:no|number|code))?", re.ASCII)
_TITLE = re.compile(rf"(?:{_KIND}(?: (?:name|title|description))?|title)", re.ASCII)
_ACTUAL = re.compile(
    r"[ :-]*\b(?:actual|result|outturn|performance|figure|value)s?$", re.ASCII | re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(20\d\d) ?[/-] ?(\d\d|20\d\d)(?!\d)", re.ASCII)
_MEANINGS = {
    **dict.fromkeys(("actual", "figure", "result", "outturn", "performance"), "value"),
    **dict.fromkeys(("quarter", "month", "date", "reporting period"), "period"),
    **dict.fromkeys(("comment", "commentary", "narrative", "notes"), "comments"),
}
# Periods of every frequency begin with a month.
_MONTHLY = Cycle(Frequency.MONTHLY)


def names_code(heading: str) -> bool:
    """Whether a column's heading says that the measures' codes stand there."""
    return bool(_CODE.fullmatch(_plain(heading)))


def names_measure(heading: str) -> bool:
    """Whether a column's heading says that the measures stand there, in whatever way."""
    return names_code(heading) or names_title(heading)


def names_title(heading: str) -> bool:
    """Whether a column's heading says that the measures' titles stand there."""
    return bool(_TITLE.fullmatch(_plain(heading)))


def period_in(heading: str) -> str:
    """The period that heads a column, as it is read; empty where it is none."""
    text = _ACTUAL.sub("", heading.strip())
    return text if _reads(text) else ""


def says_actual(heading: str) -> bool:
    """Whether a heading says no more than that results stand there, not targets or ratings."""
    return bool(_ACTUAL.fullmatch(heading.strip()))


def years_in(texts: Collection[str]) -> list[str]:
    """Every financial year that texts mention, once: `2023/24`."""
    years = (match for text in texts for match in _YEAR.finditer(text))
    return list(dict.fromkeys(f"{match[1]}/{match[2][-2:]}" for match in years))


def is_year(period: str) -> bool:
    """Whether a period is written as a financial year: `2023/24`."""
    return bool(_YEAR.fullmatch(period))


def period_of_year(heading: str, year: str) -> str:
    """The period that `Q1` or `Apr` is in a financial year, such as `2023/24`; empty for others."""
    text = _ACTUAL.sub("", heading.strip())
    if not text or text[0].isdigit():
        return ""
    if _reads(f"{text} {year}"):
        return f"{text} {year}"
    for calendar_year in (int(year[:4]), int(year[:4]) + 1):
        if _reads(period := f"{text} {calendar_year}") and _financial_year(period) == year:
            return period
    return ""


def meant(heading: str, table: Table, others: Collection[str]) -> str:
    """The column of a table that a heading is likely meant for, but for `others`; else empty."""
    free = [column for column in table.columns if column not in others]
    if (column := _MEANINGS.get(_plain(heading))) in free:
        return str(column)
    if "measure" in free and names_title(heading):
        return "measure"
    nearest = process.extractOne(
        heading[:100], free, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_ALIKE
    )
    return nearest[0] if nearest else ""


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", heading.casefold()).split())


def _reads(text: str) -> bool:
    try:
        _MONTHLY.parse(text)
    except InvalidPeriod:
        return False
    return True


def _financial_year(month: str) -> str:
    start = _MONTHLY.parse(month).start
    first = start.year - (start.month < 4)
    return f"{first}/{(first + 1) % 100:02d}"
