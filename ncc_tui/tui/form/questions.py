"""What a result form asks before it goes on, each question with its answers."""

from __future__ import annotations

from collections.abc import Sequence

from ncc_tui.domain.periods import Period
from ncc_tui.domain.text import one_line
from ncc_tui.services.drafts import Draft
from ncc_tui.tui.form.beside import moment, words_in
from ncc_tui.tui.form.typed import Typed
from ncc_tui.tui.prompts.question import Question

_SHOWN = 200


def offer_draft(draft: Draft, typed: Typed, *, stale: bool) -> Question:
    """`keep` or `afresh`; `stale` where the result was saved since."""
    body = _held(draft, typed)
    if stale:
        body += "\n\nThe result was saved since: on saving you see both versions."
    answers = [("keep", "Keep it and go on"), ("afresh", "Start afresh; the draft goes")]
    return Question(f"Draft of {moment(draft.saved_at)}", body, answers, escape="keep")


def _held(draft: Draft, typed: Typed) -> str:
    """What a draft holds, in a line and the beginning of its comments."""
    words = one_line(typed.comments)
    held = [one_line(typed.value or typed.missing) or "no value", words_in(words)]
    if typed.actions:
        held.append(f"{len(typed.actions)} new action{'' if len(typed.actions) == 1 else 's'}")
    body = f"{draft.period.label}: {', '.join(held)}"
    if words:
        body += f"\n\n{words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}"
    return body


def replace_draft(draft: Draft, old: Period) -> Question:
    """`open`, `replace` or `stay`: what is typed for `old` was to come where a draft stands."""
    label = draft.period.label
    answers = [
        ("open", f"Open that draft; what is typed stays a draft of {old.label}"),
        ("replace", "Put what is typed in its place; that draft goes"),
        ("stay", f"Stay at {old.label}"),
    ]
    body = f"You have a draft there already.\n{_held(draft, Typed.of_draft(draft.content)[0])}"
    heading = f"{label} has a draft of {moment(draft.saved_at)}"
    return Question(heading, body, answers, escape="stay")


def change_period(old: Period, new: Period) -> Question:
    """`bring`, `leave` or `stay`: what becomes of what is typed."""
    answers = [
        ("bring", f"Bring what is typed to {new.label}"),
        ("leave", f"Leave it as a draft of {old.label}"),
        ("stay", f"Stay at {old.label}"),
    ]
    body = f"What is typed is for {old.label} and is not saved."
    return Question(f"Change to {new.label}", body, answers, escape="stay")


def leave() -> Question:
    """`stay`, `leave` or `discard`."""
    answers = [
        ("stay", "Go on typing"),
        ("leave", "Leave; it is kept as a draft"),
        ("discard", "Throw away what is typed"),
    ]
    return Question("Not saved", "What is typed is not saved yet.", answers, escape="stay")


def confirm(doubts: Sequence[str]) -> Question:
    """`back` or `save`: whether an unlikely value is right."""
    answers = [("back", "Back to the value"), ("save", "It is right: save it")]
    return Question("Unlikely", "\n".join(doubts), answers, escape="back")


def past_dates(sentences: Sequence[str]) -> Question:
    """`back` or `save`: whether actions are meant to be due on days that are past."""
    answers = [("back", "Back to the date"), ("save", "It is meant: save it")]
    return Question("Is that meant?", "\n".join(sentences), answers, escape="back")
