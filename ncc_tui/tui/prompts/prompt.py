"""What the prompts have in common."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from ncc_tui.tui.base.screen import Dialog

Answer = TypeVar("Answer")


class Prompt(Dialog[Answer]):
    """A box in the middle of the screen that asks for something."""

    CSS_PATH = Path(__file__).with_name("prompts.tcss")
