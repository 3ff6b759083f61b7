"""Export: everything in the import format, so that the same reports can be made from it again."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from ncc_tui.domain.as_at import Counting
from ncc_tui.domain.dates import MONTHS
from ncc_tui.domain.errors import StoreError
from ncc_tui.domain.figures import plain_figure
from ncc_tui.domain.model import EVERY_SERVICE, Definition, Revision, Target
from ncc_tui.services.files import take_name
from ncc_tui.services.importing.row import guard_text
from ncc_tui.services.importing.tables import (
    ACTIONS,
    BENCHMARKS,
    MEASURES,
    OFFICERS,
    RESULTS,
    SERVICES,
    SETTINGS,
    TABLES,
    TARGETS,
    Table,
)
from ncc_tui.services.session import Session
from ncc_tui.store import actions, catalogue, ledgers
from ncc_tui.store.records import iso

# What a cell is written from: text is made safe for spreadsheets, a number stays a number.
_Cell = str | int | Decimal | None
_Record = Mapping[str, _Cell]

T = TypeVar("T")
C = TypeVar("C", bound=Counting)

# It is no text: a spreadsheet may have it as it is.
_NO_TARGET = "-"


def export_folder(session: Session, folder: Path, *, force: bool = False) -> tuple[Path, ...]:
    """Write every table to a folder as CSV files; gives their paths.

    The files appear together, each whole, and only their owner can read them. Raises
    NotPermitted unless the officer is an admin, for nothing is suppressed here, and StoreError
    where one of the files exists (unless `force`) or cannot be written.
    """
    with session.store.reading() as db:
        session.require_admin(db)
    names = [f"{table.name}.csv" for table in TABLES]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        there = [name for name in names if os.path.lexists(folder / name)]
        if there and not force:
            raise _exists(folder, there)
        with TemporaryDirectory(prefix=".ncc-tui-", dir=folder) as made:
            _write_all(session, Path(made))
            _name_all(Path(made), folder, names, force=force)
    except OSError as error:
        raise StoreError(f"Cannot write to {folder}: {error.strerror or error}.") from error
    return tuple(folder / name for name in names)


def _write_all(session: Session, folder: Path) -> None:
    # One transaction, so that the files show the same state.
    with session.store.reading() as db:
        measures = catalogue.measures(db)
        records: dict[Table, Iterable[_Record]] = {
            SERVICES: (
                {
                    "code": s.code,
                    "service": s.name,
                    "parent": s.parent,
                    "director": s.director,
                    "portfolio_holder": s.portfolio_holder,
                }
                for s in catalogue.services(db)
            ),
            OFFICERS: (
                {
                    "login": o.login,
                    "name": o.name,
                    "role": str(o.role),
                    "services": EVERY_SERVICE if o.every_service else ";".join(o.services),
                }
                for o in catalogue.officers(db)
            ),
            MEASURES: (
                _definition(definition, since)
                for m in measures
                for definition, since in _forward(
                    ledgers.definition_revisions(db, m), lambda d: (d.measure, d.stamp.reason)
                )
            ),
            TARGETS: (
                {
                    "measure": m.code,
                    "period": target.period.label,
                    "target": _NO_TARGET if target.amount is None else target.amount,
                    "counts_from": iso(since),
                    "reason": _reason(target),
                }
                for m in measures
                for ledger in _split(ledgers.target_revisions(db, m), lambda t: t.period)
                for target, since in _forward(ledger, lambda t: (t.amount, _reason(t)))
            ),
            RESULTS: (
                _result(revision, since)
                for m in measures
                for ledger in _split(ledgers.result_revisions(db, m), lambda r: r.period)
                for revision, since in _forward(ledger, lambda r: r.entry)
            ),
            ACTIONS: (
                {
                    "measure": m.code,
                    "period": a.period.label,
                    "action": a.text,
                    "owner": a.owner,
                    "due_on": iso(a.due_on),
                    "done_on": iso(a.done_on),
                    "raised_on": iso(a.raised_on),
                    "counts_from": iso(since),
                    "number": number,
                }
                for m in measures
                for _, histories in groupby(
                    actions.action_revisions(db, m), key=lambda history: history[0].period
                )
                for number, history in enumerate(histories, 1)
                for a, since in _forward(history, lambda a: (a.text, a.owner, a.due_on, a.done_on))
            ),
            BENCHMARKS: (
                {
                    "measure": b.measure,
                    "period": b.period.label,
                    "comparator": b.comparator,
                    "value": b.value,
                    "source": b.source,
                    "counts_from": iso(since),
                }
                for m in measures
                for ledger in _split(
                    ledgers.benchmark_revisions(db, m), lambda b: (b.comparator, b.period)
                )
                for b, since in _forward(ledger, lambda b: (b.value, b.source))
            ),
            SETTINGS: (
                {"setting": name, "value": value} for name, value in catalogue.settings(db).items()
            ),
        }
        for table in TABLES:
            _write(folder / f"{table.name}.csv", table, records[table])


def _definition(definition: Definition, since: date | None) -> _Record:
    measure = definition.measure
    return {
        "service": measure.service,
        "number": measure.number,
        "code": measure.code,
        "measure": measure.title,
        "unit": measure.unit,
        "frequency": str(measure.cycle.frequency),
        "polarity": str(measure.polarity),
        "definition": measure.definition,
        "decimals": measure.decimals,
        "tolerance": measure.tolerance.amount,
        "tolerance_mode": str(measure.tolerance.mode),
        "zero_target_tolerance": measure.tolerance.zero_target,
        "lag_days": measure.lag_days,
        "period_anchor": MONTHS[measure.cycle.anchor - 1],
        "owner": measure.owner,
        "source": measure.source,
        "starts_on": iso(measure.starts_on),
        "ends_on": iso(measure.ends_on),
        "suppress_below": measure.suppress_below,
        "priority": measure.priority,
        "year_rule": str(measure.year_rule),
        "counts_from": iso(since),
        "reason": definition.stamp.reason,
    }


def _result(revision: Revision, since: date | None) -> _Record:
    entry = revision.entry
    return {
        "measure": revision.measure,
        "period": revision.period.label,
        "value": entry.value,
        "comments": entry.comments,
        "provisional": "yes" if entry.provisional else None,
        "missing_reason": entry.missing and str(entry.missing),
        "override": entry.override and str(entry.override),
        "override_reason": entry.override_reason,
        "forecast": entry.forecast,
        "reported_on": iso(since),
        "source": entry.source,
        "reason": entry.reason,
    }


def _reason(target: Target) -> str:
    return target.stamp.reason if target.stamp else ""


def _forward(ledger: Sequence[C], says: Callable[[C], object]) -> Iterator[tuple[C, date | None]]:
    """One thing's revisions, each with the day to count from, which run forward as import wants.

    A revision that was superseded by one dated earlier never counted in a report, nor does it
    with the earlier day; one that only repeats the one before it says nothing.
    """
    days = [revision.counts_from for revision in ledger]
    last: tuple[object, date | None] | None = None
    for place, revision in enumerate(ledger):
        since = min(days[place:], key=lambda day: day or date.min)
        if (says(revision), since) != last:
            yield revision, since
        last = (says(revision), since)


def _split(ledger: Iterable[T], by: Callable[[T], object]) -> Iterator[list[T]]:
    """The ledgers of one thing each, of those that follow one another."""
    return (list(group) for _, group in groupby(ledger, key=by))


def _write(path: Path, table: Table, records: Iterable[_Record]) -> None:
    # Actions have a file of their own.
    columns = [c for c in table.columns if (table, c) != (RESULTS, "actions")]
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_written(record[column]) for column in columns] for record in records)
        file.flush()
        os.fsync(file.fileno())


def _written(cell: _Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return plain_figure(cell)
    return cell if cell is _NO_TARGET else guard_text(str(cell))


def _name_all(made: Path, folder: Path, names: Sequence[str], *, force: bool) -> None:
    placed: list[Path] = []
    try:
        for name in names:
            if force:
                (made / name).replace(folder / name)
            else:
                take_name(made / name, folder / name)
                placed.append(folder / name)
    except OSError as error:
        for path in placed:
            path.unlink(missing_ok=True)
        if isinstance(error, FileExistsError):
            raise _exists(folder, [name]) from None
        raise


def _exists(folder: Path, names: Sequence[str]) -> StoreError:
    return StoreError(
        f"{folder} has {', '.join(names)} already; nothing was written. Use --force to overwrite."
    )
