"""Writing what is typed, from whichever thread: drafts as it is typed, and the results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from ncc_tui.domain.errors import NccError, StoreError, WaitLeft
from ncc_tui.domain.periods import Period
from ncc_tui.services import drafts
from ncc_tui.services.aside import Unkept, set_aside
from ncc_tui.services.entering import Saved, Submission, save_many, save_result
from ncc_tui.services.session import Session
from ncc_tui.store.turns import Wait


@dataclass(frozen=True)
class Snapshot:
    """What is typed for a result at one moment; no `content` means nothing to keep.

    `number` counts the changes made on the screen before it.
    """

    number: int
    measure: str
    period: Period
    content: Mapping[str, str] | None

    @property
    def place(self) -> tuple[str, Period]:
        """The measure and period that it is for."""
        return self.measure, self.period


class Keeper:
    """Writes one screen's drafts and results, one at a time; of a result nothing older than before.

    So a draft that waited for the database never comes after the result that was saved of it.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = Lock()
        self._done: dict[tuple[str, Period], int] = {}

    def has(self, snapshot: Snapshot) -> bool:
        """Whether a snapshot, or a later one of its result, needs no more keeping."""
        return snapshot.number <= self._done.get(snapshot.place, 0)

    def keep(self, *snapshots: Snapshot, wait: Wait | None = None) -> None:
        """Keep snapshots as the officer's drafts; where nothing is typed the draft is forgotten.

        `wait` is told where others write first, and can be left: WaitLeft is raised then.
        """
        with self._writing(wait):
            for snapshot in snapshots:
                if self.has(snapshot):
                    continue
                if snapshot.content is None:
                    drafts.drop(self._session, *snapshot.place)
                else:
                    drafts.keep(self._session, *snapshot.place, snapshot.content)
                self._done[snapshot.place] = snapshot.number

    def keep_at_last(self, *snapshots: Snapshot) -> None:
        """Keep snapshots as the screen goes; what the database does not take at once is set aside.

        The app shows nothing else meanwhile: so it waits for nobody.
        """
        wait = Wait(lambda: wait.leave())
        try:
            self.keep(*snapshots, wait=wait)
        except NccError:
            self.set_aside(*snapshots)

    def set_aside(self, *snapshots: Snapshot) -> None:
        """Put what is not kept of snapshots beside the database, whoever writes to that.

        Raises StoreError where it cannot be put there either.
        """
        with self._lock:
            try:
                set_aside(self._session, self.unkept(*snapshots))
            except OSError as error:
                reason = error.strerror or str(error)
                raise StoreError(f"Nor can it be put beside the database: {reason}.") from error

    def unkept(self, *snapshots: Snapshot) -> list[Unkept]:
        """What of snapshots is typed and not in the database."""
        return [
            Unkept(snapshot.measure, snapshot.period, snapshot.content)
            for snapshot in snapshots
            if snapshot.content is not None and not self.has(snapshot)
        ]

    def save(
        self, submission: Submission, number: int, *, confirmed: bool, wait: Wait | None = None
    ) -> Saved:
        """Save a result, made of the snapshot with a number; its draft goes with it."""
        with self._writing(wait):
            saved = save_result(self._session, submission, confirmed=confirmed)
            self._note(number, submission)
            return saved

    def save_together(
        self,
        submissions: Sequence[Submission],
        number: int,
        *,
        confirmed: bool,
        wait: Wait | None = None,
    ) -> tuple[Saved, ...]:
        """Save results together, all or none."""
        with self._writing(wait):
            saved = save_many(self._session, submissions, confirmed=confirmed)
            self._note(number, *submissions)
            return saved

    @contextmanager
    def _writing(self, wait: Wait | None) -> Iterator[None]:
        with self._lock:
            if wait is None:
                yield
                return
            # It may have been left behind another write of this screen, where nothing looks.
            if wait.is_left:
                raise WaitLeft("Nothing was saved: the wait was left.")
            with self._session.store.waiting(wait):
                yield

    def _note(self, number: int, *submissions: Submission) -> None:
        for submission in submissions:
            place = (submission.measure, submission.period)
            self._done[place] = max(self._done.get(place, 0), number)
