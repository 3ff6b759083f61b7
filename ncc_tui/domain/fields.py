"""Fields: what each part of a service, a measure or an officer is, and how it is read and checked.

The names are those of the import format. The forms, the options of `ncc-tui admin`, the import and
the README go by these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from ncc_tui.domain.dates import parse_date
from ncc_tui.domain.errors import InvalidEntry, InvalidField, NccError
from ncc_tui.domain.figures import format_figure, parse_figure
from ncc_tui.domain.model import EVERY_SERVICE, Officer, Role, Service
from ncc_tui.domain.text import LONGEST_TEXT, tidy

LONGEST_CODE = 200
# What stands between the services of one officer, and so in no service's code.
LIST_MARKS = re.compile(r"[;,\n]")
_EVERY = (EVERY_SERVICE, "every")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_NOTHING = ("", "-")

R = TypeVar("R")

# What is typed beside the fields of what stands in a ledger.
ABOUT_LEDGERS = {
    "counts_from": "The day from which it counts in reports: today unless said, or always where no "
    "report has shown anything yet.",
    "reason": "Why it changes; needed where earlier reports are to say otherwise.",
}


@dataclass(frozen=True)
class RecordField(Generic[R]):
    """One field of a record: its name, what it is in a line, and how it is shown and read.

    `says` gives it as it is typed, `put` the record with another text in it, which raises an
    NccError where that is none. `choices` are all that it may say, where they are few.
    """

    name: str
    about: str
    says: Callable[[R], str]
    put: Callable[[R, str], R]
    choices: tuple[str, ...] = ()

    @property
    def option(self) -> str:
        """What the field is called on the command line: `--period-anchor`."""
        return "--" + self.name.replace("_", "-")

    @property
    def label(self) -> str:
        """What the field is called in a form: `Period anchor`."""
        return self.name.replace("_", " ").capitalize()


def filled(
    record: R, texts: Mapping[str, str], fields: Sequence[RecordField[R]]
) -> tuple[R, dict[str, str]]:
    """A record with what is typed into its fields; and what is wrong, a sentence for each field."""
    problems: dict[str, str] = {}
    for field in fields:
        if field.name in texts:
            try:
                record = field.put(record, texts[field.name])
            except NccError as error:
                problems[field.name] = str(error)
    return record, problems


def first_problem(problems: Mapping[str, str]) -> None:
    """Raise InvalidField for the first of the fields that something is wrong with."""
    for name, sentence in problems.items():
        raise InvalidField(name, sentence)


def differing(before: R, after: R, fields: Sequence[RecordField[R]]) -> tuple[RecordField[R], ...]:
    """The fields in which two records differ."""
    return tuple(field for field in fields if field.says(before) != field.says(after))


def parse_text(text: str) -> str:
    """Read a text as it is kept; raises InvalidEntry where it is too long."""
    kept = tidy(text)
    if len(kept) > LONGEST_TEXT:
        raise InvalidEntry(
            f"Expected at most {LONGEST_TEXT:,} characters of text, found {len(kept):,}."
        )
    return kept


def parse_required(text: str) -> str:
    """Read a text that must not be empty."""
    kept = parse_text(text)
    if not kept:
        raise InvalidEntry("Expected a text, found none.")
    return kept


def parse_line(text: str) -> str:
    """Read a text of one line; raises InvalidEntry where it has more, or a control character."""
    kept = parse_text(text)
    if _CONTROL.search(kept):
        raise InvalidEntry("Expected one line without control characters.")
    return kept


def parse_code(text: str) -> str:
    """Read a code, login or name that others refer to: one line, not empty, not long."""
    kept = parse_line(parse_required(text))
    if len(kept) > LONGEST_CODE:
        raise InvalidEntry(f"Expected at most {LONGEST_CODE} characters.")
    return kept


def parse_service_code(text: str) -> str:
    """Read a service's code, which can stand in a list of them and is no word for every one."""
    code = parse_code(text)
    if LIST_MARKS.search(code):
        raise InvalidEntry("Expected a code without ; or ,.")
    if code.casefold() in _EVERY:
        raise InvalidEntry(f"Expected another code than {code}, which means every service.")
    return code


