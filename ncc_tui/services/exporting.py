"""Export: everything in the import format, so that the same reports can be made from it again."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from ncc_tui.domain.dates import MONTHS
from ncc_tui.domain.errors import StoreError
from ncc_tui.domain.figures import plain_figure
from ncc_tui.domain.model import Measure, Revision
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


def export_folder(session: Session, folder: Path, *, force: bool = False) -> tuple[Path, ...]:
    """Write every table to a folder as CSV files; gives their paths.

    The files appear together, each whole, and only their owner can read them. Raises
    NotPermitted unless the officer is an admin, for nothing is suppressed here, and StoreError
    where one of the files exists (unless `force`) or cannot be written.
    """
    session.require_admin()
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
                {"code": s.code, "service": s.name, "parent": s.parent}
                for s in catalogue.services(db)
            ),
            OFFICERS: (
                {
                    "login": o.login,
                    "name": o.name,
                    "role": str(o.role),
                    "services": ";".join(o.services),
                }
                for o in catalogue.officers(db)
            ),
            MEASURES: map(_measure, measures),
            TARGETS: (
                {
                    "measure": m.code,
                    "period": newest[-1].period.label,
                    "target": "-" if newest[-1].amount is None else newest[-1].amount,
                }
                for m in measures
                for newest in _by_period(ledgers.target_revisions(db, m), lambda t: t.period)
            ),
            RESULTS: (
                _result(revision)
                for m in measures
                for ledger in _by_period(ledgers.result_revisions(db, m), lambda r: r.period)
                for revision in _forward(ledger)
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
                }
                for m in measures
                for a in actions.actions(db, m)
            ),
            BENCHMARKS: (
                {
                    "measure": b.measure,
                    "period": b.period.label,
                    "comparator": b.comparator,
                    "value": b.value,
                    "source": b.source,
                }
                for b in catalogue.benchmarks(db, measures)
            ),
            SETTINGS: (
                {"setting": name, "value": value} for name, value in catalogue.settings(db).items()
            ),
        }
        for table in TABLES:
            _write(folder / f"{table.name}.csv", table, records[table])
