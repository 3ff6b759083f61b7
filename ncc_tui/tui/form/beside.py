"""What stands beside the fields of a result form, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from rich.style import Style
from rich.text import Text

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import (
    financial_year,
    financial_year_label,
    format_date,
    understood,
)
from ncc_tui.domain.entries import unlikely_due
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.model import Entry, Revision
from ncc_tui.domain.periods import Period
from ncc_tui.domain.text import one_line, visible
from ncc_tui.printing.cells import action_line, shown_result
from ncc_tui.services.forms import FormInputs, Preview
from ncc_tui.tui.form.typed import TypedAction, Understood
from ncc_tui.tui.sentences import elsewhere_words, owner_words
from ncc_tui.tui.themes import Look

_BOLD = Style(bold=True)


def facts(inputs: FormInputs, look: Look) -> Text:
    """Target, previous result and that of a year before, in a line, none of them rounded."""
    known = [
        ("Target", format_figure(inputs.target), ""),
        ("Previous", *_result(inputs.previous)),
        ("Year before", *_result(inputs.year_before)),
    ]
    text = Text()
    for label, figure, period in known:
        text.append(f"{label} ", look.quiet)
        text.append(figure or "none", _BOLD if figure else look.quiet)
        text.append(f" {period}".rstrip() + "   ", look.quiet)
    text.rstrip()
    return text


def _result(revision: Revision | None) -> tuple[str, str]:
    return shown_result(revision), revision.period.label if revision else ""


def outlook(preview: Preview, entry: Entry, look: Look) -> Text:
    """The ratings that what is typed will get."""
    if entry.value is None:
        said = f"No value: {entry.missing}" if entry.missing else "Type a value to see its rating"
        return Text(said, look.quiet)
    rating = entry.override or preview.performance
    text = Text(f"{format_figure(entry.value)} will be ", look.quiet)
    text.append(f" {look.words(rating)} ", look.style(rating))
    if entry.override:
        text.append(f" set by hand, by the rule {look.words(preview.performance)}", look.quiet)
    text.append("   Direction of travel ", look.quiet)
    text.append(look.words(preview.direction), look.shape_style(preview.direction))
    return text


def reported(typed: str, today: date) -> str:
    """From which day the entry counts, as the day typed is understood."""
    if not typed.strip():
        return f"empty: today, {format_date(today)}"
    read = understood(typed, today)
    return f"{read}: it counts from then" if read else ""


def forecasting(period: Period, typed: str, doubts: Sequence[str]) -> str:
    """What a forecast is, or what is unlikely about the one typed."""
    if doubts:
        return "".join(f"! {doubt} " for doubt in doubts)
    year = financial_year_label(financial_year(period.start))
    return "" if typed else f"optional: what you expect for {year}"


def actions_read(
    typed: Sequence[TypedAction], read: Understood, names: Mapping[str, str], today: date
) -> dict[str, str]:
    """How each new action is understood, by `action0` and so on."""
    said = {}
    for number, (one, action) in enumerate(zip(typed, read.actions, strict=True)):
        words = []
        if action.owner:
            words.append(owner_words(action.owner, names))
        if due := understood(one.due, today, ahead=True):
            late = ", which is past" if any(unlikely_due(action.due_on, today)) else ""
            words.append(f"by {due}{late}")
        said[f"action{number}"] = " · ".join(words)
    return said


def turning(inputs: FormInputs, other: Period | None, as_at: AsAt) -> str:
    """To which other period a key turns: that of the result in the report, or the next one."""
    current = inputs.current(as_at)
    if other is None:
        return ""
    if current is None or current.period != other:
        return f"F3: enter {other.label} instead"
    figure = shown_result(current)
    return f"F3: correct {other.label} ({figure} in the report)"


def standing(inputs: FormInputs, seen: int, names: Mapping[str, str]) -> str:
    """The period's last day, and which result a save corrects."""
    corrected = inputs.ledger.revision(inputs.period, seen)
    until = f"to {format_date(inputs.period.end)}"
    if inputs.period.end >= inputs.today:
        until += ", not over"
    if corrected is None:
        return f"{until} · no result yet"
    who = one_line(names.get(corrected.recorded_by, corrected.recorded_by))
    figure, known = shown_result(corrected), inputs.ledger.reported(inputs.period)
    corrects = f"{until} · corrects {figure} (revision {seen}, {who})"
    if corrected.reported_on > inputs.today:
        corrects += f", which counts from {format_date(corrected.reported_on)}"
        corrects += f"; until then {shown_result(known)}" if known is not None else ""
    return corrects


def news(inputs: FormInputs, seen: int, names: Mapping[str, str], *, typed: bool) -> str:
    """What somebody saved of the period since, or which drafts wait for others; else nothing."""
    newest = inputs.newest
    if newest is None or newest.number == seen:
        return elsewhere_words(inputs.elsewhere)
    who = one_line(names.get(newest.recorded_by, newest.recorded_by))
    said = f"Saved since: {shown_result(newest)} by {who}, {moment(newest.recorded_at)}"
    return f"{said} · F4 shows {'both' if typed else 'it'}"


def context(
    inputs: FormInputs,
    names: Mapping[str, str],
    look: Look,
    theirs: Revision | None = None,
) -> Text:
    """What to look at while typing: another's version, the last comments, the open actions."""
    text = Text()
    if theirs is not None:
        _heading(text, f"Theirs: {signed(theirs, names)}")
        text.append(f"{shown_result(theirs)}\n", _BOLD)
        text.append(f"{visible(theirs.entry.comments).strip() or 'No comments.'}\n\n")
    previous = inputs.previous
    _heading(text, f"Comments of {previous.period.label}" if previous else "Comments before")
    said = visible(previous.entry.comments).strip() if previous else ""
    text.append(said or "None.", look.quiet if not said else "")
    text.append("\n\n")
    _heading(text, "Actions open")
    bullet = ">" if look.ascii_only else "▸"
    for action in sorted(inputs.actions, key=lambda a: not a.overdue_at(inputs.today)):
        late = action.overdue_at(inputs.today)
        owner = names.get(action.owner, action.owner) if action.owner else ""
        sign = "!" if late else bullet
        line = f"{sign} {action_line(action, owner)}{' (overdue)' if late else ''}\n"
        text.append(line, _BOLD if late else "")
    if not inputs.actions:
        text.append("None.", look.quiet)
    text.rstrip()
    return text


def _heading(text: Text, words: str) -> None:
    text.append(f"{words}\n", _BOLD)


def signed(revision: Revision, names: Mapping[str, str]) -> str:
    """Which revision it is, by whom and when: `revision 2 by Jo Smith, 18 May 2024 10:42`."""
    who = one_line(names.get(revision.recorded_by, revision.recorded_by))
    return f"revision {revision.number} by {who}, {moment(revision.recorded_at)}"


def moment(at: datetime) -> str:
    """A moment as the officer's clock shows it: `18 May 2024 10:42`."""
    here = at.astimezone()
    return f"{format_date(here.date())} {here:%H:%M}"


def words_in(text: str) -> str:
    """How many words a text has: `12 words`."""
    count = len(text.split())
    return f"{count} word{'' if count == 1 else 's'}"
