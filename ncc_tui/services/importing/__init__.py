"""Import: the files of the import format (README, Importing), and wide sheets, as CSV or XLSX."""

from ncc_tui.services.importing.choices import Choices
from ncc_tui.services.importing.outcome import (
    About,
    Count,
    ImportOutcome,
    Kind,
    LeftOut,
    Meaning,
    Offer,
    Problem,
    RowChange,
)
from ncc_tui.services.importing.run import import_paths

__all__ = [
    "About",
    "Choices",
    "Count",
    "ImportOutcome",
    "Kind",
    "LeftOut",
    "Meaning",
    "Offer",
    "Problem",
    "RowChange",
    "import_paths",
]
