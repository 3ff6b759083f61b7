"""Sentences that several screens say."""

from __future__ import annotations

from ncc_tui.domain.text import visible
from ncc_tui.services.entering import Saved
from ncc_tui.tui.themes import Look


def saved_words(saved: Saved, look: Look) -> str:
    """What was saved and the rating it has, in signs that the terminal can show."""
    rating = saved.performance
    return visible(saved.words.replace(rating.shape, look.shape(rating)))
