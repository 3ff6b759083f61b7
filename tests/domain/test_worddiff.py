from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.domain import worddiff
from ncc_tui.domain.worddiff import Segment, WordChange, set_apart, word_diff

texts = st.lists(
    st.sampled_from(["the", "rate", "fell", "rose", "73", "75", " ", "  ", "\n", ".", ", "])
    | st.text(max_size=4),
    max_size=25,
).map("".join)


def kept(segments: tuple[Segment, ...], *changes: WordChange) -> str:
    return "".join(s.text for s in segments if s.change in changes)


def shown(before: str, after: str) -> str:
    marks = {WordChange.SAME: "{}", WordChange.REMOVED: "[-{}-]", WordChange.ADDED: "[+{}+]"}
    return "".join(marks[s.change].format(s.text) for s in word_diff(before, after))


@given(texts, texts)
def test_both_versions_can_be_read_from_the_difference(before: str, after: str) -> None:
    segments = word_diff(before, after)
    assert kept(segments, WordChange.SAME, WordChange.REMOVED) == before
    assert kept(segments, WordChange.SAME, WordChange.ADDED) == after
    assert all(segment.text for segment in segments)


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert {segment.change for segment in word_diff(text, text)} <= {WordChange.SAME}


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        ("The rate fell to 73.", "The rate fell to 75.", "The rate fell to [-73-][+75+]."),
        ("The rate fell.", "The rate fell again.", "The rate fell[+ again+]."),
        ("It fell, at last.", "It fell.", "It fell[-, at last-]."),
        ("one two three", "uno due three", "[-one two-][+uno due+] three"),
        ("One line.\nTwo.", "A line.\nThree.", "[-One-][+A+] line.\n[-Two-][+Three+]."),
        ("aa\nbb", "cc\ndd", "[-aa-][+cc+]\n[-bb-][+dd+]"),
        ("", "New", "[+New+]"),
        ("Old", "", "[-Old-]"),
        ("", "", ""),
    ],
)
def test_whole_words_are_marked(before: str, after: str, difference: str) -> None:
    assert shown(before, after) == difference


def test_a_rewritten_sentence_is_not_cut_to_shreds_by_words_both_share() -> None:
    difference = shown(
        "It is the lowest in the region, although above the average.",
        "England stood at 69 on the same date.",
    )
    assert difference == (
        "[-It is the lowest in the region, although above the average-]"
        "[+England stood at 69 on the same date+]."
    )


def test_a_short_word_between_small_changes_stays() -> None:
    assert shown("from 7 to 9 a year", "from 8 to 5 a year") == (
        "from [-7-][+8+] to [-9-][+5+] a year"
    )


def test_texts_too_long_to_compare_by_words_are_compared_by_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worddiff, "LARGEST_PRODUCT", 30)
    before = "One two three four five.\nSix seven eight nine ten.\nEnd."
    after = "uno dos tres cuatro cinco.\nSix seven eight nine ten.\nFin."
    assert shown(before, after) == (
        "[-One two three four five.\n-][+uno dos tres cuatro cinco.\n+]"
        "Six seven eight nine ten.\n[-End.-][+Fin.+]"
    )
    monkeypatch.setattr(worddiff, "LARGEST_PRODUCT", 3)
    assert shown(before, after) == f"[-{before}-][+{after}+]"


@given(texts, texts)
def test_what_went_never_touches_what_came_in_its_place(before: str, after: str) -> None:
    segments = word_diff(before, after)
    apart = tuple(set_apart(segments))
    for first, second in pairwise(apart):
        if (first.change, second.change) == (WordChange.REMOVED, WordChange.ADDED):
            assert first.text[-1].isspace() or second.text[0].isspace()
    assert tuple(s for s in apart if s != Segment(WordChange.SAME, " ")) == tuple(
        s for s in segments if s != Segment(WordChange.SAME, " ")
    )


def test_a_word_and_the_one_in_its_place_read_as_two_words() -> None:
    apart = set_apart(word_diff("It fell to 73.", "It fell to 75."))
    assert "".join(segment.text for segment in apart) == "It fell to 73 75."
