"""Targets."""

from __future__ import annotations

from textual.screen import Screen


class TargetsScreen(Screen[None]):
    def __init__(self, service: str, measure: str | None = None) -> None:
        super().__init__()
