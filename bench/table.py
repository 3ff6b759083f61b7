"""What was measured, as a small table: ours beside the bare app's, and whether the bound holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Sample:
    """Measurements of one thing, in one unit."""

    values: tuple[float, ...]
    unit: str

    @property
    def median(self) -> float:
        """What it usually is."""
        return median(self.values)

    def __str__(self) -> str:
        """The median, and the least: what is between them is mostly the machine's noise."""
        places = 2 if self.unit in ("s", "kB") else 1 if self.unit == "ms" else 0
        usual, least = f"{self.median:.{places}f}", f"{min(self.values):.{places}f}"
        return f"{usual} {self.unit}" + (f" (min {least})" if least != usual else "")


@dataclass(frozen=True)
class Line:
    """One thing measured; `ratio_bound` is against the bare app, `bound` in the unit itself."""

    what: str
    ours: Sample
    bare: Sample | None = None
    ratio_bound: float | None = None
    bound: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours as so many times the bare app's."""
        return self.ours.median / self.bare.median if self.bare else None

    @property
    def holds(self) -> bool | None:
        """Whether every bound there is holds; None where there is none."""
        if self.ratio_bound is None and self.bound is None:
            return None
        wide = self.ratio_bound is None or (self.ratio or 0.0) <= self.ratio_bound
        return wide and (self.bound is None or self.ours.median < self.bound)

    def cells(self) -> tuple[str, ...]:
        """The line's cells, in the order of the table's headings."""
        bounds = []
        if self.ratio_bound is not None:
            bounds.append(f"{self.ratio_bound:g}x")
        if self.bound is not None:
            bounds.append(f"< {self.bound:g} {self.ours.unit}")
        verdict = {True: "holds", False: "BROKEN", None: ""}[self.holds]
        return (
            self.what,
            str(self.ours),
            str(self.bare) if self.bare else "",
            f"{self.ratio:.2f}x" if self.ratio else "",
            ", ".join(bounds),
            verdict,
        )


_HEADINGS = ("what", "ours", "bare", "ratio", "bound", "")


def drawn(lines: Sequence[Line]) -> str:
    """The table as text."""
    rows = [_HEADINGS, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
