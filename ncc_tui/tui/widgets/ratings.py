"""Ratings as they stand on a screen: shape, word and colour together."""

from __future__ import annotations

from rich.text import Text
from textual.content import Content

from ncc_tui.domain.ratings import WORST_FIRST, Rating
from ncc_tui.domain.report import Summary
from ncc_tui.tui.themes import Look


def rating_text(rating: Rating, look: Look) -> Text:
    """A rating as it stands in a table: shape and word, coloured."""
    return Text(look.words(rating), look.style(rating), no_wrap=True)


def summary_line(summary: Summary, look: Look, *, words: bool = True) -> Content:
    """A report's counts as shapes, numbers and words, the worst standing out."""
    parts: list[Text] = []
    for rating in WORST_FIRST:
        count = summary.of(rating)
        if count or rating is not Rating.NOT_APPLICABLE:
            style = look.style(rating) if count else look.quiet
            name = f"{rating} " if words else ""
            parts.append(Text(f" {look.shape(rating)} {count} {name}", style))
    if summary.overdue:
        name = "overdue " if words else ""
        parts.append(Text(f" ! {summary.overdue} {name}", "bold"))
    return Content.from_rich_text(Text(" ").join(parts))
