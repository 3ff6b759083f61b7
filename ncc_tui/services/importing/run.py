"""An import from beginning to end: one transaction, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from ncc_tui.domain.errors import Conflict, NotPermitted
from ncc_tui.domain.model import Role
from ncc_tui.services.importing.actions import import_actions, stage_actions
from ncc_tui.services.importing.benchmarks import import_benchmarks
from ncc_tui.services.importing.choices import Choices
from ncc_tui.services.importing.journal import Cancelled, Journal, Progress
from ncc_tui.services.importing.measures import import_measures
from ncc_tui.services.importing.officers import import_officers
from ncc_tui.services.importing.outcome import ImportOutcome
from ncc_tui.services.importing.results import import_results
from ncc_tui.services.importing.services import import_services
from ncc_tui.services.importing.settings import import_settings
from ncc_tui.services.importing.sources import Source, open_sources
from ncc_tui.services.importing.tables import (
    ACTIONS,
    BENCHMARKS,
    MEASURES,
    OFFICERS,
    RESULTS,
    SERVICES,
    SETTINGS,
    TARGETS,
    WIDE,
    Table,
)
from ncc_tui.services.importing.targets import import_targets
from ncc_tui.services.importing.work import Work
from ncc_tui.services.session import ADMINS_ONLY, Session
from ncc_tui.store.connection import Transaction
from ncc_tui.store.imports import Staging

# What an officer may bring in for the services that are theirs.
_OFFICERS_MAY = (RESULTS, WIDE, ACTIONS)


_CHANGED = (
    "The files, or what is in the database, changed after they were shown: nothing was imported."
)


class _Undone(Exception):
    """Leaves the transaction with nothing written."""


def import_paths(
    session: Session,
    paths: Iterable[Path],
    *,
    dry_run: bool = False,
    confirmed: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    choices: Choices | None = None,
    previewed: ImportOutcome | None = None,
) -> ImportOutcome:
    """Import CSV and XLSX files, or folders of them, in one transaction.

    On any error, with `dry_run`, while `choices` leave an offer open, where something is unlikely
    unless `confirmed`, or once `cancelled()` is true, nothing is written; the outcome says which
    it was, and what was or would have been done. `progress` is given the lines read and, where
    known, how many there are. Raises NotPermitted for files that are an admin's to import, and
    Conflict where what would be written is no longer what was `previewed`.
    """
    journal = Journal(progress, cancelled, choices or Choices())
    with ExitStack() as stack:
        sources = open_sources([Path(path) for path in paths], journal, stack)
        for number, source in enumerate(sources):
            source.sheet.number = number
        journal.expect([source.sheet for source in sources])
        try:
            with session.store.writing() as db:
                staging = Staging(db, session.author)
                _check_permission(db, session, sources)
                _import(Work(session, staging, journal, sources), sources)
                staging.drop()
                outcome = journal.outcome(dry_run=dry_run, confirmed=confirmed)
                if previewed is not None and outcome.digest != previewed.digest:
                    raise Conflict(_CHANGED)
                if not outcome.written:
                    raise _Undone
        except _Undone:
            pass
        except Cancelled:
            outcome = journal.outcome(dry_run=dry_run, confirmed=confirmed, cancelled=True)
    return outcome


def _import(work: Work, sources: Sequence[Source]) -> None:
    def of(*tables: Table) -> list[Source]:
        return [source for source in sources if source.table in tables]

    import_services(work, of(SERVICES))
    import_officers(work, of(OFFICERS))
    import_measures(work, of(MEASURES))
    import_targets(work, of(TARGETS))
    import_results(work, of(RESULTS, WIDE))
    stage_actions(work, of(ACTIONS))
    import_actions(work)
    import_benchmarks(work, of(BENCHMARKS))
    import_settings(work, of(SETTINGS))
    work.tell_outdated()
    work.journal.went_on()


def _check_permission(db: Transaction, session: Session, sources: Sequence[Source]) -> None:
    officer = session.now(db)
    if officer.role is Role.VIEWER:
        session.require_admin(db)
    for source in sources:
        if officer.role is not Role.ADMIN and source.table not in _OFFICERS_MAY:
            raise NotPermitted(
                f"{officer.login} may import results and actions, but not {source.table.name}: "
                f"{ADMINS_ONLY}"
            )
