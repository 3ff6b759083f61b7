"""Another process at work on a database: a program that test_many_writers runs.

    writing.py each DB MEASURE COUNT    saves a result for each of COUNT months
    writing.py same DB MEASURE COUNT    saves COUNT revisions of one month, against the others
    writing.py half DB MEASURE MEASURE  stops for ever between two saves of one transaction

It says `ready` and waits for a line before it begins, so that several can begin together.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from ncc_tui.domain.model import Entry
from ncc_tui.domain.periods import Cycle, Frequency
from ncc_tui.services import entering
from ncc_tui.services.entering import SaveConflict, Submission, save_many, save_result
from ncc_tui.services.session import Session, open_session
from ncc_tui.store import ledgers

FIRST = Cycle(Frequency.MONTHLY).parse("Jan 2000")


def each(session: Session, measure: str, count: int) -> dict[str, Any]:
    for month in range(count):
        entry = Entry(Decimal(month), comments=f"{measure} {month} " * 10)
        submission = Submission(measure, FIRST.shifted(month), entry, 0)
        save_result(session, submission, confirmed=True)
    return {"saved": count}


def same(session: Session, measure: str, count: int) -> dict[str, Any]:
    seen, conflicts = 0, 0
    saved: list[str] = []
    login = str(time.monotonic_ns())
    while len(saved) < count:
        text = f"{login} {len(saved)}"
        try:
            entry = Entry(Decimal(1), comments=text)
            submission = Submission(measure, FIRST, entry, seen)
            seen = save_result(session, submission, confirmed=True).revision.number
            saved.append(text)
        except SaveConflict as conflict:
            seen, conflicts = conflict.theirs.number, conflicts + 1
    return {"saved": saved, "conflicts": conflicts}


def half(session: Session, *measures: str) -> dict[str, Any]:
    def stopping(db: Any, measure: Any, *arguments: Any, **given: Any) -> Any:
        if measure.code == measures[1]:
            print("half way", flush=True)
            signal.pause()
        return ledgers.append_result(db, measure, *arguments, **given)

    entering.append_result = stopping  # type: ignore[attr-defined]
    rows = [Submission(measure, FIRST, Entry(Decimal(1)), 0) for measure in measures]
    return {"saved": len(save_many(session, rows, confirmed=True))}


def main(what: str, path: str, measure: str, more: str) -> None:
    session = open_session(Path(path), "boss")
    print("ready", flush=True)
    sys.stdin.readline()
    if what == "half":
        done = half(session, measure, more)
    else:
        done = {"each": each, "same": same}[what](session, measure, int(more))
    print(json.dumps(done), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
