"""Importing settings."""

from __future__ import annotations

from collections.abc import Sequence

from ncc_tui.services.importing.reference import good_ones, read_all, write
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.work import Work


def import_settings(work: Work, sources: Sequence[Source]) -> None:
    """Add and change settings, of any name."""
    given = read_all(work, sources, "setting", (), lambda row, _: row.text("value"))
    good = good_ones(work, "setting", given)
    rows = {name: {"name": name, "value": value} for name, value in good.items()}
    write(work, "setting", rows, given, key="name", name="value")
