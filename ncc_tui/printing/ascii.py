"""Text in ASCII, character by character in the same width, for terminals that have no more."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import cell_len

from ncc_tui.domain.ratings import Rating

# Our own signs, and those that borders, scroll bars and charts are drawn with.
_SIGNS = {
    **{rating.shape: rating.letter for rating in Rating},
    **dict.fromkeys("─━┄┅┈┉╌╍═▔–—‑·", "-"),
    **dict.fromkeys("│┃┆┇┊┋║▏▎▍▌▋▊▉▐▕", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼┏┓┗┛┣┫╭╮╯╰╔╗╚╝", "+"),
    **dict.fromkeys("█▇▆▅▄▃▂", "#"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("‘’", "'"),
    **dict(zip("▁…•▸▶▼←→↑↓×−", "_~*>>v<>^vx-", strict=True)),
    "🔎": "  ",
}


@lru_cache(maxsize=4096)
def in_ascii(character: str) -> str:
    """A character in ASCII: our own for our signs, a letter without its accent, else `?`."""
    if character.isascii():
        return character
    width = cell_len(character)
    letters = unicodedata.normalize("NFKD", character)
    plain = _SIGNS.get(character) or "".join(c for c in letters if c.isascii())
    return plain if len(plain) == width else "?" * width
