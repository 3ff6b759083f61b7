"""Text from people, made harmless to show: no control codes, no hidden direction changes."""

from __future__ import annotations

import re
import unicodedata

from ncc_tui.domain.errors import InvalidField

# A spreadsheet program takes no longer text in a cell than some 30,000 characters; an export of
# ours must be read back by CSV readers that stop at 131,072.
LONGEST_TEXT = 100_000
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Marks that turn the direction of the text after them, or hide in it.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Joiners, variation selectors and other invisible signs whose width no two terminals agree on.
_ZERO_WIDTH = re.compile(
    "[\u00ad\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e01ef]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_COMBINING = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_COMBINING_RUN = re.compile(f"({_COMBINING}{{2}}){_COMBINING}+")


def visible(text: str) -> str:
    """Text as it may be shown: line breaks kept, every other control character made visible."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\t", "    ")
    text = _ZERO_WIDTH.sub("", text)
    text = _BIDI.sub(_REPLACEMENT, text)
    text = _COMBINING_RUN.sub(r"\1", text)
    return _CONTROL.sub(_picture, text)


def one_line(text: str) -> str:
    """Text as it may be shown in a single line of a table."""
    return " ".join(visible(text).split())


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing of a text: it is empty, of spaces or of invisible signs."""
    return not one_line(text)


def tidy(text: str) -> str:
    """Text as it is kept: NFC, line ends as newlines, no NUL, no space around it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", text).strip()


def check_length(field: str, text: str) -> None:
    """Refuse (InvalidField) text that is longer than any that is kept."""
    if (length := len(text)) > LONGEST_TEXT:
        raise InvalidField(
            field, f"Expected at most {LONGEST_TEXT:,} characters of text, found {length:,}."
        )


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else _REPLACEMENT
