"""Import: design section 5's files, and wide sheets, as CSV or XLSX."""

from ncc_tui.services.importing.outcome import Change, Count, ImportOutcome, Kind, Problem
from ncc_tui.services.importing.run import import_paths

__all__ = ["Change", "Count", "ImportOutcome", "Kind", "Problem", "import_paths"]
