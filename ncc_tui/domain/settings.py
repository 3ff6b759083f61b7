"""The settings of a database: what each is for, what it may say, and what it is unless said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from ncc_tui.domain.dates import parse_date
from ncc_tui.domain.errors import InvalidChoice, NccError
from ncc_tui.domain.fields import parse_line, parse_not_negative, parse_whole, plain
from ncc_tui.domain.measure_fields import LONGEST_LAG
from ncc_tui.domain.model import DEFAULT_LAG_DAYS
from ncc_tui.domain.ratings import Tolerance
from ncc_tui.domain.report import DEFAULT_NAME

_A_DAY = 1_440
VIEWER, NOBODY = "viewer", "nobody"


class Setting(NamedTuple):
    """A setting that the program knows; `read` gives a text as it is kept, or refuses it."""

    name: str
    about: str
    read: Callable[[str], str]
    default: str = ""
    choices: tuple[str, ...] = ()


def _unknown_logins(text: str) -> str:
    word = text.strip().casefold()
    if word not in (VIEWER, NOBODY):
        raise InvalidChoice(f"Expected {VIEWER} or {NOBODY}, found '{text}'.")
    return word


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "organisation", "What the council is called at the head of reports.", parse_line, "NCC"
    ),
    Setting(
        "title",
        "What a report is called at its head, before its date.",
        parse_line,
        DEFAULT_NAME,
    ),
    Setting(
        "opens_at",
        "The report date at which the app opens; today unless set.",
        lambda text: parse_date(text).isoformat(),
    ),
    Setting("notice", "A line that stands above everything.", parse_line),
    Setting(
        "default_tolerance",
        "The tolerance that a new measure begins with.",
        lambda text: plain(parse_not_negative(text)),
        plain(Tolerance().amount),
    ),
    Setting(
        "default_lag_days",
        "The days after a period's end that a new measure begins with.",
        lambda text: str(parse_whole(text, 0, LONGEST_LAG)),
        str(DEFAULT_LAG_DAYS),
    ),
    Setting(
        "unknown_logins",
        "What somebody is who is no officer: viewer, who may read, or nobody.",
        _unknown_logins,
        VIEWER,
        (VIEWER, NOBODY),
    ),
    Setting(
        "idle_minutes",
        "After how many minutes without a key a session ends, its draft kept; 0: never.",
        lambda text: str(parse_whole(text, 0, _A_DAY)),
        "0",
    ),
)
BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


def default_tolerance(settings: Mapping[str, str]) -> Tolerance:
    """The tolerance that a new measure begins with."""
    return Tolerance(Decimal(effective(settings, "default_tolerance")))


def default_lag_days(settings: Mapping[str, str]) -> int:
    """The lag that a new measure begins with."""
    return int(effective(settings, "default_lag_days"))


def admits_unknown(settings: Mapping[str, str]) -> bool:
    """Whether somebody who is no officer may read."""
    return effective(settings, "unknown_logins") != NOBODY


def effective(settings: Mapping[str, str], name: str) -> str:
    """What counts of a setting: what it says, or its default where that says nothing it may."""
    setting = BY_NAME[name]
    try:
        return setting.read(settings.get(name) or setting.default)
    except NccError:
        return setting.default
