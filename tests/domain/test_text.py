from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from ncc_tui.domain.text import one_line, tidy, visible

# Text as it is drawn at random seldom has what matters here.
hostile = st.text(
    st.characters()
    | st.sampled_from(
        "\x00\x07\x08\t\n\r\x0b\x0c\x1b\x7f\x85\x9b\u00ad\u061c\u180e\u200b\u200d\u200e\u200f\u2028"
        "\u2029\u202a\u202e\u2060\u2063\u2066\u2069\ufe0f\ufeff\ufffa\U000e0041\u0301\u0489\u20dd"
    )
)


@given(hostile)
def test_no_control_sign_or_change_of_direction_survives(text: str) -> None:
    for sign in visible(text).replace("\n", ""):
        assert unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(sign) not in (
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        )  # fmt: skip
        assert sign not in "\u061c\u200e\u200f"


@given(hostile)
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert one_line(one_line(text)) == one_line(text)
    assert tidy(tidy(text)) == tidy(text)


@given(st.lists(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]))))
def test_line_breaks_are_kept_however_they_are_written(lines: list[str]) -> None:
    for newline in ("\n", "\r\n", "\r", "\u2028", "\u2029"):
        assert visible(newline.join(lines)).split("\n") == (lines or [""])


@given(hostile)
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert "  " not in line


@given(hostile)
@example("\N{REGIONAL INDICATOR SYMBOL LETTER G}\N{REGIONAL INDICATOR SYMBOL LETTER B}")
@example("\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}")
@example("\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}")
@example("\u1100\u1161\u11a8")
def test_a_line_is_as_wide_as_its_signs_together(text: str) -> None:
    line = one_line(text)
    assert cell_len(line) == sum(cell_len(sign) for sign in line)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("a\x00b", "a␀b"),
        ("\x9b31m", "\N{REPLACEMENT CHARACTER}31m"),
        ("a\x7fb", "a\N{REPLACEMENT CHARACTER}b"),
        ("abc\u202edef", "abc\N{REPLACEMENT CHARACTER}def"),
        ("a\tb", "a    b"),
        ("soft\u00adhyphen", "softhyphen"),
        ("zero\u200bwidth", "zerowidth"),
        ("\N{HEAVY BLACK HEART}\ufe0f", "\N{HEAVY BLACK HEART}"),
        ("e\u0301\u0302\u0303\u0304\u0305", "e\u0301\u0302"),
        ("e\u1ab0\u1dc0\ufe20\u20dd", "e\u1ab0\u1dc0"),
        ("[red]not markup[/red]", "[red]not markup[/red]"),
        ("日本 ≥ £5 – 🎉", "日本 ≥ £5 – 🎉"),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_known_tricks(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(hostile)
def test_what_is_kept_can_be_written_and_has_no_nul(text: str) -> None:
    kept = tidy(text)
    kept.encode("utf-8")
    assert "\x00" not in kept
    assert "\r" not in kept
    assert unicodedata.is_normalized("NFC", kept)
