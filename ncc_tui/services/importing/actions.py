"""Importing actions: the rows of actions.csv, and the lines of results' `actions` cells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ncc_tui.domain.model import Action, Measure
from ncc_tui.domain.periods import Period
from ncc_tui.services.importing.outcome import Kind, shortened
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.words import difference
from ncc_tui.services.importing.work import Work, batched
from ncc_tui.store import actions as store
from ncc_tui.store.imports import StagedAction
from ncc_tui.store.records import day, from_action, iso


def stage_actions(work: Work, sources: Sequence[Source]) -> None:
    """Read the rows of actions.csv."""
    for source in sources:
        for batch in batched(_rows(work, source)):
            work.staging.stage_actions(batch)


def import_actions(work: Work) -> None:
    """Add the actions that were staged, and change those that are there.

    Rows of actions.csv that say the same are actions of their own, as they are in the database;
    a line of an `actions` cell stands for any action of its words, and was raised when the first
    revision that has it was reported.
    """
    for group in work.staging.actions():
        measure = work.measures[group[0].measure]
        there: dict[tuple[str, str], list[Action]] = defaultdict(list)
        for action in store.actions(work.staging.db, measure):
            there[action.period.start.isoformat(), action.text].append(action)
        met: Counter[tuple[str, str]] = Counter()
        for row in sorted(group, key=_raised):
            key = row.period, row.text
            held = there[key]
            if row.short and held:
                work.journal.leave(work.sheets[row.sheet], "actions")
            elif met[key] < len(held):
                _change(work, row, held[met[key]])
            else:
                held.append(_add(work, row, measure))
            met[key] += 1
        work.journal.went_on()


def _rows(work: Work, source: Source) -> Iterator[StagedAction]:
    for row in work.rows(source):
        measure = work.measure(row)
        period = work.period(row, measure) if measure else None
        text = row.required("action")
        owner = row.text("owner") or None
        due_on, done_on, raised_on = (iso(row.day(c)) for c in ("due_on", "done_on", "raised_on"))
        if measure and period and row.good:
            yield StagedAction(
                measure=measure.code,
                short=0,
                seq=next(work.seq),
                period=period.start,
                sheet=source.sheet.number,
                line=row.line,
                text=text,
                owner=owner,
                due_on=due_on,
                done_on=done_on,
                raised_on=raised_on,
                assumed_on=period.assumed_on,
            )


def _raised(row: StagedAction) -> str:
    """What sorts lines of `actions` cells by date; rows of actions.csv stay before them."""
    return row.raised_on or row.assumed_on if row.short else ""


def _add(work: Work, row: StagedAction, measure: Measure) -> Action:
    first = work.staging.first_reported_on(row.measure, row.period)
    raised = row.raised_on or first
    if row.short and not row.raised_on and first and work.staging.held(row.measure, row.period):
        # Undated, as a correction: what is new today must not show in earlier reports.
        raised = max(first, work.today.isoformat())
    action = Action(
        id=0,
        measure=row.measure,
        period=Period(date.fromisoformat(row.period), measure.cycle),
        text=row.text,
        owner=row.owner,
        due_on=day(row.due_on),
        done_on=day(row.done_on),
        raised_on=date.fromisoformat(raised or row.assumed_on),
    )
    store.add_action(work.staging.db, action, work.staging.author)
    work.journal.add(work.sheets[row.sheet], "actions")
    key = work.label(row.measure, row.period)
    work.journal.list_change(Kind.ADDED, "actions", key, "", shortened(row.text))
    return action


def _change(work: Work, row: StagedAction, held: Action) -> None:
    """Take over the owner and dates that the row gives."""
    given: dict[str, Any] = {"owner": row.owner}
    given |= {c: day(getattr(row, c)) for c in ("due_on", "done_on", "raised_on")}
    changed = replace(held, **{name: value for name, value in given.items() if value})
    sheet = work.sheets[row.sheet]
    if changed == held:
        work.journal.leave(sheet, "actions")
        return
    store.change_action(work.staging.db, changed, work.staging.author)
    work.journal.revise(sheet, "actions")
    key = f"{work.label(row.measure, row.period)} {shortened(row.text)}"
    work.journal.list_change(
        Kind.REVISED, "actions", key, *difference(from_action(held), from_action(changed))
    )