def parse_services(text: str) -> tuple[tuple[str, ...], bool]:
    """Read an officer's services: their codes, or whether a word says that it is every one."""
    words = (word.strip() for word in LIST_MARKS.split(tidy(text)))
    codes = tuple(sorted({word for word in words if word not in _NOTHING}))
    every = any(code.casefold() in _EVERY for code in codes)
    return ((), True) if every else (codes, False)


def parse_whole(text: str, least: int, most: int) -> int:
    """Read a whole number between two bounds."""
    figure = parse_figure(text)
    if figure != figure.to_integral_value() or not least <= figure <= most:
        raise InvalidEntry(f"Expected a whole number from {least} to {most:,}, found '{text}'.")
    return int(figure)


def parse_not_negative(text: str) -> Decimal:
    """Read a number of 0 or more."""
    figure = parse_figure(text)
    if figure < 0:
        raise InvalidEntry(f"Expected a number of 0 or more, found '{text}'.")
    return figure


def says_nothing(text: str) -> bool:
    """Whether a text leaves an optional field empty."""
    return text.strip() in _NOTHING


def optional_date(text: str) -> date | None:
    """Read a date; an empty text and `-` say that there is none."""
    return None if says_nothing(text) else parse_date(text)


def optional_figure(text: str) -> Decimal | None:
    """Read a number of 0 or more; an empty text and `-` say that there is none."""
    return None if says_nothing(text) else parse_not_negative(text)


def plain(figure: Decimal | None) -> str:
    """A number as it is typed."""
    return format_figure(figure).replace(",", "")


def _services_put(officer: Officer, text: str) -> Officer:
    codes, every = parse_services(text)
    return replace(officer, services=codes, every_service=every)


SERVICE_FIELDS: tuple[RecordField[Service], ...] = (
    RecordField(
        "code",
        "The short code by which everything refers to it; it stays.",
        lambda service: service.code,
        lambda service, text: replace(service, code=parse_service_code(text)),
    ),
    RecordField(
        "service",
        "Its name at the head of its report; no two services share one.",
        lambda service: service.name,
        lambda service, text: replace(service, name=parse_required(text)),
    ),
    RecordField(
        "parent",
        "The code of the service it lies under, if any.",
        lambda service: service.parent or "",
        lambda service, text: replace(
            service, parent=None if says_nothing(text) else parse_code(text)
        ),
    ),
    RecordField(
        "director",
        "The director's post or name, for the head of the report.",
        lambda service: service.director,
        lambda service, text: replace(service, director=parse_text(text)),
    ),
    RecordField(
        "portfolio_holder",
        "The cabinet member who answers for it.",
        lambda service: service.portfolio_holder,
        lambda service, text: replace(service, portfolio_holder=parse_text(text)),
    ),
)

OFFICER_FIELDS: tuple[RecordField[Officer], ...] = (
    RecordField(
        "login",
        "The name of their account on the system; it stays.",
        lambda officer: officer.login,
        lambda officer, text: replace(officer, login=parse_code(text)),
    ),
    RecordField(
        "name",
        "The name that reports and histories show.",
        lambda officer: officer.name,
        lambda officer, text: replace(officer, name=parse_required(text)),
    ),
    RecordField(
        "role",
        "viewer reads; officer enters results; editor also sets measures and targets; admin all.",
        lambda officer: str(officer.role),
        lambda officer, text: replace(officer, role=Role.parse(text)),
        choices=tuple(Role),
    ),
    RecordField(
        "services",
        f"Codes of the services they keep, with ; between them, or {EVERY_SERVICE}; none: none.",
        lambda officer: EVERY_SERVICE if officer.every_service else "; ".join(officer.services),
        _services_put,
    ),
)
