"""Drafts that the database cannot take when the program has to end: files beside it till it can."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import datetime
from glob import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from ncc_tui.domain.errors import StoreError
from ncc_tui.domain.periods import Period
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue, drafts
from ncc_tui.store.connection import Store, Transaction

PATIENCE_SECONDS = 1.0


class Unkept(NamedTuple):
    """What is typed for a measure and period, by field, and not in the database."""

    measure: str
    period: Period
    content: Mapping[str, str]


def set_aside(session: Session, unkept: Sequence[Unkept]) -> None:
    """Put drafts in a file that only the officer reads; no lock of the database matters.

    Raises OSError where the file cannot be written.
    """
    if not unkept:
        return
    at = session.clock.now().isoformat()
    held = [
        {
            "measure": draft.measure,
            "period": draft.period.start.isoformat(),
            "content": dict(draft.content),
            "saved_at": at,
        }
        for draft in unkept
    ]
    path = session.store.path.with_name(f"{_prefix(session)}{os.getpid()}-{time.time_ns()}.json")
    with open(path, "x", encoding="utf-8", opener=_private) as file:
        json.dump(held, file, ensure_ascii=False)


def take_back(session: Session) -> None:
    """Keep as drafts what was set aside, but where the officer has typed since.

    Where the database is still busy the files stay for the next time: who waits is at a start.
    """
    folder, names = session.store.path.parent, f"{escape(_prefix(session))}*.json"
    with (
        closing(Store(session.store.path, busy_seconds=PATIENCE_SECONDS)) as store,
        suppress(StoreError),
    ):
        for path in sorted(folder.glob(names)):
            # What a full disk cut off is not for us to remove.
            with suppress(OSError, ValueError, KeyError, TypeError):
                held = list(_read(path, session.officer.login))
                with store.writing() as db:
                    _keep_newer(db, held)
                path.unlink()


def _keep_newer(db: Transaction, held: Sequence[drafts.StoredDraft]) -> None:
    measures = {measure.code for measure in catalogue.measures(db)}
    for draft in held:
        kept = {d.period: d.saved_at for d in drafts.drafts(db, draft.login, draft.measure)}
        newer = kept.get(draft.period, draft.saved_at) > draft.saved_at
        if draft.measure in measures and not newer:
            drafts.keep_draft(db, draft)


def _prefix(session: Session) -> str:
    # A quoted login has no plus sign, so that no login's files begin as another's do.
    return f"{session.store.path.name}-draft+{quote(session.officer.login, safe='')}+"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _read(path: Path, login: str) -> Iterator[drafts.StoredDraft]:
    for draft in json.loads(path.read_text(encoding="utf-8")):
        yield drafts.StoredDraft(
            login,
            draft["measure"],
            draft["period"],
            draft["content"],
            datetime.fromisoformat(draft["saved_at"]),
        )
