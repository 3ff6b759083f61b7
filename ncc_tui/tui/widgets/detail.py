"""The detail of a row in words: commentary, actions, comparators, definition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rich.style import Style
from rich.text import Text

from ncc_tui.domain.dates import financial_year, financial_year_label, format_date
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.report import Row
from ncc_tui.domain.text import one_line, visible
from ncc_tui.tui.themes import Look

_HEADING = Style(bold=True)


def detail_text(
    row: Row,
    at: date,
    look: Look,
    names: Mapping[str, str],
    *,
    full: bool = False,
    brief: bool = False,
) -> Text:
    """What a report says of a measure besides its figures.

    In full, also where they come from; in brief, the title and what was written come first, for
    there may be room for little more.
    """
    text = Text()
    if brief:
        text.append(f"{one_line(row.measure.title)}\n", _HEADING)
    else:
        _heading(text, row, look, full)
    text.append(
        visible(row.comments).strip() or "No commentary yet.", _quiet_if(not row.comments, look)
    )
    text.append("\n")
    _actions(text, row, at, look, names)
    _comparators(text, row, look, full)
    _about(text, row, look, names, full)
    return text


def _quiet_if(quiet: bool, look: Look) -> Style:
    return look.quiet if quiet else Style()


def _heading(text: Text, row: Row, look: Look, full: bool) -> None:
    measure = row.measure
    text.append(one_line(measure.title), _HEADING)
    text.append(f"  {one_line(measure.code)}\n", look.quiet)
    said = [one_line(measure.unit), str(measure.cycle.frequency), f"{measure.polarity} is better"]
    if full and row.moved and row.moved.way:
        earlier = format_figure(row.moved.value)
        said.append(f"{row.moved.words} since {row.moved.period.label} ({earlier})")
    if row.current and row.current.entry.provisional:
        said.append("provisional")
    if row.current and row.current.number > 1:
        said.append(f"revision {row.current.number}")
    if row.revised_since:
        said.append("revised since (r)")
    if row.previous and row.previous_older:
        year = financial_year_label(financial_year(row.previous.period.start))
        said.append(f"previous year is of {year} (o)")
    text.append(" · ".join(said) + "\n", look.quiet)
    if row.overridden and row.current:
        text.append(
            f"Rated {row.performance} by hand (by the rule {row.computed_performance}): "
            f"{one_line(row.current.entry.override_reason)}\n",
            Style(italic=True),
        )
    text.append("\n")


def _actions(text: Text, row: Row, at: date, look: Look, names: Mapping[str, str]) -> None:
    if not row.actions:
        return
    text.append("\nActions\n", _HEADING)
    bullet = ">" if look.ascii_only else "▸"
    for action in row.actions:
        text.append(f"{bullet} {one_line(action.text)}")
        owner = names.get(action.owner, action.owner) if action.owner else ""
        if owner:
            text.append(f"  {one_line(owner)}", look.quiet)
        late = action.overdue_at(at)
        if action.done_on and not late:
            text.append(f"  done {format_date(action.done_on)}", look.green)
        elif action.due_on:
            due = f"  {'! overdue, ' if late else ''}by {format_date(action.due_on)}"
            text.append(due, Style(bold=True) if late else look.quiet)
        text.append("\n")


def _comparators(text: Text, row: Row, look: Look, full: bool) -> None:
    if not row.comparators:
        return
    text.append("\nComparators\n", _HEADING)
    for benchmark in row.comparators:
        text.append(f"{one_line(benchmark.comparator)} ")
        text.append(format_figure(benchmark.value), _HEADING)
        text.append(f" ({benchmark.period.label})   ", look.quiet)
    sources = dict.fromkeys(one_line(b.source) for b in row.comparators if b.source)
    text.rstrip()
    text.append("\n" + " · ".join(sources) + "\n" if full else "\n", look.quiet)


def _about(text: Text, row: Row, look: Look, names: Mapping[str, str], full: bool) -> None:
    measure, current = row.measure, row.current
    text.append("\nAbout\n", _HEADING)
    if measure.definition:
        text.append(visible(measure.definition).strip() + "\n")
    said = []
    if measure.owner:
        said.append(f"Owner: {one_line(names.get(measure.owner, measure.owner))}")
    if current and full:
        said.append(f"Reported on {format_date(current.reported_on)}")
        if current.entry.source:
            said.append(f"Source: {one_line(current.entry.source)}")
    text.append(" · ".join(said), look.quiet)
