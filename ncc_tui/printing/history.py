"""History as text and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from ncc_tui.domain.dates import format_date
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.text import one_line, visible
from ncc_tui.domain.worddiff import Change, Segment
from ncc_tui.printing.json_ import number
from ncc_tui.services.history import History, Step

_MARKS = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}


def history_text(history: History, width: int) -> str:
    """Every revision, with what it changed: words that went in `[-…-]`, that came in `{+…+}`."""
    measure = history.measure
    lines = [one_line(f"{measure.code} {measure.title}")]
    if not history.steps:
        lines += ["", "No result has been entered."]
    period = None
    for step in history.steps:
        if step.revision.period != period:
            period = step.revision.period
            lines += ["", f"{period.label} · {period.span}"]
        lines += _step(step, max(width, 40))
    return "\n".join(lines)


def marked(segments: Iterable[Segment]) -> str:
    """A word diff in one text, marked so that it reads without colour."""
    return "".join(_MARKS[s.change].format(s.text) for s in segments)


def recorded(step: Step) -> str:
    """Who wrote a revision and when, on the reader's clock."""
    at = step.revision.recorded_at.astimezone()
    return f"{one_line(step.who)}, {format_date(at.date())} {at:%H:%M}"


def history_json(history: History) -> dict[str, Any]:
    """The same for scripts; `changed` names the fields that differ from the revision before."""
    return {
        "measure": history.measure.code,
        "title": history.measure.title,
        "revisions": [_revision(step) for step in history.steps],
    }


def _step(step: Step, width: int) -> Iterator[str]:
    revision, entry = step.revision, step.revision.entry
    figure = format_figure(entry.value) or str(entry.missing)
    facts = [f"Revision {revision.number}", figure]
    if entry.provisional:
        facts.append("provisional")
    if entry.override:
        facts.append(f"rating set by hand: {entry.override}")
    facts += [f"reported on {format_date(revision.reported_on)}", recorded(step)]
    yield from _wrapped(" · ".join(facts), width, 2)
    if entry.reason:
        yield from _wrapped(f"Reason: {entry.reason}", width, 4)
    for change in step.changes:
        if change.field != "comments":
            said = f"{change.label}: {change.before or 'none'} → {change.after or 'none'}"
            yield from _wrapped(said, width, 4)
    comments = marked(step.comments) or entry.comments
    if comments:
        yield from _wrapped(comments, width, 4)


def _wrapped(text: str, width: int, indent: int) -> Iterator[str]:
    for line in visible(text).splitlines():
        first, rest = " " * indent, " " * (indent + 2)
        yield from textwrap.wrap(line, width, initial_indent=first, subsequent_indent=rest) or [""]


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
        "reason": entry.reason or None,
        "reported_on": revision.reported_on.isoformat(),
        "recorded_at": revision.recorded_at.isoformat(),
        "recorded_by": revision.recorded_by,
        "recorded_by_name": step.who,
        "changed": [change.field for change in step.changes],
    }
