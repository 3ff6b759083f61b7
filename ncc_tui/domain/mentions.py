"""Where a text mentions a figure, in digits, words or Roman numerals, however it is spelt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from decimal import Decimal

_UNITS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ODD_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_OTHERS = {"couple": 2, "pair": 2, "twice": 2, "thrice": 3, "dozen": 12, "hundred": 100}
_ROMAN = (
    *((100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_HIGHEST_ROMAN = 399

# Letters and signs that nobody sees, although no category says so.
_BLANK = frozenset("\u115f\u1160\u2800")
_UNSEEN = frozenset(("Mn", "Me", "Cf", "Cc"))

# Days and years are no counts (2024-03-01, 01/03/2024, 2023/24), and I'm no numeral.
_NO_COUNT = (
    r"(?<!\d)(?:(?:19|20)\d\d-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d|"
    r"(?:19|20)\d\d[/-]\d\d)(?!\d)|\bI['\u2019][a-z]+"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_TWO_WORDS = rf"(?:{'|'.join(_TENS)})[-\u2010-\u2015 ]*[a-z]+"
# A quarter, a half or a code (Q3, H1, CSC11) is a name, whereas x3 and children3 count.
_NAME = re.compile(r"(?:(?<![A-Za-z])[QqHh]|[A-Z]{2})\Z")
_TOKEN = re.compile(
    rf"(?P<none>{_NO_COUNT})|(?P<digits>{_DIGITS})|(?P<words>(?i:\b{_TWO_WORDS}))"
    r"|(?P<word>[A-Za-z]+)"
)
_LETTERS = re.compile("[^A-Za-z]")
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?:\.\d+)?(?!\d)")


def without_figures(text: str, figures: Collection[Decimal], sign: str) -> str:
    """The text with a sign in the place of each mention of one of the figures, which are positive.

    It is read as a reader sees it: full-width and Arabic digits are digits, and what rendering
    leaves out or puts over a letter is not there.
    """
    if not figures or not text:
        return text
    folded, places = _folded(text)
    parts, end = [], 0
    for first, last in sorted(_mentions(folded, figures), key=lambda span: (span[0], -span[1])):
        start = places[first]
        if start < end:
            continue
        parts += [text[end:start], sign]
        end = places[last - 1] + 1
    return "".join([*parts, text[end:]])


def _folded(text: str) -> tuple[str, list[int]]:
    """A text as it is read, and from which character of it each of its characters comes."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isascii() and character.isprintable():
            seen = character
        else:
            plain = unicodedata.normalize("NFKD", character)
            seen = "".join(map(_seen, plain))
        folded.append(seen)
        places += [place] * len(seen)
    return "".join(folded), places


def _seen(character: str) -> str:
    """What is seen of a character: nothing, a digit in place of another script's, or itself."""
    if character.isspace():
        return " "
    if character in _BLANK or unicodedata.category(character) in _UNSEEN:
        return ""
    number = unicodedata.numeric(character, -1)
    return str(int(number)) if number >= 0 and number == int(number) else character


def _mentions(text: str, figures: Collection[Decimal]) -> Iterator[tuple[int, int]]:
    """The places in a folded text that mention one of the figures: first and after the last."""
    for spaced in _SPACED.finditer(text):
        if Decimal(spaced[0].replace(" ", "")) in figures:
            yield spaced.span()
    for token in _TOKEN.finditer(text):
        if token["digits"]:
            named = _NAME.search(text, max(0, token.start() - 2), token.start())
            if not named and Decimal(token[0].replace(",", "")) in figures:
                yield token.span()
        elif token["words"] and (number := _WORDS.get(_LETTERS.sub("", token[0]).casefold())):
            if number in figures:
                yield token.span()
        elif not token["none"]:
            yield from _in_words(token, figures)


def _in_words(token: re.Match[str], figures: Collection[Decimal]) -> Iterator[tuple[int, int]]:
    """The same of words that are each a number by itself or none: `three`, `third`, `III`."""
    for found in re.finditer(r"[A-Za-z]+", token[0]):
        word = found[0]
        number = _WORDS.get(word.casefold())
        # One small letter alone is no numeral: v stands for versus, x for times.
        if number is None and (len(word) > 1 or word.isupper()):
            number = _NUMERALS.get(word.casefold())
        if number in figures:
            yield token.start() + found.start(), token.start() + found.end()


def _words() -> Iterator[tuple[str, int]]:
    yield from _OTHERS.items()
    for number, word in enumerate(_UNITS, 1):
        yield word, number
        yield _ordinal(word), number
    for ten, word in enumerate(_TENS, 2):
        yield word, ten * 10
        yield f"{word[:-1]}ieth", ten * 10
        for number, unit in enumerate(_UNITS[:9], 1):
            yield f"{word}{unit}", ten * 10 + number
            yield f"{word}{_ordinal(unit)}", ten * 10 + number


def _ordinal(word: str) -> str:
    return _ODD_ORDINALS.get(word, f"{word}th")


def _numeral(number: int) -> str:
    said = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        said += letters * count
    return said


_WORDS = dict(_words())
_NUMERALS = {_numeral(number): number for number in range(1, _HIGHEST_ROMAN + 1)}
