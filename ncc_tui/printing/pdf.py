"""A document as a tagged PDF (PDF/UA-1), set by typst; for the extra `ncc-tui[pdf]`.

The values travel as JSON and the trends as SVG: no text from people is ever typst source.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from ncc_tui.domain.document import Document
from ncc_tui.domain.errors import NccError
from ncc_tui.domain.ratings import WORST_FIRST
from ncc_tui.domain.text import visible
from ncc_tui.printing.pictures import pictures
from ncc_tui.printing.wording import NOTHING, counts, in_words

_TEMPLATE = "report.typ"
# What typst carries with it; fonts of the machine only help out for signs that these lack.
_FONT = "Libertinus Serif"
_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    '<text font-family="{font}">{sign}</text></svg>'
)
_LONG_WORD = re.compile(r"\S{30,}")
_MARKS = re.compile("[\u0300-\u036f\u20d0-\u20ff]")
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def render_pdf(document: Document) -> bytes:
    """The document as a PDF; raises NccError where typst is not installed."""
    try:
        import typst
    except ImportError:
        raise NccError(
            "PDF needs the package typst; install it with: pip install 'ncc-tui[pdf]'"
        ) from None
    source = files("ncc_tui.printing").joinpath("templates", _TEMPLATE).read_bytes()
    compiler = typst.Compiler()
    made_at = int(document.made_at.timestamp())

    def compiled(data: str) -> bytes:
        pdf = compiler.compile(
            source, sys_inputs={"data": data}, pdf_standards="ua-1", timestamp=made_at
        )
        assert isinstance(pdf, bytes)
        return pdf

    def printable(sign: str) -> bool:
        try:
            picture = _PROBE.format(font=_FONT, sign=sign)
            compiled(json.dumps({"sign": sign, "picture": picture}))
        except typst.TypstError:
            return False
        return True

    data = json.dumps(_data(document), ensure_ascii=False)
    try:
        return compiled(data)
    except typst.TypstError:
        # PDF/UA allows nothing that no font can show, nor a letter with accents piled on it.
        plain = _MARKS.sub("", unicodedata.normalize("NFC", data))
        unknown = {sign for sign in set(plain) if not sign.isascii() and not printable(sign)}
    try:
        return compiled(plain.translate({ord(sign): _UNKNOWN for sign in unknown}))
    except typst.TypstError as error:
        raise NccError(f"typst could not set the PDF: {visible(error.message)}.") from error


def _data(document: Document) -> dict[str, Any]:
    """All that the template needs, as plain values."""
    page = in_words(document)
    data: dict[str, Any] = _breakable(asdict(page)) | {
        "heading": page.heading,
        "which": page.which,
        "provenance": page.provenance,
        "several": page.several,
        "nothing": NOTHING,
        "shapes": {str(rating): rating.shape for rating in WORST_FIRST},
    }
    drawn = pictures(document, page, font=_FONT)
    for words, values in zip(page.reports, data["reports"], strict=True):
        values["counts"] = [[str(r), n] for r, n in counts(words.summary)]
        values["tally"] = [[str(r), words.summary.of(r)] for r in WORST_FIRST]
        for said, cell in zip(words.rows, values["rows"], strict=True):
            cell["facts"] = _breakable(said.facts)
            picture = drawn.get(said.code)
            cell["picture"] = picture.svg if picture else ""
            cell["description"] = _breakable(picture.description) if picture else ""
    return data


def _breakable(value: Any) -> Any:
    """The value with places in its very long words where a line may end; typst finds none."""
    match value:
        case str():
            return _LONG_WORD.sub(lambda word: _every_six(word[0]), value)
        case dict():
            return {key: _breakable(item) for key, item in value.items()}
        case list() | tuple():
            return [_breakable(item) for item in value]
    return value


def _every_six(word: str) -> str:
    return "\N{ZERO WIDTH SPACE}".join(word[k : k + 6] for k in range(0, len(word), 6))
