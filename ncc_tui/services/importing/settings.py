"""Importing settings."""

from __future__ import annotations

from collections.abc import Sequence

from ncc_tui.domain.errors import NccError
from ncc_tui.domain.settings import BY_NAME
from ncc_tui.services.importing.reference import good_ones, read_all, write
from ncc_tui.services.importing.row import ImportRow
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.work import Work


def import_settings(work: Work, sources: Sequence[Source]) -> None:
    """Add and change settings, of any name; those that are known may say what the app reads."""

    def read(row: ImportRow, name: str) -> str:
        text = row.text("value")
        if name in BY_NAME and text and row.good:
            try:
                return BY_NAME[name].read(text)
            except NccError as error:
                row.refuse("value", str(error))
        return text

    given = read_all(work, sources, "setting", (), read)
    good = good_ones(work, "setting", given)
    rows = {name: {"name": name, "value": value} for name, value in good.items()}
    write(work, "setting", rows, given, key="name", name="value")
