"""Ratings: performance against target, direction of travel, and what each is called."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from ncc_tui.domain.choices import choice
from ncc_tui.domain.figures import format_figure


class Rating(StrEnum):
    """Red, amber, green, or no judgement."""

    GREEN = "Green"
    AMBER = "Amber"
    RED = "Red"
    NOT_APPLICABLE = "N/A"

    @property
    def shape(self) -> str:
        """The sign that stands beside the word, so that colour is never alone."""
        return _SHAPES[self]

    @property
    def letter(self) -> str:
        """The sign in an ASCII terminal."""
        return _LETTERS[self]

    @classmethod
    def parse(cls, text: str) -> Rating:
        """Read a rating by its word or letter; raises InvalidChoice naming those there are."""
        letters = {rating.letter: rating for rating in cls}
        return letters.get(text.strip().upper()) or choice(WORST_FIRST, text, "a rating")


_SHAPES = {
    Rating.GREEN: "●",
    Rating.AMBER: "◆",
    Rating.RED: "▲",
    Rating.NOT_APPLICABLE: "○",
}
_LETTERS = {
    Rating.GREEN: "G",
    Rating.AMBER: "A",
    Rating.RED: "R",
    Rating.NOT_APPLICABLE: "-",
}


# The order in which ratings are counted and listed: what needs looking at comes first.
WORST_FIRST = (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.NOT_APPLICABLE)


class Polarity(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"

    @classmethod
    def parse(cls, text: str) -> Polarity:
        """Read a polarity by name; raises InvalidChoice naming those there are."""
        return choice(cls, text, "a polarity")


class ToleranceMode(StrEnum):
    """What a tolerance is measured in: per cent of the target, or the measure's own unit."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"

    @classmethod
    def parse(cls, text: str) -> ToleranceMode:
        """Read a mode by name; raises InvalidChoice naming both."""
        return choice(cls, text, "a tolerance mode")


@dataclass(frozen=True)
class Tolerance:
    """How much worse than its target a result may be and still be Amber."""

    amount: Decimal = Decimal("2.5")
    mode: ToleranceMode = ToleranceMode.RELATIVE
    zero_target: Decimal = Decimal(1)

    @property
    def words(self) -> str:
        """The tolerance in short: `2.5%` of the target, or `2` in the measure's unit."""
        sign = "%" if self.mode is ToleranceMode.RELATIVE else ""
        return f"{format_figure(self.amount)}{sign}"

    def margin(self, target: Decimal) -> Decimal:
        """The tolerance at a target, in the measure's unit (never negative).

        A percentage of nought is nought, so at a target of 0 the absolute fallback applies.
        """
        if self.mode is ToleranceMode.ABSOLUTE:
            return self.amount
        if target == 0:
            return self.zero_target
        return abs(target) * self.amount / 100


class Ratings(NamedTuple):
    """The two ratings that a figure gets: against its target and against an earlier figure."""

    performance: Rating
    direction: Rating


def shortfall(value: Decimal, reference: Decimal, polarity: Polarity) -> Decimal:
    """By how much a value is worse than a reference; nought or less where it is as good."""
    return value - reference if polarity is Polarity.LOWER else reference - value


def performance(
    value: Decimal | None, target: Decimal | None, polarity: Polarity, tolerance: Tolerance
) -> Rating:
    """Rate a value against its target (README, The rules)."""
    if value is None or target is None or polarity is Polarity.NEUTRAL:
        return Rating.NOT_APPLICABLE
    short = shortfall(value, target, polarity)
    if short <= 0:
        return Rating.GREEN
    return Rating.AMBER if short <= tolerance.margin(target) else Rating.RED


def direction_of_travel(
    value: Decimal | None, earlier: Decimal | None, polarity: Polarity
) -> Rating:
    """Rate a value against an earlier one: equal or better Green, worse Red."""
    if value is None or earlier is None or polarity is Polarity.NEUTRAL:
        return Rating.NOT_APPLICABLE
    return Rating.GREEN if shortfall(value, earlier, polarity) <= 0 else Rating.RED
