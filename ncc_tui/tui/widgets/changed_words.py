"""A text with the words that went and came, as History and the conflict show it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style
from rich.text import Text

from ncc_tui.domain.text import visible
from ncc_tui.domain.worddiff import Segment, WordChange, set_apart
from ncc_tui.tui.themes import Look


def changed_words(segments: Iterable[Segment], look: Look, *, signs: bool) -> Text:
    """What went is struck and what came underlined; `signs` say both where style is poor."""
    text = Text()
    for segment in segments if signs else set_apart(segments):
        words = visible(segment.text)
        match segment.change:
            case WordChange.SAME:
                text.append(words)
            case WordChange.REMOVED:
                style = look.quiet + Style(strike=True)
                text.append(f"[-{words}-]" if signs else words, style)
            case WordChange.ADDED:
                style = Style(bold=True, underline=True)
                text.append(f"{{+{words}+}}" if signs else words, style)
    return text
