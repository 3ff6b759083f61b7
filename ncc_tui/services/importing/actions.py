"""Importing actions: the rows of actions.csv, and the lines of results' `actions` cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from ncc_tui.domain.actions import check_days
from ncc_tui.domain.backdating import BACKDATED
from ncc_tui.domain.entries import unlikely_due
from ncc_tui.domain.model import Action, Measure
from ncc_tui.domain.periods import Period
from ncc_tui.services.importing.matching import Held, Rules, match
from ncc_tui.services.importing.outcome import shortened
from ncc_tui.services.importing.sheets import Sheet
from ncc_tui.services.importing.sources import Source
from ncc_tui.services.importing.words import difference
from ncc_tui.services.importing.work import Work, batched
from ncc_tui.store import actions as store
from ncc_tui.store.imports import StagedAction
from ncc_tui.store.records import day, iso

_MOST_ACTIONS = 100_000
# The file has no column for a reason.
_IN_THE_FILE = "as imported"


def stage_actions(work: Work, sources: Sequence[Source]) -> None:
    """Read the rows of actions.csv."""
    for source in sources:
        for batch in batched(_rows(work, source)):
            work.staging.stage_actions(batch)


def import_actions(work: Work) -> None:
    """Add the actions that were staged, and revise those that are there.

    Rows of one number are revisions of one action, whatever they say. Without numbers, rows of
    actions.csv that say the same are actions of their own, as they are in the database, unless
    they are dated: then they are revisions; a line of an `actions` cell stands for any action of
    its words, and was raised when the first revision that has it was reported.
    """
    for code, group in work.staging.actions():
        _Actions(work, work.measures[code]).enter(sorted(group, key=_raised))
        work.journal.went_on()


def _rows(work: Work, source: Source) -> Iterator[StagedAction]:
    for row in work.rows(source):
        measure = work.measure(row)
        period = work.period(row, measure) if measure else None
        text = row.required("action")
        owner = row.text("owner") or None
        due_on, done_on, raised_on = (row.day(c) for c in ("due_on", "done_on", "raised_on"))
        row.check(partial(check_days, work.today, done_on=done_on))
        row.check(partial(check_days, work.today, raised_on=raised_on))
        number, counts_from = row.whole("number", 1, _MOST_ACTIONS, None), row.counts_from()
        if measure and period and row.good:
            yield StagedAction(
                measure=measure.code,
                short=0,
                seq=next(work.seq),
                period=period.start,
                sheet=source.sheet.number,
                line=row.line,
                number=number,
                text=text,
                owner=owner,
                due_on=iso(due_on),
                done_on=iso(done_on),
                raised_on=iso(raised_on),
                counts_from=counts_from,
                assumed_on=period.assumed_on,
            )


def _raised(row: StagedAction) -> str:
    """What sorts lines of `actions` cells by date; rows of actions.csv stay before them."""
    return row.raised_on or row.assumed_on if row.short else ""


class _Actions:
    """The actions of one measure: histories that are there, and those that rows add or revise."""

    def __init__(self, work: Work, measure: Measure) -> None:
        self._work = work
        self._measure = measure
        self._there: dict[str, list[list[Action]]] = defaultdict(list)
        for history in store.action_revisions(work.staging.db, measure):
            self._there[history[0].period.start.isoformat()].append(history)

    def enter(self, rows: Iterable[StagedAction]) -> None:
        """Take the rows in: each is matched with one history, or begins one."""
        groups: dict[tuple[str, int | str], list[StagedAction]] = {}
        singles: list[StagedAction] = []
        for row in rows:
            if row.number is not None:
                groups.setdefault((row.period, row.number), []).append(row)
            elif not row.short and row.counts_from is not None:
                groups.setdefault((row.period, row.text), []).append(row)
            elif not row.short and (row.period, row.text) in groups:
                groups[row.period, row.text].append(row)
            else:
                singles.append(row)
        taken: set[int] = set()
        for group in groups.values():
            taken |= self._match(group, self._numbered(group, taken) or [])
        for row in singles:
            same = [h for h in self._there[row.period] if h[-1].text == row.text]
            if row.short and same:
                self._work.journal.leave(self._sheet(row), "actions")
                continue
            held = next((h for h in same if h[0].id not in taken), None)
            taken |= self._match([row], held or [])

    def _numbered(self, group: Sequence[StagedAction], taken: set[int]) -> list[Action] | None:
        """The history that a group of rows is of: by its words and, of several, its number."""
        histories = self._there[group[0].period]
        texts = {row.text for row in group}

        def speaks(history: list[Action]) -> bool:
            return history[0].id not in taken and bool(texts & {a.text for a in history})

        number = group[0].number
        if number is not None and number <= len(histories) and speaks(histories[number - 1]):
            return histories[number - 1]
        return next(filter(speaks, histories), None)

    def _match(self, rows: Sequence[StagedAction], history: list[Action]) -> set[int]:
        """Add the rows to a history, or begin it; gives the id of the action whose it is."""
        rules: Rules[StagedAction, Action] = Rules(
            equals=_equals,
            agree=lambda one, other: one[7:12] == other[7:12],
            build=lambda row, newest: self._action(row, newest.says if newest else None, history),
            first_day=lambda _: "",
        )
        ledger = [Held(a.counts_from.isoformat() if a.counts_from else "", a) for a in history]
        matched = match(rows, ledger, rules, today=self._work.today.isoformat())
        key = self._work.label(self._measure.code, rows[0].period)
        if history:
            key += f" {shortened(history[-1].text)}"
        db, author = self._work.staging.db, self._work.staging.author
        corrects = bool(history)
        for new in self._work.settle("actions", key, matched, _words):
            action = replace(
                new.after.says,
                id=history[0].id if history else 0,
                raised_on=history[0].raised_on if history else new.after.says.raised_on,
                number=new.number,
                counts_from=day(new.after.counts_from),
            )
            self._doubt(new.row, action, history[-1] if history else None)
            since = action.counts_from if corrects else self._backdated(new.row)
            past = since is not None and since < self._work.today
            stamp = author.stamp(f"{BACKDATED}{_IN_THE_FILE}" if past else "")
            if history:
                store.revise_action(db, action, stamp)
            else:
                action = replace(action, id=store.add_action(db, action, stamp))
                self._there[new.row.period].append(history)
            history.append(action)
        return {action.id for action in history[:1]}

    def _doubt(self, row: StagedAction, action: Action, before: Action | None) -> None:
        """List what is unlikely about the day by which it is to be done, where that is new."""
        if action.done_on is None and (before is None or before.due_on != action.due_on):
            entered_on = action.counts_from or action.raised_on
            for doubt in unlikely_due(action.due_on, entered_on):
                self._work.doubt(row.sheet, row.line, f"{self._measure.code}: {doubt}")

    def _action(
        self, row: StagedAction, newest: Action | None, history: Sequence[Action]
    ) -> Action | None:
        """What a row says; what it leaves empty stays, unless it is numbered: then it is empty.

        None where the officer may not correct the history from that day.
        """
        if history and self._work.correction_reason(row, _IN_THE_FILE) is None:
            return None
        if not history and newest is None and (since := self._backdated(row)):
            raised = row._replace(counts_from=since.isoformat())
            column = "reported_on" if row.short else "raised_on"
            if self._work.correction_reason(raised, _IN_THE_FILE, column=column) is None:
                return None
        if newest is not None and row.number is None:
            return replace(
                newest,
                text=row.text,
                owner=row.owner or newest.owner,
                due_on=day(row.due_on) or newest.due_on,
                done_on=day(row.done_on) or newest.done_on,
            )
        return Action(
            id=0,
            measure=row.measure,
            period=Period(date.fromisoformat(row.period), self._measure.cycle),
            text=row.text,
            owner=row.owner,
            due_on=day(row.due_on),
            done_on=day(row.done_on),
            raised_on=date.fromisoformat(self._raised_on(row)),
        )

    def _raised_on(self, row: StagedAction) -> str:
        """The day that a new action was raised: with the result it stands beside, unless said."""
        if row.raised_on:
            return row.raised_on
        first = self._work.staging.first_reported_on(row.measure, row.period)
        if self._adds_to_what_stood(row):
            # Undated, as a correction: what is new today must not show in earlier reports.
            return max(first or "", self._work.today.isoformat())
        return first or row.assumed_on

    def _backdated(self, row: StagedAction) -> date | None:
        """The day in the past from which a new action would show in reports that stood before."""
        raised_on = day(row.raised_on)
        past = raised_on is not None and raised_on < self._work.today
        return raised_on if past and self._adds_to_what_stood(row) else None

    def _adds_to_what_stood(self, row: StagedAction) -> bool:
        """Whether reports showed the measure before, and the row's period is not new with it."""
        began = (row.measure, row.period) in self._work.first_results
        return row.measure in self._work.reported and not began

    def _sheet(self, row: StagedAction) -> Sheet:
        return self._work.sheets[row.sheet]


def _equals(row: StagedAction, action: Action) -> bool:
    """Whether a row says what an action says: all of it if it is numbered, else what it gives."""
    given = (row.owner, row.due_on, row.done_on)
    held = (action.owner, iso(action.due_on), iso(action.done_on))
    if row.number is not None:
        return (row.text, *given) == (action.text, *held)
    return row.text == action.text and all(
        said in (None, there) for said, there in zip(given, held, strict=True)
    )


def _words(before: Held[Action] | None, after: Held[Action]) -> tuple[str, str]:
    if before is None:
        return "", shortened(after.says.text)
    return difference(_fields(before.says), _fields(after.says))


def _fields(action: Action) -> dict[str, object]:
    return {name: getattr(action, name) for name in ("text", "owner", "due_on", "done_on")}
