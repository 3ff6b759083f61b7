"""Sentences that several screens say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.text import one_line, visible
from ncc_tui.services.actions import owner_of
from ncc_tui.services.drafts import Draft
from ncc_tui.tui.themes import Look

if TYPE_CHECKING:
    from ncc_tui.services.entering import Saved


def saved_words(saved: Saved, look: Look, as_at: AsAt) -> str:
    """What was saved and the rating it has, in signs that the terminal can show.

    Where it counts from after the date looked at, that is said: its report does not show it.
    """
    rating = saved.performance
    words = visible(saved.words.replace(rating.shape, look.shape(rating)))
    return f"{words}{_unseen((saved,), as_at)}"


def _unseen(saved: Sequence[Saved], as_at: AsAt) -> str:
    days = [s.revision.reported_on for s in saved if s.corrected]
    if as_at.revised or not days or max(days) <= as_at.day:
        return ""
    first = format_date(min(day for day in days if day > as_at.day))
    return f". It counts from {first}: the report at {format_date(as_at.day)} stays as it is"


def saved_together(saved: Sequence[Saved], look: Look, as_at: AsAt) -> str:
    """The same of several results."""
    if len(saved) == 1:
        return saved_words(saved[0], look, as_at)
    rated = (f"{s.measure.code} {look.words(s.performance)}" for s in saved)
    unseen = _unseen(saved, as_at).replace("It counts", "They count")
    return f"Saved {len(saved)} results: {', '.join(rated)}{unseen}."


def draft_words(draft: Draft) -> str:
    """Whose figure a draft is, and when it was last kept."""
    kept = draft.saved_at.astimezone()
    measure = draft.measure
    return (
        f"{one_line(measure.code)} {draft.period.label}, kept {format_date(kept.date())} "
        f"{kept:%H:%M}"
    )


def waiting_words(drafts: Sequence[Draft]) -> str:
    """The key that goes to the drafts that wait, and whose they are; nothing where none does."""
    match drafts:
        case []:
            return ""
        case [draft]:
            return f"Press c to go on with the draft of {draft_words(draft)}."
        case _:
            return f"Press c to go on with one of {len(drafts)} drafts that wait to be saved."


def elsewhere_words(drafts: Sequence[Draft]) -> str:
    """That drafts of the same measure wait, newest first; nothing where none does."""
    match drafts:
        case []:
            return ""
        case [draft]:
            return f"A draft of yours waits: {draft_words(draft)}"
        case [draft, *others]:
            named = ", ".join(one_line(other.period.label) for other in others[:2])
            more = ", …" if len(others) > 2 else ""
            return f"{len(drafts)} drafts of yours wait: {draft_words(draft)}; {named}{more}"
    return ""


def owner_words(typed: str, names: Mapping[str, str]) -> str:
    """Who does an action, as what is typed is understood; `names` are officers' by login."""
    owner = owner_of(typed, names)
    if owner is None:
        return ""
    if name := names.get(owner):
        return f"{one_line(name)} ({owner})"
    begun = owner.casefold()
    nearest = (one_line(n) for n in names.values() if n.casefold().startswith(begun))
    said = f"{one_line(owner)}, who has no login"
    return next((f"Right takes {name}, else it is {said}" for name in nearest), said)
