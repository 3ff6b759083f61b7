"""The tables an import knows, their columns, and how a sheet is recognised as one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ncc_tui.domain.errors import InvalidPeriod
from ncc_tui.domain.periods import Cycle, Frequency


@dataclass(frozen=True)
class Table:
    """One file of the import format: its name and its columns."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column, in the order that they are written."""
        return self.required + self.optional


SERVICES = Table("services", ("code", "service"), ("parent", "director", "portfolio_holder"))
OFFICERS = Table("officers", ("login", "name", "role"), ("services",))
MEASURES = Table(
    "measures",
    ("service", "number", "code", "measure", "unit", "frequency", "polarity"),
    (
        "definition",
        "decimals",
        "tolerance",
        "tolerance_mode",
        "zero_target_tolerance",
        "lag_days",
        "period_anchor",
        "owner",
        "source",
        "starts_on",
        "ends_on",
        "suppress_below",
        "priority",
        "year_rule",
        "counts_from",
        "reason",
    ),
)
TARGETS = Table("targets", ("measure", "period", "target"), ("counts_from", "reason"))
RESULTS = Table(
    "results",
    ("measure", "period", "value"),
    (
        "comments",
        "actions",
        "provisional",
        "missing_reason",
        "override",
        "override_reason",
        "forecast",
        "reported_on",
        "source",
        "reason",
    ),
)
# A row per measure and a column per period; its cells are results.
WIDE = Table("wide sheet", ("measure",))
# Rows of one measure, period and number are revisions of one action.
ACTIONS = Table(
    "actions",
    ("measure", "period", "action"),
    ("owner", "due_on", "done_on", "raised_on", "counts_from", "number"),
)
BENCHMARKS = Table(
    "benchmarks", ("measure", "period", "comparator", "value"), ("source", "counts_from")
)
SETTINGS = Table("settings", ("setting", "value"))

# In the order in which they refer to one another.
TABLES = (SERVICES, OFFICERS, MEASURES, TARGETS, RESULTS, ACTIONS, BENCHMARKS, SETTINGS)
ORDER = (SERVICES, OFFICERS, MEASURES, TARGETS, RESULTS, WIDE, ACTIONS, BENCHMARKS, SETTINGS)
KNOWN = ", ".join(table.name for table in TABLES)


def recognised(names: Sequence[str], header: Sequence[str]) -> Table | None:
    """The table a sheet is meant to be: by one of its names or, failing that, its columns."""
    named = next(
        (t for name in names for t in TABLES if t.name == name.strip().casefold()),
        None,
    )
    # A wide sheet is no well-formed table, so its columns tell more than the name `results`.
    if named in (None, RESULTS) and is_wide(header):
        return WIDE
    return named or _by_columns({name.casefold() for name in header})


def is_wide(header: Sequence[str]) -> bool:
    """Whether a header reads as a measure followed by periods."""
    return (
        len(header) > 1
        and header[0].casefold() in ("measure", "code")
        and all(_is_period(name) for name in header[1:])
    )


def _by_columns(header: set[str]) -> Table | None:
    fitting = [table for table in TABLES if header.issuperset(table.required)]
    return max(fitting, key=lambda table: len(table.required), default=None)


def _is_period(text: str) -> bool:
    try:
        # Periods of every frequency begin with a month.
        Cycle(Frequency.MONTHLY).parse(text)
    except InvalidPeriod:
        return False
    return True
