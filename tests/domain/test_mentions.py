"""Mentions of a figure in a text: in whatever way a reader would read them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.domain.mentions import without_figures

SIGN = "#"
# fmt: off
WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty".split()
)
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
)
ROMAN = (
    "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split()
)
# fmt: on
HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u0301\u0336\u200e\u202e\ufe0f\u2064\x00\x07"


def digits(zero: str) -> Callable[[int], str]:
    """A number in another script's digits."""
    return lambda number: "".join(chr(ord(zero) + int(digit)) for digit in str(number))


SPELLINGS: dict[str, Callable[[int], str]] = {
    "digits": str,
    "a decimal": lambda n: f"{n}.0",
    "two decimals": lambda n: f"{n}.00",
    "an ordinal": lambda n: f"{n}th",
    "times": lambda n: f"{n}x",
    "glued to what follows": lambda n: f"{n}children",
    "glued to what goes before": lambda n: f"children{n}",
    "full-width": digits("０"),
    "Arabic": digits("٠"),
    "Persian": digits("۰"),
    "Devanagari": digits("०"),
    "mathematical": digits("𝟘"),
    "raised": lambda n: str(n).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")),
    "in a ring": lambda n: chr(0x2460 + n - 1),
    "a word": lambda n: WORDS[n - 1],
    "a word in capitals": lambda n: WORDS[n - 1].upper(),
    "an ordinal in words": lambda n: ORDINALS[n - 1].capitalize(),
    "Roman": lambda n: ROMAN[n - 1],
    "a full-width word": lambda n: "".join(chr(ord(c) + 0xFEE0) for c in WORDS[n - 1]),
}


def spelt(number: int) -> st.SearchStrategy[str]:
    """A number in any spelling, with any marks in it that no reader sees."""

    def veiled(spelling: str) -> st.SearchStrategy[str]:
        marks = st.text(alphabet=HIDDEN, max_size=2)
        gaps = st.lists(marks, min_size=len(spelling), max_size=len(spelling))
        return gaps.map(lambda given: "".join(map("".join, zip(spelling, given, strict=True))))

    return st.sampled_from([spell(number) for spell in SPELLINGS.values()]).flatmap(veiled)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("number", range(1, 21))
def test_a_figure_is_seen_in_every_spelling(spelling: str, number: int) -> None:
    said = without_figures(f"Of all, {SPELLINGS[spelling](number)}.", [Decimal(number)], SIGN)
    assert said.startswith("Of all, ")
    assert SIGN in said
    assert SPELLINGS[spelling](number) not in said


@given(data=st.data(), number=st.integers(1, 20))
def test_no_hidden_mark_hides_it(data: st.DataObject, number: int) -> None:
    spelling = data.draw(spelt(number))
    said = without_figures(f"There were {spelling} of them", [Decimal(number)], SIGN)
    assert SIGN in said
    assert said.startswith("There were ")
    assert said.endswith(" of them")


@given(data=st.data(), number=st.integers(1, 20), other=st.integers(1, 20))
def test_another_figure_stays(data: st.DataObject, number: int, other: int) -> None:
    text = f"There were {data.draw(spelt(other))} of them"
    assert (without_figures(text, [Decimal(number)], SIGN) == text) is (number != other)


@given(text=st.text())
def test_what_stands_beside_it_stays(text: str) -> None:
    assert without_figures(text, [], SIGN) == text
    kept = without_figures(text, [Decimal(3)], SIGN)
    if SIGN not in kept:
        assert kept == text


@pytest.mark.parametrize(
    "text",
    [
        "13, 30, 3.5, 3.14, 0.3, 3,000 and 33rd",
        "Q3, H3, CSC3 and CSC03",
        "2024-03-03, 3/3/2024, 2003/03",
        "thirty-three, twenty three, threefold, thirteen",
        "2023/24",
    ],
)
def test_what_is_another_number_or_a_name_stays(text: str) -> None:
    assert without_figures(text, [Decimal(3)], SIGN) == text


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("3", "th\u00adree"),
        ("3", "th\x01ree"),
        ("3", "3\ufe0f\u20e3"),
        ("3", "+3"),
        ("3", "(3)"),
        ("3", "1-3"),
        ("3", "3/12"),
        ("3", "3,4"),
        ("3", "Three-year-olds"),
        ("21", "twenty-one"),
        ("21", "the Twenty First"),
        ("21", "XXI"),
        ("21", "21st"),
        ("12", "a dozen"),
        ("1508", "1,508"),
        ("1508", "1508.00"),
        ("1508", "1\u202f508"),
        ("1508", "1 508"),
        ("1508", "1508/12"),
        ("0.5", "0.50"),
        ("987.25", "987.25"),
    ],
)
def test_it_is_seen_in_sentences(figure: str, text: str) -> None:
    said = without_figures(text, [Decimal(figure)], SIGN)
    assert SIGN in said
    assert figure not in said


def test_an_i_before_an_apostrophe_is_a_person() -> None:
    assert without_figures("I'm in, I’ve read it", [Decimal(1)], SIGN) == "I'm in, I’ve read it"
