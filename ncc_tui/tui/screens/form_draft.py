"""Writing what a form holds, from whichever thread: drafts as it is typed, and the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from ncc_tui.domain.periods import Period
from ncc_tui.services import drafts
from ncc_tui.services.entering import Saved, Submission, save_result
from ncc_tui.services.session import Session


@dataclass(frozen=True)
class Snapshot:
    """A form at one moment: `number` counts its changes, no `content` means nothing to keep."""

    number: int
    measure: str
    period: Period
    content: Mapping[str, str] | None


class Keeper:
    """Writes one form's drafts and results, one at a time and none older than the last."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = Lock()
        self._done = 0

    @property
    def done(self) -> int:
        """The number of the newest snapshot that needs no more keeping."""
        return self._done

    def keep(self, now: Snapshot) -> None:
        """Keep a snapshot as the officer's draft, or forget the draft where nothing is typed."""
        with self._lock:
            if now.number <= self._done:
                return
            if now.content is None:
                drafts.drop(self._session, now.measure, now.period)
            else:
                drafts.keep(self._session, now.measure, now.period, now.content)
            self._done = now.number

    def save(self, asked: Submission, number: int, *, confirmed: bool) -> Saved:
        """Save a result; no snapshot taken before it becomes a draft afterwards."""
        with self._lock:
            saved = save_result(
                self._session,
                asked.measure,
                asked.period,
                asked.entry,
                seen=asked.seen,
                reported_on=asked.reported_on,
                actions=asked.actions,
                confirmed=confirmed,
            )
            self._done = max(self._done, number)
            return saved
