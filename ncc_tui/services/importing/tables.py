"""The tables an import knows, and their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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

    @property
    def refers_to_measures(self) -> bool:
        """Whether its `measure` is the code of one that stands elsewhere."""
        return "measure" in self.required and "code" not in self.required


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


def named(names: Sequence[str]) -> Table | None:
    """The table that one of a sheet's names is the name of."""
    return next((t for name in names for t in TABLES if t.name == name.strip().casefold()), None)


def with_columns(columns: set[str]) -> Table | None:
    """The table that has the most required columns, all of which are there."""
    fitting = [table for table in TABLES if columns.issuperset(table.required)]
    return max(fitting, key=lambda table: len(table.required), default=None)
