"""History as text and as JSON."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.text import Text

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.text import one_line, visible
from ncc_tui.domain.worddiff import Segment, WordChange, set_apart
from ncc_tui.printing.json_ import number
from ncc_tui.services.history import Amendment, History, Step

_NARROWEST = 40
_HANGING = 2
_STYLES = {WordChange.SAME: "", WordChange.REMOVED: "strike", WordChange.ADDED: "underline"}


def history_text(history: History, width: int, *, struck: bool = False) -> str:
    """Every revision, newest first, with what it changed.

    Words that went are struck through and words that came underlined where they can be
    (`struck`); elsewhere both are said: `(was “75”, now “74”)`.
    """
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, _NARROWEST),
        force_terminal=struck,
        color_system="standard" if struck else None,
        legacy_windows=False,
        force_jupyter=False,
    )
    for line in _lines(history, console, struck=struck):
        console.print(line, soft_wrap=True)
    return out.getvalue().removesuffix("\n")


def in_words(segments: Iterable[Segment]) -> str:
    """A word diff in one text that says what each change was."""
    said = ""
    changes = groupby(segments, lambda segment: segment.change is WordChange.SAME)
    for same, group in changes:
        texts = {segment.change: segment.text for segment in group}
        if same:
            said += texts[WordChange.SAME]
        elif len(texts) == 2:
            said += f"(was “{texts[WordChange.REMOVED]}”, now “{texts[WordChange.ADDED]}”)"
        else:
            ((change, text),) = texts.items()
            said += f"({change} “{text}”)"
    return said


def recorded(step: Step) -> str:
    """Who wrote a revision and when, on the reader's clock."""
    at = step.revision.recorded_at.astimezone()
    return f"{one_line(step.who)}, {format_date(at.date())} {at:%H:%M}"


def history_json(history: History) -> dict[str, Any]:
    """The same for scripts; `changed` names the fields that differ from the revision before."""
    return {
        "measure": history.measure.code,
        "title": history.measure.title,
        "standing": history.standing,
        "revisions": [_revision(step) for step in reversed(history.steps)],
        "amendments": [_amendment(amendment) for amendment in reversed(history.amendments)],
    }


def _lines(history: History, console: Console, *, struck: bool) -> Iterator[Text]:
    measure = history.measure
    yield Text(one_line(f"{measure.code} {measure.title}"))
    if history.notice:
        yield Text(history.notice)
    if not history.steps:
        yield Text()
        yield Text("No result has been entered.")
    for period, steps in groupby(reversed(history.steps), lambda step: step.revision.period):
        yield Text()
        yield Text(f"{period.label} · {period.span}")
        for step in steps:
            for indent, text in _step(step, struck=struck):
                yield from _wrapped(text, console, indent)
    for amendment in reversed(history.amendments):
        yield Text()
        for indent, text in _amended(amendment):
            yield from _wrapped(text, console, indent)


def _amended(amendment: Amendment) -> Iterator[tuple[int, Text]]:
    """What is said of a revision of the definition or of a target."""
    yield 0, Text(visible(f"{amendment.heading} · {amendment.recorded}"))
    if amendment.stamp and amendment.stamp.reason:
        yield 2, Text(visible(f"Reason: {amendment.stamp.reason}"))
    for change in amendment.changes:
        said = f"{change.label}: {change.before or 'none'} → {change.after or 'none'}"
        yield 2, Text(visible(said))


def _step(step: Step, *, struck: bool) -> Iterator[tuple[int, Text]]:
    """What is said of a revision, each paragraph with how far it is indented."""
    revision, entry = step.revision, step.revision.entry
    figure = format_figure(entry.value) or str(entry.missing)
    facts = [f"Revision {revision.number}", figure]
    if entry.provisional:
        facts.append("provisional")
    if entry.override:
        facts.append(f"rating set by hand: {entry.override}")
    facts += [f"reported on {format_date(revision.reported_on)}", recorded(step)]
    yield 2, Text(" · ".join(facts))
    if entry.reason:
        yield 4, Text(visible(f"Reason: {entry.reason}"))
    for change in step.changes:
        if change.field != "comments":
            said = f"{change.label}: {change.before or 'none'} → {change.after or 'none'}"
            yield 4, Text(visible(said))
    comments = _comments(step, struck=struck)
    if comments:
        yield 4, comments


def _comments(step: Step, *, struck: bool) -> Text:
    """A revision's comments with what became of those before."""
    if struck and step.comments:
        words = ((visible(s.text), _STYLES[s.change]) for s in set_apart(step.comments))
        return Text.assemble(*words)
    return Text(visible(in_words(step.comments) or step.revision.entry.comments))


def _wrapped(text: Text, console: Console, indent: int) -> Iterator[Text]:
    """A paragraph in lines as wide as the console; those that go on a line hang."""
    for paragraph in text.split("\n", allow_blank=True):
        lines = paragraph.wrap(console, console.width - indent - _HANGING)
        for k, line in enumerate(lines):
            line.rstrip()
            yield Text(" " * (indent + (_HANGING if k else 0))).append_text(line)


def _revision(step: Step) -> dict[str, Any]:
    revision, entry = step.revision, step.revision.entry
    return {
        "period": revision.period.label,
        "revision": revision.number,
        "value": number(entry.value),
        "missing_reason": str(entry.missing) if entry.missing else None,
        "provisional": entry.provisional,
        "comments": entry.comments or None,
        "override": str(entry.override) if entry.override else None,
        "override_reason": entry.override_reason or None,
        "source": entry.source or None,
        "forecast": number(entry.forecast),
        "reason": entry.reason or None,
        "reported_on": revision.reported_on.isoformat(),
        "recorded_at": revision.recorded_at.isoformat(),
        "recorded_by": revision.recorded_by,
        "recorded_by_name": step.who,
        "changed": [change.field for change in step.changes],
    }


def _amendment(amendment: Amendment) -> dict[str, Any]:
    stamp = amendment.stamp
    return {
        "ledger": amendment.ledger,
        "subject": amendment.subject or None,
        "revision": amendment.number,
        "counts_from": amendment.counts_from.isoformat() if amendment.counts_from else None,
        "reason": stamp.reason or None if stamp else None,
        "recorded_at": stamp.at.isoformat() if stamp else None,
        "recorded_by": stamp.by if stamp else None,
        "recorded_by_name": amendment.who,
        "changed": [
            {"field": c.field, "before": c.before or None, "after": c.after or None}
            for c in amendment.changes
        ],
    }
