"""Which measure a row of results is of, and which rows are none: notes, headings, totals."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz, process, utils

from ncc_tui.domain.model import Measure
from ncc_tui.services.importing.outcome import About, Meaning, Offer
from ncc_tui.services.importing.row import ImportRow
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.tables import WIDE
from ncc_tui.services.importing.work import Work

# How alike, in per cent, a title must be to be taken for another, to leave no doubt between two,
# and to be mentioned.
_ALIKE = 85
_APART = 5
_SIMILAR = 60
_MENTIONED = 8
_TOTAL = re.compile(r"(?:(?:grand|sub|overall)[ -]?)?totals?[ :]*", re.IGNORECASE)
# Titles that differ in one of these name different measures, however alike they are.
_TELLING = re.compile(r"\d+|\b(?:percentage|number|rate|average|boys|girls)\b")
_SPELT = ((r"(?<=\d),(?=\d{3})", ""), (r"%|\bper ?cent\b", " percentage "), (r"\bno\b", "number"))


class Names:
    """The measures as sheets call them: by their codes, their titles, or nearly."""

    def __init__(self, work: Work) -> None:
        self._work = work
        codes: defaultdict[str, list[str]] = defaultdict(list)
        for measure in work.measures.values():
            codes[measure.title.casefold()].append(measure.code)
        self._titles = {title: found[0] for title, found in codes.items() if len(found) == 1}
        self._spelt = {code: _spelt(measure.title) for code, measure in work.measures.items()}
        self._nearest: dict[str, tuple[str, tuple[Meaning, ...]]] = {}

    def rows(self, source: Source, table: str = "") -> Iterator[tuple[ImportRow, Measure | None]]:
        """A sheet's rows with their measures; those that hold no result are listed as left out.

        The measure is None where a row names none that may be entered, which is reported.
        """
        work, naming = self._work, source.read.naming
        for row in work.rows(source, table):
            if len(naming) == 1 and row.raw(naming[0]) in work.measures:
                yield row, work.measure(row, naming[0])
                continue
            texts = {column: text for column in naming if (text := row.text(column))}
            exact = {column: code for column, text in texts.items() if (code := self._code(text))}
            if len(set(exact.values())) > 1:
                (first, code), (other, _), *_ = exact.items()
                row.fail(other, f"{code}, which the column {first} says")
                yield row, None
            elif exact:
                yield row, self._entered(row, *next(iter(exact.items())))
            elif why := self._why_no_result(row, source, texts):
                said = [*texts.values(), *(row.cells[place] for place in source.read.saying)]
                text = next(filter(None, map(str.strip, said)), "")
                work.journal.leave_out(row.sheet, row.line, text, why)
            elif not texts:
                yield row, work.measure(row, naming[0])
            else:
                yield from self._offered(row, source, *list(texts.items())[-1])

    def _code(self, text: str) -> str | None:
        """What a text calls a measure exactly; the code of a faulty one is one too."""
        if text in self._work.measures or ("measure", text) in self._work.faulty:
            return text
        return self._titles.get(text.casefold())

    def _entered(self, row: ImportRow, column: str, code: str) -> Measure | None:
        row.put(column, code)
        return self._work.measure(row, column)

    def _why_no_result(self, row: ImportRow, source: Source, texts: Mapping[str, str]) -> str:
        """Why a row whose measure is not known is none of results; empty where it may be one."""
        said = sum(bool(row.cells[place].strip()) for place in source.read.saying)
        if not said or (source.table is not WIDE and said + len(texts) == 1):
            return "has no figure"
        if texts and all(_TOTAL.fullmatch(text) for text in texts.values()):
            return "is a total"
        return ""

    def _offered(
        self, row: ImportRow, source: Source, column: str, text: str
    ) -> Iterator[tuple[ImportRow, Measure | None]]:
        """A row of a measure that is called nearly as it says, or that is left out."""
        work = self._work
        code, similar = self._near(text)
        if source.read.strict and not code and work.journal.choices.of(text) is None:
            yield row, work.measure(row, column)
            return
        title = work.measures[code].title if code else ""
        offer = Offer(
            About.MEASURE, row.sheet.file, row.sheet.name, row.line, text, code, similar, title
        )
        if taken := work.journal.settle(offer):
            yield row, self._entered(row, column, taken)

    def _near(self, text: str) -> tuple[str, tuple[Meaning, ...]]:
        """The code of the measure that a text nearly names, or those of similar ones."""
        if text not in self._nearest:
            self._nearest[text] = self._compared(text[:400])
        return self._nearest[text]

    def _compared(self, text: str) -> tuple[str, tuple[Meaning, ...]]:
        spelt = _spelt(text)
        telling = _telling(spelt)
        rivals = {code: title for code, title in self._spelt.items() if _telling(title) == telling}
        best = process.extract(
            spelt, rivals, scorer=fuzz.ratio, score_cutoff=_ALIKE - _APART, limit=2
        )
        scores = [score for _, score, _ in best]
        clear = scores and scores[0] >= _ALIKE and scores[0] - max([*scores[1:], 0]) >= _APART
        taken = best[0][2] if clear else ""
        codes = process.extract(
            text, list(self._spelt), scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=1
        )
        titles = process.extract(
            spelt, self._spelt, scorer=fuzz.token_set_ratio, score_cutoff=_SIMILAR, limit=_MENTIONED
        )
        similar = dict.fromkeys([*(code for code, _, _ in codes), *(code for _, _, code in titles)])
        return taken, tuple(
            Meaning(code, self._work.measures[code].title) for code in similar if code != taken
        )


def _spelt(title: str) -> str:
    """A title as it is compared."""
    text = title.casefold()
    for pattern, instead in _SPELT:
        text = re.sub(pattern, instead, text)
    return str(utils.default_process(text))


def _telling(spelt: str) -> frozenset[str]:
    return frozenset(_TELLING.findall(spelt))
