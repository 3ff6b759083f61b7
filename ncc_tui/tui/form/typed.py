"""What stands typed in a result form: taken from a result or a draft, kept, and understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import count
from typing import TypeVar

from ncc_tui.domain.dates import parse_date
from ncc_tui.domain.entries import carried_over, same_figure
from ncc_tui.domain.errors import InvalidFigure, NccError
from ncc_tui.domain.figures import format_figure, parse_figure
from ncc_tui.domain.model import Entry, MissingReason, Revision
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.text import visible
from ncc_tui.services.actions import NewAction, owner_of

Parsed = TypeVar("Parsed")
_TEXTS = ("value", "comments", "reason", "forecast", "reported_on", "override_reason")


@dataclass(frozen=True)
class TypedAction:
    """One new action as typed; `owner` is a login or a name."""

    text: str = ""
    owner: str = ""
    due: str = ""


@dataclass(frozen=True)
class Understood:
    """What a form says; `problems` has a sentence for each field that does not read well."""

    entry: Entry
    reported_on: date | None
    actions: tuple[NewAction, ...]
    problems: Mapping[str, str]


@dataclass(frozen=True)
class Typed:
    """A form's fields, raw text each; an empty `reported_on` means today."""

    value: str = ""
    missing: str = ""
    provisional: bool = False
    comments: str = ""
    reason: str = ""
    forecast: str = ""
    reported_on: str = ""
    override: str = ""
    override_reason: str = ""
    actions: tuple[TypedAction, ...] = ()

    @classmethod
    def of(cls, revision: Revision | None) -> Typed:
        """A form that says what a revision says; an empty one where none stands."""
        if revision is None or revision.entry.withdrawn:
            return cls()
        entry = revision.entry
        return cls(
            value=format_figure(entry.value),
            missing=str(entry.missing or ""),
            provisional=entry.provisional,
            comments=visible(entry.comments),
            forecast=format_figure(entry.forecast),
            override=str(entry.override or ""),
            override_reason=visible(entry.override_reason),
        )

    @classmethod
    def of_draft(cls, content: Mapping[str, str]) -> tuple[Typed, int]:
        """What a draft holds, and the revision that its officer saw; unknown choices are none."""
        held = {name: content.get(name, "") for name in _TEXTS}
        missing, override = content.get("missing", ""), content.get("override", "")
        seen = content.get("seen", "")
        typed = cls(
            provisional=bool(content.get("provisional")),
            missing=missing if missing in set(MissingReason) else "",
            override=override if override in set(Rating) else "",
            actions=tuple(_drafted_actions(content)),
            **held,
        )
        return typed, int(seen) if seen.isdecimal() else 0

    @property
    def figure(self) -> Decimal | str | None:
        """The figure typed, however it is written (`73.0` is 73), None where there is none.

        What does not read as a number, as while one is being typed, is its text.
        """
        text = self.value.strip()
        try:
            return parse_figure(text) if text else None
        except InvalidFigure:
            return text

    def same_figure(self, other: Typed) -> bool:
        """Whether both have the same figure, or the same reason for none."""
        mine, theirs = self.figure, other.figure
        if isinstance(mine, str) or isinstance(theirs, str):
            return False
        return same_figure(mine, theirs) and self.missing == other.missing

    def tied_as(self, other: Typed, unless_changed_from: Typed) -> Typed:
        """The same with what belongs to a figure (provisional, the rating by hand) as in another.

        But what the officer changed of it stays.
        """
        was, tied = unless_changed_from, self
        if self.provisional == was.provisional:
            tied = replace(tied, provisional=other.provisional)
        if (self.override, self.override_reason) == (was.override, was.override_reason):
            tied = replace(tied, override=other.override, override_reason=other.override_reason)
        return tied

    def as_draft(self, seen: int) -> dict[str, str]:
        """What to keep of the form, with the revision that its officer saw."""
        content = {name: str(getattr(self, name)) for name in (*_TEXTS, "missing", "override")}
        content |= {"provisional": "yes" if self.provisional else "", "seen": str(seen)}
        for number, action in enumerate(self.actions):
            content |= {f"action{number}.{part}": text for part, text in asdict(action).items()}
        return content

    def understood(
        self, base: Revision | None, today: date, officers: Mapping[str, str]
    ) -> Understood:
        """Read every field of a form that corrects `base`; `officers` are names by login."""
        problems: dict[str, str] = {}
        value = _read(parse_figure, self.value, "value", problems)
        forecast = _read(parse_figure, self.forecast, "forecast", problems)
        missing = MissingReason(self.missing) if self.missing else None
        override = Rating(self.override) if self.override else None
        entry = replace(
            carried_over(base, value, missing),
            comments=self.comments,
            forecast=forecast,
            provisional=self.provisional,
            override=override,
            override_reason=self.override_reason if override else "",
            reason=self.reason,
        )
        if base is not None and self.comments == visible(base.entry.comments):
            # Not typed over: whatever cannot be shown in it stays.
            entry = replace(entry, comments=base.entry.comments)
        reported_on = _read(
            partial(parse_date, today=today), self.reported_on, "reported_on", problems
        )
        actions = tuple(self._new_actions(today, officers, problems))
        return Understood(entry, reported_on, actions, problems)

    def _new_actions(
        self, today: date, officers: Mapping[str, str], problems: dict[str, str]
    ) -> list[NewAction]:
        actions, parse = [], partial(parse_date, today=today, ahead=True)
        for number, typed in enumerate(self.actions):
            due = _read(parse, typed.due, f"action{number}.due", problems)
            if not typed.text.strip():
                problems[f"action{number}"] = "Expected what is to be done."
            actions.append(NewAction(typed.text, owner_of(typed.owner, officers), due))
        return actions


def _drafted_actions(content: Mapping[str, str]) -> Iterator[TypedAction]:
    for number in count():
        parts = [content.get(f"action{number}.{part}", "") for part in ("text", "owner", "due")]
        if not any(parts):
            return
        yield TypedAction(*parts)


def _read(
    parse: Callable[[str], Parsed], text: str, field: str, problems: dict[str, str]
) -> Parsed | None:
    """What a field says, None where it is empty or, with a problem noted, cannot be read."""
    if not text.strip():
        return None
    try:
        return parse(text)
    except NccError as error:
        problems[field] = str(error)
        return None
