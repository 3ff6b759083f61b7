"""Changes in words, for the preview."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ncc_tui.domain.figures import format_figure, from_real
from ncc_tui.domain.model import Entry, MissingReason
from ncc_tui.services.importing.outcome import shortened

NOTHING = "(nothing)"


def value_words(value: float | None, missing: str | None = None) -> str:
    """A result's value, or why there is none."""
    if value is None:
        return missing or MissingReason.NOT_AVAILABLE
    return format_figure(from_real(value))


def result_words(entry: Entry) -> str:
    """A result's value, or why there is none."""
    return format_figure(entry.value) or str(entry.missing)


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, str]:
    """The fields of a row that differ, as they were and as they become."""
    names = [name for name in after if before.get(name) != after[name]]
    return _fields(before, names), _fields(after, names)


def _fields(row: Mapping[str, Any], names: list[str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {_plain(row.get(name))}" for name in names)


def _plain(value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Decimal):
        return format_figure(value)
    return value_words(value) if isinstance(value, float) else shortened(str(value))
