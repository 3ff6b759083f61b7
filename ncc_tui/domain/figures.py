"""Figures: the numbers of a report, as typed and as shown, in exact decimals."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from ncc_tui.domain.errors import InvalidFigure

# A REAL column, like a spreadsheet, holds 15 significant digits: beyond this, not the last unit.
LARGEST = Decimal("1e15")
_NOUGHT = Decimal(0)
_NUMBER = re.compile(
    r"[+-]?(?=\.?\d)(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", re.ASCII
)

_PER_CENT = re.compile(r"\bper\s?cent(age)?\b", re.IGNORECASE)
_BEFORE_PER = re.compile(r"^(rates?|number)\s+(?=per\b)", re.IGNORECASE)


def parse_figure(text: str) -> Decimal:
    """Read a number as officers write it: `46.7`, `46.7%`, `1,508`, `£4.2`.

    Raises InvalidFigure for anything else. The result is what a REAL column keeps, so
    `66.599999999999994` reads as 66.6.
    """
    plain = text.strip().replace("\N{NO-BREAK SPACE}", "").replace("\N{MINUS SIGN}", "-")
    plain = re.sub(r"^([+-]?)\s*£\s*", r"\1", plain)
    plain = re.sub(r"\s*%$", "", plain)
    if not _NUMBER.fullmatch(plain):
        raise InvalidFigure(f"Expected a number, such as 46.7, found '{text}'.")
    figure = Decimal(plain.replace(",", ""))
    if abs(figure) >= LARGEST:
        raise InvalidFigure(
            f"Expected a number of at most 15 digits before the decimal point, found '{text}'."
        )
    return from_real(float(figure))


# A report says the same few figures over and over: to make each anew took an eighth of its reading.
@lru_cache(maxsize=8192)
def from_real(number: float) -> Decimal:
    """The decimal that a database's or a spreadsheet's REAL stands for; never minus nought.

    Fifteen digits are all that it holds: 66.599999999999994 stands for 66.6.
    """
    # Written so it has no noughts to drop after its point; minus nought is falsy.
    return Decimal(f"{number:.15g}") or _NOUGHT


def decimals_of(figure: Decimal) -> int:
    """How many decimals a figure has, trailing noughts not counted."""
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def format_figure(figure: Decimal | None, decimals: int | None = None) -> str:
    """Show a figure with thousands commas and no more decimals than asked: `1,508`, `46.7`.

    None shows as an empty string; `decimals` None shows all there are.
    """
    return "" if figure is None else f"{rounded(figure, decimals):,f}"


def plain_figure(figure: Decimal) -> str:
    """Write a figure in full for files and scripts: no commas, no exponent, nothing rounded."""
    return f"{rounded(figure, None):f}"


def rounded(figure: Decimal, decimals: int | None) -> Decimal:
    """Round half up to a number of decimals and drop trailing noughts."""
    with localcontext() as context:
        context.prec = 400  # enough for the largest REAL, written out
        if decimals is not None and decimals_of(figure) > decimals:
            figure = figure.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        if not figure:
            return Decimal(0)
        figure = figure.normalize()
        exponent = figure.as_tuple().exponent
        if isinstance(exponent, int) and exponent > 0:
            figure = figure.quantize(Decimal(1))
    return figure


def short_unit(unit: str) -> str:
    """A unit as it is written where room is short: `%`, `% change`, `per 10,000`, `number`."""
    words = _PER_CENT.sub("%", " ".join(unit.split()))
    words = _BEFORE_PER.sub("", words)
    return " ".join(word.lower() if word.istitle() else word for word in words.split())
